"""Waste in words: what cannot be avoided, the instructions, the totals by layer and folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.unavoidable import RewriteReason, unavoidable
from inspector.analyses.usage import Cause
from inspector.analyses.waste_groups import by_folder, by_writer
from inspector.exports.layout.cells import ellipsis
from inspector.exports.layout.words import bracketed, first_of
from inspector.language import N_, _
from inspector.text import counted, human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.audit import Audit
    from inspector.analyses.usage import Waste
from inspector.analyses.waste_groups import WasteGroup

_WIDTH = 80
_INDENT = " " * 13
_CAUSES = {
    Cause.OVERWRITTEN: N_("overwritten"),
    Cause.REMOVED: N_("removed"),
    Cause.METADATA: N_("metadata"),
}
_REASONS = {
    RewriteReason.PACKAGES: N_("unavoidable: each installation of packages rewrites it"),
    RewriteReason.LIBRARIES: N_("unavoidable: ldconfig rewrites it"),
    RewriteReason.USERS: N_("unavoidable: each new user or group rewrites it"),
    RewriteReason.CERTIFICATES: N_("unavoidable: update-ca-certificates rewrites it"),
}


def cause_named(row: Waste) -> str:
    """Return how a payload was hidden."""
    return _(_CAUSES[row.cause])


def unavoidable_note(row: Waste) -> str:
    """Return ``unavoidable: …`` with the reason, "" for what can be avoided."""
    reason = unavoidable(row)
    return "" if reason is None else _(_REASONS[reason])


def unavoidable_line(size: int) -> Iterator[str]:
    """Yield a line that says how much of the waste is unavoidable, if any is."""
    if size:
        told = _("unavoidable: files that package managers and others rewrite")
        yield f"{human_size(size):>9}  {told}"


def step_lines(audit: Audit, group: WasteGroup) -> Iterator[str]:
    """Yield the instructions of a pair of layers, the lower first."""
    for index in group.layers:
        yield _cut(f"{_INDENT}{index:>3}  {printable(audit.layers[index].instruction)}")


def total_lines(audit: Audit, most: int) -> Iterator[str]:
    """Yield the layers and the folders with the most waste."""
    rows = audit.usage.waste
    layers, folders = by_writer(rows), by_folder(rows)
    yield _("Waste by the layer that stores it ({count})").format(count=first_of(most, len(layers)))
    for group in layers[:most]:
        index = group.rows[0].written_by
        told = _("layer {layer}: {instruction}").format(
            layer=index, instruction=printable(audit.layers[index].instruction)
        )
        yield _cut(f"{human_size(group.bytes):>9}  {told}")
    yield ""
    yield _("Waste by folder ({count})").format(count=first_of(most, len(folders)))
    for group in folders[:most]:
        files = counted(group.files, "file")
        yield f"{human_size(group.bytes):>9}  {printable(str(group.key))}  {bracketed(files)}"


def _cut(line: str) -> str:
    return ellipsis(line, _WIDTH)
