"""Rows of dive's own list of wasted space: how often a path was counted, its sizes in all, it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from inspector.analyses.life import touching_layers
from inspector.language import N_, _
from inspector.text import counted, human_size
from inspector.tree.view import node_of
from inspector.ui.session.target import Target
from inspector.ui.waste.advice import WasteAdvice
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.elide import keep_end
from inspector.ui.widgets.row_source import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.dive import DiveFigures, DiveFile
    from inspector.analyses.usage import Waste
    from inspector.tree import Node
    from inspector.ui.session.session import Session

_MEANING = N_("dive adds up all copies of a path, including the one still visible")


class DiveRows:
    """The paths that dive counts twice or more, those that take most first, as dive lists them."""

    columns: ClassVar[Sequence[Column]] = (
        Column(N_("count"), width=7, right=True),
        Column(N_("total space"), width=11, right=True, gap=2),
        Column(N_("path"), least=20, gap=2),
    )
    empty = N_("dive counts nothing as wasted: no path occurs in more than one layer.")

    def __init__(self, session: Session, figures: DiveFigures) -> None:
        self._session = session
        self._files: Sequence[DiveFile] = figures.files[::-1]
        self.title = _title(figures)

    def __len__(self) -> int:
        return len(self._files)

    def row(self, index: int) -> Row:
        each = self._files[index]
        return Row((f"{each.count:,}", human_size(each.bytes), partial(keep_end, each.path)))

    def find(self, payload: Waste, key: object) -> int:
        """Return the row of a payload's path; 0 where dive does not count it."""
        del key
        return next((at for at, each in enumerate(self._files) if each.path == payload.path), 0)

    def payload_at(self, index: int) -> Waste | None:
        """Return what is wasted most of a row's path, None where nothing is."""
        usage, path = self._session.usage, self._files[index].path
        return next((each for each in usage.waste if each.path == path), None) if usage else None

    def place_at(self, index: int) -> tuple[str, int] | None:
        """Return a row's path and the last layer that wrote or hid it."""
        node = self._node(index)
        layers = touching_layers(node) if node is not None else ()
        return (node.path, layers[-1]) if node is not None and layers else None

    def target_at(self, index: int) -> Target | None:
        """Return the path of a row, as the last layer that wrote or hid it has it."""
        node, place = self._node(index), self.place_at(index)
        return Target(self._session, node, place[1]) if node is not None and place else None

    def said_at(self, index: int) -> str:
        """Return a row's figures in words."""
        each = self._files[index]
        told = _("dive counts it {count} times, {size} in all")
        return told.format(count=f"{each.count:,}", size=human_size(each.bytes))

    def layers_at(self, index: int) -> frozenset[int]:
        """Return no layers: the path's own are marked."""
        del index
        return frozenset()

    def told_at(self, index: int) -> WasteAdvice:
        """Return what the figures mean."""
        del index
        return WasteAdvice((_(_MEANING),))

    def turn(self, index: int, *, unfold: bool | None = None) -> int:
        """Return the row: nothing here opens."""
        del unfold
        return index

    def _node(self, index: int) -> Node | None:
        return node_of(self._session.tree, self._files[index].path)


def _title(figures: DiveFigures) -> str:
    # dive cuts the fraction off: https://github.com/wagoodman/dive, ui/v1/view/image_details.go
    score = int(100 * figures.efficiency)
    size, paths = human_size(figures.wasted_bytes), counted(len(figures.files), "path")
    told = _("dive's list: {size} wasted in {paths}, efficiency score {score}")
    return told.format(size=size, paths=paths, score=f"{score}%")
