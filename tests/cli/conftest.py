"""Runs the command in this process and catches what it says."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest

from inspector.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Said:
    """What a run of the command left behind."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8", "surrogateescape")


class Run(Protocol):
    def __call__(self, *arguments: str | Path) -> Said: ...


def layerscope(*arguments: str) -> list[str]:
    """Return the words that run the command in a process of its own."""
    return [sys.executable, "-m", "inspector", *arguments]


@pytest.fixture(autouse=True)
def _outside_of_github(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no report of a test in the job that runs it."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Call ``layerscope`` with arguments; stdout is a pipe, never a terminal."""

    def call(*arguments: str | Path) -> Said:
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as end:
            main([str(each) for each in arguments])
        captured = capfdbinary.readouterr()
        code = end.value.code
        assert isinstance(code, int)
        assert "Traceback" not in captured.err.decode("utf-8", "replace")
        return Said(code, captured.out, captured.err.decode("utf-8", "replace"))

    return call
