"""The terminal while the program is stopped and continued by signals, and when it is left.

Textual's own driver begins anew at each SIGCONT, whatever came before: two threads then read the
keys, leaving waits for one of them, and what was drawn before is not drawn again.
"""

from __future__ import annotations

import asyncio
import os
import signal
from threading import Thread
from typing import TYPE_CHECKING, Any

from textual.drivers.linux_driver import LinuxDriver

from inspector.ui.key_reader import read_keys

if TYPE_CHECKING:
    from types import FrameType

    from textual.app import App

_POLL = 0.1
_AGAIN = 1.0
# Seconds that leaving waits for keys to be read; someone else may have taken them away.
_PATIENCE = 0.5


class SteadyDriver(LinuxDriver):
    """Has the terminal or has given it back, and draws all of the screen when it has it again.

    Signals are obeyed by the loop, between two of its steps: a handler may come while the very
    lock is held that it would need to write.
    """

    _has_terminal = False
    _is_stopping = False  # within the signal that stops the process

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._screen_loop = asyncio.get_running_loop()
        signal.signal(signal.SIGTSTP, self._hear)
        signal.signal(signal.SIGCONT, self._hear)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        del frame
        if not self._screen_loop.is_closed() and not self._is_stopping:
            obey = self._stop if number == signal.SIGTSTP else self._go_on
            self._screen_loop.call_soon_threadsafe(obey)

    def _stop(self) -> None:
        """Give the terminal back and stop, as any program does."""
        self.suspend_application_mode()
        self._halt(signal.SIGTSTP)
        self._go_on()

    def _go_on(self) -> None:
        """Take the terminal; where a shell has it, stop until that gives it."""
        if not self._app.is_running:
            return
        if not self._is_in_foreground:
            self._halt(signal.SIGTTOU)
        if not self._is_in_foreground:
            self._screen_loop.call_later(_AGAIN, self._go_on)
            return
        # Whoever had stopped the process without asking may have left the terminal in any state.
        self.suspend_application_mode()
        self.resume_application_mode()
        self._app.refresh()

    def _halt(self, number: int) -> None:
        """Stop by a signal's usual effect, which is none where no shell could continue it."""
        handler = signal.signal(number, signal.SIG_DFL)
        self._is_stopping = True
        try:
            signal.raise_signal(number)
        finally:
            self._is_stopping = False
            signal.signal(number, handler)

    @property
    def _is_in_foreground(self) -> bool:
        try:
            return os.tcgetpgrp(self.fileno) == os.getpgrp()
        except OSError:  # no terminal that jobs take turns on
            return True

    # -- what Textual calls

    def start_application_mode(self) -> None:
        """Take the terminal. Textual's does not where a shell has it."""
        before = self._key_thread
        self._has_terminal = True
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual has no type
        self._has_terminal = self._key_thread is not before

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        if self._has_terminal:
            super().stop_application_mode()
            self._has_terminal = False

    def disable_input(self) -> None:
        """Read no more keys."""
        if self._has_terminal:
            super().disable_input()

    def write(self, data: str) -> None:
        """Write to the terminal; while another program has it, nothing."""
        if self._has_terminal:
            super().write(data)

    def run_input_thread(self) -> None:
        """Read keys in a thread that no one has to wait for."""
        errors: list[BaseException] = []

        def read() -> None:
            try:
                read_keys(self.fileno, self.exit_event, self.process_message)
            except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
                errors.append(error)

        reader = Thread(target=read, name="keys", daemon=True)
        reader.start()
        while reader.is_alive() and not self.exit_event.wait(_POLL):
            pass
        reader.join(_PATIENCE)
        if errors:
            raise errors[0]
