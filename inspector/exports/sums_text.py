"""How the numbers add up, as a section of the audit's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.sums import Sums

_ROW = "  {sign} {name:<34}{bytes:>18}  {note}"


def sums_lines(sums: Sums) -> Iterator[str]:
    """Yield the arithmetic of the whole image, in bytes, with who else prints a number."""
    yield "How the numbers add up (bytes, all layers of the image)"
    for sign, name, value, note in _rows(sums):
        shown = "unknown" if value is None else f"{value:,}"
        yield _ROW.format(sign=sign, name=name, bytes=shown, note=note).rstrip()


def _rows(sums: Sums) -> Iterator[tuple[str, str, int | None, str]]:
    total = sums.total
    yield " ", "visible at the end", sums.live_bytes, "live"
    yield "+", "hidden at the end", sums.wasted_bytes, "wasted"
    yield "=", "stored in files", total.stored_bytes, ""
    if total.symlink_bytes:
        yield "+", "targets of symlinks", total.symlink_bytes, "docker counts their length"
    if total.hole_bytes:
        yield "+", "holes of sparse files", total.hole_bytes, "not stored; docker counts them"
    if total.replaced_bytes:
        note = "stored twice, or removed, within one layer"
        yield "-", "replaced within a layer", total.replaced_bytes, note
    yield "=", "size", total.size, "docker images; by layer: docker history"
    yield " ", "files, extracted", sums.visible_bytes, "ls -l; hard-linked files once"
    note = "stored in files, and headers" if sums.header_bytes is not None else "a layer is damaged"
    yield " ", "layers, uncompressed tars", total.tar_bytes, note
    yield " ", "layers, as in the archive", total.compressed_bytes, "what is pushed and pulled"
