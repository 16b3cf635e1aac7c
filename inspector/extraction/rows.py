"""Takes rows of a listing out of an image, with progress and cancel; says what was left out."""

from __future__ import annotations

import errno
import os
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.errors import DamageError, LayerscopeError, UsageError, reason
from inspector.extraction.writer import Attributes, ExistsError, Extraction, stays_inside
from inspector.language import N_, NN_, Lazy, _, ngettext, shown
from inspector.text import human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.io.progress import Progress
    from inspector.reading.contents import Contents
    from inspector.tarstream import Entry
    from inspector.tree import Node
    from inspector.tree.listing import ListedPath


class Why(StrEnum):
    """Why something was not written."""

    EXISTS = "exists"  # something is there, and was left as it is
    UNWRITABLE = "unwritable"
    FULL = "full"  # no room: nothing after it was tried
    UNREADABLE = "unreadable"
    LEADS_OUT = "leads-out"  # a symlink that would lead out of the directory
    NO_FILE = "no-file"  # devices and the like


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was not written. ``detail`` is the link's target, the type, or the error."""

    row: ListedPath
    why: Why
    detail: str = ""

    @property
    def message(self) -> str:
        """Return one printable line that names the path."""
        detail = printable(shown(self.detail))
        return _(_MESSAGES[self.why]).format(path=printable(self.row.path), detail=detail)


_MESSAGES = {
    Why.EXISTS: N_("{path}: already exists, not replaced"),
    Why.UNWRITABLE: N_("{path}: cannot be written: {detail}"),
    Why.FULL: N_("{path}: cannot be written: {detail}; extraction stopped"),
    Why.UNREADABLE: N_("{path}: {detail}"),
    Why.LEADS_OUT: N_("{path}: skipped: its link {detail} leads out of the folder"),
    Why.NO_FILE: N_("{path}: skipped: {detail}"),
}
# One, several.
_SUMS = {
    Why.EXISTS: NN_("{count:,} that already exists", "{count:,} that already exist"),
    Why.UNWRITABLE: NN_("{count:,} that cannot be written", "{count:,} that cannot be written"),
    Why.FULL: NN_("{count:,} for lack of space", "{count:,} for lack of space"),
    Why.UNREADABLE: NN_("{count:,} that cannot be read", "{count:,} that cannot be read"),
    Why.LEADS_OUT: NN_("{count:,} link that leads out", "{count:,} links that lead out"),
    Why.NO_FILE: NN_("{count:,} special file", "{count:,} special files"),
}
# What other than files, directories and symlinks there may be, in words.
_KINDS = {
    "char": Lazy("a character device"),
    "block": Lazy("a block device"),
    "fifo": Lazy("a FIFO"),
    "unknown": Lazy("not a file, a directory or a link"),
}
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


@dataclass(slots=True)
class ExtractionReport:
    """What happened. ``written`` counts paths, ``written_bytes`` files' contents."""

    left_out: list[LeftOut] = field(default_factory=list)
    written: int = 0
    written_bytes: int = 0

    def has(self, *reasons: Why) -> bool:
        """Whether something was left out for one of these reasons."""
        return any(each.why in reasons for each in self.left_out)

    def told(self, folder: str) -> str:
        """How much was written to a folder, in a sentence that is not printable yet."""
        if not self.written:
            return _("Nothing was written to {folder}.").format(folder=folder)
        return ngettext(
            "Wrote {count:,} path, {size}, to {folder}.",
            "Wrote {count:,} paths, {size}, to {folder}.",
            self.written,
        ).format(count=self.written, size=human_size(self.written_bytes), folder=folder)

    @property
    def summary(self) -> str:
        """How much was left out and why, in one line; nothing where all was written."""
        counts = Counter(each.why for each in self.left_out)
        told = [
            ngettext(*_SUMS[why], count).format(count=count) for why, count in counts.most_common()
        ]
        return _("Skipped: {list}.").format(list=_(", ").join(told)) if told else ""


def parent_modes(node: Node, layer: int) -> dict[str, int]:
    """Return the modes of the directories around a path, as far as the image has them."""
    found: dict[str, int] = {}
    parent = node.parent
    while parent is not None and parent.parent is not None:
        version = parent.visible_at(layer)
        if version is not None and version.entry is not None:
            found[parent.path] = version.entry.mode
        parent = parent.parent
    return found


def open_target(target: str) -> int:
    """Return a descriptor of the directory to write to, made if needed. Raises UsageError."""
    try:
        Path(target).mkdir(parents=True, exist_ok=True)
        return os.open(target, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        why: str = reason(error)
        if isinstance(error, FileExistsError | NotADirectoryError):
            why = Lazy("it is not a directory")
        raise UsageError(
            Lazy("cannot write to {target}: {reason}", target=target, reason=why)
        ) from error


def extract_rows(
    contents: Contents,
    rows: Sequence[ListedPath],
    extraction: Extraction,
    progress: Progress | None = None,
) -> ExtractionReport:
    """Write rows: directories, then files in the order in which they are stored, then links.

    ``progress`` is told of the files' bytes. Where it raises CancelledError, what was written
    stays, every file of it whole. A full disk ends it, too.
    """
    taking = _Taking(contents, extraction, progress)
    left_out = taking.report.left_out
    try:
        for row in sorted(rows, key=_order):
            taking.take(row)
            if left_out and left_out[-1].why is Why.FULL:
                break
    finally:
        extraction.finish()
    return taking.report


def _order(row: ListedPath) -> tuple[int, int, int]:
    rank = {"dir": 0, "file": 1}.get(row.type, 2)
    return rank, *row.version.place


@dataclass(slots=True)
class _Taking:
    """Writes rows one by one; knows which files have been written under another name."""

    contents: Contents
    extraction: Extraction
    progress: Progress | None
    report: ExtractionReport = field(default_factory=ExtractionReport)
    _written: dict[int, str] = field(default_factory=dict)  # number of an inode -> a path of it

    def take(self, row: ListedPath) -> None:
        """Write a row, or report why not."""
        try:
            left_out = self._write(row)
        except ExistsError:
            left_out = LeftOut(row, Why.EXISTS)
        except (OSError, OverflowError) as error:
            is_full = isinstance(error, OSError) and error.errno in _NO_ROOM
            why = Why.FULL if is_full else Why.UNWRITABLE
            left_out = LeftOut(row, why, reason(error))
        except LayerscopeError as error:
            left_out = LeftOut(row, Why.UNREADABLE, error.text)
        if left_out is None:
            self.report.written += 1
        else:
            self.report.left_out.append(left_out)

    def _write(self, row: ListedPath) -> LeftOut | None:
        entry = row.version.entry
        if row.type == "dir":
            self.extraction.make_directory(row.path, Attributes(row.mode, row.mtime))
        elif row.type == "file" and entry is not None:
            self._write_file(row, entry)
        elif row.type == "symlink" and row.link is not None:
            if not stays_inside(row.path, row.link):
                return LeftOut(row, Why.LEADS_OUT, row.link)
            self.extraction.make_symlink(row.path, row.link, row.mtime)
        else:
            return LeftOut(row, Why.NO_FILE, _KINDS.get(row.type, row.type))
        return None

    def _write_file(self, row: ListedPath, entry: Entry) -> None:
        other = self._written.get(row.hardlinks) if row.hardlinks is not None else None
        if other is not None and self._link(row.path, other):
            self._advance(entry.size)
            return
        pieces = self._read(row.version.home, entry)
        self.extraction.write_file(row.path, pieces, entry.size, Attributes(row.mode, row.mtime))
        self.report.written_bytes += entry.size
        if row.hardlinks is not None:
            self._written[row.hardlinks] = row.path

    def _link(self, path: str, other: str) -> bool:
        """Link a path to a file written before; False where that cannot be done here."""
        try:
            self.extraction.make_link(path, other)
        except ExistsError:
            raise
        except OSError:
            return False  # a file system without links, or too many of one file: a copy, then
        return True

    def _read(self, layer: int, entry: Entry) -> Iterator[tuple[int, bytes]]:
        at = 0
        try:
            for place, data in self.contents.pieces(layer, entry):
                at = self._passed(at, place + len(data))
                yield place, data
        except OSError as error:
            raise DamageError(
                Lazy("cannot read the archive ({reason})", reason=reason(error))
            ) from error
        self._passed(at, entry.size)

    def _passed(self, begin: int, end: int) -> int:
        self._advance(end - begin)
        return end

    def _advance(self, size: int) -> None:
        if self.progress is not None:
            self.progress.advance(size)
