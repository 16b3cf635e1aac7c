"""Signals and faults leave the terminal as it was, a code that tells them, and one line."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import pytest

from tests.ui.pseudoterminal import LONG, SHOWN, START, Terminal, program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STOPPED = ([signal.SIGSTOP, signal.SIGCONT],)


@pytest.fixture(name="code")
def _code() -> str:
    return START


@pytest.fixture(name="terminal")
def _terminal(tmp_path: Path, code: str) -> Iterator[Terminal]:
    with Terminal(tmp_path, program(code)) as found:
        yield found


@pytest.mark.parametrize(
    ("sent", "status", "word"),
    [
        (signal.SIGINT, 130, "interrupted"),
        (signal.SIGTERM, 143, "terminated"),
        (signal.SIGHUP, 129, "terminated"),
    ],
)
def test_a_signal_ends_the_screen(
    terminal: Terminal, sent: signal.Signals, status: int, word: str
) -> None:
    terminal.read(until=SHOWN)
    terminal.process.send_signal(sent)
    terminal.read()
    assert terminal.process.returncode == status
    terminal.check_restored()
    assert f"layerscope: {word}" in terminal.last
    assert len(terminal.last.split("\n")) <= 3


def test_a_signal_before_the_screen_is_there(terminal: Terminal) -> None:
    terminal.read(until=b"\x1b[?1049h")
    terminal.process.send_signal(signal.SIGTERM)
    terminal.read()
    assert terminal.process.returncode == 143
    terminal.check_restored()


def test_a_terminal_that_is_gone_leaves_no_process_behind(terminal: Terminal) -> None:
    terminal.read(until=SHOWN)
    terminal.hang_up()
    terminal.process.send_signal(signal.SIGHUP)
    assert terminal.process.wait(LONG) == 129


@pytest.mark.parametrize(
    "code",
    [
        f"""
from inspector.ui.shell.main_screen import MainScreen
MainScreen.action_turn_mode = lambda screen: len(None)
{START}""",
        # The same within a thread, which looks for what a range changed.
        f"""
from inspector.ui.shell import image_job
find = image_job.find_changes
def breaking(session, span, job):
    return find(session, span if span.first == span.last else len(None), job)
image_job.find_changes = breaking
{START}""",
    ],
    ids=["a key", "a thread"],
)
def test_a_fault_of_the_program_is_told_in_a_line(terminal: Terminal) -> None:
    terminal.read(until=SHOWN)
    terminal.press(b"v]a")
    terminal.read()
    assert terminal.process.returncode == 3
    terminal.check_restored()
    lines = [line for line in terminal.last.replace("\x1b[?25h", "").split("\r\n") if line]
    assert "layerscope: the screen stopped on an internal error: TypeError (" in lines[-1]
    assert len(lines) <= 2


def test_ctrl_c_ends_it_as_the_signal_does(terminal: Terminal) -> None:
    terminal.read(until=SHOWN)
    terminal.press(b"\x03")
    terminal.read()
    assert terminal.process.returncode == 130
    terminal.check_restored()
    assert "layerscope: interrupted" in terminal.last


def test_what_stops_it_leads_to_a_screen_that_is_drawn_again_and_can_be_left(
    terminal: Terminal,
) -> None:
    terminal.read(until=SHOWN)
    # From outside; and where no shell could continue it, it goes on.
    for sent in (*STOPPED * 3, [signal.SIGCONT], [signal.SIGTSTP]):
        terminal.said = b""
        for each in sent:
            terminal.process.send_signal(each)
        terminal.read(until=SHOWN)
    terminal.check_leaves()


def test_a_terminal_of_one_cell_is_no_end(terminal: Terminal) -> None:
    terminal.read(until=SHOWN)
    for columns, lines in ((1, 1), (200, 1), (1, 200), (0, 0), (80, 24)):
        terminal.said = b""
        terminal.resize(columns, lines)
        terminal.press(b"41")
        time.sleep(0.2)
    terminal.press(b"\x0c")
    terminal.read(until=SHOWN)
    terminal.check_leaves()


def test_ctrl_l_draws_everything_again(terminal: Terminal) -> None:
    terminal.read(until=SHOWN)
    time.sleep(0.5)
    terminal.said = b""
    terminal.press(b"\x0c")
    terminal.read(until=SHOWN)
    terminal.check_leaves()
