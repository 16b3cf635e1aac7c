"""The steps of the build as rows: what is done by now, and what comes."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from inspector.analyses.explain import Cache, Kind, Origin
from inspector.text import human_size
from inspector.ui.build_steps.stack import total_text
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.explain import Step
    from inspector.ui.build_steps.playback import Playback

_CACHE = Column("cache", width=5)
_COLUMNS = (
    Column("row", width=4, right=True, drop=2),
    Column("instruction", least=18, share=1),
    Column("layer", width=6, right=True, drop=1),
    Column("size", width=8, right=True),
    Column("so far", width=9, right=True, drop=3),
)
_CHANGED = "changed"
_STATES = {Cache.USED: "used", Cache.RUN: "run"}
_NO_FILES = frozenset({Kind.ADD, Kind.COPY, Kind.RUN, Kind.NONE})


class StepRows:
    """One row a step, oldest first."""

    empty: ClassVar[str] = "This image has no history."

    def __init__(self, playback: Playback) -> None:
        self.playback = playback

    @cached_property
    def columns(self) -> Sequence[Column]:
        """The columns: that of the cache where it is asked for."""
        return _COLUMNS if self.playback.rebuilt is None else (_CACHE, *_COLUMNS)

    def __len__(self) -> int:
        return len(self.playback.explanation.steps)

    def row(self, index: int) -> Row:
        """Return a step's cells."""
        playback, step = self.playback, self.playback.explanation.steps[index]
        size, is_done = playback.size(index), index <= playback.at
        told = "…" if size is None else human_size(size) if step.layer is not None else "."
        cells = (
            "" if step.number is None else str(step.number),
            step.instruction,
            _layer(step),
            told,
            total_text(playback.totals[index]) if is_done else "",
        )
        if playback.rebuilt is None:
            return Row(cells, "" if is_done else "rows--dim")
        cache = playback.cache(index)
        tone = {Cache.RUN: "rows--modified", Cache.USED: "rows--added"}
        state = "-" if cache is None else _STATES[cache]
        if index == playback.changed:
            state = "edit"
        return Row((state, *cells), "rows--dim" if cache is None else tone[cache])


def _layer(step: Step) -> str:
    """Return the layer of a step, or that it only sets the configuration."""
    if step.layer is not None:
        return f"{step.layer} base" if step.origin is Origin.BASE else str(step.layer)
    if step.kind is Kind.FROM:
        return ""
    return "none" if step.kind in _NO_FILES else "config"
