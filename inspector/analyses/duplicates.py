"""Equal contents under different paths of the final image, and what one copy of each would save.

Equal is what has the same SHA-256. Only contents that can be equal are read: those of the same
size and, where the scan took it, the same fingerprint. They are read in the order in which they
lie, so that no compressed layer is read twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.path_globs import PathGlobs
from inspector.analyses.scope import WHOLE, Scope
from inspector.errors import LayerscopeError
from inspector.text import path_key
from inspector.tree.view import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from inspector.reading.contents import Contents
    from inspector.tarstream import Entry
    from inspector.tree import Node, Tree


class Duplicate(msgspec.Struct, frozen=True):
    """One content that several files have; ``paths`` has a name of each.

    ``bytes`` is what one copy stores: the smallest, where holes make them differ.
    """

    sha256: str
    bytes: int
    paths: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many files have the content."""
        return len(self.paths)

    @property
    def saved_bytes(self) -> int:
        """What is stored besides one copy."""
        return (self.count - 1) * self.bytes


class Duplicates(msgspec.Struct, frozen=True):
    """What is there several times, most to save first; ``unread`` files could not be compared."""

    rows: tuple[Duplicate, ...]
    unread: int = 0

    @property
    def bytes(self) -> int:
        """What one copy of each would save."""
        return sum(row.saved_bytes for row in self.rows)


class _NamedFile(msgspec.Struct, gc=False, eq=False):
    """A file that is visible at the end, with all its visible names."""

    entry: Entry
    home: int
    names: tuple[Node, ...]

    @property
    def path(self) -> str:
        """The first of its names."""
        return min((node.path for node in self.names), key=path_key)


def duplicates(
    tree: Tree,
    contents: Contents,
    scope: Scope = WHOLE,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Duplicates:
    """Find what the final image has several times. A file with several names is one file.

    What cannot be read is counted and otherwise left out. ``progress`` is told how many bytes have
    been compared, and of how many.
    """
    inodes = list(_could_be_equal(_inodes(tree, scope)))
    inodes.sort(key=lambda each: (each.home, each.entry.offset))
    by_content: defaultdict[str, list[_NamedFile]] = defaultdict(list)
    unread = done = 0
    total = sum(each.entry.size for each in inodes)

    def advance(size: int) -> None:
        nonlocal done
        done += size
        progress(done, total)

    for each in inodes:
        try:
            by_content[contents.sha256(each.home, each.entry, advance)].append(each)
        except LayerscopeError:
            unread += 1
    rows = [_duplicate(sha256, same) for sha256, same in by_content.items() if len(same) > 1]
    rows = [row for row in rows if row.bytes]
    rows.sort(key=lambda row: (-row.saved_bytes, path_key(row.paths[0])))
    return Duplicates(tuple(rows), unread)


def _duplicate(sha256: str, same: list[_NamedFile]) -> Duplicate:
    paths = sorted((each.path for each in same), key=path_key)
    return Duplicate(sha256, min(each.entry.stored for each in same), tuple(paths))


def _inodes(tree: Tree, scope: Scope) -> Iterable[_NamedFile]:
    """Return the files that count, without the empty ones."""
    globs = PathGlobs(scope.exclude)
    found: dict[int, _NamedFile] = {}
    for node, version in visible(tree, tree.layers - 1):
        entry = version.entry
        if entry is None or not version.size or version.home < scope.base_layers:
            continue
        if globs and globs.matches(node.path):
            continue
        known = found.get(id(entry))
        if known is None:
            found[id(entry)] = _NamedFile(entry, version.home, (node,))
        else:
            known.names += (node,)
    return found.values()


def _could_be_equal(inodes: Iterable[_NamedFile]) -> Iterator[_NamedFile]:
    by_size: defaultdict[int, list[_NamedFile]] = defaultdict(list)
    for each in inodes:
        by_size[each.entry.size].append(each)
    for same in by_size.values():
        if len(same) < 2:
            continue
        prints = Counter(map(_fingerprint, (each.entry for each in same)))
        for each in same:
            # Who has none may be equal to any of them.
            if prints[None] or prints[_fingerprint(each.entry)] > 1:
                yield each


def _fingerprint(entry: Entry) -> int | None:
    """Return what tells a content from others; that of a sparse file may tell of holes instead."""
    return entry.fingerprint if entry.segments is None else None
