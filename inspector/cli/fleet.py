"""``layerscope fleet``: many images, each layer read once, all that is found as tables."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import structs

from inspector import garbage
from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import write
from inspector.cli.kit.progress import ProgressLine
from inspector.cli.kit.streams import complain
from inspector.errors import ExitCode, NotAnImageError, UsageError
from inspector.exports.fleet import FORMATS, render
from inspector.exports.layout.times import human_duration
from inspector.io.processors import processors
from inspector.language import N_, Lazy, _, ngettext
from inspector.text import counted, human_size

if TYPE_CHECKING:
    from inspector.fleet.progress import Reached
    from inspector.fleet.sources import Source, Unlisted
    from inspector.fleet.summary import Summary
    from inspector.fleet.work_folder import WorkFolder

_MOST_TOLD = 20


@click.command(
    "fleet",
    cls=Command,
    epilog="Example: layerscope fleet images/ --out audit/",
)
@click.argument("named", metavar="SOURCE…", nargs=-1)
@click.option(
    "--out", metavar="DIR", required=True, help=N_("Folder for the tables; created if missing.")
)
@click.option(
    "--list",
    "lists",
    metavar="FILE",
    multiple=True,
    help=N_("File with a SOURCE on each line; - for standard input."),
)
@click.option(
    "--jobs",
    "-j",
    metavar="N",
    type=int,
    help=N_("Number of processes; default: one per processor."),
)
@click.option(
    "--dask",
    "scheduler",
    metavar="ADDRESS",
    help=N_("Dask scheduler to run the work on; its workers need the same files."),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help=N_("Format of the printed summary."),
)
def command(
    *,
    named: tuple[str, ...],
    out: str,
    lists: tuple[str, ...],
    jobs: int | None,
    scheduler: str | None,
    form: str,
) -> int:
    """Audit many images, reading each layer once, and write tables (Parquet) to DIR.

    SOURCE is an archive or an OCI layout, of which all images are read; a folder of these; the
    name of an image in an engine or a registry; docker://, podman:// or containerd:// for all
    images of an engine; or @FILE with a SOURCE on each line. Run the command again to continue
    after an interruption, or to add new images.
    """
    needed = ("duckdb", "zstandard", *(("distributed",) if scheduler else ()))
    if any(find_spec(each) is None for each in needed):
        raise UsageError(
            Lazy("fleet needs an extra: pip install '{extra}'", extra="layerscope[fleet]")
        )
    if not named and not lists:
        raise UsageError(Lazy("name what to audit: archives, folders, @FILE or --list FILE"))
    if jobs is not None and jobs < 1:
        raise UsageError(Lazy("--jobs must be 1 or more, not {jobs}", jobs=jobs))
    from inspector.fleet.sources import sources

    target = Path(out).resolve() if scheduler else Path(out)
    found = list(sources(named, lists, sys.stdin.buffer, without=target))
    if scheduler:
        found = list(map(_for_others, found))
    if not found:
        raise NotAnImageError(Lazy("there is nothing to read in the given sources"))
    done, reached = _run(found, target, jobs or processors(), scheduler)
    write(render(form, done))
    return ExitCode.PARTIAL if reached.unread else ExitCode.OK


def _for_others(source: Source | Unlisted) -> Source | Unlisted:
    """Return a source as processes know it that work in another folder."""
    if os.path.lexists(source.reference):
        return structs.replace(source, reference=str(Path(source.reference).absolute()))
    return source


def _run(
    found: list[Source | Unlisted], out: Path, jobs: int, scheduler: str | None
) -> tuple[Summary, Reached]:
    """Read what was found and write the tables."""
    from inspector.fleet.work_folder import WorkFolder

    garbage.enable()  # it may take hours
    work = WorkFolder(out)
    with work.locked():
        work.prepare()
        progress = _Progress()
        try:
            reached, files = _read(found, work, jobs, scheduler, progress)
        finally:
            progress.end()
        if not files:
            raise NotAnImageError(Lazy("no image in the given sources"))
        done = _write_tables(files, work, jobs, out)
    progress.tell(reached)
    return done, reached


def _read(
    found: list[Source | Unlisted],
    work: WorkFolder,
    jobs: int,
    scheduler: str | None,
    progress: _Progress,
) -> tuple[Reached, list[str]]:
    """Read all sources, here or on a cluster; return the files of their rows, too."""
    if scheduler is None:
        from inspector.fleet.run import run_sources

        return run_sources(found, work, jobs, progress)
    from inspector.fleet.cluster import run_on_cluster

    return run_on_cluster(scheduler, found, work, progress)


def _write_tables(files: list[str], work: WorkFolder, jobs: int, out: Path) -> Summary:
    from msgspec import json

    from inspector.fleet.summary import summary
    from inspector.fleet.tables import Tables
    from inspector.fleet.writing import writing_to
    from inspector.io.atomic import write_public

    tables = Tables(work, jobs)
    try:
        tables.gather(files)
        done = summary(tables)
        tables.write(out)
    finally:
        tables.close()
    with writing_to(out):
        write_public(out / "summary.json", [json.format(json.encode(done), indent=2), b"\n"])
    return done


class _Progress:
    """Tells how far a fleet is: on a terminal all the time, else of what went wrong alone."""

    def __init__(self) -> None:
        self._line = ProgressLine()
        self._told = 0

    def reached(self, now: Reached) -> None:
        self._line.show(lambda: _told(now))

    def complain(self, told: str) -> None:
        self._told += 1
        if self._told <= _MOST_TOLD:
            self._line.end()
            complain(told)

    def end(self) -> None:
        self._line.end()

    def tell(self, reached: Reached) -> None:
        """Say what was done in all, where someone waits for it, and what was not told."""
        more = self._told - _MOST_TOLD
        if more > 0:
            told = ngettext(
                "{count:,} more image could not be read: see the error column of images.parquet",
                "{count:,} more images could not be read: see the error column of images.parquet",
                more,
            )
            complain(told.format(count=more))
        if self._line.is_wanted:
            complain(_summed(reached))


def _told(now: Reached) -> str:
    """Return how far it is, and how long the rest will take."""
    told = _("{done:,} of {sources:,} sources  {images:,} images  {size} read").format(
        done=now.done,
        sources=now.sources,
        images=now.images,
        size=human_size(max(now.bytes, now.coming)),
    )
    left = now.seconds_left
    if left is None:
        return told
    from datetime import timedelta

    return _("{told}  about {time} left").format(
        told=told, time=human_duration(timedelta(seconds=left)).lower()
    )


def _summed(now: Reached) -> str:
    return _(
        "{layers} read ({size} of {stored}), {known:,} of {sources:,} sources already known"
    ).format(
        layers=counted(now.layers, "layer"),
        sources=now.sources,
        size=human_size(now.bytes),
        stored=human_size(now.stored),
        known=now.known,
    )
