"""Processes that another one forks once it has imported the program, which takes half a second.

Each has a session, descriptors, arguments, an environment and signals of its own, and ends as
Python ends. How the program starts is for tests that start it.
"""

from __future__ import annotations

import atexit
import gc
import os
import select
import signal
import socket
import subprocess
import sys
import termios
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
# The word is the descriptor of a socket; what is returned is the code of a process of its own.
_SERVER = "from tests.ui.forks import serve; exec(serve())"
_MOST = 1_000_000  # bytes of what a process is told
_STREAMS = 3
_MODULES = (
    "inspector.cli.view",
    "inspector.cli.build",
    "inspector.cli.container",
    "inspector.ui.shell.run",
)


class _Job(msgspec.Struct):
    """What a process shall run, and how."""

    code: str
    arguments: list[str]
    environ: dict[str, str]
    folder: str
    terminal: str | None  # the one that controls it; then another process leads its session


class Forked:
    """A process of another's: as much of ``Popen`` as a terminal needs."""

    returncode: int | None = None

    def __init__(self, told: socket.socket) -> None:
        self._told = told
        self.pid = int.from_bytes(told.recv(4), sys.byteorder)

    def poll(self) -> int | None:
        """Return how it has ended, None while it runs."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it ends. Raises TimeoutExpired."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(_SERVER, timeout or 0)
        return code

    def _look(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._told], [], [], timeout)[0]:
            self.returncode = int.from_bytes(self._told.recv(4), sys.byteorder, signed=True)
            self._told.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def forked(
    code: str,
    arguments: Sequence[str],
    streams: Sequence[int],
    environ: Mapping[str, str],
    terminal: str | None = None,
) -> Forked:
    """Run a piece of Python in a process of its own, with three streams.

    With a ``terminal``, that controls it, and another process leads the session.
    """
    job = _Job(code, [*arguments], {**environ}, str(Path.cwd()), terminal)
    ours, theirs = socket.socketpair()
    with theirs, Path(os.devnull).open("rb") as nothing:
        fds = [nothing.fileno() if each == subprocess.DEVNULL else each for each in streams]
        sent = msgspec.msgpack.encode(job)
        socket.send_fds(_server(), [sent], [*fds, theirs.fileno()])
    return Forked(ours)


@cache
def _server() -> socket.socket:
    """Start the process that forks; it ends with this one."""
    ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
    words = [sys.executable, "-c", _SERVER, str(theirs.fileno())]
    with theirs:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            cwd=ROOT,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def serve() -> str:
    """Fork for each job; return, in a process of its own, the code that it is to run."""
    from importlib import import_module

    from inspector.ui.shell.features import features, import_all

    for name in _MODULES:
        import_module(name)
    features()
    import_all()
    gc.collect()
    gc.freeze()
    asked = socket.socket(fileno=int(sys.argv[1]))
    running: dict[int, tuple[int, socket.socket]] = {}
    poll = select.poll()
    poll.register(asked, select.POLLIN)
    while True:
        for found, _ in poll.poll():
            if found in running:
                poll.unregister(found)
                os.close(found)
                pid, told = running.pop(found)
                code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                with told, suppress(BrokenPipeError):
                    told.send(code.to_bytes(4, sys.byteorder, signed=True))
                continue
            sent, fds, _flags, _address = socket.recv_fds(asked, _MOST, _STREAMS + 1)
            if not sent:
                os._exit(0)
            job = msgspec.msgpack.decode(sent, type=_Job)
            pid = os.fork()
            if not pid:
                return _begin(job, fds)
            for each in fds[:_STREAMS]:
                os.close(each)
            told = socket.socket(fileno=fds[_STREAMS])
            told.send(pid.to_bytes(4, sys.byteorder))
            ended = os.pidfd_open(pid)
            running[ended] = (pid, told)
            poll.register(ended, select.POLLIN)


def _begin(job: _Job, streams: Sequence[int]) -> str:
    """Become what would have been started with these streams."""
    os.setsid()
    for number, each in enumerate(streams[:_STREAMS]):
        os.dup2(each, number)
    os.closerange(_STREAMS, os.sysconf("SC_OPEN_MAX"))
    os.environ.clear()
    os.environ.update(job.environ)
    os.chdir(job.folder)
    if job.terminal is not None:
        _lead(job.terminal)
    sys.argv = ["-c", *job.arguments]
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        before = getattr(sys, name)
        stream = open(  # noqa: SIM115 - it stays open
            number,
            "w" if number else "r",
            encoding=before.encoding,
            errors=before.errors,
            closefd=False,
            buffering=1 if os.isatty(number) else -1,
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    return job.code


def _lead(name: str) -> None:
    """Fork once more, and return there; lead the session that a terminal controls.

    It is the first that the leader opens, and hangs up when that ends.
    """
    terminal = os.open(name, os.O_RDWR)
    before = termios.tcgetattr(terminal)
    pid = os.fork()
    if not pid:
        os.close(terminal)
        return
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os._exit(code if termios.tcgetattr(terminal) == before else 1)
