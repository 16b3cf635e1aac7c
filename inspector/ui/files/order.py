"""The order of paths within a folder."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from inspector.text import path_key
from inspector.tree.view import ChangeKind
from inspector.ui.session.selection import Sort

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspector.tree import Node, Version
    from inspector.ui.session.changes import LayerChanges
    from inspector.ui.session.figures import Figures

    # Two figures, the name's bytes, and the place, as two names may have the same bytes.
    Key = tuple[int, int, bytes, int]

# Sorting at once would hold the interpreter, and the screen with it, for as long as it takes.
_RUN = 8192
_RANKS = {
    ChangeKind.ADDED: 0,
    ChangeKind.MODIFIED: 1,
    ChangeKind.METADATA: 2,
    ChangeKind.REMOVED: 3,
    None: 4,
}


class Order:
    """Sorts what lies in one folder. ``changes`` are the layer's, whatever the figures count."""

    def __init__(self, sort: Sort, figures: Figures, changes: LayerChanges | None) -> None:
        self._figures = figures
        self._changes = changes
        # Folders of unknown size would all come last, and move once it is known.
        is_counted = sort in {Sort.SIZE, Sort.COUNT}
        self.is_provisional = is_counted and not figures.is_known
        self._sort = Sort.NAME if self.is_provisional else sort

    def sorted(self, pairs: Iterable[tuple[Node, Version | None]]) -> list[Node]:
        """Return paths in order."""
        key = _KEYS[self._sort]
        chosen = list(pairs)
        keys = [
            (*key(self, node, version), path_key(node.name), place)
            for place, (node, version) in enumerate(chosen)
        ]
        return [chosen[place][0] for *_, place in in_runs(keys)]

    def by_size(self, node: Node, version: Version | None) -> tuple[int, int]:
        """Sort key: large first; among equals the folder first whose layer removed more."""
        below = self._figures.below(node)
        return -self._figures.size(node, version), -below.removed_bytes if below else 0

    def by_name(self, _: Node, __: Version | None) -> tuple[int, int]:
        """Sort key: nothing before the name."""
        return 0, 0

    def by_change(self, node: Node, version: Version | None) -> tuple[int, int]:
        """Sort key: added, modified, metadata, removed, unchanged; each by size."""
        kind = self._changes.kind(node) if self._changes is not None else None
        return _RANKS[kind], -self._figures.size(node, version)

    def by_count(self, node: Node, version: Version | None) -> tuple[int, int]:
        """Sort key: folders with many files first, files last."""
        count = self._figures.count(node, version)
        return 0 if count is None else -1 - count, -self._figures.size(node, version)


_KEYS = {
    Sort.SIZE: Order.by_size,
    Sort.NAME: Order.by_name,
    Sort.CHANGE: Order.by_change,
    Sort.COUNT: Order.by_count,
}


def in_runs(keys: list[Key], run: int = _RUN) -> list[Key]:
    """Sort in many short strokes: one long one would stop every thread while it lasts."""
    runs = [sorted(keys[start : start + run]) for start in range(0, len(keys), run)]
    while len(runs) > 1:
        # Two sorted runs in a row are merged in one pass.
        runs = [sorted(chain(*runs[at : at + 2])) for at in range(0, len(runs), 2)]
    return runs[0] if runs else []
