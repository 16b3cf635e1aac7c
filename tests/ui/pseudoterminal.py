"""A program in a pseudo-terminal: keys in, what it draws out."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tests.ui.forks import Forked, forked
from tests.ui.stage import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Sequence

START = "from inspector.cli import main; main()"
IMAGE = str(SAMPLES / "lecture.tar")
# Textual's own: leave the screen of its own, show the cursor, report no mouse.
RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l")
SHOWN = b"efficiency"
LONG = 60.0
# The first terminal that the leader of a session opens controls it, and hangs up when that ends.
_LEADER = """
import os, subprocess, sys, termios
terminal = os.open(sys.argv[1], os.O_RDWR)
before = termios.tcgetattr(terminal)
code = subprocess.run(sys.argv[2:]).returncode
assert termios.tcgetattr(terminal) == before
sys.exit(code)
"""


def program(code: str = START, *arguments: str) -> list[str]:
    """Return the words that run a piece of Python, on the sample where nothing else is given."""
    return [sys.executable, "-c", code, *(arguments or (IMAGE,))]


class Terminal:
    """A terminal with a program in it, in a session of its own.

    ``stdin`` takes the place of the terminal. ``is_controlling``: whether ``/dev/tty`` is it; then
    the program is the child of one that leads the session.
    """

    def __init__(
        self,
        tmp_path: Path,
        words: Sequence[str],
        *,
        stdin: int | None = None,
        is_controlling: bool = False,
    ) -> None:
        self.ours, self.theirs = pty.openpty()
        self.before = termios.tcgetattr(self.theirs)
        self.said = b""
        self._is_controlling = is_controlling
        places = {name: str(tmp_path) for name in ("HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")}
        environ = {**os.environ, **places, "TERM": "xterm-256color"}
        self.process = self._start([*words], self.theirs if stdin is None else stdin, environ)

    def _start(
        self, words: list[str], stdin: int, environ: dict[str, str]
    ) -> subprocess.Popen[bytes] | Forked:
        terminal = os.ttyname(self.theirs) if self._is_controlling else None
        if words[:2] == program()[:2]:
            streams = (stdin, self.theirs, self.theirs)
            return forked(words[2], words[3:], streams, environ, terminal)
        if terminal is not None:
            words = [sys.executable, "-c", _LEADER, terminal, *words]
        return subprocess.Popen(
            words,
            stdin=stdin,
            stdout=self.theirs,
            stderr=self.theirs,
            env=environ,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.hang_up()

    def hang_up(self) -> None:
        """Close the terminal."""
        for each in (self.ours, self.theirs):
            if each >= 0:
                os.close(each)
        self.ours = self.theirs = -1

    def press(self, keys: bytes) -> None:
        """Press keys, without a pause between them."""
        os.write(self.ours, keys)

    def resize(self, columns: int, lines: int) -> None:
        """Make it smaller or larger, and tell the program, as a terminal's window does."""
        termios.tcsetwinsize(self.theirs, (lines, columns))
        self.process.send_signal(signal.SIGWINCH)

    def read(self, until: bytes = b"") -> None:
        """Take what it says until a text comes, or until it ends."""
        end = time.monotonic() + LONG
        while not until or until not in self.said:
            assert time.monotonic() < end, self.said[-2000:]
            if select.select([self.ours], [], [], 0.05)[0] and (said := self._take()):
                self.said += said
            elif self.process.poll() is not None:
                assert not until, self.said[-2000:]
                return

    def _take(self) -> bytes:
        try:
            return os.read(self.ours, 65536)
        except OSError:  # no program has the terminal any more
            return b""

    @property
    def child(self) -> int:
        """The process id of the program, where another one leads the session."""
        leader = self.process.pid
        return int(Path(f"/proc/{leader}/task/{leader}/children").read_text(encoding="ascii"))

    @property
    def last(self) -> str:
        """What is said after the screen is gone."""
        return self.said.rpartition(RESTORED[0])[2].decode()

    def check_restored(self) -> None:
        """Check that the terminal is as it was before."""
        if not self._is_controlling:  # else the leader checks it
            assert termios.tcgetattr(self.theirs) == self.before
        assert all(each in self.said for each in RESTORED)

    def check_leaves(self) -> None:
        """Check that ``q`` ends it as it should."""
        self.press(b"q")
        self.read()
        assert self.process.returncode == 0, self.last
        self.check_restored()
        assert "Warning" not in self.last
