"""Builds images, runs ours, dive and the floor in turn, prints tables of ratios.

Ratios count: both sides ran in turn on the same machine. ``--smoke`` runs all commands once on
small images, one of each kind, and asserts nothing but that they ran. What small archives cost
that want to cost much takes as long as all else: ``--only hostile``. With any of ``--files``,
``--bytes``, ``--layers``, ``--whiteouts`` and ``--codec`` one image of that shape is measured, and
no other.
"""

from __future__ import annotations

import argparse
import math
import shutil
import sys
import tempfile
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cases import MADE, REAL, Case, run_case
from benchmarks.hostile import hostile_table
from benchmarks.images import CODECS, Shape, built, file_name
from benchmarks.link import link_table
from benchmarks.report import head, printer
from benchmarks.rows import HEADER
from benchmarks.screen import screen_table
from benchmarks.starts import start_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_SMOKE_SCALE = 0.004
# The table's name for ``--only``, and those of its archives that a smoke test has.
_LINK = "link"
_TABLES = (
    ("## Images that programs built", REAL),
    ("## Images that the benchmark makes: how time and memory grow", MADE),
)
_HOSTILE, _SMOKE_HOSTILE = "hostile", "40 layers"
_OWN = Shape("own", 100_000, 500_000_000, 8)
# Whose values are paths: no business of who reads the figures.
_PATHS = ("--images", "--output")


def main(arguments: Sequence[str]) -> None:
    """Parse, build, run, print."""
    given = _parser().parse_args(arguments)
    if given.smoke:
        given.scale, given.runs, given.timeout = _SMOKE_SCALE, 1, min(given.timeout, 30.0)
    folder = given.images or Path(tempfile.mkdtemp(prefix="layerscope-benchmarks-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with printer(given.output) as tell:
            tell(head(given.runs, given.scale, _without_paths(arguments)))
            _measure(given, folder, tell)
    finally:
        if given.images is None:
            shutil.rmtree(folder, ignore_errors=True)


def _measure(given: argparse.Namespace, folder: Path, tell: Callable[[str], None]) -> None:
    own = _own_case(given)
    if own is not None:
        tell(HEADER)
        _run_cases([own.scaled(given.scale)], given, folder, tell)
        return
    kinds: set[object] = set()
    for title, cases in _TABLES:
        wanted = [case for case in cases if given.only in case.name]
        if given.smoke:
            wanted = _one_of_each(wanted, kinds)
        if chosen := [case.scaled(given.scale) for case in wanted]:
            tell(f"{title}\n\n{HEADER}")
            _run_cases(chosen, given, folder, tell)
            tell("")
    for lines in _other_tables(given, folder):
        for line in lines:
            tell(line)
        tell("")


def _one_of_each(cases: list[Case], kinds: set[object]) -> list[Case]:
    """Return the first case of each kind that is not among ``kinds``, and add it there."""
    found: list[Case] = []
    for case in cases:
        if case.kind not in kinds:
            kinds.add(case.kind)
            found.append(case)
    return found


def _other_tables(given: argparse.Namespace, folder: Path) -> Iterator[Iterable[str]]:
    """Yield the lines of each table that is asked for, and measure while they are taken."""
    if given.only in "start":
        yield chain([HEADER], map(str, start_rows(given.runs, given.timeout)))
    if not given.no_screen and not given.only:
        yield screen_table(folder, given.scale, given.runs, 10 if given.smoke else 60)
    if not given.no_screen and given.only in _LINK:
        presses, pause = (3, 0.6) if given.smoke else (10, 3.0)
        yield link_table(folder, given.scale, presses, pause)
    if given.smoke or (given.only and given.only in _HOSTILE):
        only = _SMOKE_HOSTILE if given.smoke else ""
        yield hostile_table(folder, given.scale, only, keeps=given.images is not None)


def _run_cases(
    cases: list[Case], given: argparse.Namespace, folder: Path, tell: Callable[[str], None]
) -> None:
    """Measure case by case; an image is built when it is needed, and kept as long as it is."""
    for number, case in enumerate(cases):
        for row in run_case(case, lambda image: built(image, folder), given.runs, given.timeout):
            tell(str(row))
        if given.images is None:
            needed = {image for later in cases[number + 1 :] for image in later.images}
            for image in set(case.images) - needed:
                (folder / file_name(image)).unlink()


def _own_case(given: argparse.Namespace) -> Case | None:
    """Return the case that the command line describes, None where it describes none."""
    asked = [given.files, given.bytes, given.layers, given.whiteouts, given.codec]
    if all(each is None for each in asked):
        return None
    files, size, layers, whiteouts = (
        default if value is None else value
        for value, default in zip(
            asked, (_OWN.files, _OWN.bytes, _OWN.layers, _OWN.whiteouts), strict=False
        )
    )
    if layers > files or whiteouts > files:
        raise SystemExit("python -m benchmarks: fewer files than layers or whiteouts")
    codec = given.codec or _OWN.codec
    name = f"own-{files}-{size}-{layers}-{whiteouts}-{codec}"
    shape = Shape(name, files, size, layers, whiteouts, codec)
    title = f"{files:,} files, {size / 1e6:,.0f} MB, {layers} layers, {whiteouts:,} whiteouts"
    return Case(f"{title}, {codec}", shape, math.inf, math.inf, math.inf)


def _without_paths(arguments: Sequence[str]) -> list[str]:
    kept: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument in _PATHS:
            next(rest, None)
        elif not argument.startswith(tuple(f"{name}=" for name in _PATHS)):
            kept.append(argument)
    return kept


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, allow_abbrev=False
    )
    add = parser.add_argument
    add("--runs", type=_positive, default=5, help="runs of each command (5)")
    add("--scale", type=float, default=1.0, help="size of the images (1)")
    add("--images", type=Path, help="where to build and keep the images")
    add("--timeout", type=float, default=120.0, help="seconds a run may take (120)")
    add("--only", default="", help="cases whose name contains this: gzip, start, hostile")
    add("--no-screen", action="store_true", help="leave the screen's table out")
    add("--smoke", action="store_true", help="all of it once, on small images")
    add("--output", type=Path, help="write what is printed to this file, too")
    shape = parser.add_argument_group("an image of one's own")
    shape.add_argument("--files", type=_positive, help=f"in all layers together ({_OWN.files})")
    shape.add_argument("--bytes", type=int, help=f"of all files together ({_OWN.bytes})")
    shape.add_argument("--layers", type=_positive, help=f"({_OWN.layers})")
    shape.add_argument("--whiteouts", type=int, help="in one more layer on top (0)")
    shape.add_argument("--codec", choices=CODECS, help=f"({_OWN.codec})")
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


if __name__ == "__main__":
    main(sys.argv[1:])
