"""A terminal for measuring: a program in a pseudo-terminal, its screen kept by an emulator.

Textual moves the cursor and writes the cells that changed, so the bytes alone say little: what is
on the screen is asked of the emulator. Times are those at which bytes arrived.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections import Counter
from typing import TYPE_CHECKING, Self

import pyte

from benchmarks.measure import Figures

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

COLUMNS, ROWS = 120, 40
# A repaint has ended when nothing came for so long, in seconds: its writes follow each other at
# once, and the next repaint comes a sixtieth of a second later at the soonest.
_PAUSE = 0.005
_LONGEST_REPAINT = 5.0
_FAREWELL = 2.0
_CHUNK = 1 << 16


class Terminal:
    """A program in a terminal of 120 by 40 cells. Leaving the context ends it."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._begin = time.perf_counter()
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            _become(command, environment)
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._last = self._begin
        self._is_open = True
        self.received = 0  # bytes that it has written
        self._has_ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the program, by its process id, and wait for it."""
        if self._has_ended:
            os.close(self._fd)
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGTERM)
        end = time.perf_counter() + _FAREWELL
        while os.waitpid(self._pid, os.WNOHANG)[0] == 0:
            # A program that writes while it leaves must not wait for a reader.
            self._receive(0.02)
            if time.perf_counter() > end:
                os.kill(self._pid, signal.SIGKILL)
                os.waitpid(self._pid, 0)
                break
        os.close(self._fd)

    # -- what is on the screen

    @property
    def lines(self) -> list[str]:
        """The screen's text."""
        return self._screen.display

    @property
    def text(self) -> str:
        """The screen's text in one piece."""
        return "\n".join(self.lines)

    def background(self, line: int, column: int) -> str:
        """Return a cell's background as the emulator names it."""
        return str(self._screen.buffer[line][column].bg)

    def marked_line(self, column: int) -> int | None:
        """Return the line with a background of its own at a column: a list's cursor."""
        colours = [self.background(line, column) for line in range(ROWS)]
        counts = Counter(colours)
        alone = [line for line, colour in enumerate(colours) if counts[colour] == 1]
        return alone[0] if len(alone) == 1 else None

    # -- what happens

    @property
    def painted(self) -> float:
        """Seconds from the start to the last repaint."""
        return self._last - self._begin

    @property
    def age(self) -> float:
        """Seconds since it was started."""
        return time.perf_counter() - self._begin

    def wait(self, condition: Callable[[], bool], patience: float) -> float | None:
        """Return the seconds from the start to the end of the repaint that fulfils a condition.

        None where that did not happen in ``patience`` seconds.
        """
        is_fulfilled = condition() or self._comes(condition, patience)
        return self._last - self._begin if is_fulfilled else None

    def press(self, key: bytes, condition: Callable[[], bool], patience: float) -> float | None:
        """Return the seconds from a key to the end of the repaint that fulfils a condition.

        What fulfils it must come after the key.
        """
        begin = time.perf_counter()
        os.write(self._fd, key)
        return self._last - begin if self._comes(condition, patience) else None

    def leave(self, key: bytes, patience: float) -> Figures | None:
        """Press a key that ends the program; return what it cost, None where it goes on."""
        with contextlib.suppress(OSError):  # it has left by itself
            os.write(self._fd, key)
        end = time.perf_counter() + patience
        while time.perf_counter() < end:
            self._receive(0.02)
            pid, _, usage = os.wait4(self._pid, os.WNOHANG)
            if pid:
                self._has_ended = True
                return Figures(self.age, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)
        return None

    def type(self, key: bytes) -> None:
        """Press a key, whatever it does."""
        os.write(self._fd, key)

    def settle(self, pause: float, patience: float) -> None:
        """Wait until nothing was painted for ``pause`` seconds."""
        end = time.perf_counter() + patience
        while self._repaint(pause) and time.perf_counter() < end:
            pass

    def memory(self) -> int:
        """Return the peak of the program's resident memory, in bytes."""
        with open(f"/proc/{self._pid}/status", encoding="ascii") as status:  # noqa: PTH123
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
        return 0

    def _comes(self, condition: Callable[[], bool], patience: float) -> bool:
        """Whether a repaint fulfils a condition within ``patience`` seconds."""
        end = time.perf_counter() + patience
        while time.perf_counter() < end and self._is_open:
            if self._repaint(0.05) and condition():
                return True
        return False

    def _repaint(self, timeout: float) -> bool:
        """Take in all that is written in one go; return whether anything was."""
        parts: list[bytes] = []
        end = time.perf_counter() + _LONGEST_REPAINT
        while (data := self._receive(_PAUSE if parts else timeout)) and time.perf_counter() < end:
            self._last = time.perf_counter()
            parts.append(data)
        # Only now: emulating takes longer than painting, and must not count as painting.
        self._stream.feed(b"".join(parts))
        return bool(parts)

    def _receive(self, timeout: float) -> bytes:
        """Return what comes within ``timeout``, b"" for nothing."""
        ready, _, _ = select.select([self._fd], [], [], timeout)
        if not ready:
            return b""
        try:
            data = os.read(self._fd, _CHUNK)
        except OSError:  # the program has left
            data = b""
        self._is_open = bool(data)
        self.received += len(data)
        return data


def _become(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Turn the forked child into the program."""
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    try:
        os.execvpe(command[0], list(command), dict(environment))  # noqa: S606
    finally:
        os._exit(127)
