"""Rows of the list of findings: one a finding, the most severe and most costly first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from inspector.findings import Level
from inspector.tree.view import node_of
from inspector.ui.kit.path_details import shortened
from inspector.ui.session.target import Pointed, Target
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.elide import keep_end
from inspector.ui.widgets.row_source import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.tree import Node
    from inspector.ui.session.session import Session

# The most severe first.
LEVELS = (Level.ERROR, Level.WARNING, Level.NOTE)
_TONES = {Level.ERROR: ".rows--finding", Level.WARNING: ".rows--modified", Level.NOTE: ".rows--dim"}
_BRIEF = 1000  # characters of a message: no line has room for more


class FindingRows:
    """The findings of an image; of one level by their bytes, then in the order of layers."""

    columns: ClassVar[Sequence[Column]] = (
        Column("level", width=7),
        Column("layer", width=5, right=True),
        Column("id", width=20, gap=2, drop=1),
        Column("path", least=18, gap=2),
        Column("message", least=24, share=2, gap=2),
    )
    empty = "No findings."

    def __init__(self, session: Session) -> None:
        self._session = session
        self.source = session.findings
        self.findings = sorted(
            session.findings, key=lambda each: (LEVELS.index(each.level), -(each.bytes or 0))
        )

    def __len__(self) -> int:
        return len(self.findings)

    def row(self, index: int) -> Row:
        """Return a finding's cells."""
        each = self.findings[index]
        return Row((
            Content.styled(each.level.value, _TONES[each.level]),
            "image" if each.layer is None else str(each.layer),
            each.id,
            partial(keep_end, each.path or ""),
            each.message[:_BRIEF],
        ))  # fmt: skip

    def place_at(self, index: int) -> tuple[str, int] | None:
        """Return the path of a row and its layer; None where no layer has such a path."""
        each, node = self.findings[index], self._node(index)
        return (node.path, each.layer) if node is not None and each.layer is not None else None

    def pointed_at(self, index: int) -> Pointed:
        """Return what a row is about, and all that its cells may have no room for."""
        each, node = self.findings[index], self._node(index)
        said = ": ".join(filter(None, (each.id, shortened(each.message, _BRIEF), each.remedy)))
        if each.layer is None:
            return Pointed(said=said)
        target = Target(self._session, node, each.layer) if node is not None else None
        return Pointed(target, said, frozenset({each.layer}))

    def _node(self, index: int) -> Node | None:
        path = self.findings[index].path
        return node_of(self._session.tree, path) if path is not None else None
