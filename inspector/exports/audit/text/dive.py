"""dive's figures as dive 0.13 prints them, labelled as its own: they differ from Layerscope's.

Source: dive's ``cmd/analyze.go`` and ``runtime/ci/evaluator.go``; sizes as go-humanize's ``Bytes``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inspector.exports.layout.words import and_more, first_of
from inspector.language import _, ngettext
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.dive import DiveFigures

_ROW = "{:>5}  {:>12}  {}"
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")
_MOST_NAMED = 10


def dive_lines(figures: DiveFigures, most: int, left_out: Sequence[int] = ()) -> Iterator[str]:
    """Yield dive's figures and the first ``most`` rows of its list, most space first.

    ``left_out``: the layers that dive reads as empty because the archive has a symlink for them.
    """
    count = len(figures.files)
    yield _("What dive 0.13 prints (it counts all copies of a path as wasted, the visible one too)")
    yield f"  efficiency: {figures.efficiency * 100:.4f} %"
    yield f"  wastedBytes: {figures.wasted_bytes} bytes ({dive_size(figures.wasted_bytes)})"
    yield f"  userWastedPercent: {_user_percent(figures)} %"
    if left_out:
        yield _left_out(left_out)
    yield _("dive's inefficient files ({count})").format(count=first_of(most, count))
    yield _ROW.format("Count", "Total Space", "Path")
    if not count:
        yield "None"
    for each in figures.files[: -most - 1 : -1]:
        yield _ROW.format(each.count, dive_size(each.bytes), printable(each.path))


def _left_out(layers: Sequence[int]) -> str:
    told = ngettext(
        "without layer {layers}: dive reads a symlink to another layer as an empty one",
        "without layers {layers}: dive reads a symlink to another layer as an empty one",
        len(layers),
    )
    return "  " + told.format(layers=and_more(list(map(str, layers)), _MOST_NAMED))


def _user_percent(figures: DiveFigures) -> str:
    """Return the percentage; dive divides by nothing, too, and prints what Go makes of it."""
    if figures.user_wasted_percent is not None:
        return f"{figures.user_wasted_percent * 100:.4f}"
    return "+Inf" if figures.wasted_bytes else "NaN"


def dive_size(size: int) -> str:
    """Return a size as go-humanize's ``Bytes``: ``4.0 kB``, ``191 kB``, ``1000 kB`` at the seam."""
    if size < 10:
        return f"{size} B"
    power = min(int(math.log(size) / math.log(1000)), len(_UNITS) - 1)
    value = math.floor(size / 1000**power * 10 + 0.5) / 10
    return f"{value:.{1 if value < 10 else 0}f} {_UNITS[power]}"
