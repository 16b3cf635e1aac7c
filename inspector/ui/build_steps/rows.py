"""The steps of the build as rows: what is done by now, and what comes."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from inspector.analyses.explain import Cache, StepKind
from inspector.language import N_, _, pgettext
from inspector.text import human_size
from inspector.ui.build_steps.playback import FILE_KINDS
from inspector.ui.build_steps.stack import total_text
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.explain import BuildStep
    from inspector.ui.build_steps.playback import Playback
    from inspector.ui.session.session import Session

_CACHE = Column(N_("cache"), width=5)
_COLUMNS = (
    Column(N_("row"), width=4, right=True, drop=2),
    Column(N_("instruction"), least=18, share=1),
    Column(N_("layer"), width=6, right=True, drop=1),
    Column(N_("size"), width=8, right=True),
    Column(N_("so far"), width=9, right=True, drop=3),
)
_STATES = {
    Cache.USED: (N_("used"), "rows--added"),
    Cache.RUN: (N_("run"), "rows--modified"),
    None: ("-", "rows--dim"),
}


class StepRows:
    """One row a step, oldest first."""

    empty: ClassVar[str] = N_("This image has no history.")

    def __init__(self, session: Session, playback: Playback) -> None:
        self.playback = playback
        self._session = session

    @cached_property
    def columns(self) -> Sequence[Column]:
        """The columns: that of the cache where it is asked for."""
        return _COLUMNS if self.playback.rebuilt is None else (_CACHE, *_COLUMNS)

    def __len__(self) -> int:
        return len(self.playback.explanation.steps)

    def row(self, index: int) -> Row:
        """Return a step's cells."""
        playback, step = self.playback, self.playback.explanation.steps[index]
        is_done = index <= playback.at
        cells = (
            pgettext("row", "base") if step.number is None else str(step.number),
            step.instruction,
            _layer(step),
            self._size(step),
            total_text(playback.totals[index]) if is_done else "",
        )
        if playback.rebuilt is None:
            return Row(cells, "" if is_done else "rows--dim")
        state, tone = _STATES[playback.cache(index)]
        if index == playback.changed:
            state = N_("edit")
        elif playback.is_run_in_doubt(index):
            state = N_("run?")
        return Row((_(state), *cells), tone)

    def _size(self, step: BuildStep) -> str:
        if step.layer is None:
            return "."
        size = self.playback.size(step.index)
        unknown = "?" if self._session.is_unknown(step.layer) else "…"
        return unknown if size is None else human_size(size)


def _layer(step: BuildStep) -> str:
    """Return the layer of a step, or that it only sets the configuration."""
    if step.layer is not None:
        return str(step.layer)
    if step.kind is StepKind.FROM:
        return ""
    return _("none") if step.kind in {*FILE_KINDS, StepKind.NONE} else _("config")
