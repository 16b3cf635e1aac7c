"""Lists waste in groups, with what to say of each. For a thread: there may be 500,000 payloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.usage import Cause
from inspector.analyses.waste_groups import by_cause, by_folder, by_layers, by_writer
from inspector.language import N_, _
from inspector.text import percent
from inspector.ui.session.selection import Grouping
from inspector.ui.waste.advice import WasteAdvice, told_of
from inspector.ui.waste.dive_rows import DiveRows
from inspector.ui.waste.rows import WHY, ListedGroup, WasteRows, named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from inspector.analyses.usage import Usage, Waste
    from inspector.analyses.waste_groups import WasteGroup
    from inspector.ui.session.session import Session

_MEANINGS = {
    Cause.OVERWRITTEN: N_(
        "a later layer stores other content at the path; the old content remains"
    ),
    Cause.REMOVED: N_("a later layer deletes the path; this only hides what lower layers store"),
    Cause.METADATA: N_(
        "a later layer changes mode, owner or time; this stores the whole file again"
    ),
}


# What makes the groups; files are listed as they are.
_GROUPS: Mapping[Grouping, Callable[[Iterable[Waste]], tuple[WasteGroup, ...]]] = {
    Grouping.PAIRS: by_layers,
    Grouping.LAYERS: by_writer,
    Grouping.FOLDERS: by_folder,
    Grouping.CAUSES: by_cause,
}


def list_waste(
    session: Session, usage: Usage, grouping: Grouping, layer: int | None = None
) -> WasteRows | DiveRows:
    """Return the rows for a way to group; of one layer's payloads where it is given.

    dive's list is always that of the whole image.
    """
    if grouping is Grouping.DIVE:
        if session.dive is None:
            # Not for the first frame, which shows no waste.
            from inspector.analyses.audit import dive_of

            session.dive = dive_of(session.image, session.tree)
        return DiveRows(session, session.dive)
    rows: Sequence[Waste] = usage.waste
    if layer is not None:
        rows = [row for row in rows if row.written_by == layer]
    groups, title = None, _("path")
    if grouping in _GROUPS:
        groups = [_listed(session, usage, group) for group in _GROUPS[grouping](rows)]
        title = named(grouping)
    found = WasteRows(session, rows, groups, title)
    if layer is not None and usage.waste:
        found.empty = _("Nothing that layer {layer} stored is wasted.").format(layer=layer)
    return found


def place_of(rows: WasteRows | DiveRows, grouping: Grouping, payload: Waste | None) -> int:
    """Return the row of a payload, or of the group that it belongs to; the first where it has none.

    For a thread, as the listing itself.
    """
    if payload is None:
        return 0
    key = _GROUPS[grouping]([payload])[0].key if grouping in _GROUPS else None
    return rows.find(payload, key)


def _listed(session: Session, usage: Usage, group: WasteGroup) -> ListedGroup:
    key = group.key
    if isinstance(key, tuple):
        told = told_of(session, group)
        return ListedGroup(group, told.advice[0], told)
    pair = by_layers(group.rows)[0]
    told = told_of(session, pair)
    most = told if pair.bytes == group.bytes else told.of_most
    if isinstance(key, int):
        stored = usage.layers[key].stored_bytes
        said = _("{percent} of layer {layer}: {instruction}").format(
            percent=percent(group.bytes, stored),
            layer=key,
            instruction=session.instruction_of(key),
        )
        return ListedGroup(group, said, most)
    if key in set(Cause):
        meaning = WasteAdvice((_(_MEANINGS[Cause(key)]), *most.advice), most.layers)
        return ListedGroup(group, _(WHY[Cause(key)]), meaning)
    return ListedGroup(group, key, most)
