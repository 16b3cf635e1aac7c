"""Signals end a command by what they raise: it unwinds, so that temporary files and engines go."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from inspector.io.held import END_SIGNALS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

# Seconds until what was dropped is raised again: by then, whoever dropped it has ended.
_AGAIN = 0.01


class EndedError(BaseException):
    """A signal of this number."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.signal = number


@contextmanager
def raised() -> Iterator[None]:
    """Raise EndedError on SIGTERM and SIGHUP, and KeyboardInterrupt on SIGINT.

    Signals that are ignored stay so, as after ``nohup``. Afterwards each has the effect that it had
    before, and one that came is ignored: a terminal that closes sends several.
    """
    before = {each: signal.getsignal(each) for each in END_SIGNALS}
    hook = sys.unraisablehook
    came: list[EndedError] = []

    def end(number: int, frame: FrameType | None) -> None:
        del frame
        signal.signal(number, signal.SIG_IGN)
        came.append(EndedError(number))
        raise came[-1]

    def again(dropped: sys.UnraisableHookArgs) -> None:
        if isinstance(dropped.exc_value, EndedError | KeyboardInterrupt):
            _raise_soon(dropped.exc_value)
        else:
            hook(dropped)

    try:
        for number, handler in before.items():
            if handler is signal.SIG_DFL:
                is_key = number == signal.SIGINT
                signal.signal(number, signal.default_int_handler if is_key else end)
        sys.unraisablehook = again
        yield
    except BaseException:
        if came:  # a library may have made another exception of it
            raise came[0] from None
        raise
    finally:
        sys.unraisablehook = hook
        for number, handler in before.items():
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, handler)


def _raise_soon(error: BaseException) -> None:
    """Raise once more what was raised while a finalizer ran: Python drops it and goes on."""

    def rise(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise error.with_traceback(None)

    signal.signal(signal.SIGALRM, rise)
    signal.setitimer(signal.ITIMER_REAL, _AGAIN)
