"""``layerscope fleet``: many images, each layer read once, all that is found as tables."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
from msgspec import structs

from inspector import garbage
from inspector.cli.kit.command import Command
from inspector.cli.kit.opening import (
    access,
    max_unpacked_option,
    no_cache_option,
    platform_option,
    registry_options,
    write_verdict,
)
from inspector.cli.kit.progress import ProgressLine
from inspector.cli.kit.streams import complain
from inspector.errors import ExitCode, MissingExtraError, NotAnImageError, UsageError
from inspector.exports.fleet import FORMATS, render
from inspector.formats.choice import parse_platform
from inspector.io.processors import processors
from inspector.language import N_, Lazy, _, ngettext
from inspector.text import counted, human_size, printable

if TYPE_CHECKING:
    from inspector.fleet.progress import RunProgress
    from inspector.fleet.source import FleetSource, HowOpened, Unlisted
    from inspector.fleet.summary import Summary
    from inspector.fleet.work_folder import WorkFolder

_MOST_TOLD = 20
_SUMMARY = "summary.json"
# Seconds, and minutes of an hour; from so many on a unit is told in the next one.
_MINUTE, _MANY = 60, 1.5


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
    help=N_("File with a SOURCE on each line (repeatable); - for standard input."),
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
@platform_option(N_("Platform to read; default: all for an archive, the host's for a registry."))
@registry_options
@max_unpacked_option
@no_cache_option
def command(
    *,
    named: tuple[str, ...],
    out: str,
    lists: tuple[str, ...],
    jobs: int | None,
    scheduler: str | None,
    form: str,
    platform: str | None,
) -> int:
    """Audit many images, reading each layer once, and write tables (Parquet) to DIR.

    SOURCE is an archive or an OCI layout, of which all images are read; a folder of these; the
    name of an image in an engine or a registry; docker://, podman:// or containerd:// for all
    images of an engine, registry://HOST for all of a registry, registry://HOST/NAME:* for all tags
    of a repository; or @FILE with a SOURCE on each line. Run the command again to continue after
    an interruption, or to add new images.
    """
    needed = ("duckdb", "zstandard", *(("distributed",) if scheduler else ()))
    if any(find_spec(each) is None for each in needed):
        raise MissingExtraError("fleet", "fleet")
    if not out:
        raise UsageError(Lazy("--out needs the name of a folder"))
    if not named and not lists:
        raise UsageError(Lazy("name what to audit: archives, folders, @FILE or --list FILE"))
    if jobs is not None and jobs < 1:
        raise UsageError(Lazy("--jobs must be 1 or more, not {jobs}", jobs=jobs))
    from inspector.fleet.source import HowOpened

    if platform is not None:
        parse_platform(platform)
    opening = HowOpened(platform=platform, access=access())
    target = Path(out).resolve() if scheduler else Path(out)
    found = _found(named, lists, target, opening)
    if scheduler:
        found = list(map(_for_others, found))
    if not found:
        raise NotAnImageError(Lazy("there is nothing to read in the given sources"))
    how = _How(jobs or processors(), scheduler, opening)
    done, reached = _run(found, target, how)
    write_verdict((render(form, done),))
    return ExitCode.PARTIAL if reached.unread else ExitCode.OK


def _found(
    named: tuple[str, ...], lists: tuple[str, ...], out: Path, opening: HowOpened
) -> list[FleetSource | Unlisted]:
    """Return all sources; a registry may take a while to list its images."""
    from inspector.fleet.sources import sources

    line = ProgressLine()
    found: list[FleetSource | Unlisted] = []
    for each in sources(named, lists, sys.stdin.buffer, without=out, opening=opening):
        found.append(each)
        line.show(lambda: _("{count:,} sources found").format(count=len(found)))
    line.end()
    return found


def _for_others(source: FleetSource | Unlisted) -> FleetSource | Unlisted:
    """Return a source as processes know it that work in another folder."""
    if os.path.lexists(source.reference):
        return structs.replace(source, reference=str(Path(source.reference).absolute()))
    return source


class _How(NamedTuple):
    """How sources are read: by processes here, or on a cluster."""

    jobs: int
    scheduler: str | None
    opening: HowOpened


def _run(found: list[FleetSource | Unlisted], out: Path, how: _How) -> tuple[Summary, RunProgress]:
    """Read what was found and write the tables."""
    from inspector.fleet.work_folder import WorkFolder

    garbage.enable()  # it may take hours
    _refuse_other_files(out)
    work = WorkFolder(out, how.opening.access.limits)
    with work.locked():
        work.prepare()
        progress = _FleetProgress()
        try:
            reached, files = _read(found, work, how, progress)
        finally:
            progress.end()
        if not files:
            raise NotAnImageError(Lazy("no image in the given sources"))
        done = _write_tables(files, work, how.jobs, out, prune=reached.is_certain)
    progress.tell(reached)
    return done, reached


def _refuse_other_files(out: Path) -> None:
    """Raise UsageError where files would be written over that no fleet has written."""
    from inspector.fleet.tables import FILES
    from inspector.fleet.work_folder import FOLDER

    names = (*FILES, _SUMMARY)
    there = [name for name in names if os.path.lexists(out / name)]
    if 0 < len(there) < len(names) and not (out / FOLDER).is_dir():
        told = N_("{folder} holds {name} of another program: choose another folder with --out")
        raise UsageError(Lazy(told, folder=printable(str(out)), name=there[0]))


def _read(
    found: list[FleetSource | Unlisted], work: WorkFolder, how: _How, progress: _FleetProgress
) -> tuple[RunProgress, list[str]]:
    """Read all sources, here or on a cluster; return the files of their rows, too."""
    if how.scheduler is None:
        from inspector.fleet.run import run_sources

        return run_sources(found, work, how.jobs, progress, how.opening)
    from inspector.fleet.cluster import run_on_cluster

    return run_on_cluster(how.scheduler, found, work, progress, how.opening)


def _write_tables(
    files: list[str], work: WorkFolder, jobs: int, out: Path, *, prune: bool
) -> Summary:
    """Write all results; ``prune``: what they did not need of the work folder goes."""
    from msgspec import json

    from inspector.fleet.summary import summary
    from inspector.fleet.tables import Tables
    from inspector.fleet.writing import writing_to
    from inspector.io.atomic import write_public

    tables = Tables(work, jobs)
    try:
        tables.gather(files)
        done = summary(tables)
        layers = list(tables.layer_files())
        tables.write(out)
    finally:
        tables.close()
    with writing_to(out):
        write_public(out / _SUMMARY, [json.format(json.encode(done), indent=2), b"\n"])
    work.finish(layers, prune=prune)
    return done


class _FleetProgress:
    """Tells how far a fleet is: on a terminal all the time, else of what went wrong alone."""

    def __init__(self) -> None:
        self._line = ProgressLine()
        self._told = 0

    def reached(self, now: RunProgress) -> None:
        self._line.show(lambda: progress_text(now))

    def complain(self, told: str) -> None:
        self._told += 1
        if self._told <= _MOST_TOLD:
            self._line.end()
            complain(told)

    def end(self) -> None:
        self._line.end()

    def tell(self, reached: RunProgress) -> None:
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


def progress_text(now: RunProgress) -> str:
    """Return how far it is, and how long the rest will take."""
    done = _("{done:,} of {sources:,} sources  {images}  {size} read").format(
        done=now.done,
        sources=now.sources,
        images=counted(now.images, "image"),
        size=human_size(max(now.bytes, now.coming)),
    )
    left = now.seconds_left
    return (
        done if left is None else _("{done}  about {time} left").format(done=done, time=_time(left))
    )


def _time(seconds: float) -> str:
    """Return a time that is an estimate, in the unit that fits it."""
    if seconds < _MANY * _MINUTE:
        return counted(max(1, round(seconds)), "second")
    minutes = round(seconds / _MINUTE)
    if minutes < _MANY * _MINUTE:
        return counted(minutes, "minute")
    return counted(round(minutes / _MINUTE), "hour")


def _summed(now: RunProgress) -> str:
    return _(
        "{layers} read ({size} of {stored}), {known:,} of {sources:,} sources already known"
    ).format(
        layers=counted(now.layers, "layer"),
        sources=now.sources,
        size=human_size(now.bytes),
        stored=human_size(now.stored),
        known=now.known,
    )
