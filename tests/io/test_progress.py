"""Progress of several threads: no two report at once, and one end ends all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from inspector.io.progress import CancelledError, NoProgress, ReportingWindow, SharedProgress
from inspector.io.window import OpenFile, Window

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.io.progress import Progress


class Sum:
    """Adds up what it is told; notices when it is told two things at once."""

    def __init__(self) -> None:
        self.total = 0
        self.clashes = 0
        self._is_busy = False

    def advance(self, size: int, /) -> None:
        self.clashes += self._is_busy
        self._is_busy = True
        self.total += size
        self._is_busy = False


def test_a_window_reports_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 1000)
    told = Sum()
    window = Window(OpenFile.open(path), 100, 800)
    window.skip(10)
    reader = ReportingWindow(window, told)
    assert len(reader.read(300)) == 300
    assert len(reader.read(900)) == 500
    assert reader.read(1) == b""
    assert told.total == 800
    assert ReportingWindow(window, NoProgress()).read(800) == b"x" * 800


def report(progress: Progress) -> None:
    for _ in range(5000):
        progress.advance(1)


def test_threads_report_one_at_a_time() -> None:
    told, shared = Sum(), SharedProgress()
    with ThreadPoolExecutor(4) as threads:
        for _ in range(4):
            threads.submit(report, shared.of(told))
    assert told.total == 20_000
    assert told.clashes == 0


def test_what_is_stopped_ends_at_its_next_report() -> None:
    told, shared = Sum(), SharedProgress()
    one, silent = shared.of(told), shared.of(None)
    one.advance(1)
    silent.advance(1)
    shared.stop()
    for each in (one, silent):
        with pytest.raises(CancelledError):
            each.advance(1)
    assert told.total == 1
