"""Takes rows of a listing out of an image, with progress and cancel; says what was left out."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.errors import LayerscopeError, UsageError
from inspector.extraction import Attributes, ExistsError, Extraction, stays_inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from inspector.contents import Contents
    from inspector.scan import Watch
    from inspector.tree.listing import Row


class Why(StrEnum):
    """Why something was not written."""

    EXISTS = "exists"  # something is there, and was left as it is
    UNWRITABLE = "unwritable"
    UNREADABLE = "unreadable"
    LEADS_OUT = "leads-out"  # a symlink that would lead out of the directory
    NO_FILE = "no-file"  # devices and the like


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was not written. ``detail`` is the link's target, the type, or the error."""

    row: Row
    why: Why
    detail: str = ""

    @property
    def message(self) -> str:
        """Return one line that names the path; it may quote an image's text."""
        return f"{self.row.path}: {_MESSAGES[self.why].format(self.detail)}"


_MESSAGES = {
    Why.EXISTS: "there already, left as it is",
    Why.UNWRITABLE: "cannot be written: {}",
    Why.UNREADABLE: "{}",
    Why.LEADS_OUT: "left out: its link {} leads out of here",
    Why.NO_FILE: "left out: a {}",
}


@dataclass(slots=True)
class Report:
    """What happened. ``written`` counts paths, ``written_bytes`` files' contents."""

    left_out: list[LeftOut] = field(default_factory=list)
    written: int = 0
    written_bytes: int = 0

    def has(self, *reasons: Why) -> bool:
        """Whether something was left out for one of these reasons."""
        return any(each.why in reasons for each in self.left_out)


def open_target(target: str) -> int:
    """Return a descriptor of the directory to write to, made if needed. Raises UsageError."""
    try:
        Path(target).mkdir(parents=True, exist_ok=True)
        return os.open(target, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"cannot write to {target}: {reason}") from error


def take_out(
    contents: Contents, rows: Sequence[Row], extraction: Extraction, watch: Watch | None = None
) -> Report:
    """Write rows: directories, then files in the order in which they are stored, then links.

    The watch hears the files' bytes. Where it raises CancelledError, what was written stays,
    every file of it whole.
    """
    report = Report()
    try:
        for row in sorted(rows, key=_order):
            left_out = _attempt(contents, row, extraction, report, watch)
            if left_out is not None:
                report.left_out.append(left_out)
    finally:
        extraction.finish()
    return report


def _order(row: Row) -> tuple[int, int, int]:
    entry = row.version.entry
    rank = {"dir": 0, "file": 1}.get(row.type, 2)
    return rank, row.version.home, entry.offset if entry is not None else 0


def _attempt(
    contents: Contents, row: Row, extraction: Extraction, report: Report, watch: Watch | None
) -> LeftOut | None:
    try:
        return _write(contents, row, extraction, report, watch)
    except ExistsError:
        return LeftOut(row, Why.EXISTS)
    except OSError as error:
        return LeftOut(row, Why.UNWRITABLE, error.strerror or str(error))
    except LayerscopeError as error:
        return LeftOut(row, Why.UNREADABLE, str(error))


def _write(
    contents: Contents, row: Row, extraction: Extraction, report: Report, watch: Watch | None
) -> LeftOut | None:
    entry = row.version.entry
    attributes = Attributes(row.mode, row.mtime)
    if row.type == "dir":
        extraction.make_directory(row.path, attributes)
    elif row.type == "file" and entry is not None:
        data = contents.read(row.version.home, entry)
        extraction.write_file(row.path, _watched(data, watch), attributes)
        report.written_bytes += entry.size
    elif row.type == "symlink" and row.link is not None:
        if not stays_inside(row.path, row.link):
            return LeftOut(row, Why.LEADS_OUT, row.link)
        extraction.make_symlink(row.path, row.link)
    else:
        return LeftOut(row, Why.NO_FILE, row.type)
    report.written += 1
    return None


def _watched(data: Iterable[bytes], watch: Watch | None) -> Iterator[bytes]:
    for chunk in data:
        if watch is not None:
            watch.advance(len(chunk))
        yield chunk
