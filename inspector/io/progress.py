"""Progress of a long read, reported to whoever waits for it; they may end it."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from inspector.io.window import Window


class CancelledError(Exception):
    """The user does not want to wait any longer."""


class Progress(Protocol):
    """Is told how much was read, and ends the reading by raising CancelledError."""

    def advance(self, size: int, /) -> None:
        """Report ``size`` more bytes; 0, about twenty times a second, while none come."""
        ...


class NoProgress:
    """For those who wait without a word."""

    def advance(self, size: int, /) -> None:
        pass


class ReportingWindow:
    """A window's bytes from first to last, reported as they are read."""

    def __init__(self, window: Window, progress: Progress) -> None:
        self._window = window.reopened()
        self._progress = progress

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes."""
        data = self._window.read(size)
        self._progress.advance(len(data))
        return data


class SharedProgress:
    """Progress of several threads: one reports at a time, and ``stop`` ends them all."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_stopped = False

    def stop(self) -> None:
        """End all that still read, at their next report."""
        self._is_stopped = True

    def of(self, inner: Progress | None) -> Progress:
        """Return what one thread reports to; ``inner`` is told, too."""
        return _OneOfSeveral(self, inner)

    def advance(self, inner: Progress | None, size: int) -> None:
        """Report one thread's bytes. Raises CancelledError."""
        if self._is_stopped:
            raise CancelledError
        if inner is not None:
            with self._lock:
                inner.advance(size)


class _OneOfSeveral:
    def __init__(self, shared: SharedProgress, inner: Progress | None) -> None:
        self._shared = shared
        self._inner = inner

    def advance(self, size: int, /) -> None:
        self._shared.advance(self._inner, size)
