"""A layer's own tree as dive builds it, how dive stacks them, and the order of its walks."""

from __future__ import annotations

from itertools import chain, islice
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from inspector.tarstream import Kind
from inspector.text import encode

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from inspector.tarstream import Entry

_WHITEOUT = ".wh."
_FOLDER = attrgetter("folder")
_AT_ONCE = 1000  # names of entries that are looked at together
# dive's prefix ends with a second dot: to it ".wh..wh.plnk" is a whiteout of ".wh.plnk".
_DROPPED = ".wh..wh.."

# A directory's children by name, None for one without an entry of its own.
Children: TypeAlias = "dict[str, Entry | None]"


class LayerTree(msgspec.Struct):
    """The children of each path that has some, the root's under ``""``. Parents are implied.

    ``markers`` are the paths whose last name begins ``.wh.``, ``crossed`` those of them with
    something ordinary below: stacking recreates these as plain parents. ``inner`` are the names in
    each folder that have children, as the layer had them.
    """

    below: dict[str, Children] = msgspec.field(default_factory=dict)
    inner: dict[str, set[str]] = msgspec.field(default_factory=dict)
    markers: set[str] = msgspec.field(default_factory=set)
    crossed: set[str] = msgspec.field(default_factory=set)
    size: int = 0

    def children(self, folder: str) -> Children:
        """Return the children of a path, which is there from now on, and so are its parents."""
        below, inner = self.below, self.inner
        found = below.get(folder)
        if found is not None:
            return found
        found = below[folder] = {}
        while folder:
            folder, _, name = folder.rpartition("/")
            inner.setdefault(folder, set()).add(name)
            siblings = below.get(folder)
            if siblings is not None:
                siblings.setdefault(name, None)
                break
            below[folder] = {name: None}
        return found

    def add_marked(self, path: str, entry: Entry | None) -> None:
        """Add a path with markers in it; from a dropped name on, only the parents are left."""
        cut = f"/{path}".find(f"/{_DROPPED}")
        if cut >= 0:
            path, entry = f"/{path}"[:cut][1:], None
        at, ordinary = path, False
        while _WHITEOUT in at:
            folder, name = parted(at)
            if not name.startswith(_WHITEOUT):
                ordinary = True
            else:
                self.markers.add(at)
                if ordinary:
                    self.crossed.add(at)
            at = folder
        folder, name = parted(path)
        if entry is not None:
            self.children(folder)[name] = entry
        elif path:
            self.children(folder).setdefault(name, None)

    def leaves(self) -> Iterator[tuple[str, Children]]:
        """Yield what has no children, folder by folder."""
        for folder, children in self.below.items():
            names = self.inner.get(folder)
            if names is None:
                yield folder, children
            else:
                yield folder, {n: entry for n, entry in children.items() if n not in names}


def layer_tree(entries: Iterable[Entry], *, marked: bool = True) -> LayerTree:
    """Build a layer's tree; of duplicates the last counts, but all add to the layer's size.

    Where it is known not to be ``marked``, no name is looked at for markers.
    """
    tree = LayerTree()
    folder, children = "", tree.children("")
    size = 0
    for entry in entries:
        name, above = entry.name, entry.folder
        if not name:  # "./", which dive passes over
            continue
        size += entry.size
        if marked and (_WHITEOUT in name or _WHITEOUT in above):
            tree.add_marked(entry.path, entry)
            continue
        if above is not folder:  # tars list a directory's children mostly in one go
            folder, children = above, tree.children(above)
        children[name] = entry
    tree.size = size
    return tree


def is_marked(entries: Iterable[Entry]) -> bool:
    """Whether a layer may have markers."""
    rest = iter(entries)
    while some := list(islice(rest, _AT_ONCE)):
        # One look at all of their names is faster than one at each.
        names = "/".join(chain.from_iterable((entry.folder, entry.name) for entry in some))
        if _WHITEOUT in names:
            return True
    return False


def shared_folders(layers: Sequence[Sequence[Entry]], marked: Container[int]) -> set[str]:
    """Return the folders that several layers have entries in, or markers have to do with.

    ``marked`` are the numbers of the layers that may have markers.
    """
    met: set[str] = set()
    shared: set[str] = set()
    marks = {""}
    for index, entries in enumerate(layers):
        folders = set(map(_FOLDER, entries))
        shared |= folders & met
        met |= folders
        if index in marked:
            for entry in entries:
                is_marker = _WHITEOUT in entry.name or _WHITEOUT in entry.folder
                above = entry.path if is_marker else ""
                while above not in marks:
                    marks.add(above)
                    above = parted(above)[0]
    return shared | marks


def parted(path: str) -> tuple[str, str]:
    """Return (folder, name); the root's children lie in ``""``."""
    folder, _, name = path.rpartition("/")
    return folder, name


def child_path(folder: str, name: str) -> str:
    """Return the path of a name in a folder."""
    return f"{folder}/{name}" if folder else name


def split_marker(marker: str) -> tuple[str, str, str]:
    """Return (parent, marker's name, hidden path); ``.wh.`` alone hides its own directory."""
    parent, slash, name = marker.rpartition("/")
    hidden = name.removeprefix(_WHITEOUT)
    return parent, name, parent + slash + hidden if hidden else parent


def visit_order(path: str) -> bytes:
    """Return a key that sorts leaves as dive visits them: by names in order of their bytes."""
    return encode(path).replace(b"/", b"\0")


class DiveStack:
    """The layers so far as dive stacks them: no opaque marker and no change of type hides."""

    def __init__(self) -> None:
        self.below: dict[str, Children] = {}

    def start(self, tree: LayerTree) -> None:
        """Begin with the base, its markers included: dive stacks the base on a copy of itself."""
        self.below = tree.below
        if tree.markers:
            self.below = {folder: dict(children) for folder, children in tree.below.items()}

    def hidden_bytes(self, target: str, known: dict[str, int]) -> int | None:
        """Return what a whiteout of the target counts, None where the target does not exist.

        Only a directory whose topmost mention was an entry counts: all below it. ``known`` keeps
        the sums for the whiteouts of one layer.
        """
        if not target:
            return 0
        folder, name = parted(target)
        siblings = self.below.get(folder, {})
        if name not in siblings:
            return None
        entry = siblings[name]
        if entry is None or entry.kind is not Kind.DIR:
            return 0
        known[target] = entry.size + self._bytes_below(target, known)
        return known[target]

    def _bytes_below(self, target: str, known: dict[str, int]) -> int:
        below = self.below
        total = 0
        pending = [target]
        while pending:
            folder = pending.pop()
            children = below.get(folder, {})
            total += sum([entry.size for entry in children.values() if entry is not None])
            for name, entry in children.items():
                path = child_path(folder, name)
                if path not in below:
                    continue
                if path not in known:
                    pending.append(path)
                else:
                    total += known[path] - (entry.size if entry else 0)
        return total

    def lay(self, tree: LayerTree) -> None:
        """Stack a layer; uses the tree up."""
        if tree.below is self.below:
            return
        if not tree.markers:
            self._merge(tree)
            return
        late = self._hide_lower(tree.markers)
        self._leave_markers_out(tree)
        self._merge(tree)
        for marker in late:
            self._hide_own(marker, tree)

    def _hide_lower(self, markers: set[str]) -> list[str]:
        """Hide what lies below this layer; return the markers that hide some of it, too.

        dive adds and removes in the order of names: ``.wh.x`` before ``x``, but after ``-x``.
        """
        late = []
        for marker in markers:
            parent, name, hidden = split_marker(marker)
            if not hidden:  # the root cannot be removed
                continue
            if hidden == parent or encode(hidden.rpartition("/")[2]) < encode(name):
                late.append(marker)
            self._remove(hidden)
        return late

    def _hide_own(self, marker: str, tree: LayerTree) -> None:
        """Hide what dive adds before it comes to the marker."""
        parent, name, hidden = split_marker(marker)
        if hidden != parent:
            self._remove(hidden)
            return
        for child in list(self.below.get(parent, ())):
            if encode(child) <= encode(name):
                self._remove(child_path(parent, child))
        # A marker is no entry to dive, so only children can have brought it back.
        if parent in tree.markers and not self.below.get(parent):
            self._remove(parent)

    def _leave_markers_out(self, tree: LayerTree) -> None:
        """Markers are not stacked, unless something ordinary lies below them."""
        for marker in tree.markers:
            folder, name = parted(marker)
            if marker in tree.crossed:
                tree.below[folder][name] = self.below.get(folder, {}).get(name)
            else:
                del tree.below[folder][name]

    def _merge(self, tree: LayerTree) -> None:
        for folder, children in tree.below.items():
            present = self.below.setdefault(folder, children)
            if present is not children:
                present.update(children)

    def _remove(self, target: str) -> None:
        """Remove a path and all below it, if it is there."""
        below = self.below
        folder, name = parted(target)
        below.get(folder, {}).pop(name, None)
        pending = [target]
        while pending:
            path = pending.pop()
            paths = [child_path(path, child) for child in below.pop(path, ())]
            pending += [each for each in paths if each in below]
