"""The screen as a user waits for it: driven by keys in a pseudo-terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import termios
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.images import Shape, build

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SIZE = (40, 120)
_PATIENCE = 120.0
_QUIET = 0.25
_EMPTY_APP = "from textual.app import App; App().run()"
_ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>]")
_ANSWERS = ((b"\x1b[6n", b"\x1b[1;1R"), (b"\x1b[c", b"\x1b[?62;c"))


@dataclass(slots=True)
class Terminal:
    """A program in a pseudo-terminal of 120 by 40 cells."""

    pid: int
    fd: int
    begin: float
    seen: bytes = b""

    @classmethod
    def start(cls, command: Sequence[str]) -> Terminal:
        """Start a program."""
        begin = time.perf_counter()
        pid, fd = pty.fork()
        if pid == 0:
            os.environ.update(TERM="xterm-256color", TEXTUAL_ANIMATIONS="none")
            os.execvp(command[0], list(command))  # noqa: S606
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", *_SIZE, 0, 0))
        return cls(pid, fd, begin)

    def read(self, timeout: float) -> bytes:
        """Return what the program writes within ``timeout``, b"" for nothing."""
        ready, _, _ = select.select([self.fd], [], [], timeout)
        if not ready:
            return b""
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            return b""
        for question, answer in _ANSWERS:
            if question in data:
                os.write(self.fd, answer)
        self.seen = (self.seen + data)[-(1 << 20) :]
        return data

    def wait_for(self, *texts: bytes, gone: bytes | None = None) -> float:
        """Return the seconds from the start until all texts have been on the screen."""
        while time.perf_counter() - self.begin < _PATIENCE:
            self.read(0.05)
            plain = _ESCAPES.sub(b"", self.seen)
            if all(text in plain for text in texts) and (gone is None or gone not in plain):
                return time.perf_counter() - self.begin
        return float("nan")

    def quiet(self, length: float = _QUIET) -> None:
        """Wait until nothing has been written for a while."""
        end = time.perf_counter() + _PATIENCE
        while self.read(length) and time.perf_counter() < end:
            pass

    def press(self, key: bytes) -> float:
        """Return the seconds from a key to the first byte that is painted."""
        self.quiet(0.06)
        begin = time.perf_counter()
        os.write(self.fd, key)
        while time.perf_counter() - begin < _PATIENCE:
            if self.read(0.5):
                return time.perf_counter() - begin
        return float("nan")

    def memory(self) -> int:
        """Return the resident memory, its peak, in bytes."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:  # noqa: PTH123
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
        return 0

    def end(self) -> None:
        """End the program by its process id."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def screen_table(folder: Path, scale: float, presses: int) -> str:
    """Measure the screen at 500,000 files and print its table."""
    shape = Shape(f"screen-{scale:g}", int(500_000 * scale), int(1e9 * scale), layers=10)
    path = build(shape, folder)
    lines = ["| screen, 500,000 files, 10 layers | p50 | p95 | target |", "|---|---:|---:|---|"]
    empty = _first_frame([sys.executable, "-c", _EMPTY_APP])
    command = [sys.executable, "-m", "inspector", "--no-cache", str(path)]
    terminal = Terminal.start(command)
    try:
        first = terminal.wait_for(b"step 0", b"step 9")
        lines.append(f"| empty Textual app, first bytes | {empty:.2f} s | | |")
        lines.append(
            f"| first frame with all layers and history | {first:.2f} s | | empty + 0.5 s |"
        )
        complete = terminal.wait_for(b"efficiency")
        terminal.quiet(1.0)
        lines.append(f"| complete tree | {complete:.2f} s | | |")
        for name, keys, target in (
            ("cursor", (b"j", b"k"), "p95 ≤ 50 ms"),
            ("fold and unfold", (b" ", b" "), "p95 ≤ 50 ms"),
            ("layer switch", (b"]", b"["), "p95 ≤ 100 ms"),
            ("changes or all", (b"a", b"a"), "p95 ≤ 100 ms"),
        ):
            lines.append(_keys(terminal, name, keys, presses, target))
        terminal.press(b"/")
        lines.append(_keys(terminal, "filter keystroke", (b"f", b"\x7f"), presses, "p95 ≤ 100 ms"))
        lines.append(f"| peak memory | {terminal.memory() / 1e6:.0f} MB | | |")
    finally:
        terminal.end()
    return "\n".join(lines)


def _first_frame(command: Sequence[str]) -> float:
    terminal = Terminal.start(command)
    try:
        while not terminal.read(5.0):
            pass
        return time.perf_counter() - terminal.begin
    finally:
        terminal.end()


def _keys(terminal: Terminal, name: str, keys: Sequence[bytes], presses: int, target: str) -> str:
    times = sorted(terminal.press(keys[number % len(keys)]) for number in range(presses))
    p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
    return f"| {name} | {statistics.median(times) * 1000:.0f} ms | {p95 * 1000:.0f} ms | {target} |"
