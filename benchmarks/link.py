"""What a slow link waits for: the bytes that a screen writes to its terminal, ours and dive's."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.cases import dive
from benchmarks.images import Shape, built
from benchmarks.rows import met
from benchmarks.terminal import COLUMNS, ROWS, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_LAYERS = 46
_PATIENCE = 60.0  # seconds to wait for a screen to rest
_FRAME = 2000  # bytes: fewer are no frame, but what is said before it
_OPENING, _STEP, _MOVE = 40e3, 3e3, 0.5e3


class _Keys(NamedTuple):
    """What is pressed: before the steps, for a step, before the moves, for a move."""

    first: Sequence[bytes]
    step: bytes
    then: Sequence[bytes]
    move: bytes


# All files up to a layer in both, so that the trees begin alike.
_OURS = _Keys([b"a"], b"]", [b"1"], b"j")
_DIVE = _Keys([], b"\x1b[B", [b"\t"], b"\x1b[B")


class _Counts(NamedTuple):
    """Bytes written for opening, and for each key."""

    opening: int
    steps: Sequence[int]
    moves: Sequence[int]


def link_table(folder: Path, scale: float, presses: int, pause: float) -> Iterator[str]:
    """Open an image of 46 layers in a pseudo-terminal, step through them, and move among files.

    A screen rests after ``pause`` seconds without a byte, after a key in a sixth of that.
    """
    shape = Shape(f"link-{scale:g}", int(20_000 * scale) + _LAYERS, int(6e8 * scale), _LAYERS)
    path = built(shape, folder)
    yield f"| bytes written to a terminal of {COLUMNS} by {ROWS} | ours | dive | target | met |"
    yield "|---|---:|---:|---:|---|"
    with tempfile.TemporaryDirectory(prefix="layerscope-link-") as home:
        command = [sys.executable, "-m", "inspector", "--no-cache", str(path)]
        ours = _counts(command, home, _OURS, presses, pause)
        other = _counts(dive(path).argv[:-1], home, _DIVE, presses, pause)
    yield _row(f"opening, {_LAYERS} layers", [ours.opening], [other.opening], _OPENING)
    yield _row("a step through the layers", ours.steps, other.steps, _STEP)
    yield _row("a move of the cursor among files", ours.moves, other.moves, _MOVE)


def _counts(command: Sequence[str], home: str, keys: _Keys, presses: int, pause: float) -> _Counts:
    with Terminal(command, _environment(home)) as terminal:
        terminal.wait(lambda: terminal.received > _FRAME, _PATIENCE)
        terminal.settle(pause, _PATIENCE)
        opening = terminal.received
        for key in keys.first:
            _written(terminal, key, pause / 6)
        steps = [_written(terminal, keys.step, pause / 6) for _ in range(presses)]
        for key in keys.then:
            _written(terminal, key, pause / 6)
        return _Counts(
            opening, steps, [_written(terminal, keys.move, pause / 6) for _ in range(presses)]
        )


def _written(terminal: Terminal, key: bytes, pause: float) -> int:
    before = terminal.received
    terminal.type(key)
    terminal.settle(pause, _PATIENCE)
    return terminal.received - before


def _environment(home: str) -> Mapping[str, str]:
    own = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), home)
    return {**os.environ, **own, "TERM": "xterm-256color", "COLORTERM": "truecolor"}


def _row(name: str, ours: Sequence[int], other: Sequence[int], target: float) -> str:
    """Return a line of medians; the target is in bytes."""
    found = statistics.median(ours)
    shown = f"{found:,.0f} | {statistics.median(other):,.0f} | ≤ {target:,.0f}"
    return f"| {name} | {shown} | {met(found, target)} |"
