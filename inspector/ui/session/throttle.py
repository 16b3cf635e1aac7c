"""Has a thread that computes pause often: the screen would wait for it with each key otherwise."""

from __future__ import annotations

from time import monotonic, sleep
from typing import TYPE_CHECKING

from inspector.io.progress import CancelledError

if TYPE_CHECKING:
    from collections.abc import Callable

# Seconds that a thread computes, and then leaves the interpreter to the screen, which would
# otherwise wait five milliseconds for it, several times with each key.
_STRETCH, _PAUSE = 0.001, 0.0002


class Throttle:
    """Tells a thread whether to stop, and has it pause whenever it is asked after a while."""

    def __init__(self, stopped: Callable[[], bool]) -> None:
        self._stopped = stopped
        self._resumed = monotonic()

    def __call__(self) -> bool:
        """Whether to stop."""
        if monotonic() - self._resumed > _STRETCH:
            sleep(_PAUSE)
            self._resumed = monotonic()
        return self._stopped()

    def goes_on(self) -> bool:
        """Return True. Raises CancelledError where the thread is to stop."""
        if self():
            raise CancelledError
        return True
