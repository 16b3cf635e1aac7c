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
    olds, news = old.image.config.history or [], new.image.config.history or []
    old_shown = concealed(old.image).config.history or []
    new_shown = concealed(new.image).config.history or []
    fields = [each for each in _FIELDS if each not in ignored.fields]
    kinds = _kinds(old, olds), _kinds(new, news)
    found: list[HistoryPair] = []
    for before, after in aligned(*kinds, *kinds):
        differing: tuple[str, ...] = ()
        if before is None or after is None:
            state = RowState.ADDED if before is None else RowState.REMOVED
        else:
            differing = tuple(_differing(olds[before], news[after], fields))
            state = RowState.CHANGED if differing else RowState.SAME
        found.append(
            HistoryPair(
                before,
                after,
                None if before is None else old_shown[before].created_by or "",
                None if after is None else new_shown[after].created_by or "",
                state,
                differing,
            )
        )
    return tuple(found)


def _kinds(side: Side, rows: list[HistoryEntry]) -> list[str]:
    kinds = Kinds(side.image)
    return [kinds.of(row) for row in rows]


def _differing(old: HistoryEntry, new: HistoryEntry, fields: list[str]) -> list[str]:
    return [name for name in fields if (getattr(old, name) or "") != (getattr(new, name) or "")]
