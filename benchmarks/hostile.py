"""What small archives cost that want to cost much, against what is promised of them.

``python -m benchmarks.hostile --images FOLDER`` keeps the archives; ``--only`` chooses some.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cases import python
from benchmarks.hostile_images import HOSTILE, MANY
from benchmarks.measure import Figures, Missed, run_once
from benchmarks.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.hostile_images import Hostile
    from benchmarks.measure import Outcome

# Seconds on all processors, and bytes.
TIME, MEMORY = 10.0, 1e9
_ANSWERED = frozenset({0, 1, 3, 4})  # also: refused, and read in part
# What counts is time on the processors: a busy machine may take long.
_PATIENCE, _LEAVING = 300.0, 5.0
_QUIET = 1.0  # seconds without a repaint, after which the screen has all it wants
_QUESTIONS: dict[str, Sequence[str]] = {
    "ls": ("ls", "--no-cache", "{}"),
    "audit": ("audit", "--no-cache", "{}"),
    "audit --json": ("audit", "--json", "--no-cache", "{}"),
    "--packages": ("audit", "--packages", "--no-cache", "{}"),
    "--secrets deep": ("audit", "--secrets", "deep", "--no-cache", "{}"),
    "verify": ("verify", "{}"),
    "history": ("history", "--no-cache", "{}"),
    "cat": ("cat", "--no-cache", "{}", "/opt/f00000001"),
    "extract": ("extract", "--no-cache", "{}", "/opt/f00000001", "--to", "{to}"),
}


def hostile_table(
    folder: Path, scale: float, only: str = "", *, keeps: bool = False
) -> Iterator[str]:
    """Ask each archive everything, and yield the table line by line.

    An archive is kept where ``keeps`` says so, else as long as it is needed.
    """
    names = [*_QUESTIONS, "screen"]
    kept = f"{TIME:g} s, {MEMORY / 1e9:g} GB"
    yield f"| small archive: CPU seconds, memory | MB | {' | '.join(names)} | {kept} |"
    yield "|---|" + "---:|" * (len(names) + 1) + "---|"
    for hostile in HOSTILE:
        if only not in hostile.name:
            continue
        path = _built(hostile, folder, int(MANY * scale))
        yield _row(hostile.name, path, names)
        if not keeps:
            path.unlink()


def _row(name: str, path: Path, names: Sequence[str]) -> str:
    found = [_screen(path) if each == "screen" else _asked(path, each) for each in names]
    missed = [each for each, outcome in zip(names, found, strict=True) if not _is_kept(outcome)]
    verdict = f"no: {', '.join(missed)}" if missed else "yes"
    cells = " | ".join(map(_cell, found))
    return f"| {name} | {path.stat().st_size / 1e6:.1f} | {cells} | {verdict} |"


def _asked(path: Path, question: str) -> Outcome:
    """Run a command, with its output thrown away."""
    with tempfile.TemporaryDirectory(prefix="layerscope-hostile-") as to:
        words = [each.format(path, to=f"{to}/out") for each in _QUESTIONS[question]]
        command = replace(python("-m", "inspector", *words), fine=_ANSWERED)
        return run_once(command, _PATIENCE)


def _screen(path: Path) -> Outcome:
    """Open the screen, wait until it rests, and leave it."""
    with tempfile.TemporaryDirectory(prefix="layerscope-hostile-") as home:
        own = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), home)
        environment = {**os.environ, **own, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        words = [sys.executable, "-m", "inspector", "--no-cache", str(path)]
        with Terminal(words, environment) as terminal:
            terminal.wait(lambda: "efficiency" in terminal.text, _PATIENCE)
            terminal.settle(_QUIET, _PATIENCE)
            return terminal.leave(b"q", _LEAVING) or Missed("does not end")


def _is_kept(outcome: Outcome) -> bool:
    return isinstance(outcome, Figures) and outcome.cpu <= TIME and outcome.memory <= MEMORY


def _cell(outcome: Outcome) -> str:
    if isinstance(outcome, Missed):
        return outcome.reason
    return f"{outcome.cpu:.1f} s {outcome.memory / 1e6:.0f} MB"


def _built(hostile: Hostile, folder: Path, entries: int) -> Path:
    """Build in a process of its own: what it needs would count as the measured ones' memory."""
    with get_context("fork").Pool(1) as pool:
        return pool.apply(_build, (hostile.name, folder, entries))


def _build(name: str, folder: Path, entries: int) -> Path:
    return next(each for each in HOSTILE if each.name == name).build(folder, entries)


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__)
    parser.add_argument("--images", type=Path, help="where to build and keep the archives")
    parser.add_argument("--scale", type=float, default=1.0, help="number of entries (1)")
    parser.add_argument("--only", default="", help="archives whose name contains this")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="layerscope-hostile-") as temporary:
        folder = given.images or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for line in hostile_table(folder, given.scale, given.only, keeps=True):
            print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
