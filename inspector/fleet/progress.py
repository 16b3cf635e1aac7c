"""The progress of a run, and the row of a source that could not be read."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

import msgspec

from inspector.fleet.messages import Done
from inspector.fleet.rows import told_error, unread_image
from inspector.fleet.rows_file import RowsFileWriter, read_rows
from inspector.fleet.source import FleetSource, Unlisted
from inspector.fleet.work_folder import name_of
from inspector.language import together

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.fleet.work_folder import WorkFolder

# Bytes that can be read in the time that an image takes without them.
_LEAST_WORK = 16 << 20
# Lines that are told of one source.
MOST_TOLD = 5


class RunProgress(msgspec.Struct):
    """How far a run is; ``bytes`` of layers were read, of the ``stored`` ones of all images.

    ``coming`` are the bytes that were read so far, those of sources that are not done too.
    ``work`` is what all sources are likely to cost, ``worked`` what was done of it in this run,
    ``spared`` what was done before, and ``ahead`` what was done of sources that are not done.
    ``is_certain``: what could not be read will not be readable by itself the next time.
    """

    sources: int
    done: int = 0
    known: int = 0
    images: int = 0
    unread: int = 0
    layers: int = 0
    bytes: int = 0
    stored: int = 0
    coming: int = 0
    work: int = 0
    worked: int = 0
    spared: int = 0
    ahead: int = 0
    is_certain: bool = True
    began: float = msgspec.field(default_factory=time.monotonic)

    def count(self, source: FleetSource | Unlisted, done: Done) -> None:
        """Add what was read for a source, and what was known of it, to the totals."""
        self.done += 1
        self.known += not done.is_new
        self.images += done.images
        self.unread += done.unread
        self.layers += done.layers
        self.bytes += done.bytes
        self.stored += done.stored
        self.is_certain &= done.is_certain
        if done.is_new:
            self.worked += work_of(source)
        else:
            self.spared += work_of(source)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take, if it takes as long as what was read; None: too early."""
        if not self.worked:
            return None
        passed = time.monotonic() - self.began
        worked = self.worked + self.ahead
        return passed * max(0, self.work - worked - self.spared) / worked


class Watcher(Protocol):
    """Receives the progress of a run."""

    def reached(self, now: RunProgress) -> None:
        """Receive the progress."""
        ...

    def complain(self, told: str) -> None:
        """Receive why an image could not be read."""
        ...


def work_of(source: FleetSource | Unlisted) -> int:
    """Return what a source costs, as far as that is known before it is opened, in bytes read."""
    return _LEAST_WORK + (source.size if isinstance(source, FleetSource) else 0)


def done_before(path: Path) -> Done | None:
    """Return what came of a source in an earlier run; None where its rows are damaged."""
    images = 0
    told: list[str] = []
    try:
        for each in read_rows(path):
            images += 1
            if not each.is_read:
                told.append(told_error(each))
    except (OSError, ValueError):
        path.unlink(missing_ok=True)
        return None
    rows = str(path) if images else None
    return Done(rows, images, len(told), is_new=False, told=tuple(told[:MOST_TOLD]))


def failed(work: WorkFolder, number: int, reference: str, told: str) -> Done:
    """Write the row of a source of which nothing could be read."""
    target = work.rows(name_of(number, reference), lasts=False)
    with RowsFileWriter(target.parent) as file:
        file.add(unread_image(reference, told))
        file.finish(target)
    words = (together(": ", (reference, told)),)
    return Done(str(target), images=1, unread=1, told=words, is_certain=False)
