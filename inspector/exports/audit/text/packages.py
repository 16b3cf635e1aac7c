"""What packages cost, as a section of the audit's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.layout.cells import ellipsis
from inspector.exports.layout.columns import Columns
from inspector.exports.layout.words import bracketed, clauses, explained, first_of
from inspector.language import N_, _, ngettext, shown
from inspector.text import counted, human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.audit import AuditedLayer
    from inspector.packages import Packages

UNOWNED = N_("not owned by any package")
_TOP = 20
_INSTRUCTION = 40


def packages_told(found: Packages) -> str:
    """Return ``532 packages store 620 MB; 3,391 files of 139 MB are not owned by any package``."""
    count, files = len(found.rows), found.unowned_files
    owned = ngettext("{packages} stores {size}", "{packages} store {size}", count).format(
        packages=counted(count, "package"), size=human_size(sum(each.bytes for each in found.rows))
    )
    unowned = ngettext(
        "{files} of {size} is not owned by any package",
        "{files} of {size} are not owned by any package",
        files,
    ).format(files=counted(files, "file"), size=human_size(found.unowned_bytes))
    doubt = _("not every package database could be read") if found.unread else ""
    return clauses(filter(None, (owned, unowned, doubt)))


def package_lines(found: Packages, layers: Sequence[AuditedLayer]) -> Iterator[str]:
    """Yield the packages that store most, then all of them together by layer."""
    yield _title(found)
    for row in found.rows[:_TOP]:
        told = _("({type}, layer {layer}, {files})").format(
            type=row.type, layer=row.layer, files=counted(row.files, "file")
        )
        yield f"{human_size(row.bytes):>9}  {printable(f'{row.name} {row.version}')}  {told}"
    if found.unowned:
        files = counted(found.unowned_files, "file")
        yield f"{human_size(found.unowned_bytes):>9}  {_(UNOWNED)}  {bracketed(files)}"
    for each in unread_lines(found):
        yield "  " + _("not read: {what}").format(what=printable(each))
    yield ""
    columns = Columns(
        (_("LAYER"), ">5"), (_("PACKAGES"), ">8"), (_("SIZE"), ">9"), (_("NOT OWNED"), ">9"),
        (_("INSTRUCTION"), "<0"),
    )  # fmt: skip
    yield columns.title
    unowned = {each.layer: each.bytes for each in found.unowned}
    for layer in layers:
        rows = [row for row in found.rows if row.layer == layer.index]
        if not rows and layer.index not in unowned:
            continue
        yield columns.row(
            str(layer.index),
            f"{len(rows):,}",
            human_size(sum(row.bytes for row in rows)),
            human_size(unowned.get(layer.index, 0)),
            ellipsis(printable(layer.instruction), _INSTRUCTION),
        )


def _title(found: Packages) -> str:
    if found.rows:
        owned = human_size(sum(each.bytes for each in found.rows))
        return _("Packages ({count}; together {size})").format(
            count=first_of(_TOP, len(found.rows)), size=owned
        )
    if found.unread:
        return _("Packages: none known, as not every package database could be read")
    return _("Packages: none")


def unread_lines(found: Packages) -> Iterator[str]:
    """Yield a line for each database that could not be read. Not printable yet."""
    yield from (explained(each.path, shown(each.reason)) for each in found.unread)
