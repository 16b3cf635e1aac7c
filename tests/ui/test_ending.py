"""Signals and faults leave the terminal as it was, a code that tells them, and one line."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING

import pytest

from tests.ui.stage import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START = "from inspector.cli import main; main()"
IMAGE = str(SAMPLES / "lecture.tar")
# Textual's own: leave the screen of its own, show the cursor, report no mouse.
RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l")
SHOWN = b"efficiency"
LONG = 60.0


class Terminal:
    """A terminal with the screen in it."""

    def __init__(self, tmp_path: Path, program: str) -> None:
        self.ours, self.theirs = pty.openpty()
        self.before = termios.tcgetattr(self.theirs)
        self.said = b""
        places = {name: str(tmp_path) for name in ("HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, IMAGE],
            stdin=self.theirs,
            stdout=self.theirs,
            stderr=self.theirs,
            env={**os.environ, **places, "TERM": "xterm-256color"},
            start_new_session=True,
        )

    def read(self, until: bytes = b"") -> None:
        """Take what it says until a text comes, or until it ends."""
        end = time.monotonic() + LONG
        while not until or until not in self.said:
            assert time.monotonic() < end, self.said[-2000:]
            if select.select([self.ours], [], [], 0.05)[0]:
                self.said += os.read(self.ours, 65536)
            elif self.process.poll() is not None:
                assert not until, self.said[-2000:]
                return

    @property
    def last(self) -> str:
        """What is said after the screen is gone."""
        return self.said.rpartition(RESTORED[0])[2].decode()

    def close(self) -> None:
        """End it."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for each in (self.ours, self.theirs):
            if each >= 0:
                os.close(each)


@pytest.fixture(name="program")
def _program() -> str:
    return START


@pytest.fixture(name="terminal")
def _terminal(tmp_path: Path, program: str) -> Iterator[Terminal]:
    found = Terminal(tmp_path, program)
    yield found
    found.close()


def check_restored(terminal: Terminal) -> None:
    assert termios.tcgetattr(terminal.theirs) == terminal.before
    assert all(each in terminal.said for each in RESTORED)


@pytest.mark.parametrize(
    ("sent", "code", "word"),
    [
        (signal.SIGINT, 130, "interrupted"),
        (signal.SIGTERM, 143, "terminated"),
        (signal.SIGHUP, 129, "terminated"),
    ],
)
def test_a_signal_ends_the_screen(
    terminal: Terminal, sent: signal.Signals, code: int, word: str
) -> None:
    terminal.read(until=SHOWN)
    terminal.process.send_signal(sent)
    terminal.read()
    assert terminal.process.returncode == code
    check_restored(terminal)
    assert f"layerscope: {word}" in terminal.last
    assert len(terminal.last.split("\n")) <= 3


def test_a_signal_before_the_screen_is_there(terminal: Terminal) -> None:
    terminal.read(until=b"\x1b[?1049h")
    terminal.process.send_signal(signal.SIGTERM)
    terminal.read()
    assert terminal.process.returncode == 143
    check_restored(terminal)


def test_a_terminal_that_is_gone_leaves_no_process_behind(terminal: Terminal) -> None:
    terminal.read(until=SHOWN)
    os.close(terminal.theirs)
    os.close(terminal.ours)
    terminal.ours = terminal.theirs = -1
    terminal.process.send_signal(signal.SIGHUP)
    assert terminal.process.wait(LONG) == 129


@pytest.mark.parametrize(
    "program",
    [
        f"""
from inspector.ui.screens.main import MainScreen
MainScreen.action_turn_mode = lambda screen: len(None)
{START}""",
        # The same within a thread, which looks for what a range changed.
        f"""
from inspector.ui import loading
find = loading.find_changes
def breaking(session, span, job):
    return find(session, span if span.first == span.last else len(None), job)
loading.find_changes = breaking
{START}""",
    ],
    ids=["a key", "a thread"],
)
def test_a_fault_of_the_program_is_told_in_a_line(terminal: Terminal) -> None:
    terminal.read(until=SHOWN)
    os.write(terminal.ours, b"v]a")
    terminal.read()
    assert terminal.process.returncode == 3
    check_restored(terminal)
    lines = [line for line in terminal.last.replace("\x1b[?25h", "").split("\r\n") if line]
    assert "layerscope: the screen broke by a fault of the program: TypeError: " in lines[-1]
    assert len(lines) <= 2


def test_ctrl_c_ends_it_as_the_signal_does(terminal: Terminal) -> None:
    terminal.read(until=SHOWN)
    os.write(terminal.ours, b"\x03")
    terminal.read()
    assert terminal.process.returncode == 130
    check_restored(terminal)
    assert "layerscope: interrupted" in terminal.last


def test_stopped_and_continued_from_outside_it_draws_all_and_can_be_left(
    terminal: Terminal,
) -> None:
    terminal.read(until=SHOWN)
    for _ in range(3):
        terminal.said = b""
        terminal.process.send_signal(signal.SIGSTOP)
        terminal.process.send_signal(signal.SIGCONT)
        terminal.read(until=SHOWN)
    check_leaves(terminal)


@pytest.mark.parametrize("sent", [signal.SIGCONT, signal.SIGTSTP])
def test_where_no_shell_could_continue_it_goes_on(terminal: Terminal, sent: signal.Signals) -> None:
    terminal.read(until=SHOWN)
    terminal.said = b""
    terminal.process.send_signal(sent)
    terminal.read(until=SHOWN)
    check_leaves(terminal)


def test_ctrl_l_draws_everything_again(terminal: Terminal) -> None:
    terminal.read(until=SHOWN)
    time.sleep(0.5)
    terminal.said = b""
    os.write(terminal.ours, b"\x0c")
    terminal.read(until=SHOWN)
    check_leaves(terminal)


def check_leaves(terminal: Terminal) -> None:
    os.write(terminal.ours, b"q")
    terminal.read()
    assert terminal.process.returncode == 0
    check_restored(terminal)
    assert "Warning" not in terminal.last
