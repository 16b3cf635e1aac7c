"""How the numbers add up, as a section of the audit's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.layout.cells import padded, padded_left
from inspector.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.sums import Sums

_NAMES = 34


def sums_lines(sums: Sums) -> Iterator[str]:
    """Yield the arithmetic of the whole image, in bytes, with who else prints a number."""
    yield _("How the numbers add up (bytes, all layers of the image)")
    for sign, name, value, note in _rows(sums):
        shown = _("unknown") if value is None else f"{value:,}"
        yield f"  {sign} {padded(name, _NAMES)}{padded_left(shown, 18)}  {note}".rstrip()


def _rows(sums: Sums) -> Iterator[tuple[str, str, int | None, str]]:
    total = sums.total
    yield " ", _("visible at the end"), sums.live_bytes, _("live")
    yield "+", _("hidden at the end"), sums.wasted_bytes, _("wasted")
    yield "=", _("stored in files"), total.stored_bytes, ""
    if total.symlink_bytes:
        yield "+", _("targets of symlinks"), total.symlink_bytes, _("docker counts their length")
    if total.hole_bytes:
        yield "+", _("holes of sparse files"), total.hole_bytes, _("not stored; docker counts them")
    if total.replaced_bytes:
        note = _("stored twice, or removed, within one layer")
        yield "-", _("replaced within a layer"), total.replaced_bytes, note
    yield "=", _("size"), total.size, _("docker images; by layer: docker history")
    yield " ", _("files, extracted"), sums.visible_bytes, _("ls -l; hard-linked files once")
    note = _("stored in files, and headers")
    if sums.header_bytes is None:
        note = _("a layer is damaged")
    yield " ", _("layers, uncompressed tars"), total.tar_bytes, note
    yield (
        " ",
        _("layers, as in the archive"),
        total.compressed_bytes,
        _("what is pushed and pulled"),
    )
