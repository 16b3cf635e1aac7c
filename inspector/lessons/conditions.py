"""Which conditions of a lesson hold at one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inspector.errors import FileError
from inspector.lessons import model

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from inspector.container.stat import UpperRow
    from inspector.lessons.state import LessonState

_ABSENT = "absent"


def holds(condition: model.Condition, state: LessonState, *, is_goal: bool) -> bool:
    """Whether a condition holds; ``is_goal``: the writable layer is the goal's."""
    if isinstance(condition, model.GoalCondition):
        return is_goal
    return _CHECKS[type(condition)](condition, state)


def _looking(wanted: model.LookingCondition, state: LessonState) -> bool:
    pairs = (
        (wanted.screen, state.screen),
        (wanted.tab, state.tab),
        (wanted.layer, state.layer),
        (wanted.path, state.path),
        (wanted.mode, state.mode),
    )
    return all(asked in {None, given} for asked, given in pairs)


def _upper(wanted: model.UpperCondition, state: LessonState) -> bool:
    row = next((each for each in state.upper if each.path == wanted.path), None)
    if row is None or wanted.type == _ABSENT:
        return row is None and wanted.type == _ABSENT
    return (
        wanted.type in {None, row.type}
        and wanted.origin in {None, origin_of(row)}
        and wanted.opaque in {None, row.is_opaque}
    )


def origin_of(row: UpperRow) -> str:
    """Return the word for where a row's inode comes from."""
    return "copied-up" if row.is_copied_up else "new"


def _merged(wanted: model.MergedCondition, state: LessonState) -> bool:
    if state.container is None:
        return False
    try:
        found = state.container.lstat(wanted.path).type
    except FileError:
        return wanted.type == _ABSENT
    return wanted.type in {None, found}


def _bytes(wanted: model.BytesCondition, state: LessonState) -> bool:
    stored = state.container.stored_bytes if state.container is not None else 0
    return _is_within(stored, wanted.at_least, wanted.at_most)


def _is_within(value: int, at_least: int | None, at_most: int | None) -> bool:
    return (at_least is None or value >= at_least) and (at_most is None or value <= at_most)


def _start(wanted: model.StartCondition, state: LessonState) -> bool:
    if wanted.argv is not None:
        return tuple(state.argv) == wanted.argv
    return bool(state.argv) and state.argv[0] == wanted.program


def _cache(wanted: model.CacheCondition, state: LessonState) -> bool:
    is_row = wanted.changed in {None, state.changed}
    return is_row and wanted.no_cache in {None, state.no_cache}


def _committed(wanted: model.CommitCondition, state: LessonState) -> bool:
    found = state.committed
    if found is None:
        return False
    return (
        wanted.layers in {None, found.layers}
        and _is_within(found.bytes, None, wanted.at_most)
        and found.paths.issuperset(wanted.paths or ())
    )


def _fresh(wanted: model.FreshCondition, state: LessonState) -> bool:
    del wanted
    return state.is_fresh


_CHECKS: Mapping[type[Any], Callable[[Any, LessonState], bool]] = {
    model.LookingCondition: _looking,
    model.UpperCondition: _upper,
    model.MergedCondition: _merged,
    model.BytesCondition: _bytes,
    model.StartCondition: _start,
    model.CacheCondition: _cache,
    model.CommitCondition: _committed,
    model.FreshCondition: _fresh,
}
