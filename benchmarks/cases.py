"""What is compared with what, and the targets."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.images import Shape, built
from benchmarks.measure import Figures, drop_page_cache, measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GB = 1_000_000_000
_FEWEST = 200  # files of a scaled image


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: ours against something else, and how far that may be."""

    name: str
    ours: Figures | None
    against: str
    other: Figures | None
    target: float | None
    limit: float  # seconds after which a run was given up

    @property
    def ratio(self) -> float:
        """Our time over the other's."""
        if self.ours is None or self.other is None:
            return float("nan")
        return self.ours.wall / self.other.wall


@dataclass(frozen=True, slots=True)
class Case:
    """An image, and the targets for it as ratios; None: not compared.

    ``base`` names another image that ours is compared with itself on.
    """

    name: str
    shape: Shape
    dive: float | None = None
    floor: float | None = None
    warm: float | None = None
    cold_disk: float | None = None
    base: Shape | None = None
    growth: float | None = None

    def scaled(self, factor: float) -> Case:
        """Return the same case on a larger or smaller image."""
        base = _scaled(self.base, factor) if self.base is not None else None
        return replace(self, shape=_scaled(self.shape, factor), base=base)


def _scaled(shape: Shape, factor: float) -> Shape:
    if factor == 1.0:
        return shape
    files = max(_FEWEST, int(shape.files * factor))
    whiteouts = max(10, int(shape.whiteouts * factor)) if shape.whiteouts else 0
    size = max(100_000, int(shape.bytes * factor))
    return replace(
        shape, name=f"{shape.name}-{factor:g}", files=files, whiteouts=whiteouts, bytes=size
    )


_ENTRIES = [Shape(f"entries-{10**power}", 10**power, _GB // 5, layers=4) for power in (4, 5, 6)]
_LAYERS = [Shape(f"layers-{n}", 100_000, _GB // 5, layers=n) for n in (1, 10, 50, 100)]
_FEW = Shape("no-whiteouts", 200_000, _GB // 5, layers=10)

CASES = (
    Case("docker-save 1.5 GB", Shape("plain", 65_000, 3 * _GB // 2, 8), 0.25, warm=0.2),
    Case("gzip 1.5 GB", Shape("gzip", 65_000, 3 * _GB // 2, 8, codec="gzip"), 0.25, 1.0, 0.1),
    Case("zstd 1.5 GB", Shape("zstd", 65_000, 3 * _GB // 2, 8, codec="zstd"), 0.45, 1.0, 0.1),
    Case(
        "gzip, one layer",
        Shape("gzip-one", 40_000, 4 * _GB // 5, 1, codec="gzip"),
        0.25,
        1.3,
    ),
    Case("zstd, one layer", Shape("zstd-one", 40_000, 4 * _GB // 5, 1, codec="zstd"), 0.45, 1.3),
    Case(
        "small files 1.9 GB",
        Shape("small", 240_000, 19 * _GB // 10, 8),
        0.35,
        warm=0.2,
        cold_disk=1.1,
    ),
    Case("10,000 entries", _ENTRIES[0], dive=1.0),
    Case("100,000 entries", _ENTRIES[1], dive=1.0),
    Case("1,000,000 entries", _ENTRIES[2], dive=1.0),
    Case("1 layer", _LAYERS[0]),
    Case("10 layers", _LAYERS[1], base=_LAYERS[0]),
    Case("50 layers", _LAYERS[2], base=_LAYERS[1], growth=1.2),
    Case("100 layers", _LAYERS[3], base=_LAYERS[1], growth=1.2),
    Case(
        "300 whiteouts", replace(_FEW, name="whiteouts-300", whiteouts=300), base=_FEW, growth=1.2
    ),
    Case(
        "5,000 whiteouts",
        replace(_FEW, name="whiteouts-5000", whiteouts=5000),
        base=_FEW,
        growth=1.2,
    ),
    Case(
        "many whiteouts, gzip",
        Shape("whiteouts-gzip", 245_000, 2 * _GB, 10, 3900, "gzip"),
        dive=0.01,
        floor=1.5,
    ),
)


def ours(path: Path, *options: str) -> list[str]:
    """Return our command."""
    return [sys.executable, "-m", "inspector", "audit", "--json", *options, str(path)]


def dive(path: Path) -> list[str]:
    """Return dive's command; without a terminal it prints its figures and ends."""
    beside = Path(sys.executable).parent / "dive"
    program = str(beside) if beside.exists() else "dive"
    return [program, "--source", "docker-archive", str(path), "--ci"]


def run_case(case: Case, folder: Path, runs: int, timeout: float) -> Iterator[Row]:
    """Build the image and measure what the case compares; the image is removed afterwards."""
    path = built(case.shape, folder)
    commands: dict[str, Sequence[str]] = {"ours": ours(path, "--no-cache")}
    if case.dive is not None:
        commands["dive"] = dive(path)
    if case.floor is not None:
        commands["floor"] = [sys.executable, "-m", "benchmarks.floor", str(path)]
    if case.base is not None:
        commands["base"] = ours(built(case.base, folder), "--no-cache")
    found = measure(commands, runs, timeout)
    for name, against, target in (
        ("cold", "dive", case.dive),
        ("cold", "floor", case.floor),
        ("cold", "base", case.growth),
    ):
        if against in found:
            yield Row(name, found["ours"], against, found[against], target, timeout)
    if set(found) == {"ours"}:
        yield Row("cold", found["ours"], "ours", found["ours"], None, timeout)
    if case.warm is not None:
        yield _warm(case, path, runs, timeout)
    if case.cold_disk is not None and os.geteuid() == 0:
        yield _cold_disk(case, path, runs, timeout)


def _warm(case: Case, path: Path, runs: int, timeout: float) -> Row:
    """Compare with dive once a run has filled a cache of its own."""
    with tempfile.TemporaryDirectory(prefix="layerscope-cache-") as cache:
        kept = os.environ.get("XDG_CACHE_HOME")
        os.environ["XDG_CACHE_HOME"] = cache
        try:
            measure({"fill": ours(path)}, 1, timeout)
            found = measure({"ours": ours(path), "dive": dive(path)}, runs, timeout)
        finally:
            if kept is None:
                del os.environ["XDG_CACHE_HOME"]
            else:
                os.environ["XDG_CACHE_HOME"] = kept
    return Row("warm cache", found["ours"], "dive", found["dive"], case.warm, timeout)


def _cold_disk(case: Case, path: Path, runs: int, timeout: float) -> Row:
    """Compare with reading the file from first to last, both from the disk."""
    cat = shutil.which("cat") or "cat"
    commands = {"ours": ours(path, "--no-cache"), "cat": [cat, str(path)]}
    found = measure(commands, runs, timeout, before=drop_page_cache)
    return Row("not in the page cache", found["ours"], "cat", found["cat"], case.cold_disk, timeout)
