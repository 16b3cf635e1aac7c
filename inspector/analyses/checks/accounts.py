"""Accounts that the image's last layer leaves: no password at all, one UID under two names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.checks.amounts import listing
from inspector.errors import LayerscopeError
from inspector.findings import Finding
from inspector.language import Lazy
from inspector.text import decode
from inspector.tree.view import find

if TYPE_CHECKING:
    from inspector.reading.contents import Contents
    from inspector.tree import Tree

# Real ones have a few kilobytes.
_LONGEST = 256 << 10
_MOST_NAMES = 5
# The column of the password, in both files.
_PASSWORD = 1


class _AccountLines(msgspec.Struct, frozen=True):
    """A file of accounts: its lines as columns."""

    path: str
    layer: int
    lines: list[list[str]]


def account_findings(tree: Tree, contents: Contents) -> list[Finding]:
    """Return what is wrong with the accounts as they are at the end."""
    passwd = _table(tree, contents, "/etc/passwd")
    shadow = _table(tree, contents, "/etc/shadow")
    found = [_empty_passwords(each) for each in (shadow, passwd) if each is not None]
    if passwd is not None:
        found.append(_duplicate_uids(passwd))
    return [each for each in found if each is not None]


def _table(tree: Tree, contents: Contents, path: str) -> _AccountLines | None:
    """Read a file of accounts; None where there is none that can be read."""
    node = find(tree, path, tree.layers - 1) if tree.layers else None
    version = node.visible_at(tree.layers - 1) if node is not None else None
    entry = version.entry if version is not None and version.is_file else None
    if version is None or entry is None or not 0 < entry.size <= _LONGEST:
        return None
    try:
        data = contents.read_range(version.home, entry, 0, entry.size)
    except LayerscopeError:
        return None
    lines = [line.split(":") for line in decode(data).splitlines() if line[:1] not in {"", "#"}]
    return _AccountLines(path, version.layer, lines)


def _empty_passwords(table: _AccountLines) -> Finding | None:
    names = [
        line[0]
        for line in table.lines
        if len(line) > _PASSWORD + 1 and line[0] and not line[_PASSWORD]
    ]
    if not names:
        return None
    return Finding("empty-password", table.layer, table.path, listing(names, _MOST_NAMES))


def _duplicate_uids(table: _AccountLines) -> Finding | None:
    """Return the accounts that share a UID; an account that is listed twice is one."""
    names: dict[str, list[str]] = {}
    for name, _, uid, *_ in (line for line in table.lines if len(line) > _PASSWORD + 2):
        known = names.setdefault(uid, [])
        if name not in known:
            known.append(name)
    shared = [
        Lazy("{uid} ({names})", uid=uid, names=listing(known, _MOST_NAMES))
        for uid, known in names.items()
        if len(known) > 1
    ]
    if not shared:
        return None
    return Finding("duplicate-uid", table.layer, table.path, listing(shared, _MOST_NAMES))
