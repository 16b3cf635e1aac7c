"""The screen as a user waits for it: its table, driven by keys in a pseudo-terminal."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from typing import TYPE_CHECKING

from benchmarks.images import Shape, built
from benchmarks.keys import FRAME, User
from benchmarks.rows import met
from benchmarks.terminal import COLUMNS, ROWS, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_LAYERS, _MANY_LAYERS = 10, 50
_EMPTY_APP = "from textual.app import App; App().run()"
# Targets: seconds beyond an empty application, seconds, bytes.
_FIRST_FRAME, _COMPLETE, _MOVE, _CHANGE, _MEMORY = 0.3, 2.0, 0.05, 0.1, 300e6
# Of as many layers as an image may have, with a file in each: their digests are checked, too.
_MOST_LAYERS, _REST = 1000, 10.0


def screen_table(folder: Path, scale: float, runs: int, presses: int) -> Iterator[str]:
    """Measure the screen at 500,000 files, and yield its table line by line."""
    many = Shape(f"screen-{scale:g}", int(500_000 * scale), int(1e9 * scale), _LAYERS)
    number = _LAYERS if scale < 1 else _MANY_LAYERS
    layers = Shape(f"screen-layers-{scale:g}", int(2e5 * scale), int(4e8 * scale), number)
    what = f"screen, {many.files:,} files in {many.layers} layers"
    yield f"| {what} | p50 | p95 | most | target | met |"
    yield "|---|---:|---:|---:|---|---|"
    with tempfile.TemporaryDirectory(prefix="layerscope-screen-") as home:
        path = built(many, folder)
        yield from _starts(path, home, runs)
        yield _untouched(path, home, many.layers, runs)
        with _open(path, home) as terminal:
            yield from _session(User(terminal, many.layers), presses)
        with _open(built(layers, folder), home) as terminal:
            user = User(terminal, layers.layers)
            user.wait_until_read()
            user.walk()
            name = f"peak memory, {layers.files:,} files in {layers.layers} layers, all looked at"
            yield _memory(name, terminal.memory(), _MEMORY)
        yield from _tiny_layers(folder, home, max(_LAYERS, int(_MOST_LAYERS * scale)))


def _tiny_layers(folder: Path, home: str, number: int) -> Iterator[str]:
    """Open an image that consists of layers, and see how it is moved in, and when it rests."""
    path = built(Shape(f"screen-tiny-{number}", number, 100 * number, number), folder)
    with _open(path, home) as terminal:
        complete, moves = User(terminal, number).wait_until_read()
        what = f"{number:,} layers of a file"
        yield _row(f"complete tree, {what}", [complete])
        yield _row(f"cursor while they are read, {what}", moves)
        yield _row(f"all digests checked, {what}", [terminal.painted], _REST)
        yield _memory(f"peak memory, {what}", terminal.memory(), _MEMORY)


def _starts(path: Path, home: str, runs: int) -> Iterator[str]:
    """Compare the first frame with an empty app's, in turn."""
    empty: list[float | None] = []
    ours: list[float | None] = []
    for _ in range(runs):
        with _run(home, "-c", _EMPTY_APP) as terminal:
            empty.append(terminal.wait(lambda seen=terminal: _is_painted(seen), FRAME))  # type: ignore[misc]
        with _open(path, home) as terminal:
            ours.append(terminal.wait(User(terminal, _LAYERS).shows_layers, FRAME))
    yield _row("first frame of an empty Textual app", empty)
    base = statistics.median([time for time in empty if time is not None] or [0.0])
    yield _row("first frame with all layers and history", ours, base + _FIRST_FRAME)


def _untouched(path: Path, home: str, layers: int, runs: int) -> str:
    """Wait for the whole tree with no key pressed."""
    times: list[float | None] = []
    for _ in range(runs):
        with _open(path, home) as terminal:
            times.append(User(terminal, layers).see_complete())
    return _row("complete tree", times, _COMPLETE)


def _session(user: User, presses: int) -> Iterator[str]:
    complete, moves = user.wait_until_read()
    yield _row("complete tree, the cursor being moved", [complete])
    yield _row("cursor while layers are read", moves)
    yield _memory("memory, all layers read", user.terminal.memory())
    yield _row("layer switch, first look", user.walk(), _CHANGE)
    again = [time for _ in range(-(-presses // (2 * _LAYERS))) for time in user.walk()]
    yield _row("layer switch", again, _CHANGE)
    yield _row("changes or all", user.turn_modes(presses), _CHANGE)
    user.enter_files()
    yield _row("cursor", user.move(presses), _MOVE)
    yield _row("fold and unfold", user.fold(presses), _MOVE)
    yield _row("sort", user.sort(presses), _CHANGE)
    yield _row("filter keystroke", user.filter(presses), _CHANGE)
    yield _memory("peak memory", user.terminal.memory())


def _open(path: Path, home: str) -> Terminal:
    return _run(home, "-m", "inspector", "--no-cache", str(path))


def _run(home: str, *arguments: str) -> Terminal:
    """Run Python in a terminal; settings and cache lie in ``home``, which is thrown away."""
    own = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), home)
    kind = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    return Terminal([sys.executable, *arguments], {**os.environ, **own, **kind})


def _is_painted(terminal: Terminal) -> bool:
    return terminal.background(ROWS - 1, COLUMNS - 1) != "default"


def _memory(name: str, size: int, target: float | None = None) -> str:
    bound = "" if target is None else f"≤ {target / 1e6:.0f} MB"
    return f"| {name} | {size / 1e6:.0f} MB | | | {bound} | {met(size, target)} |"


def _row(name: str, times: Sequence[float | None], target: float | None = None) -> str:
    """Return a line: median, 95th percentile and most of the times; None was not seen.

    The target is for the 95th percentile, in seconds.
    """
    bound = "" if target is None else f"p95 ≤ {_shown(target)}"
    seen = sorted(time for time in times if time is not None)
    lost = len(times) - len(seen)
    if lost:
        name += f" ({lost} of {len(times)} not seen in time)"
    if not seen:
        return f"| {name} | | | | {bound} | {met(None, target)} |"
    p95 = seen[min(len(seen) - 1, int(len(seen) * 0.95))]
    figures = " | ".join(_shown(time) for time in (statistics.median(seen), p95, seen[-1]))
    value = None if lost and target is not None else p95
    return f"| {name} | {figures} | {bound} | {met(value, target)} |"


def _shown(time: float) -> str:
    return f"{time * 1000:.0f} ms" if time < 1 else f"{time:.2f} s"
