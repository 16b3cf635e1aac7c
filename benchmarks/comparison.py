"""What comparing two images of 240,000 entries costs beside loading both.

``python -m benchmarks.comparison``: of eight layers some were built again: all their times differ,
and one file in ten has other content of the same size. Seconds are those on the processors, and for
whole commands those on the wall; words behind it stand before these commands, such as ``chrt -r 1``
where others use the machine.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.loading import loaded
from inspector import garbage
from inspector.analyses.audit import AuditOptions, audit
from inspector.analyses.comparison import Side, compare
from inspector.reading.contents import Contents
from tests.build_image import ImageSpec, directory, file, format_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.build_image import Part

_LAYERS, _FOLDERS, _FILES = 8, 300, 99
_RUNS = 3


class _Times(NamedTuple):
    """Seconds on the processors."""

    load: float
    compare: float
    audits: float


def _layer(number: int, build: int) -> Iterator[Part]:
    for folder in range(_FOLDERS):
        path = f"usr/lib/part{number}/folder{folder}"
        yield directory(path, mtime=1_700_000_000 + build)
        for name in range(_FILES):
            other = build if name % 10 == 0 else 0
            content = b"%d %d %d %d\n" % (number, folder, name, other) * 20
            yield file(f"{path}/file{name}", content, mtime=1_700_000_000 + build)


def _written(path: Path, codec: str, rebuilt: int) -> Path:
    layers = [list(_layer(number, build=number >= _LAYERS - rebuilt)) for number in range(_LAYERS)]
    return format_named("oci-archive").write(path, ImageSpec(layers=layers, codec=codec))


def _timed(old: Path, new: Path) -> _Times:
    garbage.collect()
    with garbage.disabled():
        start = process_time()
        sides = Side(*loaded(old)), Side(*loaded(new))
        read = process_time()
        compare(*sides, is_whole=False)
        compared = process_time()
        for side in sides:
            options = AuditOptions(packages=True, unowned=False, dive=False)
            audit("", side.image, side.tree, Contents(side.image), options=options)
        return _Times(read - start, compared - read, process_time() - compared)


def _wall(words: Sequence[str], *images: Path) -> float:
    """Return how long a command takes on these images, from its start to its end."""
    start = perf_counter()
    subprocess.run([*words, *images], check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


def main(before: Sequence[str] = (), say: Callable[[str], object] = sys.stdout.write) -> None:
    """Print the table of benchmarks/RESULTS.md."""
    python = [*before, sys.executable, "-m"]
    loading, comparing = (
        [*python, "benchmarks.loading"],
        [*python, "inspector", "diff", "--no-cache"],
    )
    say("| layers | built again | load both | compare | findings, packages | load both | diff |\n")
    say("|---|---:|---:|---:|---:|---:|---:|\n")
    with tempfile.TemporaryDirectory() as folder:
        for codec in ("gzip", "none"):
            old = _written(Path(folder) / "old.tar", codec, 0)
            for rebuilt in (0, 1, 4):
                new = _written(Path(folder) / "new.tar", codec, rebuilt)
                runs = [
                    (*_timed(old, new), _wall(loading, old, new), _wall(comparing, old, new))
                    for _ in range(_RUNS)
                ]
                cells = " | ".join(f"{median(each):.2f} s" for each in zip(*runs, strict=True))
                say(f"| {codec} | {rebuilt} of {_LAYERS} | {cells} |\n")


if __name__ == "__main__":
    main(sys.argv[1:])
