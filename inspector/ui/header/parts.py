"""What the line on top says, part by part: which parts are totals, and which leave first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from rich.cells import cell_len

from inspector.findings import Level
from inspector.language import _
from inspector.text import counted, efficiency, human_size, percent, printable
from inspector.ui.widgets.bars import gauge
from inspector.ui.widgets.elide import keep_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.ui.session.reading import Reading
    from inspector.ui.session.session import Session

_GAUGE = 10
_STEPS = 1_000_000  # of a share, so that a gauge can be drawn of it with whole numbers
# Below so many cells a line is narrow. Other parts leave before the name gets less than ``_NAME``
# cells; when none can, it is cut down to ``_LEAST_NAME``.
_WIDE = 110
_NAME, _LEAST_NAME = 24, 8


class HeaderTotal(StrEnum):
    """A number that sums rows elsewhere."""

    SIZE = "size"
    EFFICIENCY = "efficiency"
    WASTED = "wasted"
    FINDINGS = "findings"
    TROUBLES = "troubles"
    CHECKS = "checks"


@dataclass(frozen=True, slots=True)
class HeaderPart:
    """A text; the highest rank leaves first where there is no room, 0 never leaves.

    ``figure`` is what in the text stands out, ``tone`` how: a component class of the header.
    ``short`` is the text where there is no room for all, "" where it has no shorter one.
    """

    text: str
    rank: int = 0
    total: HeaderTotal | None = None
    figure: str = ""
    tone: str = "header--figure"
    short: str = ""


def parts_of(session: Session, reading: Reading, width: int) -> list[HeaderPart]:
    """Return what there is room for, left to right, ``gap_in`` cells between."""
    is_narrow = width < _WIDE
    gap = gap_in(width)
    name = printable(session.name)
    parts = list(_all_parts(session, reading, is_narrow=is_narrow))
    needed = min(cell_len(name), _NAME)
    while needed + _cells(parts, gap) > width and any(part.rank for part in parts):
        parts.remove(max(parts, key=lambda part: part.rank))
    for at, part in enumerate(parts):
        if part.short and min(needed, _LEAST_NAME) + _cells(parts, gap) > width:
            parts[at] = replace(part, text=part.short)
    shown = keep_end(name, max(_LEAST_NAME, width - _cells(parts, gap)))
    short = HeaderPart(shown, figure=shown)
    # Where it came from says least: only where there is room for all the rest.
    file = HeaderPart(keep_end(reading.reference.rpartition("/")[2], _NAME))
    if file.text != short.text and _cells([file, short, *parts], gap) - gap <= width:
        return [file, short, *parts]
    return [short, *parts]


def gap_in(width: int) -> int:
    """Return the cells between two parts."""
    return 2 if width < _WIDE else 3


def _cells(parts: list[HeaderPart], gap: int) -> int:
    return sum(cell_len(part.text) + gap for part in parts)


def _all_parts(session: Session, reading: Reading, *, is_narrow: bool) -> Iterator[HeaderPart]:
    platform = printable(str(session.image.source.platform))
    if platform:
        yield HeaderPart(platform, 3)
    yield _size_part(session)
    yield from _waste_parts(session)
    yield from _state_parts(session, reading, is_narrow=is_narrow)


def _size_part(session: Session) -> HeaderPart:
    layers = counted(len(session.image.layers), "layer")
    if session.size is None:
        return HeaderPart(layers, 1)
    size = human_size(session.size)
    text = _("{size} in {layers}").format(size=size, layers=layers)
    return HeaderPart(text, 0, HeaderTotal.SIZE, size, short=size)


def _waste_parts(session: Session) -> Iterator[HeaderPart]:
    usage = session.usage
    if usage is not None:
        share = efficiency(usage.live_bytes, usage.stored_bytes)
        text = _("efficiency {share}").format(share=share)
        yield HeaderPart(text, 0, HeaderTotal.EFFICIENCY, share, short=share)
        live, stored = (usage.live_bytes, usage.stored_bytes) if usage.stored_bytes else (1, 1)
        drawn = gauge(live, stored, _GAUGE)
        yield HeaderPart(drawn, 5, None, drawn, "header--gauge")
        wasted = human_size(usage.wasted_bytes)
        tone = "header--waste" if usage.wasted_bytes else "header--figure"
        text = _("{size} wasted").format(size=wasted)
        yield HeaderPart(text, 0, HeaderTotal.WASTED, wasted, tone)
        yield from _finding_parts(session)


def _finding_parts(session: Session) -> Iterator[HeaderPart]:
    """Yield how many errors and warnings there are, if any; notes would drown them."""
    errors, warnings = (session.levels.get(each, 0) for each in (Level.ERROR, Level.WARNING))
    told = [counted(errors, "error")] if errors else []
    told += [counted(warnings, "warning")] if warnings else []
    if told:
        tone = "header--trouble" if errors else "header--waste"
        yield HeaderPart(_(", ").join(told), 4, HeaderTotal.FINDINGS, told[0], tone)


def _state_parts(session: Session, reading: Reading, *, is_narrow: bool) -> Iterator[HeaderPart]:
    count = len(session.image.layers)
    if not session.is_read:
        yield HeaderPart(_reading(reading, count, 5 if is_narrow else _GAUGE))
    elif session.usage is None:
        yield HeaderPart(_("adding up…"))
    else:
        bad = len(session.troubles)
        if bad:
            said = _("{bad} of {count} layers incomplete")
            said = _("{bad} of {count} incomplete") if is_narrow else said
            text = said.format(bad=bad, count=count)
            yield HeaderPart(text, 0, HeaderTotal.TROUBLES, text, "header--trouble")
        if session.is_checking and len(session.checks) < count:
            said = _("digests {checked}/{count}")
            said = said if is_narrow else _("checking digests: {checked}/{count}")
            text = said.format(checked=len(session.checks), count=count)
            yield HeaderPart(text, 0, HeaderTotal.CHECKS)


def _reading(reading: Reading, count: int, cells: int) -> str:
    if reading.layer is None:
        return _("reading layer {number} of {count}…").format(number=1, count=count)
    drawn = gauge(int(reading.share * _STEPS), _STEPS, cells)
    said = _("reading layer {number} of {count} {gauge} {share}")
    said = _("merging layer {number} of {count} {gauge} {share}") if reading.is_merging else said
    share = percent(reading.share, 1)
    return said.format(number=reading.layer + 1, count=count, gauge=drawn, share=share)
