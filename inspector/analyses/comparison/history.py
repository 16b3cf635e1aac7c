"""The rows of both histories beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.comparison.alignment import aligned
from inspector.analyses.comparison.instructions import Kinds
from inspector.analyses.comparison.model import HistoryPair, RowState
from inspector.analyses.secrets import concealed

if TYPE_CHECKING:
    from inspector.analyses.comparison.both import Side
    from inspector.analyses.comparison.ignored import Ignored
    from inspector.spec import HistoryEntry

_FIELDS = ("created_by", "created", "author", "comment", "empty_layer")


def history_pairs(old: Side, new: Side, ignored: Ignored) -> tuple[HistoryPair, ...]:
    """Return all rows in their order; where the history is ignored, none."""
    if "history" in ignored.fields:
        return ()
    fields = [each for each in _FIELDS if each not in ignored.fields]
    olds, news = _OneHistory(old), _OneHistory(new)
    pairs = aligned(olds.kinds, news.kinds, olds.kinds, news.kinds)
    return tuple(_pair(olds, news, before, after, fields) for before, after in pairs)


class _OneHistory:
    """The rows of one image: as they are, as they are shown, and by their instruction."""

    def __init__(self, side: Side) -> None:
        self.rows = side.image.config.history or []
        self._shown = concealed(side.image).config.history or []
        kinds = Kinds(side.image)
        self.kinds = [kinds.of(row) for row in self.rows]

    def command(self, number: int | None) -> str | None:
        """Return a row's command without secrets."""
        return None if number is None else self._shown[number].created_by or ""


def _pair(
    olds: _OneHistory,
    news: _OneHistory,
    before: int | None,
    after: int | None,
    fields: list[str],
) -> HistoryPair:
    differing: tuple[str, ...] = ()
    if before is None or after is None:
        state = RowState.ADDED if before is None else RowState.REMOVED
    else:
        differing = tuple(_differing(olds.rows[before], news.rows[after], fields))
        state = RowState.CHANGED if differing else RowState.SAME
    shown = olds.command(before), news.command(after)
    return HistoryPair(before, after, *shown, state, differing)


def _differing(old: HistoryEntry, new: HistoryEntry, fields: list[str]) -> list[str]:
    return [name for name in fields if (getattr(old, name) or "") != (getattr(new, name) or "")]
