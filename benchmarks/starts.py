"""How long small questions take, against a bare interpreter's start."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cases import python
from benchmarks.measure import measure
from benchmarks.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

_SMALL = Path(__file__).parent.parent / "sample_images" / "hello.tar"
_TARGET, _HELP_TARGET = 4.0, 6.0
# What the script holds that pip writes for the command.
_AS_INSTALLED = "from inspector.__main__ import main; main()"
# A start takes so little that a few more of them cost nothing.
_REPEATS = 4


def start_rows(runs: int, timeout: float) -> Iterator[Row]:
    """Measure ``--help``, ``history`` and ``audit`` of a small image, and what libraries take."""
    commands = {
        "bare": python("-c", "pass"),
        "help": python("-c", _AS_INSTALLED, "--help"),
        "history": python("-c", _AS_INSTALLED, "history", str(_SMALL)),
        "audit": python("-c", _AS_INSTALLED, "audit", str(_SMALL)),
        "click": python("-c", "import click"),
        "both": python("-c", "import click, msgspec"),
    }
    measure(commands, 1, timeout)  # compiles modules that have not been
    found = measure(commands, _REPEATS * runs, timeout)
    bare = found["bare"]
    yield Row("--help", found["help"], "python -c pass", bare, _HELP_TARGET)
    yield Row("history of a small image", found["history"], "python -c pass", bare, _TARGET)
    yield Row("audit of a small image", found["audit"], "python -c pass", bare, _TARGET)
    yield Row("(import click alone)", found["click"], "python -c pass", bare)
    yield Row("(import click and msgspec alone)", found["both"], "python -c pass", bare)
