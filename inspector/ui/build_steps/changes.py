"""What a layer added, changed and hid, largest first."""

from __future__ import annotations

from functools import partial
from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

from inspector.language import N_, _
from inspector.text import human_size
from inspector.tree.view import ChangeKind
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.elide import keep_end
from inspector.ui.widgets.row_source import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.tree import Node
    from inspector.ui.session.changes import LayerChanges

# More rows than anyone reads; the files of the layer show all.
MOST = 200
_MARKS = {
    ChangeKind.ADDED: ("A", "rows--added"),
    ChangeKind.MODIFIED: ("M", "rows--modified"),
    ChangeKind.METADATA: ("m", "rows--metadata"),
    ChangeKind.REMOVED: ("D", "rows--removed"),
}


class ChangedPath(NamedTuple):
    """A path that a layer changed.

    ``size`` is of what it stores; ``hidden`` of what it hides, which layer ``home`` stores.
    """

    node: Node
    kind: ChangeKind
    size: int
    hidden: int
    home: int | None

    @property
    def weight(self) -> tuple[int, int]:
        """What makes it one of the largest."""
        return max(self.size, self.hidden), self.size


def largest_changes(changes: LayerChanges) -> tuple[list[ChangedPath], int]:
    """Return the largest changes of one layer, and how many more there are."""
    found = list(_changed_paths(changes))
    top = nlargest(MOST, found, key=lambda each: each.weight)
    top.sort(key=lambda each: (*(-size for size in each.weight), each.node.path))
    return top, len(found) - len(top)


def _changed_paths(changes: LayerChanges) -> Iterator[ChangedPath]:
    layer = changes.span.last
    for node, kind in changes.kinds.items():
        before, after = node.visible_at(layer - 1), node.visible_at(layer)
        shown = after or before
        if shown is None or shown.is_implied:
            continue
        hidden = before.size if before is not None else 0
        home = before.home if before is not None and hidden else None
        yield ChangedPath(node, kind, after.size if after is not None else 0, hidden, home)


class ChangeRows:
    """One row a path; what was left out is counted in the last."""

    empty = N_("This layer changed no files.")

    def __init__(self, layer: int, changes: Sequence[ChangedPath], more: int) -> None:
        self.layer = layer
        self.changes = changes
        self._more = more
        path = _("path, largest first of {count}").format(count=f"{len(changes) + more:,}")
        self.columns = (
            Column("", width=1),
            Column(_("size"), width=8, right=True),
            Column(path, least=14, share=1),
            Column(_("hides"), width=20, drop=1, gap=2),
        )

    def __len__(self) -> int:
        return len(self.changes) + bool(self._more)

    def row(self, index: int) -> Row:
        """Return a path's cells."""
        if index == len(self.changes):
            more = _("+{count} more").format(count=f"{self._more:,}")
            return Row(("", "", more, ""), "rows--dim")
        each = self.changes[index]
        mark, tone = _MARKS[each.kind]
        hides = ""
        if each.home is not None:
            told = _("{size} of layer {layer}")
            hides = told.format(size=human_size(each.hidden), layer=each.home)
        size = human_size(each.size) if each.size else "."
        return Row((mark, size, partial(keep_end, each.node.path), hides), tone)
