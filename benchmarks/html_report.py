"""The HTML report of a large image: how long it takes to make and to open, and how large it is.

``python -m benchmarks.html_report [--files N] [--runs N] [--keep FILE]``; needs Debian's Chromium.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.exports.audit.html.report import render
from tests.engine import chromium
from tests.engine.large import large_report

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_MILLISECONDS, _MOST_BYTES = 2000, 5_000_000


def main(arguments: Sequence[str]) -> int:
    """Make the report, open it, print; 1 where it is too slow or too large."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=300_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="where to leave the report")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="layerscope-html-") as folder:
        report = large_report(Path(folder), given.files)
        path = given.keep or Path(folder) / "report.html"
        started = time.perf_counter()
        path.write_text(render([report]), encoding="utf-8")
        print(f"report of {given.files:,} files made: {time.perf_counter() - started:.2f} s")
        return _open(path, given.runs)


def _open(path: Path, runs: int) -> int:
    size = path.stat().st_size
    print(f"size: {size:,} bytes (at most {_MOST_BYTES:,})")
    with chromium.running() as browser:
        browser.resize(chromium.WIDE)
        times = [browser.open(path) for _ in range(runs)]
        work = browser.work()
    median = statistics.median(times)
    print(
        f"open in Chromium: {median:.0f} ms, the median of {runs};"
        f" {min(times):.0f} to {max(times):.0f} (at most {_MOST_MILLISECONDS:,})"
    )
    print(f"of a processor, on the page's main thread: {work:.0f} ms")
    return 0 if size < _MOST_BYTES and median < _MOST_MILLISECONDS else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
