"""The layers stacked as dive stacks them, grown by one layer after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.dive.layer import joined, parted, split_marker
from inspector.tarstream import Kind
from inspector.text import encode

if TYPE_CHECKING:
    from inspector.analyses.dive.layer import Children, LayerTree


class Stack:
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
                path = joined(folder, name)
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
                self._remove(joined(parent, child))
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
            paths = [joined(path, child) for child in below.pop(path, ())]
            pending += [each for each in paths if each in below]
