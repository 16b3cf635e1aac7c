"""Permissions that let a process do more than it should: setuid, setgid, writable for everyone."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.checks.amounts import paths
from inspector.analyses.checks.lifetimes import Clears, lifetimes
from inspector.analyses.checks.sweep import SETGID, SETUID, STICKY, WORLD
from inspector.findings import Finding, FindingLog, Level
from inspector.language import N_, Lazy
from inspector.tarstream import FILE_KINDS, Kind

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
_SYSTEM = r"/(?:usr/)?(?:s?bin|lib(?:exec)?/.*|lib(?:exec)?)"


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
        for version, hidden_by, successor in _lives(node, clears):
            after = 0 if successor is None else _given(successor)
            given = _given(version) & ~after
            if not given:
                continue
            for kind, bit in _BITS:
                if given & bit:
                    _add_bit(log, kind, node, version, hidden_by)
            if given & WORLD:
                _note_writable(writable, node, version, hidden_by)
    for (place, layer), row in writable.items():
        if log.count("world-writable"):
            log.keep(_writable_finding(place, layer, row))
    if swept.passed_over:
        more = Lazy("permissions of {count} more paths", count=f"{swept.passed_over:,}")
        log.add(Finding("more-findings", detail=more))
    return log.findings()


def _lives(node: Node, clears: Clears) -> list[tuple[Version, int | None, Version | None]]:
    """Return each version, the layer that hid it, and what that layer wrote in its place."""
    lives = list(lifetimes(node, clears.above(node)))
    if len(lives) == 1:
        return [(*lives[0], None)]
    later = [each for each, _ in lives[1:]]
    return [
        (version, hidden_by, after if after is not None and after.layer == hidden_by else None)
        for (version, hidden_by), after in zip_longest(lives, later)
    ]


def _given(version: Version) -> int:
    """Return the odd ones of a version's permissions; in a sticky directory others replace none."""
    entry = version.entry
    if entry is None:
        return 0
    if entry.kind in FILE_KINDS:
        return entry.mode & (SETUID | SETGID | WORLD)
    is_open = entry.kind is Kind.DIR and not entry.mode & STICKY
    return entry.mode & WORLD if is_open else 0


def _add_bit(
    log: FindingLog, kind: str, node: Node, version: Version, hidden_by: int | None
) -> None:
    if not log.count(kind):
        return
    path, entry = node.path, version.entry
    folder, _, name = path.rpartition("/")
    is_usual = name in _USUAL and re.fullmatch(_SYSTEM, folder) is not None
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
        return Lazy("Set it right in the step that writes it: changing it later stores it again.")
    template = N_("Run “{command}” in the step that writes it unless the program needs it.")
    if is_usual:
        template = N_("Usual for this program: run “{command}” only if the container does without.")
    bit = "u-s" if kind == "setuid-file" else "g-s"
    return Lazy(template, command=f"chmod {bit} {path}")


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
        paths(row.count),
        hidden_by=row.hidden_by,
        graded=None if row.hidden_by is None else Level.NOTE,
    )
