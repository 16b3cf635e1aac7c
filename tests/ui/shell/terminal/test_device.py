"""What Textual finds as its terminal: stdout for the screen, stderr for messages alone."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from inspector.ui.shell.terminal.device import TerminalOutput, is_gone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROBE = """
import os, sys
from inspector.ui.shell.terminal.device import lent_to_textual
with lent_to_textual(int(sys.argv[1])):
    print("screen", file=sys.__stderr__, flush=True)
    os.write(2, b"message ")
    keys = os.read(sys.__stdin__.fileno(), 100)
print("answer", flush=True)
print(keys, os.read(0, 100), file=sys.__stderr__)
"""


@pytest.fixture(name="terminal")
def _terminal() -> Iterator[list[int]]:
    """Both sides of a terminal, ours first; a test that closes one takes it out."""
    sides = list(pty.openpty())
    yield sides
    for each in sides:
        os.close(each)


def test_each_stream_has_its_own_place(terminal: list[int], tmp_path: Path) -> None:
    ours, theirs = terminal
    os.write(ours, b"key\n")
    (tmp_path / "archive").write_bytes(b"archive")
    with (tmp_path / "archive").open("rb") as archive, (tmp_path / "log").open("wb") as log:
        subprocess.run(
            [sys.executable, "-c", PROBE, str(theirs)],
            stdin=archive,
            stdout=theirs,
            stderr=log,
            check=True,
            pass_fds=[theirs],
        )
    assert (tmp_path / "log").read_text() == "message b'key\\n' b'archive'\n"
    shown = b""
    while b"answer" not in shown:  # all has been written by now, and comes in pieces
        shown += os.read(ours, 100)
    assert shown.replace(b"\r\n", b"\n").replace(b"key\n", b"").endswith(b"screen\nanswer\n")


def test_a_terminal_is_gone_once_its_other_side_is_closed(terminal: list[int]) -> None:
    assert not is_gone(terminal[1])
    os.close(terminal.pop(0))
    assert is_gone(terminal[0])


def test_what_a_gone_terminal_does_not_take_is_no_failure(terminal: list[int]) -> None:
    drawn = TerminalOutput(open(terminal[1], "wb", closefd=False))  # noqa: SIM115
    print("seen", file=drawn, flush=True)
    assert os.read(terminal[0], 100).strip() == b"seen"
    os.close(terminal.pop(0))
    for _ in range(3):
        assert drawn.write("unseen" * 10_000) == 60_000
        drawn.flush()
