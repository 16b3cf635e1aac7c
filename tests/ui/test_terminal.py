"""The screen reaches the terminal, messages the file that stderr was sent to."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PROBE = """
import os
from inspector.ui.terminal import drawn_on_terminal
with drawn_on_terminal():
    os.write(2, b"screen")
os.write(2, b"message")
"""


def run(stderr: int, stdout: int) -> None:
    subprocess.run([sys.executable, "-c", PROBE], stdout=stdout, stderr=stderr, check=True)


def test_a_redirected_stderr_keeps_messages_and_loses_the_screen(tmp_path: Path) -> None:
    ours, terminal = pty.openpty()
    with (tmp_path / "log").open("wb") as log:
        run(log.fileno(), terminal)
    os.close(terminal)
    assert (tmp_path / "log").read_bytes() == b"message"
    assert os.read(ours, 100) == b"screen"
    os.close(ours)


def test_without_a_terminal_nothing_is_moved(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        run(log.fileno(), subprocess.DEVNULL)
    assert (tmp_path / "log").read_bytes() == b"screenmessage"
