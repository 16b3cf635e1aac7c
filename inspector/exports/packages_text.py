"""What packages cost, as a section of the audit's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.text import counted, human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.audit import AuditedLayer
    from inspector.packages import Packages

UNOWNED = "not owned by any package"
_TOP = 20
_INSTRUCTION = 40


def packages_told(found: Packages) -> str:
    """Return ``532 packages store 620 MB; 3,391 files of 139 MB are not owned by any package``."""
    owned = sum(each.bytes for each in found.rows)
    unowned = f"{counted(found.unowned_files, 'file')} of {human_size(found.unowned_bytes)}"
    verb = "is" if found.unowned_files == 1 else "are"
    stores = "stores" if len(found.rows) == 1 else "store"
    packages = counted(len(found.rows), "package")
    doubt = "; not every package database could be read" if found.unread else ""
    return f"{packages} {stores} {human_size(owned)}; {unowned} {verb} {UNOWNED}{doubt}"


def package_lines(found: Packages, layers: Sequence[AuditedLayer]) -> Iterator[str]:
    """Yield the packages that store most, then all of them together by layer."""
    count = len(found.rows)
    shown = f"{_TOP} of {count:,}" if count > _TOP else f"{count:,}"
    owned = human_size(sum(each.bytes for each in found.rows))
    none = "none known, as not every package database could be read" if found.unread else "none"
    yield f"Packages ({shown}; together {owned})" if count else f"Packages: {none}"
    for row in found.rows[:_TOP]:
        told = f"({row.type}, layer {row.layer}, {counted(row.files, 'file')})"
        yield f"{human_size(row.bytes):>9}  {printable(f'{row.name} {row.version}')}  {told}"
    if found.unowned:
        files = counted(found.unowned_files, "file")
        yield f"{human_size(found.unowned_bytes):>9}  {UNOWNED}  ({files})"
    yield from (f"  not read: {printable(each)}" for each in unread_lines(found))
    yield ""
    yield "LAYER  PACKAGES       SIZE  NOT OWNED  INSTRUCTION"
    unowned = {each.layer: each.bytes for each in found.unowned}
    for layer in layers:
        rows = [row for row in found.rows if row.layer == layer.index]
        if not rows and layer.index not in unowned:
            continue
        told = printable(layer.instruction)
        if len(told) > _INSTRUCTION:
            told = told[: _INSTRUCTION - 1] + "…"
        yield (
            f"{layer.index:>5}  {len(rows):>8,}  {human_size(sum(row.bytes for row in rows)):>9}"
            f"  {human_size(unowned.get(layer.index, 0)):>9}  {told}"
        )


def unread_lines(found: Packages) -> Iterator[str]:
    """Yield a line for each database that could not be read. Not printable yet."""
    yield from (f"{each.path}: {each.reason}" for each in found.unread)
