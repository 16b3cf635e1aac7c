"""Permissions that let a process do more than it should: setuid, setgid, writable for everyone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.checks.lifetimes import Clears, lifetimes
from inspector.analyses.checks.sweep import SETGID, SETUID, STICKY, WORLD
from inspector.findings import Finding, FindingLog, Level
from inspector.text import counted

if TYPE_CHECKING:
    from inspector.analyses.checks.sweep import Swept
    from inspector.tree import Node, Version

_BITS = (("setuid-file", SETUID), ("setgid-file", SETGID))
# What distributions give these bits in their usual places.
_USUAL = frozenset(
    {"bbsuid", "bsd-write", "chage", "chfn", "chsh", "crontab", "dbus-daemon-launch-helper"}
    | {"dotlockfile", "expiry", "fusermount", "fusermount3", "gpasswd", "mlocate", "mount"}
    | {"newgidmap", "newgrp", "newuidmap", "pam_timestamp_check", "passwd", "ping", "ping6"}
    | {"pkexec", "plocate", "polkit-agent-helper-1", "ssh-agent", "ssh-keysign", "su"}
    | {"umount", "unix_chkpwd", "utempter", "wall", "write"}
)
_SYSTEM = re.compile(r"/(?:usr/)?(?:s?bin|lib(?:exec)?/.*|lib(?:exec)?)")


class _Writable(msgspec.Struct):
    """Files of one directory and layer that everyone may write."""

    first: str
    count: int = 0
    hidden_by: int | None = None


def permission_findings(swept: Swept, most: int) -> list[Finding]:
    """Return paths with such permissions, at most ``most`` of a kind.

    What a later layer replaced or removed can no longer be used: a note. Where its successor has
    the same permissions, that one is told alone.
    """
    log = FindingLog(most)
    clears = Clears()
    writable: dict[tuple[Node, int], _Writable] = {}
    for node in swept.odd:
        lives = list(lifetimes(node, clears.above(node)))
        for at, (version, hidden_by) in enumerate(lives):
            later = lives[at + 1][0] if at + 1 < len(lives) else None
            successor = later if later is not None and later.layer == hidden_by else None
            for kind, bit in _BITS:
                if _has(version, bit) and not (successor is not None and _has(successor, bit)):
                    _add_bit(log, kind, node, version, hidden_by)
            if _is_open(version) and not (successor is not None and _is_open(successor)):
                _note_writable(writable, node, version, hidden_by)
    for (place, layer), row in writable.items():
        if log.count("world-writable"):
            log.keep(_writable_finding(place, layer, row))
    return log.findings()


def _has(version: Version, bit: int) -> bool:
    return version.is_file and version.entry is not None and bool(version.entry.mode & bit)


def _is_open(version: Version) -> bool:
    """Whether everyone may change a file, or replace what lies in a directory."""
    entry = version.entry
    if entry is None or not entry.mode & WORLD:
        return False
    return version.is_file or (version.is_dir and not entry.mode & STICKY)


def _add_bit(
    log: FindingLog, kind: str, node: Node, version: Version, hidden_by: int | None
) -> None:
    if not log.count(kind):
        return
    path, entry = node.path, version.entry
    folder, _, name = path.rpartition("/")
    is_usual = name in _USUAL and _SYSTEM.fullmatch(folder) is not None
    is_note = is_usual or hidden_by is not None
    log.keep(
        Finding(
            kind,
            version.layer,
            path,
            "" if entry is None else f"{entry.mode & 0o7777:04o}",
            hidden_by=hidden_by,
            advice=_advice(kind, path, is_usual=is_usual, is_hidden=hidden_by is not None),
            graded=Level.NOTE if is_note else None,
        )
    )


def _advice(kind: str, path: str, *, is_usual: bool, is_hidden: bool) -> str:
    if is_hidden:
        return "Set it right in the step that writes it: changing it later stores it again."
    bit = "u-s" if kind == "setuid-file" else "g-s"
    if is_usual:
        return (
            f"Usual for this program: run “chmod {bit} {path}” only if the container does without."
        )
    return f"Run “chmod {bit} {path}” in the step that writes it unless the program needs it."


def _note_writable(
    found: dict[tuple[Node, int], _Writable], node: Node, version: Version, hidden_by: int | None
) -> None:
    """Note a directory by itself, files by the directory around them."""
    place = node if version.is_dir or node.parent is None else node.parent
    row = found.get((place, version.layer))
    if row is None:
        row = found[place, version.layer] = _Writable(node.path, hidden_by=hidden_by)
    elif row.hidden_by is not None:
        row.hidden_by = None if hidden_by is None else max(row.hidden_by, hidden_by)
    row.count += 1


def _writable_finding(place: Node, layer: int, row: _Writable) -> Finding:
    return Finding(
        "world-writable",
        layer,
        row.first if row.count == 1 else place.path,
        counted(row.count, "path"),
        hidden_by=row.hidden_by,
        graded=None if row.hidden_by is None else Level.NOTE,
    )
