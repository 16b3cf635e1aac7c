"""Waste in words: what cannot be avoided, the instructions, the totals by layer and folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.unavoidable import Reason, unavoidable
from inspector.analyses.waste_groups import by_folder, by_writer
from inspector.text import counted, human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.audit import Audit
    from inspector.analyses.usage import Waste
    from inspector.analyses.waste_groups import WasteGroup

_WIDTH = 80
_INDENT = " " * 13
_REASONS = {
    Reason.PACKAGES: "each installation of packages rewrites it",
    Reason.LIBRARIES: "ldconfig rewrites it",
    Reason.USERS: "each new user or group rewrites it",
    Reason.CERTIFICATES: "update-ca-certificates rewrites it",
}


def unavoidable_note(row: Waste) -> str:
    """Return ``unavoidable: …`` with the reason, "" for what can be avoided."""
    reason = unavoidable(row)
    return "" if reason is None else f"unavoidable: {_REASONS[reason]}"


def unavoidable_line(size: int) -> Iterator[str]:
    """Yield a line that says how much of the waste is unavoidable, if any is."""
    if size:
        yield f"{human_size(size):>9}  unavoidable: files that package managers and others rewrite"


def step_lines(audit: Audit, group: WasteGroup) -> Iterator[str]:
    """Yield the instructions of a pair of layers, the lower first."""
    for index in group.layers:
        yield _cut(f"{_INDENT}{index:>3}  {printable(audit.layers[index].instruction)}")


def total_lines(audit: Audit, most: int) -> Iterator[str]:
    """Yield the layers and the folders with the most waste."""
    rows = audit.usage.waste
    layers, folders = by_writer(rows), by_folder(rows)
    yield _title("Waste by the layer that stores it", layers, most)
    for group in layers[:most]:
        index = group.rows[0].written_by
        told = f"layer {index}: {printable(audit.layers[index].instruction)}"
        yield _cut(f"{human_size(group.bytes):>9}  {told}")
    yield ""
    yield _title("Waste by folder", folders, most)
    for group in folders[:most]:
        files = counted(group.files, "file")
        yield f"{human_size(group.bytes):>9}  {printable(str(group.key))}  ({files})"


def _title(text: str, groups: Sequence[WasteGroup], most: int) -> str:
    count = f"{most} of {len(groups):,}" if len(groups) > most else f"{len(groups):,}"
    return f"{text} ({count})"


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…"
