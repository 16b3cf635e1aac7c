"""What a fleet costs: images a minute, the bytes that are read, memory as it grows.

``python -m benchmarks.fleet [--images N] [--rounds N] [--small N …] [--folder DIR]``: services on a
few base images, four layers each, with one process and with two by turns (the fastest round
counts); then small images by the thousand whose layers are nearly all their own.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from inspector.fleet.run import run_sources
from inspector.fleet.sources import sources
from inspector.fleet.summary import summary
from inspector.fleet.tables import Tables
from inspector.fleet.work_folder import WorkFolder
from inspector.text import human_size
from tests.build_image import ImageSpec, build, file, format_named, layer_tar
from tests.build_image.writers import save
from tests.packages.databases import stanza, status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

    from inspector.fleet.progress import RunProgress
    from tests.build_image import Part

_BASES = 4
_BASE_FILES, _BASE_BYTES = 3_000, 12_000
_STEPS = ((400, 20_000), (200, 15_000), (20, 40_000))


class _Silent:
    def reached(self, now: RunProgress) -> None:
        pass

    def complain(self, told: str) -> None:
        print(told, file=sys.stderr)


class _Costs(NamedTuple):
    """Seconds on the wall, of these to make the tables, and on the processors; kilobytes at most.

    ``first``: of the process that gives out, before it makes tables; ``tables``: when these are
    made. ``largest``: of those that read.
    """

    reached: RunProgress
    wall: float
    making: float
    cpu: float
    first: int
    tables: int
    largest: int


def _files(folder: str, count: int, size: int, seed: int) -> list[Part]:
    """Return files whose contents are packed about as far as those of programs."""
    half = size // 2
    return [
        file(
            f"{folder}/{number % 40}/{number}",
            os.urandom(1) * half + (seed * 1_000_003 + number).to_bytes(8, "little") * (half // 8),
        )
        for number in range(count)
    ]


def write_services(folder: Path, count: int) -> None:
    """Write images of four layers on ``_BASES`` bases; each shares its second with nine others."""
    bases = [
        layer_tar([status(stanza("base", str(n))), *_files("usr", _BASE_FILES, _BASE_BYTES, n)])
        for n in range(_BASES)
    ]
    for number in range(count):
        steps = [_files(f"opt{k}", *_STEPS[k], number if k else number // 10) for k in range(3)]
        form, codec = (("docker-25", "none"), ("oci-archive", "gzip"))[number % 2]
        layers: list[Sequence[Part] | bytes] = [bases[number % _BASES], *steps]
        spec = ImageSpec(layers=layers, codec=codec)
        format_named(form).write(folder / f"{number:05}.tar", spec)


def write_small(folder: Path, count: int) -> None:
    """Write images of three small layers, the first of one of ten bases, the others its own."""
    docker = format_named("docker-25").layout
    for number in range(count):
        own = [file(f"srv/{k}", f"{number} {k}".encode() * 10) for k in range(20)]
        base = [status(stanza("base", str(number % 10)))]
        spec = ImageSpec(layers=[base, own, [file("etc/n", b"%d" % number)]])
        save(folder / f"{number:06}.tar", docker(build(spec)))


def audit(folder: Path, out: Path, jobs: int) -> _Costs:
    """Audit a folder in a process of its own, whose memory is looked at afterwards."""
    ours, theirs = get_context("fork").Pipe()
    process = get_context("fork").Process(target=_audit, args=(theirs, folder, out, jobs))
    process.start()
    theirs.close()
    costs: _Costs = ours.recv()
    process.join()
    return costs


def _audit(connection: Connection, folder: Path, out: Path, jobs: int) -> None:
    began = time.perf_counter()
    work = WorkFolder(out)
    with work.locked():
        work.prepare()
        found = list(sources([str(folder)], (), io.BytesIO(), without=out))
        reached, files = run_sources(found, work, jobs, _Silent())
        first = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        read = time.perf_counter()
        tables = Tables(work, jobs)
        tables.gather(files)
        summary(tables)
        tables.write(out)
        tables.close()
    wall, making = time.perf_counter() - began, time.perf_counter() - read
    own = resource.getrusage(resource.RUSAGE_SELF)
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime
    connection.send(_Costs(reached, wall, making, cpu, first, own.ru_maxrss, others.ru_maxrss))


def main(arguments: Sequence[str]) -> int:
    """Print the figures as tables of Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--small", type=int, nargs="*", default=[100, 1_000, 10_000])
    parser.add_argument("--folder", type=Path, help="where images are written; default: TMPDIR")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="layerscope-fleet-", dir=given.folder) as name:
        folder = Path(name)
        images = folder / "images"
        images.mkdir()
        write_services(images, given.images)
        print("| processes | images a minute | of a processor, each | tables | read | alone |")
        print("|---|---:|---:|---:|---:|---:|")
        rounds = [
            {jobs: audit(images, folder / f"out-{each}-{jobs}", jobs) for jobs in (1, 2)}
            for each in range(given.rounds)
        ]
        for jobs in (1, 2):
            costs = min((each[jobs] for each in rounds), key=lambda each: each.wall)
            reached = costs.reached
            print(
                f"| {jobs} | {60 * reached.images / costs.wall:,.0f}"
                f" | {costs.cpu / reached.images:.2f} s | {costs.making:.1f} s"
                f" | {human_size(reached.bytes)}"
                f" | {human_size(reached.stored)}, {reached.stored / reached.bytes:.1f} times |"
            )
        print("\n| small images | images a minute | gives out | makes tables | reads |")
        print("|---|---:|---:|---:|---:|")
        for count in given.small:
            small = folder / f"small-{count}"
            small.mkdir()
            write_small(small, count)
            costs = audit(small, folder / f"small-out-{count}", 2)
            memory = (costs.first, costs.tables, costs.largest)
            told = " | ".join(f"{each / 1024:,.0f} MB" for each in memory)
            print(f"| {count:,} | {60 * costs.reached.images / costs.wall:,.0f} | {told} |")
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
