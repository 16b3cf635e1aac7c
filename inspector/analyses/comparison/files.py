"""The paths that differ, and the bytes that came and went with them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from inspector.analyses.comparison.both import NEW
from inspector.analyses.comparison.model import ByteSums, FileChange, FileState, FolderChange
from inspector.analyses.folder_bytes import folder_rows
from inspector.text import path_key
from inspector.tree.node import HIDDEN
from inspector.tree.view import fields_between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inspector.analyses.comparison.ignored import Ignored
    from inspector.analyses.comparison.inodes import Inodes
    from inspector.analyses.comparison.merging import Merged
    from inspector.reading.contents import Contents
    from inspector.tree import Node, Version

# Fields that make another thing of a path; all others are metadata.
_MATTER = frozenset({"type", "content", "link", "dev"})


def file_changes(merged: Merged, ignored: Ignored) -> tuple[FileChange, ...]:
    """Return what differs, sorted by path; directories that no entry describes have no row."""
    gone: list[FileChange] = []
    come: list[FileChange] = []
    found = list(_unmoved(merged, gone, come))
    moves = {target.node: source for target, source in _moves(gone, come, merged.both.contents)}
    moved = {source.node for source in moves.values()}
    for each in come:
        source = moves.get(each.node)
        found.append(each if source is None else _moved(source, each, ignored))
    found += [each for each in gone if each.node not in moved]
    return tuple(sorted(found, key=_order))


def _unmoved(
    merged: Merged, gone: list[FileChange], come: list[FileChange]
) -> Iterator[FileChange]:
    """Yield what is in both images and differs; note what is in one of them."""
    path_of = _PathsOfNodes().of
    states = {
        fields: FileState.METADATA if _MATTER.isdisjoint(fields) else FileState.MODIFIED
        for fields in {*merged.fields.values()}
    }
    for node in merged.both.tree.touched[NEW]:
        after = node.newest
        before = after.older if after is not None else None
        if after is None or after.home == HIDDEN:
            if before is not None and not before.is_implied:
                change = FileChange(path_of(node), FileState.REMOVED, node, before, None)
                gone.append(change)
        elif before is None:
            if not after.is_implied:
                come.append(FileChange(path_of(node), FileState.ADDED, node, None, after))
        elif before.entry is not None or after.entry is not None:
            fields = merged.fields.get(node, ())
            yield FileChange(path_of(node), states[fields], node, before, after, fields)


class _PathsOfNodes:
    """The paths of nodes, those of folders made once."""

    def __init__(self) -> None:
        self._folders: dict[Node, str] = {}

    def of(self, node: Node) -> str:
        """Return a node's path."""
        if node.parent is None:
            return "/"
        folder = self._folders.get(node.parent)
        if folder is None:
            path = node.parent.path
            folder = self._folders[node.parent] = path if path == "/" else f"{path}/"
        return folder + node.name


def _moved(source: FileChange, target: FileChange, ignored: Ignored) -> FileChange:
    before, after = source.before, target.after
    fields = fields_between(before, after) if before and after else ()
    return FileChange(
        target.path,
        FileState.MOVED,
        target.node,
        before,
        after,
        tuple(each for each in fields if each not in ignored.fields),
        source.node,
    )


def _moves(
    gone: Sequence[FileChange], come: Sequence[FileChange], contents: Contents
) -> Iterator[tuple[FileChange, FileChange]]:
    """Yield files that came, each with one of the same content that is gone.

    Of several with one content those of the same name belong together, then each in its order.
    """
    sizes = {each.old_size for each in gone} & {each.new_size for each in come} - {0}
    olds = _by_content([(each, each.before) for each in gone], sizes, contents)
    news = _by_content([(each, each.after) for each in come], sizes, contents)
    for content, targets in news.items():
        yield from _matches(olds.get(content, []), targets)


def _matches(
    sources: Sequence[FileChange], targets: Sequence[FileChange]
) -> Iterator[tuple[FileChange, FileChange]]:
    """Yield files of one content with those that they were: by their names, then as they come."""
    for key in (_name, _any):
        pairs = list(_paired(sources, targets, key))
        yield from pairs
        done = {each.node for pair in pairs for each in pair}
        sources = [each for each in sources if each.node not in done]
        targets = [each for each in targets if each.node not in done]


def _by_content(
    rows: Sequence[tuple[FileChange, Version | None]],
    sizes: set[int | None],
    contents: Contents,
) -> dict[tuple[int, int], list[FileChange]]:
    """Return files by size and fingerprint, of these sizes; read in the order in which they lie."""
    found: defaultdict[tuple[int, int], list[FileChange]] = defaultdict(list)
    files = [
        (version.home, version.entry, row)
        for row, version in rows
        if version is not None and version.entry is not None and version.size in sizes
    ]
    for home, entry, row in sorted(files, key=lambda each: (each[0], each[1].offset)):
        fingerprint = contents.fingerprint(home, entry)
        if fingerprint is not None:
            found[entry.size, fingerprint].append(row)
    return found


def _paired(
    sources: Sequence[FileChange],
    targets: Sequence[FileChange],
    key: Callable[[FileChange], str],
) -> Iterator[tuple[FileChange, FileChange]]:
    """Yield targets with a source of the same key, both in the order of their paths."""
    waiting: defaultdict[str, list[FileChange]] = defaultdict(list)
    for source in sorted(sources, key=_order, reverse=True):
        waiting[key(source)].append(source)
    for target in sorted(targets, key=_order):
        if found := waiting.get(key(target)):
            yield target, found.pop()


def _order(change: FileChange) -> bytes:
    return path_key(change.path)


def _name(change: FileChange) -> str:
    return change.node.name


def _any(_change: FileChange) -> str:
    return ""


def byte_sums(merged: Merged, files: Sequence[FileChange]) -> ByteSums:
    """Return the visible bytes, and which came and went: of what moved only what it gained."""
    inodes = merged.inodes
    added = removed = 0
    told: set[Node] = set()
    in_both = inodes.in_both
    for each in files:
        if in_both and each.node in in_both:
            told.add(each.node)
        elif each.state is FileState.METADATA:
            continue  # the bytes are the same
        was = inodes.booked(each.origin, each.before.entry if each.before else None)
        now = inodes.booked(each.node, each.after.entry if each.after else None)
        if each.state in {FileState.METADATA, FileState.MOVED}:
            was, now = max(0, was - now), max(0, now - was)
        added, removed = added + now, removed + was
    for gained in _regained(inodes, told):
        added, removed = added + max(0, gained), removed + max(0, -gained)
    old, new = inodes.sums
    return ByteSums(old, new, added, removed)


def _regained(inodes: Inodes, told: set[Node]) -> Iterator[int]:
    """Yield what paths gain that differ in nothing but in sharing their inode."""
    for node, before, after in inodes.shared_paths:
        if node not in told:
            yield inodes.booked(node, after) - inodes.booked(node, before)


def folder_changes(merged: Merged) -> tuple[FolderChange, ...]:
    """Return the folders whose visible bytes differ, the largest change first."""
    tree = merged.both.tree
    if not tree.touched[NEW] and not merged.inodes.shared_paths:
        return ()
    olds, news = (
        {row.path: row.bytes for row in folder_rows(totals)} for totals in merged.folder_bytes
    )
    found = [
        FolderChange(path, olds.get(path, 0), news.get(path, 0))
        for path in olds.keys() | news.keys()
        if olds.get(path, 0) != news.get(path, 0)
    ]
    return tuple(sorted(found, key=lambda each: (-abs(each.new - each.old), path_key(each.path))))
