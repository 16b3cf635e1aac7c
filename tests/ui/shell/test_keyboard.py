"""Keys come from the terminal, wherever standard input leads."""

from __future__ import annotations

import os
import signal
import subprocess
import termios
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ui.pseudoterminal import IMAGE, SHOWN, START, Terminal, program

if TYPE_CHECKING:
    from collections.abc import Iterator

PROMPT = b"next: "
REDRAW = b"\x0c"
# How a shell closes or keeps a standard stream, in front of a program.
CLOSED = ["/bin/sh", "-c", 'exec "$@" <&-', "sh"]
MUTE = ["/bin/sh", "-c", 'exec "$@" <&- 2>&-', "sh"]


@pytest.fixture(name="stdin", params=["null", "file", "pipe", "open pipe"])
def _stdin(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:
    """A standard input that is no terminal; what it holds would leave the screen as keys."""
    if request.param == "null":
        fd = os.open(os.devnull, os.O_RDONLY)
    elif request.param == "file":
        (tmp_path / "keys").write_bytes(b"q\x03" * 1000)
        fd = os.open(tmp_path / "keys", os.O_RDONLY)
    else:
        fd, writing = os.pipe()
        os.write(writing, b"jjq\x03")
        if request.param == "pipe":
            os.close(writing)
    yield fd
    os.close(fd)


def check_obeys(terminal: Terminal) -> None:
    """Check that keys are neither echoed nor gathered to a line, and do what they should."""
    terminal.read(until=SHOWN)
    flags = termios.tcgetattr(terminal.theirs)[3]
    assert not flags & (termios.ECHO | termios.ICANON)
    terminal.said = b""
    terminal.press(REDRAW)
    terminal.read(until=SHOWN)
    terminal.check_leaves()


def test_keys_come_from_the_terminal_alone(tmp_path: Path, stdin: int) -> None:
    with Terminal(tmp_path, program(), stdin=stdin, is_controlling=True) as terminal:
        check_obeys(terminal)


@pytest.mark.parametrize("shell", [CLOSED, MUTE], ids=["stdin", "stdin and stderr"])
def test_streams_may_be_closed(tmp_path: Path, shell: list[str]) -> None:
    with Terminal(tmp_path, [*shell, *program()], is_controlling=True) as terminal:
        check_obeys(terminal)


def test_a_signal_restores_the_terminal_that_keys_came_from(tmp_path: Path) -> None:
    with Terminal(tmp_path, program(), stdin=subprocess.DEVNULL, is_controlling=True) as terminal:
        terminal.read(until=SHOWN)
        os.kill(terminal.child, signal.SIGTERM)
        terminal.read()
        assert terminal.process.returncode == 143
        terminal.check_restored()


@pytest.mark.parametrize("name", ["-", "/dev/stdin", "/dev/fd/0"])
def test_an_archive_comes_from_standard_input(tmp_path: Path, name: str) -> None:
    reading, writing = os.pipe()
    with Terminal(tmp_path, program(START, name), stdin=reading, is_controlling=True) as terminal:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(Path(IMAGE).read_bytes())
        check_obeys(terminal)


def test_a_fifo_is_read_by_its_name(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    words = program(START, str(tmp_path / "fifo"))
    with Terminal(tmp_path, words, stdin=subprocess.DEVNULL, is_controlling=True) as terminal:
        (tmp_path / "fifo").write_bytes(Path(IMAGE).read_bytes())
        check_obeys(terminal)


@pytest.mark.parametrize("name", [IMAGE, "-"])
def test_where_no_terminal_gives_keys_the_audit_is_printed(tmp_path: Path, name: str) -> None:
    with (
        Path(IMAGE).open("rb") as stdin,
        Terminal(tmp_path, program(START, name), stdin=stdin.fileno()) as terminal,
    ):
        terminal.read()
        assert terminal.process.returncode == 0
        assert b"\x1b" not in terminal.said
        assert b"What dive 0.13 prints" in terminal.said


def test_a_whole_job_stops_with_ctrl_z(tmp_path: Path) -> None:
    """``xargs`` waits for the screen and must stop, too: else no shell takes the terminal back."""
    shell = ["/usr/bin/env", f"PS1={PROMPT.decode()}", "/bin/bash", "--norc", "--noediting", "-i"]
    with Terminal(tmp_path, shell, is_controlling=True) as terminal:
        words = " ".join(f"'{each}'" for each in program()[:-1])
        terminal.press(f"echo {IMAGE} | xargs {words}\n".encode())
        for _ in range(2):
            terminal.read(until=SHOWN)
            terminal.said = b""
            terminal.press(b"\x1a")
            terminal.read(until=b"Stopped")
            terminal.said = b""
            terminal.press(b"fg\n")
        terminal.read(until=SHOWN)
        terminal.said = b""
        terminal.press(b"q")
        terminal.read(until=PROMPT)
        terminal.press(b"exit 7\n")
        terminal.read()
        assert terminal.process.returncode == 7
