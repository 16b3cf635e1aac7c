"""How the screen ends where no key ends it: by a signal, or by a fault of the program itself."""

from __future__ import annotations

import asyncio
import atexit
import os
import signal
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from textual.app import App
from textual.worker import WorkerFailed

from inspector.errors import UnreadableError, raised_at
from inspector.io.held import END_SIGNALS
from inspector.language import _

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Iterator
    from types import FrameType

    from textual.driver import Driver

# Seconds that the screen may take to end by itself, however much it has to do; less where the
# terminal is gone, as no one sees it any more.
_GRACE = 5.0
_GRACE_AFTER_HANGUP = 0.3
# Seconds for threads to remove half a file, or to end an engine, when they are told to stop.
_LAST_MOMENT = 0.2


class EndingApp(App[int]):
    """An application that leaves the terminal as it found it, and says in one line what broke.

    Textual prints a traceback with the variables of all frames, which may be a whole image.
    """

    _loop_of_screen: AbstractEventLoop | None = None
    _signal: int | None = None
    _fault: BaseException | None = None
    _is_broken = False

    def on_mount(self) -> None:
        """Handle signals from now on, and one that came before."""
        self._loop_of_screen = asyncio.get_running_loop()
        if self._signal is not None:
            self.exit()

    @contextmanager
    def ended_by_signals(self) -> Iterator[None]:
        """Let a signal end the screen as a key does, and have its usual effect after that.

        Signals that are ignored stay so. For the main thread. Raises KeyboardInterrupt after the
        key Ctrl+C where SIGINT is ignored.
        """
        handled = [each for each in END_SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
        before = {each: signal.signal(each, self._on_signal) for each in handled}
        before[signal.SIGALRM] = signal.signal(signal.SIGALRM, self._leave)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            for each, handler in before.items():
                signal.signal(each, handler)
        if self._signal is not None:
            signal.raise_signal(self._signal)
        if self._signal == signal.SIGINT:
            raise KeyboardInterrupt

    @property
    def has_hung_up(self) -> bool:
        """Whether the screen ended as its terminal was gone."""
        return self._signal == signal.SIGHUP

    def hang_up(self) -> None:
        """End as the terminal is gone, also where SIGHUP is ignored. For any thread."""
        self._end_by(signal.SIGHUP)

    def action_interrupt(self) -> None:
        """End as a terminal's Ctrl+C does, which is no signal while there is a screen."""
        self._signal = signal.SIGINT
        self.exit()

    def action_suspend_process(self) -> None:
        """Stop as a terminal's Ctrl+Z does, which is no signal while there is a screen."""
        _stop_job(self, self._driver)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        del frame
        self._end_by(number)

    def _end_by(self, number: int) -> None:
        """End the screen soon: by itself, or by force where it is too busy to react."""
        self._signal = number
        grace = _GRACE_AFTER_HANGUP if number == signal.SIGHUP else _GRACE
        left = signal.getitimer(signal.ITIMER_REAL)[0]
        if not 0 < left < grace:
            signal.setitimer(signal.ITIMER_REAL, grace)
        loop = self._loop_of_screen
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self.exit)

    def _leave(self, number: int, frame: FrameType | None) -> None:
        """Leave by force, with the terminal given back and nothing left behind."""
        del number, frame
        _leave_by_force(self, self._signal or signal.SIGTERM)

    def raise_fault(self) -> None:
        """Raise UnreadableError where the screen ended by a fault of the program."""
        if self._is_broken:
            said = _("the screen stopped on an internal error: {fault}")
            raise UnreadableError(said.format(fault=_said_of(self._fault)))

    # -- what Textual calls

    def get_driver_class(self) -> type[Driver]:
        """Return what draws on a terminal; another that was asked for stays as it is."""
        from textual.drivers.linux_driver import LinuxDriver

        from inspector.ui.shell.terminal.driver import SteadyDriver

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


def _stop_job(app: EndingApp, driver: Driver | None) -> None:
    from inspector.ui.shell.terminal.driver import SteadyDriver

    if not isinstance(driver, SteadyDriver):
        return
    if driver.can_suspend:
        driver.stop_job()
    else:
        app.notify(_("Cannot suspend: no shell with job control could continue it."))


def _leave_by_force(app: EndingApp, ended_by: int) -> None:
    from inspector.ui.shell.terminal.driver import SteadyDriver

    try:
        if isinstance(driver := app._driver, SteadyDriver):  # noqa: SLF001 - an app's own
            driver.give_back()
        word = _("interrupted") if ended_by == signal.SIGINT else _("terminated")
        with suppress(OSError):
            os.write(2, f"layerscope: {word}\n".encode())
        app.workers.cancel_all()
        time.sleep(_LAST_MOMENT)
        atexit._run_exitfuncs()  # noqa: SLF001  the interpreter's own, which ends engines
    finally:
        os._exit(128 + ended_by)


def _said_of(fault: BaseException | None) -> str:
    """Return of which kind a fault of the program is, and where it was raised."""
    if isinstance(fault, WorkerFailed):
        fault = fault.error
    if fault is None:
        return _("the terminal could not be used")
    return f"{type(fault).__name__} ({raised_at(fault)})"
