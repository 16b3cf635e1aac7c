"""What is compared with what on which image, and the targets."""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.images import Shape
from benchmarks.measure import Command, evict, measure
from benchmarks.real_images import RealImage
from benchmarks.rows import MemoryRow, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.images import Image
    from benchmarks.measure import Outcome

_GB = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Case:
    """An image, and the targets for it as ratios of times; ``memory`` in bytes.

    None is not measured, infinity has no target; dive is always measured.
    ``base`` names another image that ours is compared with itself on.
    """

    name: str
    image: Image
    dive: float | None = None
    floor: float | None = None
    warm: float | None = None
    cold_disk: float | None = None
    base: Image | None = None
    growth: float | None = None
    memory: float | None = None

    @property
    def images(self) -> tuple[Image, ...]:
        """The images it needs."""
        return (self.image,) if self.base is None else (self.image, self.base)

    @property
    def kind(self) -> object:
        """What is the same of cases that are built and measured in the same way."""
        targets = (self.floor, self.warm, self.cold_disk, self.growth, self.memory)
        return self.image.layout, self.image.codec, *(target is None for target in targets)

    def scaled(self, factor: float) -> Case:
        """Return the same case on a larger or smaller image, to which no target applies."""
        if factor == 1.0:
            return self
        return Case(
            self.name,
            self.image.scaled(factor),
            _unbounded(self.dive),
            _unbounded(self.floor),
            _unbounded(self.warm),
            _unbounded(self.cold_disk),
            self.base.scaled(factor) if self.base is not None else None,
            _unbounded(self.growth),
            _unbounded(self.memory),
        )


def _unbounded(target: float | None) -> float | None:
    return None if target is None else inf


def _entries(power: int) -> Shape:
    return Shape(f"entries-{10**power}", 10**power, _GB // 5, layers=4)


def _layers(number: int) -> Shape:
    return Shape(f"layers-{number}", 100_000, _GB // 5, layers=number)


def _whiteouts(number: int) -> Shape:
    return Shape(f"whiteouts-{number}", 200_000, _GB // 5, 10, number)


def _scattered(number: int) -> Shape:
    name = f"scattered-{number}"
    return Shape(name, 200_000, _GB // 5, layers=number, is_scattered=True)


def _real(record: str, layout: str, codec: str = "none") -> RealImage:
    return RealImage(f"{record}-{codec}", record, layout, codec)


def _largest(codec: str) -> RealImage:
    record = "python-buildkit"
    return RealImage(f"{record}-one-{codec}", record, "docker 25", codec, only_largest=True)


# Headers and sizes of images that programs built; what is wanted is said of these.
REAL = (
    Case(
        "Debian, apache, 44 layers, docker 20.10: docker-save",
        _real("debian-apache", "docker 20.10"),
        0.25,
        warm=0.2,
    ),
    Case(
        "Python, numpy and others, BuildKit: docker-save",
        _real("python-buildkit", "docker 25"),
        0.25,
        warm=0.2,
    ),
    Case(
        "the same with PAX names and times: docker-save",
        RealImage("python-pax", "python-buildkit", "docker 25", has_pax=True),
        0.25,
    ),
    Case(
        "Python, numpy and others, podman: docker-archive",
        _real("python-podman", "podman"),
        0.25,
    ),
    Case(
        "Python, numpy and others, BuildKit: OCI gzip",
        _real("python-buildkit", "docker 25", "gzip"),
        0.22,
        0.7,
        0.1,
    ),
    Case(
        "Python, numpy and others, BuildKit: OCI zstd",
        _real("python-buildkit", "docker 25", "zstd"),
        0.45,
        0.7,
        0.1,
    ),
    Case(
        "the largest layer of it alone: OCI gzip",
        _largest("gzip"),
        inf,
        1.15,
    ),
    Case(
        "the largest layer of it alone: OCI zstd",
        _largest("zstd"),
        inf,
        1.15,
    ),
)
# Of what benchmarks write themselves: how time and memory grow. Images needed twice stand together.
MADE = (
    Case("docker-save, 1.5 GB", Shape("plain", 65_000, 3 * _GB // 2, 8), 0.25, warm=0.2),
    Case(
        "small files, 1.9 GB",
        Shape("small", 240_000, 19 * _GB // 10, 8),
        0.35,
        warm=0.2,
        cold_disk=1.1,
    ),
    Case("gzip, 1.5 GB", Shape("gzip", 65_000, 3 * _GB // 2, 8, codec="gzip"), 0.22, 0.7, 0.1),
    Case("zstd, 1.5 GB", Shape("zstd", 65_000, 3 * _GB // 2, 8, codec="zstd"), 0.45, 0.7, 0.1),
    Case("1,000,000 entries, 4 layers", _entries(6)),
    Case(
        "1,000,000 entries, 20 layers",
        Shape("entries-20-layers", 10**6, _GB // 5, layers=20),
        memory=400e6,
    ),
    Case("100,000 entries", _entries(5)),
    Case("10,000 entries", _entries(4)),
    Case("no whiteouts", _whiteouts(0)),
    Case("300 whiteouts", _whiteouts(300), base=_whiteouts(0), growth=1.2),
    Case("5,000 whiteouts", _whiteouts(5000), base=_whiteouts(0), growth=1.2),
    Case("10 layers", _layers(10)),
    Case("50 layers", _layers(50), base=_layers(10), growth=1.2),
    Case("100 layers", _layers(100), base=_layers(10), growth=1.2),
    Case("each in another folder, 10 layers", _scattered(10)),
    Case("each in another folder, 100 layers", _scattered(100), base=_scattered(10), growth=1.2),
    Case("1 layer", _layers(1)),
    Case(
        "245,000 entries, 3,900 whiteouts, gzip",
        Shape("whiteouts-gzip", 245_000, 2 * _GB, 10, 3900, "gzip"),
        floor=1.5,
    ),
)
CASES = REAL + MADE


def python(*arguments: str) -> Command:
    """Return a command of this Python."""
    return Command([sys.executable, *arguments])


def ours(path: Path, *options: str) -> Command:
    """Return our command."""
    return python("-m", "inspector", "audit", "--json", *options, str(path))


def dive(path: Path) -> Command:
    """Return dive's command; without a terminal it prints its figures and ends."""
    beside = Path(sys.executable).parent / "dive"
    program = str(beside) if beside.exists() else "dive"
    return Command([program, "--source", "docker-archive", str(path), "--ci"])


def run_case(case: Case, find: Callable[[Image], Path], runs: int, timeout: float) -> Iterator[Row]:
    """Measure what the case compares; ``find`` gives the path of an image."""
    path = find(case.image)
    with tempfile.TemporaryDirectory(prefix="layerscope-cache-") as cache:
        warm = replace(ours(path), environment={"XDG_CACHE_HOME": cache})
        commands = {"cold": ours(path, "--no-cache"), "dive": dive(path)}
        if case.warm is not None:
            measure({"fill": warm}, 1, timeout)
            commands["warm"] = warm
        if case.floor is not None:
            commands["floor"] = python("-m", "benchmarks.floor", str(path))
        if case.base is not None:
            commands["base"] = ours(find(case.base), "--no-cache")
        found = measure(commands, runs, timeout)
    yield from _rows(case, found)
    if case.cold_disk is not None:
        yield from _cold_disk(case, path, runs, timeout)


def _rows(case: Case, found: dict[str, Outcome]) -> Iterator[Row]:
    for what, against, other, target in (
        ("cold", "dive", "dive", case.dive),
        ("warm", "dive", "dive", case.warm),
        ("cold", "decompression" if case.image.codec != "none" else "headers", "floor", case.floor),
        ("cold", "ours on " + (case.base.name if case.base else ""), "base", case.growth),
    ):
        if what in found and other in found:
            name = f"{case.name}: {what}" + (" cache" if what == "warm" else "")
            yield Row(name, found[what], against, found[other], target)
    if case.memory is not None:
        name = f"{case.name}: peak memory"
        yield MemoryRow(name, found["cold"], "dive", found["dive"], case.memory)


def _cold_disk(case: Case, path: Path, runs: int, timeout: float) -> Iterator[Row]:
    """Compare with reading the file from first to last, both from the disk."""
    commands = {
        "ours": ours(path, "--no-cache"),
        "cat": Command([shutil.which("cat") or "cat", str(path)]),
    }
    found = measure(commands, runs, timeout, before=partial(evict, path))
    name = f"{case.name}: not in the page cache"
    yield Row(name, found["ours"], "cat", found["cat"], case.cold_disk)
