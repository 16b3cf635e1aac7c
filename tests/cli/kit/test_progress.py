"""How far something is, for people who wait at a terminal."""

from __future__ import annotations

import io
import sys
import time
from typing import TYPE_CHECKING

from inspector.cli.kit.progress import ProgressLine

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_who_waits_long_sees_a_line_that_goes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter((0.0, 0.5, 1.0, 1.1, 1.3))
    monkeypatch.setattr(time, "monotonic", lambda: next(times))
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    line = ProgressLine()
    for told in ("early", "first", "soon", "then"):
        line.show(lambda told=told: told)  # type: ignore[misc]
    assert terminal.getvalue() == "\rfirst\rthen "
    line.end()
    assert terminal.getvalue() == "\rfirst\rthen \r    \r"


def test_what_is_no_terminal_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stderr)
    line = ProgressLine()
    monkeypatch.setattr(time, "monotonic", lambda: float("inf"))
    line.show(lambda: "at last")
    line.end()
    assert stderr.getvalue() == ""
