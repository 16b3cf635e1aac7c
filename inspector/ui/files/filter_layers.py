"""Which layers did something to a path that a filter lets through; for a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.path_filter.conditions import Subject
from inspector.io.progress import CancelledError
from inspector.tree.view import ChangeKind, changes_of, kind_of_change, walk_paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.analyses.path_filter.filter import PathFilter
    from inspector.reading.contents import Contents
    from inspector.tree.view import Transition
    from inspector.ui.session.change_kinds import ShownKinds
    from inspector.ui.session.session import Session

_BLOCK = 200


def matching_layers(
    session: Session,
    wanted: PathFilter,
    stopped: Callable[[], bool],
    kinds: ShownKinds | None = None,
) -> frozenset[int]:
    """Return the layers whose changes show something under a filter. Raises CancelledError.

    ``kinds`` are those of changes that are not hidden; without them, all are shown.
    """
    contents, layers = session.new_contents(), session.changing_layers
    found: set[int] = set()
    for number, (path, node, clears) in enumerate(walk_paths(session.tree)):
        if number % _BLOCK == 0 and stopped():
            raise CancelledError
        for each in changes_of(node, clears):
            shown = each.after or each.before
            if each.layer in found or each.layer not in layers or shown is None:
                continue
            change = _change(each, wanted, contents)
            if kinds is not None and not kinds.has(change):
                continue
            if wanted.matches(Subject(node, path, shown, change, each.layer)):
                found.add(each.layer)
        if len(found) == len(layers):
            break
    return frozenset(found)


def _change(transition: Transition, wanted: PathFilter, contents: Contents) -> ChangeKind:
    before, after = transition.before, transition.after
    if before is not None and after is not None and not wanted.asks_for_change:
        return ChangeKind.MODIFIED  # or metadata alone: nobody asks, and it may need contents
    return kind_of_change(before, after, contents)
