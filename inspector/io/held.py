"""Signals that wait for a moment: what they raise would be lost, or leave something behind."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Those that end the program; Windows has no SIGHUP.
END_SIGNALS = tuple(
    signal.Signals[name]
    for name in ("SIGINT", "SIGTERM", "SIGHUP")
    if name in signal.Signals.__members__
)


@contextmanager
def held() -> Iterator[None]:
    """Let signals that end the program come at the end of this, in this thread.

    A process that is forked within inherits that: until its own code runs, Python would drop a
    signal, or raise its error where the fork was asked for, and the process would go on as a
    second parent. Windows holds nothing back.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, END_SIGNALS)
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def let_in() -> None:
    """Let signals in that were held when this process was forked."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, END_SIGNALS)
