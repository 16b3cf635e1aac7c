"""How the screen ends where no key ends it: by a signal, or by a fault of the program itself."""

from __future__ import annotations

import asyncio
import signal
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

from textual.app import App
from textual.worker import WorkerFailed

from inspector.errors import UnreadableError

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Iterator
    from types import FrameType

    from textual.driver import Driver

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_OWN = Path(__file__).parent.parent


class EndingApp(App[int]):
    """An application that leaves the terminal as it found it, and says in one line what broke.

    Textual prints a traceback with the variables of all frames, which may be a whole image.
    """

    _loop_of_screen: AbstractEventLoop | None = None
    _signal: int | None = None
    _fault: BaseException | None = None
    _is_broken = False

    def on_mount(self) -> None:
        """Listen to signals from now on, and obey one that came before."""
        self._loop_of_screen = asyncio.get_running_loop()
        if self._signal is not None:
            self.exit()

    @contextmanager
    def ended_by_signals(self) -> Iterator[None]:
        """Let a signal end the screen as a key does, and have its usual effect after that.

        Signals that are ignored stay so. For the main thread.
        """
        heard = [each for each in _SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
        before = {each: signal.signal(each, self._hear) for each in heard}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)
        if self._signal is not None:
            signal.raise_signal(self._signal)

    def action_interrupt(self) -> None:
        """End as a terminal's Ctrl+C does, which is no signal while there is a screen."""
        self._signal = signal.SIGINT
        self.exit()

    def action_redraw(self) -> None:
        """Draw everything anew."""
        self.refresh()

    def _hear(self, number: int, frame: FrameType | None) -> None:
        del frame
        self._signal = number
        loop = self._loop_of_screen
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self.exit)

    def raise_fault(self) -> None:
        """Raise UnreadableError where the screen ended by a fault of the program."""
        if self._is_broken:
            raise UnreadableError(f"the screen broke by a fault of the program: {self._fault_said}")

    @property
    def _fault_said(self) -> str:
        fault = self._fault
        if isinstance(fault, WorkerFailed):
            fault = fault.error
        if fault is None:
            return "the terminal could not be used"
        frames = list(extract_tb(fault.__traceback__))
        own = [each for each in frames if Path(each.filename).is_relative_to(_OWN)]
        said = f"{type(fault).__name__}: {fault}".partition("\n")[0]
        where = (own or frames)[-1:]
        return said + "".join(f" ({Path(each.filename).name}:{each.lineno})" for each in where)

    # -- what Textual calls

    def get_driver_class(self) -> type[Driver]:
        """Return what draws on a terminal; another that was asked for stays as it is."""
        from textual.drivers.linux_driver import LinuxDriver

        from inspector.ui.driver import SteadyDriver

        wanted = super().get_driver_class()
        return SteadyDriver if wanted is LinuxDriver else wanted

    def _handle_exception(self, error: Exception) -> None:
        self._is_broken = True
        self._fault = self._fault or error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._is_broken = self._is_broken or bool(self._exit_renderables)
        self._exit_renderables.clear()
