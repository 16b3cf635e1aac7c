"""One row of a tree, as the kernel has it and as `ls --json` prints it.

Rows of both origins are made comparable here and nowhere else: a number that stands for an
inode becomes the set of its names, everything else is compared as it is.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

LINES_SHOWN = 12


@dataclass(frozen=True)
class Row:
    """What is at `path`; `names` holds all names of its inode where there are several."""

    path: str
    type: str
    mode: str
    uid: int
    gid: int
    size: int
    mtime: int | None
    layer: int
    link: str | None = None
    dev: tuple[int, int] | None = None
    xattrs: tuple[tuple[str, str], ...] = ()
    sha256: str | None = None
    names: frozenset[str] = frozenset()


def from_json(lines: bytes) -> list[Row]:
    """Return the rows that `ls --json` printed, in its order."""
    objects = [json.loads(line) for line in lines.splitlines()]
    return from_objects(objects)


def from_objects(objects: list[dict[str, Any]]) -> list[Row]:
    """Return the rows of parsed objects, hard link numbers turned into sets of names."""
    names: defaultdict[int, set[str]] = defaultdict(set)
    for each in objects:
        if "hardlinks" in each:
            names[each["hardlinks"]].add(each["path"])
    return [_row(each, frozenset(names.get(each.get("hardlinks", -1), ()))) for each in objects]


def _row(each: dict[str, Any], names: frozenset[str]) -> Row:
    dev = each.get("dev")
    return Row(
        path=each["path"],
        type=each["type"],
        mode=each["mode"],
        uid=each["uid"],
        gid=each["gid"],
        size=each["size"],
        mtime=each["mtime"],
        layer=each["layer"],
        link=each.get("link"),
        dev=None if dev is None else (dev[0], dev[1]),
        xattrs=tuple(sorted(each.get("xattrs", {}).items())),
        sha256=each.get("sha256"),
        names=names,
    )


def without_layers(rows: list[Row]) -> list[Row]:
    """Return `rows` with no layer, for a tree whose layers no one knows."""
    return [replace(row, layer=-1) for row in rows]


def differences(expected: list[Row], found: list[Row]) -> str:
    """Say in a few lines how `found` differs from `expected`; empty where it does not."""
    if expected == found:
        return ""
    wanted = {row.path: row for row in expected}
    given = {row.path: row for row in found}
    lines = [f"missing: {row}" for path, row in wanted.items() if path not in given]
    lines += [f"too much: {row}" for path, row in given.items() if path not in wanted]
    for path in wanted.keys() & given.keys():
        if wanted[path] != given[path]:
            lines.append(_difference(wanted[path], given[path]))
    if not lines:
        lines.append(f"order or repeats: {[row.path for row in found]}")
    more = [f"and {len(lines) - LINES_SHOWN} more"] if len(lines) > LINES_SHOWN else []
    return "\n".join(sorted(lines)[:LINES_SHOWN] + more)


def _difference(wanted: Row, given: Row) -> str:
    parts = [
        f"{name} should be {getattr(wanted, name)!r}, is {getattr(given, name)!r}"
        for name in Row.__dataclass_fields__
        if getattr(wanted, name) != getattr(given, name)
    ]
    return f"{wanted.path!r}: " + "; ".join(parts)
