"""Small fleets, and what comes of them."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
import msgspec

from inspector.fleet.run import run_sources
from inspector.fleet.source import HowOpened
from inspector.fleet.sources import sources
from inspector.fleet.summary import Summary, summary
from inspector.fleet.tables import FILES, Tables
from inspector.fleet.work_folder import WorkFolder
from inspector.formats.access import Access
from inspector.limits import DEFAULT_LIMITS
from tests.build_image import ImageSpec, directory, file, format_named
from tests.packages.databases import dpkg_list, stanza, status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from inspector.fleet.progress import RunProgress
    from inspector.limits import Limits
    from tests.build_image import Part

TABLES = tuple(name.removesuffix(".parquet") for name in FILES)
BASE = [
    directory("etc"),
    file("etc/passwd", b"root:x:0:0::/:/bin/sh\n"),
    file("usr/lib/os-release", b"ID=debian\n"),
    file("usr/bin/perl", b"perl" * 9000),
    file("var/lib/dpkg/status", b""),
    status(stanza("perl", "5.36.0-7")),
    dpkg_list("perl", "/usr/bin/perl"),
]


class Silent(msgspec.Struct):
    """Notes what it is told."""

    told: list[str] = msgspec.field(default_factory=list)

    def reached(self, now: RunProgress) -> None:
        pass

    def complain(self, told: str) -> None:
        self.told.append(told)


class Came(NamedTuple):
    """What came of a fleet."""

    out: Path
    reached: RunProgress
    told: list[str]
    summary: Summary

    def rows(self, table: str) -> list[dict[str, Any]]:
        return rows(self.out, table)


def fleet(
    out: Path,
    *named: Path | str,
    jobs: int = 1,
    platform: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Came:
    """Audit a fleet in this process and those that it starts."""
    opening = HowOpened(platform=platform, access=Access(limits=limits))
    work = WorkFolder(out, limits)
    silent = Silent()
    with work.locked():
        work.prepare()
        found = list(sources(map(str, named), (), io.BytesIO(), without=out))
        reached, files = run_sources(found, work, jobs, silent, opening)
        tables = Tables(work, jobs)
        try:
            tables.gather(files)
            told = summary(tables)
            layers = list(tables.layer_files())
            tables.write(out)
        finally:
            tables.close()
        work.finish(layers, prune=reached.is_certain)
    return Came(out, reached, silent.told, told)


def rows(out: Path, table: str) -> list[dict[str, Any]]:
    """Return a table's rows, in the order in which they are written."""
    with duckdb.connect() as connection:
        asked = connection.execute(f"SELECT * FROM '{out / table}.parquet'")  # noqa: S608
        names = [each[0] for each in asked.description or ()]
        return [dict(zip(names, row, strict=True)) for row in asked.fetchall()]


def content(out: Path) -> dict[str, list[dict[str, Any]]]:
    """Return all tables."""
    return {table: rows(out, table) for table in TABLES}


def image(
    path: Path,
    *layers: Sequence[Part] | bytes,
    form: str = "docker-legacy",
    codec: str = "none",
    tag: str = "example.com/app:1",
) -> Path:
    """Write an image; ``codec`` is that of its layers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    spec = ImageSpec(layers=layers, codec=codec, tags=[tag])
    return format_named(form).write(path, spec)


def settle() -> None:
    """Wait until files that were just written would show that they are written again."""
    time.sleep(0.15)
