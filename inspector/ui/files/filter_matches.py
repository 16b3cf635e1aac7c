"""Which paths a filter leaves, for the file tree; meant for a thread that can be told to stop.

A ``Paths`` is made once for what is shown; each key then looks through it, or through what the key
before has left. Nothing here changes anything: what a thread made is handed over whole.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspector.analyses.path_filter.conditions import ByName, BySubject, ByVersion, Subject
from inspector.analyses.path_filter.words import FAR
from inspector.io.progress import CancelledError
from inspector.tree.view import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from inspector.analyses.path_filter.filter import PathFilter
    from inspector.tree import Node, Tree, Version
    from inspector.ui.session.change_kinds import ShownKinds
    from inspector.ui.session.changes import LayerChanges

    Stopped = Callable[[], bool]
    _Pair = tuple[Node, Version]

# So many rows are gone through without folding.
_OPEN_ROWS = 300
# Paths looked at between two questions whether anyone still wants to know: a millisecond.
_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class FolderPaths:
    """Paths that lie in one folder; ``prefix`` is its path with a slash behind it."""

    prefix: str
    nodes: list[Node]
    versions: list[Version]


@dataclass(frozen=True, eq=False)
class Paths:
    """Paths that a tree shows, folder by folder."""

    layer: int
    changes: LayerChanges | None
    folders: list[FolderPaths] = field(repr=False)
    count: int


def paths_at(
    tree: Tree,
    layer: int,
    changes: LayerChanges | None,
    stopped: Stopped,
    *,
    with_removed: bool = False,
) -> Paths:
    """Return what is visible at a layer, and what the changes removed where that is wanted.

    Raises CancelledError.
    """
    root = tree.root
    removed = changes if with_removed else None
    folders: list[FolderPaths] = []
    own = root.version_at(layer, 0)
    if own is not None:
        folders.append(FolderPaths("/", [root], [own]))
    stack = [(root, "/", 0)]
    while stack:
        if stopped():
            raise CancelledError
        node, prefix, above = stack.pop()
        floor = node.floor_below(layer, above)
        nodes: list[Node] = []
        versions: list[Version] = []
        for child in node.snapshot():
            version = child.version_at(layer, floor) or _removed_version(child, removed)
            if version is not None:
                nodes.append(child)
                versions.append(version)
                if child.children:
                    stack.append((child, f"{prefix}{child.name}/", floor))
        if nodes:
            folders.append(FolderPaths(prefix, nodes, versions))
    return _paths(layer, changes, folders)


def _removed_version(node: Node, changes: LayerChanges | None) -> Version | None:
    if changes is None or changes.kinds.get(node) is not ChangeKind.REMOVED:
        return None
    return node.visible_at(changes.span.first - 1)


def paths_changed(changes: LayerChanges, stopped: Stopped) -> Paths:
    """Return what layers changed. Raises CancelledError."""
    first, layer = changes.span
    by_folder: defaultdict[Node | None, list[Node]] = defaultdict(list)
    for node in changes.kinds:
        by_folder[node.parent].append(node)
    folders: list[FolderPaths] = []
    for parent, nodes in by_folder.items():
        if stopped():
            raise CancelledError
        shown = [(each, each.visible_at(layer) or each.visible_at(first - 1)) for each in nodes]
        pairs = [(node, version) for node, version in shown if version is not None]
        prefix = "/" if parent is None or parent.parent is None else f"{parent.path}/"
        folders.append(
            FolderPaths(prefix, [node for node, _ in pairs], [each for _, each in pairs])
        )
    return _paths(layer, changes, folders)


def paths_of(paths: Paths, shown: ShownKinds, stopped: Stopped) -> Paths:
    """Return those of the kinds that are shown. Raises CancelledError."""
    if shown.is_whole:
        return paths
    kinds = paths.changes.kinds if paths.changes is not None else {}
    found: list[FolderPaths] = []
    for folder in paths.folders:
        if stopped():
            raise CancelledError
        pairs = zip(folder.nodes, folder.versions, strict=True)
        kept = [(node, version) for node, version in pairs if shown.has(kinds.get(node))]
        if kept:
            nodes, versions = [node for node, _ in kept], [version for _, version in kept]
            found.append(FolderPaths(folder.prefix, nodes, versions))
    return _paths(paths.layer, paths.changes, found)


def search(paths: Paths, wanted: PathFilter, stopped: Stopped) -> Paths:
    """Return what a filter lets through. Raises CancelledError."""
    sift = _Sieve(paths, wanted).sift
    found: list[FolderPaths] = []
    for folder in paths.folders:
        kept = FolderPaths(folder.prefix, [], [])
        for start in range(0, len(folder.nodes), _BLOCK):
            if stopped():
                raise CancelledError
            block = slice(start, start + _BLOCK)
            pairs = zip(folder.nodes[block], folder.versions[block], strict=True)
            for node, version in sift(folder.prefix, pairs):
                kept.nodes.append(node)
                kept.versions.append(version)
        if kept.nodes:
            found.append(kept)
    return _paths(paths.layer, paths.changes, found)


def nearest_match(found: Paths, wanted: PathFilter, stopped: Stopped) -> Node | None:
    """Return the match that fits a word of the filter best, of several the one nearest to the root.

    None where none fits better than the others. Raises CancelledError.
    """
    ends = tuple(filter(None, (term.word.rpartition("/")[2].lower() for term in wanted.terms)))
    best: tuple[int, int, str] = (FAR, 0, "")
    nearest = None
    for folder in found.folders if ends else ():
        depth = folder.prefix.count("/")
        for at, node in enumerate(folder.nodes):
            if at % _BLOCK == 0 and stopped():
                raise CancelledError
            # Most are out of the question by their name alone: there may be 500,000.
            name = node.name.lower()
            least = 0 if name.endswith(ends) else FAR - 1 if name.startswith(ends) else FAR
            if (least, depth) <= best[:2] and least < FAR:
                path = folder.prefix + node.name
                key = (least or wanted.nearness(path), depth, path)
                if key < best:
                    best, nearest = key, node
    return nearest


class _Sieve:
    """A filter's conditions, the cheapest first."""

    def __init__(self, paths: Paths, wanted: PathFilter) -> None:
        self._kinds = paths.changes.kinds if paths.changes is not None else {}
        self._layer = paths.layer
        tests = [term.test for term in wanted.terms]
        self._names = [test.holds for test in tests if isinstance(test, ByName)]
        self._versions = [test.holds for test in tests if isinstance(test, ByVersion)]
        self._subjects = [test.holds for test in tests if isinstance(test, BySubject)]

    def sift(self, prefix: str, pairs: Iterable[_Pair]) -> Iterable[_Pair]:
        """Return the paths of a folder that every condition lets through."""
        for by_name in self._names:
            pairs = [pair for pair in pairs if by_name(pair[0].name)]
        for by_version in self._versions:
            pairs = [pair for pair in pairs if by_version(pair[1])]
        for by_subject in self._subjects:
            pairs = [pair for pair in pairs if by_subject(self._subject(prefix, *pair))]
        return pairs

    def _subject(self, prefix: str, node: Node, version: Version) -> Subject:
        return Subject(node, prefix + node.name, version, self._kinds.get(node), self._layer)


def _paths(layer: int, changes: LayerChanges | None, folders: list[FolderPaths]) -> Paths:
    return Paths(layer, changes, folders, sum(len(each.nodes) for each in folders))


class Matches:
    """The tree that a filter leaves: matches, and the folders above them.

    Attributes:
        count: Number of matches.
        total: Number of paths that were looked through.
        below: For each folder above a match, what is shown in it.
        inside: Number of matches at any depth below a folder.
        opened: The folders that are open at first: all, or as many as leave an overview.
        nearest: The match that fits a word best, None where none fits better than the others.

    """

    def __init__(
        self, found: Paths, wanted: PathFilter, total: int, nearest: Node | None = None
    ) -> None:
        self.found = found
        self.filter = wanted
        self.count = found.count
        self.total = total
        self.nearest = nearest
        self.below: dict[Node, list[Node]] = {}
        self.inside: dict[Node, int] = {}
        self._folders: set[Node] = set()
        self._grow()
        self.opened = self._overview()

    def __contains__(self, node: Node) -> bool:
        """Whether a path that is shown is a match, and not only above one, or within one."""
        if node.parent is None or node in self.below:
            return node in self._folders
        return node.parent in self.below

    def is_best(self, node: Node) -> bool:
        """Whether a path that is shown is a match, and none fits better."""
        fits, best = self.filter.nearness, self.nearest
        return node in self and (best is None or fits(node.path) == fits(best.path))

    def shows(self, node: Node) -> bool:
        """Whether a path is a match or above one."""
        around = self.below.get(node.parent) if node.parent is not None else None
        return node in self.inside or (around is not None and node in around)

    def _grow(self) -> None:
        for folder in self.found.folders:
            parent = folder.nodes[0].parent
            if parent is None:
                self._folders.add(folder.nodes[0])
                continue
            self.below[parent] = folder.nodes.copy()
            self._folders.update(each for each in folder.nodes if each.children)
        for parent, nodes in list(self.below.items()):
            count = len(nodes)
            each: Node | None = parent
            while each is not None:
                is_new = each not in self.inside
                self.inside[each] = self.inside.get(each, 0) + count
                around = each.parent
                if is_new and around is not None and each not in self._folders:
                    self.below.setdefault(around, []).append(each)
                each = around

    def _overview(self) -> set[Node]:
        opened: set[Node] = set()
        rows = 0
        queue = deque(top for top in self.below if top.parent is None)
        while queue:
            node = queue.popleft()
            nodes = self.below[node]
            rows += len(nodes)
            if rows > _OPEN_ROWS:
                rows -= len(nodes)
                continue
            opened.add(node)
            queue.extend(each for each in nodes if each in self.below)
        return opened
