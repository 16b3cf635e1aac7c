"""The terminal of the screen: keys come from it, and it is drawn on it, wherever stdin leads."""

from __future__ import annotations

import os
import select
import sys
from contextlib import contextmanager, suppress
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def open_keyboard() -> int | None:
    """Return a descriptor of the terminal that keys come from, None where there is none.

    It is standard input's own, else the one that controls the process (tty(4)): standard input may
    be a pipe with an archive, or nothing at all after ``xargs``.
    """
    if os.isatty(0):
        return 0
    try:
        return os.open("/dev/tty", os.O_RDWR | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError:
        return None


@contextmanager
def lent_to_textual(keyboard: int) -> Iterator[None]:
    """Let Textual find the terminal where it looks for it.

    It reads keys from ``sys.__stdin__`` and draws on ``sys.__stderr__``. The descriptors 0 and 2
    stay what they are: ``-``, ``/dev/stdin`` and messages to a file mean them.
    """
    before = sys.__stdin__, sys.__stderr__
    encoding = sys.stdout.encoding
    with open(keyboard, encoding=encoding, closefd=False) as keys:
        drawn = TerminalOutput(
            BufferedWriter(FileIO(1, "w", closefd=False)), encoding, "backslashreplace"
        )
        sys.__stdin__, sys.__stderr__ = keys, drawn  # type: ignore[misc]
        try:
            yield
        finally:
            sys.__stdin__, sys.__stderr__ = before  # type: ignore[misc]
            with suppress(OSError):  # what a terminal that is gone has not taken
                drawn.close()


def is_gone(terminal: int) -> bool:
    """Whether the other side of a terminal has been closed."""
    poll = select.poll()
    poll.register(terminal, 0)  # a hang-up is told without being asked for
    return any(event & select.POLLHUP for _, event in poll.poll(0))


class TerminalOutput(TextIOWrapper):
    """What the screen is drawn on. A terminal that is gone takes everything and shows nothing.

    Textual's thread would end with the first error, and the screen wait for it for ever.
    """

    _is_closed_off = False

    def close_off(self) -> None:
        """Show nothing more."""
        self._is_closed_off = True

    def write(self, text: str, /) -> int:
        """Write, sooner or later."""
        if not self._is_closed_off:
            with self._giving_up_after_errors():
                super().write(text)
        return len(text)

    def flush(self) -> None:
        """Write all that is left to write."""
        if not self._is_closed_off:
            with self._giving_up_after_errors():
                super().flush()

    @contextmanager
    def _giving_up_after_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            self._is_closed_off = True
