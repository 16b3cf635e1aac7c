"""The history explained, oldest first: each step, and below it what it means and did."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, ClassVar

from inspector.analyses.explain import StepKind, StepOrigin
from inspector.exports.explain.sentences import step_sentences
from inspector.language import N_, _
from inspector.text import human_size
from inspector.ui.kit.placeholders import layer_doubt
from inspector.ui.kit.sentences import paragraph, sentence_lines
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.explain import BuildStep
    from inspector.ui.session.session import Session

_INDENT = 5
_LEAST_WIDTH = 20


class ExplainedRows:
    """Rows for columns of a width that is known: sentences are broken into lines."""

    columns: ClassVar[Sequence[Column]] = (
        Column(N_("row"), width=4, right=True),
        Column(N_("step"), least=20, share=1),
        Column("", width=8, drop=1),
        Column(N_("layer"), width=5, right=True, drop=2),
        Column(N_("size"), width=8, right=True),
    )
    empty = N_("This image has no history.")

    def __init__(self, session: Session, width: int) -> None:
        self._session = session
        self.explanation = session.explanation
        self.width = width
        self._heads: list[int] = []
        self._lines: list[str] = []  # "" for a head
        room = max(width - _INDENT, _LEAST_WIDTH)
        for step in self.explanation.steps:
            self._heads.append(len(self._lines))
            self._lines.append("")
            doubt = layer_doubt(session, step.layer)
            said = paragraph((doubt, step_sentences(self.explanation, step)))
            self._lines += sentence_lines(said, room)

    def __len__(self) -> int:
        return len(self._lines)

    def head(self, index: int) -> int:
        """Return the first row of a row's step."""
        return self._heads[self._number(index)]

    def end(self, index: int) -> int:
        """Return the row behind a row's step."""
        place = self._number(index) + 1
        return self._heads[place] if place < len(self._heads) else len(self._lines)

    def place(self, index: int) -> tuple[int | None, int | None]:
        """Return the row of the history that a row's step has, and its layer."""
        step = self._step(index)
        return step.row, step.layer

    def row_of(self, history_row: int | None, layer: int | None) -> int | None:
        """Return where a step begins: of a history's row, of a layer without one, or FROM."""
        for step, head in zip(self.explanation.steps, self._heads, strict=True):
            if step.row == history_row and (history_row is not None or step.layer == layer):
                return head
        return None

    def row(self, index: int) -> Row:
        """Return a step's cells, or a line of what is said of it."""
        step, line = self._step(index), self._lines[index]
        is_own = step.origin is StepOrigin.OWN
        if line:
            return Row((), "" if is_own else "rows--dim", line=" " * _INDENT + line)
        size = "" if step.layer is None else self._size(step.layer)
        layer = "" if step.layer is None else str(step.layer)
        number = "" if step.number is None else str(step.number)
        return Row(
            (number, step.instruction, _mark(step), layer, size),
            "rows--mark" if is_own else "rows--dim",
        )

    def _size(self, layer: int) -> str:
        if self._session.is_unknown(layer):
            return "?"
        size = self._session.size_of(layer)
        return "…" if size is None else human_size(size)

    def _step(self, index: int) -> BuildStep:
        return self.explanation.steps[self._number(index)]

    def _number(self, index: int) -> int:
        return max(bisect_right(self._heads, index) - 1, 0)


def _mark(step: BuildStep) -> str:
    """Return whether a step counts for nothing in the end, or is the base image's."""
    if step.replaced_by is not None:
        return _("replaced")
    if step.kind is StepKind.FROM:
        return ""
    return {StepOrigin.BASE: _("base"), StepOrigin.GUESSED_BASE: _("base?"), StepOrigin.OWN: ""}[
        step.origin
    ]
