"""One walk over what is visible at the end: its files, and where Python and npm keep packages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from inspector.tarstream import FILE_KINDS, Kind
from inspector.tree.node import HIDDEN

if TYPE_CHECKING:
    from inspector.tarstream import Entry
    from inspector.tree import Node, Tree, Version

_PYTHON = (".dist-info", ".egg-info")
_NONE = -1


class LiveFile(msgspec.Struct, frozen=True, gc=False):
    """A visible regular file by the first of its names that was met.

    ``npm`` is the number of the innermost npm folder that it lies in, -1 in none.
    """

    entry: Entry
    home: int
    node: Node
    npm: int


class NpmFolder(NamedTuple):
    """A folder that npm made for a package, the one that it lies in, and its package.json."""

    node: Node
    outer: int
    described_by: Node
    version: Version


class Inventory(msgspec.Struct):
    """What is visible at the end; files by the identity of their entry."""

    files: dict[int, LiveFile] = msgspec.field(default_factory=dict)
    python: list[Node] = msgspec.field(default_factory=list)
    npm: list[NpmFolder] = msgspec.field(default_factory=list)


def inventory(tree: Tree, *, is_whole: bool = True) -> Inventory:
    """Walk over all that is visible at the top layer.

    Unless ``is_whole`` only npm's files are noted.
    """
    found = Inventory()
    files, top, plain = found.files, tree.layers - 1, Kind.FILE
    stack: list[tuple[Node, int, int]] = [(tree.root, tree.root.floor_below(top, 0), _NONE)]
    while stack:
        folder, floor, npm = stack.pop()
        described_by = folder.child("package.json")
        if described_by is not None and _is_in_modules(folder):
            version = described_by.version_at(top, floor)
            if version is not None and version.is_file:
                found.npm.append(NpmFolder(folder, npm, described_by, version))
                npm = len(found.npm) - 1
        for node in folder.snapshot():
            # What is visible at the top: one look a path, as an image may have a million.
            version = node.newest
            if version is None or version.home == HIDDEN or version.layer < floor:
                continue
            entry = version.entry
            if (
                (is_whole or npm >= 0)
                and entry is not None
                and (entry.kind is plain or entry.kind in FILE_KINDS)
            ):
                key = id(entry)
                if key not in files:
                    files[key] = LiveFile(entry, version.home, node, npm)
            if node.name.endswith(_PYTHON):
                found.python.append(node)
            if node.inside is not None:
                stack.append((node, node.floor_below(top, floor), npm))
    return found


def _is_in_modules(folder: Node) -> bool:
    """Whether a folder is ``node_modules/name`` or ``node_modules/@scope/name``."""
    above = folder.parent
    if above is not None and above.name.startswith("@"):
        above = above.parent
    return above is not None and above.name == "node_modules"
