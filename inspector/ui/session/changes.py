"""What layers changed, as the tree of changes shows it. Made in a thread, kept for each range.

Memory is in proportion to the paths that the layers touched: a kind for each, counts for folders.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from inspector.tree.view import ChangeKind, change_of, range_transitions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from inspector.reading.contents import Contents
    from inspector.tree import Node, Tree
    from inspector.ui.session.history_steps import Span


@dataclass(slots=True)
class Below:
    """Changes below a folder: numbers of paths, and bytes of the files written or removed.

    An inode counts once in each folder, however many of its names lie below. ``files`` are those
    of the paths that are no folders.
    """

    added: int = 0
    modified: int = 0
    metadata: int = 0
    removed: int = 0
    files: int = 0
    written_bytes: int = 0
    removed_bytes: int = 0

    def book(self, kind: ChangeKind, *, is_file: bool) -> None:
        """Count one path."""
        setattr(self, kind.value, getattr(self, kind.value) + 1)
        self.files += is_file

    def weigh(self, size: int, *, is_removed: bool) -> None:
        """Count bytes."""
        if is_removed:
            self.removed_bytes += size
        else:
            self.written_bytes += size

    def include(self, other: Below) -> None:
        """Count what was counted below a folder within."""
        self.added += other.added
        self.modified += other.modified
        self.metadata += other.metadata
        self.removed += other.removed
        self.files += other.files
        self.written_bytes += other.written_bytes
        self.removed_bytes += other.removed_bytes


class LayerChanges:
    """The changed paths of a layer or of a range of them, and the folders they lie in."""

    def __init__(self, span: Span, kinds: dict[Node, ChangeKind], below: dict[Node, Below]) -> None:
        self.span = span
        self.kinds = kinds
        self.below = below

    def __len__(self) -> int:
        return len(self.kinds)

    @property
    def total(self) -> Below:
        """All changes, but those of the root itself."""
        return next((each for node, each in self.below.items() if node.parent is None), Below())

    def is_shown(self, node: Node) -> bool:
        """Whether a path is changed, or has a change below it."""
        return node in self.kinds or node in self.below

    def kind(self, node: Node) -> ChangeKind | None:
        """Return how a path is marked: a folder with a change below it counts as modified."""
        own = self.kinds.get(node)
        if own is None or own is ChangeKind.METADATA:
            return ChangeKind.MODIFIED if node in self.below else own
        return own


def layer_changes(tree: Tree, span: Span, contents: Contents) -> LayerChanges:
    """Return what merged layers changed: what differs between the trees at both ends."""
    kinds: dict[Node, ChangeKind] = {}
    below: dict[Node, Below] = {}
    depths: dict[Node, int] = {}
    names: defaultdict[_NamedInode, list[Node]] = defaultdict(list)
    for transition in range_transitions(tree, *span):
        node = transition.node
        shown = transition.after or transition.before
        if shown is None:
            continue
        kind, _ = change_of(transition, contents)
        kinds[node] = kind
        if node.parent is None:
            continue
        folder = below.get(node.parent)
        if folder is None:
            folder = _make_folder(node.parent, below, depths)
        # A directory that no entry describes is shown, but is no path of the layer's.
        if shown.is_implied:
            continue
        folder.book(kind, is_file=not shown.is_dir)
        is_removed = kind is ChangeKind.REMOVED
        if shown.size and id(shown.entry) in tree.links:
            names[_NamedInode(id(shown.entry), shown.size, is_removed)].append(node.parent)
        else:
            folder.weigh(shown.size, is_removed=is_removed)
    for node in sorted(below, key=depths.__getitem__, reverse=True):
        if node.parent is not None:
            below[node.parent].include(below[node])
    _weigh_inodes(names, below)
    return LayerChanges(span, kinds, below)


class _NamedInode(NamedTuple):
    """A file with several names that layers wrote, or removed."""

    number: int
    size: int
    is_removed: bool


def _weigh_inodes(names: Mapping[_NamedInode, Iterable[Node]], below: Mapping[Node, Below]) -> None:
    for inode, parents in names.items():
        for folder in _around(parents):
            below[folder].weigh(inode.size, is_removed=inode.is_removed)


def _around(parents: Iterable[Node]) -> set[Node]:
    """Return folders, and those they lie in, each once."""
    found: set[Node] = set()
    for parent in parents:
        each: Node | None = parent
        while each is not None and each not in found:
            found.add(each)
            each = each.parent
    return found


def _make_folder(node: Node, below: dict[Node, Below], depths: dict[Node, int]) -> Below:
    """Return the counts of a folder, made with those of the folders around it."""
    missing = [node]
    around = node.parent
    while around is not None and around not in below:
        missing.append(around)
        around = around.parent
    depth = 0 if around is None else depths[around] + 1
    for each in reversed(missing):
        below[each] = Below()
        depths[each] = depth
        depth += 1
    return below[node]
