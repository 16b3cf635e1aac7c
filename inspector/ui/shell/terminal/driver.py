"""The terminal while the program is stopped and continued by signals, and when it is left or gone.

Textual's own driver begins anew at each SIGCONT, whatever came before: two threads then read the
keys, leaving waits for one of them, and what was drawn before is not drawn again. Where the
terminal is gone, it reads nothing for ever, as fast as it can.
"""

from __future__ import annotations

import asyncio
import io
import os
import select
import signal
from contextlib import contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING, Any, Protocol, cast

from textual.drivers.linux_driver import LinuxDriver

from inspector.ui.keys.reader import read_keys
from inspector.ui.shell.terminal.device import TerminalOutput, is_gone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from textual.app import App

_POLL = 0.1
_AGAIN = 1.0
# Seconds that leaving waits for keys to be read; someone else may have taken them away.
_PATIENCE = 0.5


class _DriverApp(Protocol):
    """What the driver asks of its application."""

    def hang_up(self) -> None:
        """Note, in any thread, that the terminal is gone."""
        ...

    def forget_shown(self) -> None:
        """Write all cells with the next frame."""
        ...


class SteadyDriver(LinuxDriver):
    """Has the terminal or has given it back, and draws all of the screen when it has it again.

    Signals are handled by the loop, between two of its steps: a handler may come while the very
    lock is held that it would need to write.
    """

    _has_terminal = False
    _is_stopping = False  # within the signal that stops the process
    _was_continued = False  # since the last time that it was set to False

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        self._is_stoppable = signal.getsignal(signal.SIGTSTP) is not signal.SIG_IGN
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._screen_loop = asyncio.get_running_loop()
        signal.signal(signal.SIGTSTP, self._on_signal if self._is_stoppable else signal.SIG_IGN)
        signal.signal(signal.SIGCONT, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        del frame
        self._was_continued = self._was_continued or number == signal.SIGCONT
        if not self._screen_loop.is_closed() and not self._is_stopping:
            handle = self._stop if number == signal.SIGTSTP else self._go_on
            self._screen_loop.call_soon_threadsafe(handle)

    def stop_job(self) -> None:
        """Stop as the terminal's own Ctrl+Z does, which is only a key while there is a screen.

        Whoever waits for this program must stop with it: ``xargs``, a script, what fills its pipe.
        The shell goes on only when all of the job has stopped.
        """
        self._stop(whole_job=True)

    def _stop(self, *, whole_job: bool = False) -> None:
        """Give the terminal back and stop, as any program does."""
        self.suspend_application_mode()
        self._halt(signal.SIGTSTP, whole_job=whole_job)
        self._go_on()

    def _go_on(self) -> None:
        """Take the terminal; where a shell has it, stop until that gives it.

        End where no shell will, as that does not know this process (an orphaned group: termios(3)).
        """
        if not self._app.is_running:
            return
        if not self._is_in_foreground:
            self._was_continued = signal.getsignal(signal.SIGTTOU) is signal.SIG_IGN
            self._halt(signal.SIGTTOU)
        if not self._is_in_foreground:
            if not self._was_continued:
                cast("_DriverApp", self._app).hang_up()
                return
            self._screen_loop.call_later(_AGAIN, self._go_on)
            return
        # Whoever had stopped the process without asking may have left the terminal in any state.
        self.suspend_application_mode()
        self.resume_application_mode()
        self._app.refresh()

    def _halt(self, number: int, *, whole_job: bool = False) -> None:
        """Stop by a signal's usual effect, which is none where no shell could continue it.

        Nor is there one where the signal was ignored from the start.
        """
        handler = signal.getsignal(number)
        if handler is signal.SIG_IGN:
            return
        signal.signal(number, signal.SIG_DFL)
        self._is_stopping = True
        try:
            if whole_job:
                os.kill(0, number)  # kill(2): every process of our group
            else:
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

    def give_back(self) -> None:
        """Give the terminal back at once, whatever is still to be read and written.

        For a signal's handler: no lock is taken that may be held already, and nothing waits.
        """
        if not self._has_terminal or not isinstance(self._file, TerminalOutput):
            return
        said = io.StringIO()
        self._file.close_off()
        self._writer_thread = said  # type: ignore[assignment]  # it is only written to
        self._key_thread = None
        self.stop_application_mode()
        terminal = self._file.fileno()
        with suppress(OSError):
            if select.select([], [terminal], [], 0)[1]:
                os.write(terminal, said.getvalue().encode())

    # -- what Textual calls

    @property
    def can_suspend(self) -> bool:
        """Whether there is a shell that could continue the program."""
        return self._is_stoppable

    def start_application_mode(self) -> None:
        """Take the terminal. Textual's does not where a shell has it."""
        before = self._key_thread
        self._has_terminal = True
        cast("_DriverApp", self._app).forget_shown()
        with _kept(signal.SIGTTIN, signal.SIGTTOU):
            super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual has no type
        self._has_terminal = self._key_thread is not before
        if not self._has_terminal:
            self._screen_loop.call_later(_AGAIN, self._go_on)

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
        """Read keys in a thread that no one has to wait for, as long as the terminal is there."""
        errors: list[BaseException] = []

        def read() -> None:
            try:
                read_keys(self.fileno, self.exit_event, self.process_message)
            except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
                errors.append(error)

        reader = Thread(target=read, name="keys", daemon=True)
        reader.start()
        while reader.is_alive() and not self.exit_event.wait(_POLL):
            if is_gone(self.fileno):
                cast("_DriverApp", self._app).hang_up()
                self.exit_event.set()
                reader.join(_PATIENCE)
                self.exit_event.clear()
                return
        reader.join(_PATIENCE)
        if not errors:
            return
        if isinstance(errors[0], OSError):  # EIO, as one says where the terminal is gone
            cast("_DriverApp", self._app).hang_up()
        else:
            raise errors[0]


@contextmanager
def _kept(*numbers: signal.Signals) -> Iterator[None]:
    """Leave signals as they are, ignored or not, whatever is made of them meanwhile."""
    before = {each: signal.getsignal(each) for each in numbers}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
