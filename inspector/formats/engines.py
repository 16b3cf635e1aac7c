"""Images that engines have: their own ``save`` is run, and what it writes is spooled.

So contexts, rootless stores and remote hosts work as the user has them. Arguments are lists, no
shell sees them, and a name that could be taken for anything else is refused before.
"""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import weakref
from contextlib import closing
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import IO, TYPE_CHECKING, NamedTuple, cast

from inspector.errors import EngineError, reason
from inspector.formats.choice import normal_name
from inspector.formats.stream import Spooled, spool
from inspector.io.progress import CancelledError
from inspector.language import N_, Lazy, together
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.io.progress import Progress
    from inspector.limits import Limits

_POLL_MS = 50
# Seconds: for an engine to end once its output has ended, for output that a dead engine's children
# still hold open, and between asking a process to end and ending it.
_LAST_WORDS = 5.0
_LINGERING = 1.0
_MERCY = 2.0
_STDERR_BYTES = 16 << 10
_ANSWER_CHARS = 300
_LONGEST_NAME = 512

# distribution/reference, "Grammar"; an image ID, short or whole, is a name by that grammar, too.
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_NAME = re.compile(
    rf"(?:{_LABEL}(?:\.{_LABEL})*(?::[0-9]+)?/)?"
    rf"{_COMPONENT}(?:/{_COMPONENT})*"
    r"(?P<tag>:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?"
    r"(?P<digest>@[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-f0-9]{32,128})?"
)
_SHORT_ID = re.compile(r"[a-f0-9]{4,64}")


def is_name(text: str) -> bool:
    """Whether a text can be an image's name or ID, and nothing else."""
    return len(text) <= _LONGEST_NAME and _NAME.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Engine:
    """A program that has images: the arguments with which it is asked for one, in turn."""

    command: str
    attempts: Callable[[str], tuple[tuple[str, ...], ...]]


def _docker(name: str) -> tuple[tuple[str, ...], ...]:
    """``docker save NAME`` means every tag of NAME: the one called latest is tried before."""
    match = _NAME.fullmatch(name)
    whole = match is None or match["tag"] or match["digest"] or _SHORT_ID.fullmatch(name)
    names = (name,) if whole else (f"{name}:latest", name)
    return tuple(("save", "--", each) for each in names)


DOCKER = Engine("docker", _docker)
PODMAN = Engine("podman", lambda name: (("save", "--quiet", "--", name),))
NERDCTL = Engine("nerdctl", lambda name: (("save", "--", name),))
# ctr knows no short names, and its parser has no end of options: the name begins with a host
CTR = Engine("ctr", lambda name: (("images", "export", "-", normal_name(name)),))

# What may stand before a colon, "" for a bare name -> whom to ask, in this order.
SCHEMES = {
    "": (DOCKER, PODMAN, NERDCTL),
    "docker": (DOCKER,),
    "podman": (PODMAN,),
    "containerd": (NERDCTL, CTR),
}


def receive(scheme: str, name: str, limits: Limits, progress: Progress) -> Spooled:
    """Return an archive of an image, from the first engine that has it.

    Raises EngineError that tells what each answered, or how one broke off that had begun; what
    ``progress`` raises ends the engine.
    """
    if not is_name(name):
        raise EngineError(Lazy("{name!r} is not an image name: no engine was asked", name=name))
    answers: list[str] = []
    for engine in SCHEMES[scheme]:
        outcome = _ask(engine, name, limits, progress)
        if isinstance(outcome, Spooled):
            return outcome
        answers.append(together("", (f"\n  {engine.command}: ", outcome)))
    told = N_("no engine has an image of this name:{answers}")
    raise EngineError(Lazy(told, answers=together("", answers)))


def _ask(engine: Engine, name: str, limits: Limits, progress: Progress) -> Spooled | str:
    """Return what an engine gave, or what it answered to the first attempt."""
    program = shutil.which(engine.command)
    if program is None:
        return Lazy("not installed")
    answer = ""
    for arguments in engine.attempts(name):
        outcome = saved(program, arguments, limits, progress)
        if isinstance(outcome, Spooled):
            return outcome
        answer = answer or outcome
    return answer


def saved(
    program: str, arguments: Sequence[str], limits: Limits, progress: Progress
) -> Spooled | str:
    """Return the archive that a program writes, or how it failed before it wrote any of it.

    Raises EngineError where it broke off: it has the image, and no other is to be asked.
    """
    try:
        with closing(Saving([program, *arguments], progress)) as saving:
            spooled = spool(saving, limits)
            failure = saving.failure()
    except OSError as error:
        return Lazy("cannot be run ({reason})", reason=reason(error))
    if spooled.window.size and failure:
        raise _broken_off(program, failure)
    return spooled if spooled.window.size else failure or Lazy("sent nothing")


def _broken_off(program: str, failure: str) -> EngineError:
    told = N_("{engine} broke off while sending the image: {told}")
    return EngineError(Lazy(told, engine=program.rpartition("/")[2], told=failure))


class Saving:
    """A running engine: its output as a stream, its words kept."""

    def __init__(self, arguments: list[str], progress: Progress) -> None:
        """Start it. Raises OSError where that is not possible, CancelledError if it is too late."""
        self._progress = progress
        started: list[subprocess.Popen[bytes]] = []
        starting = Lock()
        # Also where a thread that waits, or just starts it, is abandoned and the interpreter ends.
        self._finalizer = weakref.finalize(self, _end_started, starting, started)
        with starting:
            if not self._finalizer.alive:
                raise CancelledError
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
            )
            started.append(self._process)
        self._out = cast("IO[bytes]", self._process.stdout).fileno()
        self._err = cast("IO[bytes]", self._process.stderr).fileno()
        self._words = bytearray()
        self._poll = select.poll()
        self._poll.register(self._out, select.POLLIN)
        self._poll.register(self._err, select.POLLIN)

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes of the archive, none at the end."""
        silent_since: float | None = None
        while True:
            ready = {fd for fd, _ in self._poll.poll(_POLL_MS)}
            if self._err in ready:
                self._listen()
            if self._out in ready:
                data = os.read(self._out, size)
                self._progress.advance(len(data))
                return data
            self._progress.advance(0)
            # A child of the engine may hold the pipe open for ever.
            if self._process.poll() is not None:
                silent_since = silent_since or monotonic()
                if monotonic() - silent_since > _LINGERING:
                    return b""

    def _listen(self) -> None:
        data = os.read(self._err, _STDERR_BYTES)
        if not data:
            self._poll.unregister(self._err)
        self._words += data
        del self._words[:-_STDERR_BYTES]

    def failure(self) -> str:
        """Return how the engine failed, once its output has ended; "" where it did not."""
        self._poll.unregister(self._out)
        deadline = monotonic() + _LAST_WORDS
        while self._process.poll() is None and monotonic() < deadline:
            if self._poll.poll(_POLL_MS):
                self._listen()
            self._progress.advance(0)
        while self._poll.poll(0):
            self._listen()
        # One that does not end is ended; whether the archive is whole, its bytes will tell.
        return last_words(self._process.poll(), self._words)

    def close(self) -> None:
        """End the engine where it still runs."""
        self._finalizer()


def last_words(code: int | None, words: bytes | bytearray) -> str:
    """Return how a program failed, by its status and what it wrote to stderr; "" if it did not."""
    if not code:
        return ""
    lines = words.decode("utf-8", "replace").splitlines()
    text = "; ".join(printable(line.strip()) for line in lines if line.strip())
    if not text:
        if code < 0:
            return Lazy("ended by signal {number}", number=-code)
        return Lazy("ended with status {code}", code=code)
    return text if len(text) <= _ANSWER_CHARS else text[: _ANSWER_CHARS - 1] + "…"


def _end_started(starting: Lock, started: Sequence[subprocess.Popen[bytes]]) -> None:
    """End a program that was started, or is being started at this moment."""
    is_free = starting.acquire(timeout=_MERCY)  # a start that hangs must not keep the interpreter
    for process in started:
        end_process(process)
    if is_free:
        starting.release()


def end_process(process: subprocess.Popen[bytes]) -> None:
    """End a program where it still runs, gently at first."""
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_MERCY)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(_MERCY)


class ListedImage(NamedTuple):
    """An image that an engine has: its ID, and the name to ask for it by."""

    id: str
    name: str


# How an engine is asked for a line for each image: its ID and its name.
_LISTING = ("image", "ls", "--no-trunc", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}")


def listed_images(scheme: str) -> list[ListedImage]:
    """Return the images of an engine, each once, sorted by name. Raises EngineError."""
    names: dict[str, str] = {}
    for id_, name in _listing(scheme, None):
        is_named = is_name(name)
        digits = id_.rpartition(":")[2]
        if is_named or _SHORT_ID.fullmatch(digits):
            known = names.get(id_)
            if known is None or (is_named and known == digits):
                names[id_] = name if is_named else digits
    return sorted((ListedImage(*each) for each in names.items()), key=lambda each: each.name)


def image_names(scheme: str, seconds: float) -> list[str]:
    """Return all names of an engine's images, sorted; the engine may ask for nothing.

    Raises EngineError, also where it takes longer than ``seconds``.
    """
    return sorted({name for _id, name in _listing(scheme, seconds) if is_name(name)})


def _listing(scheme: str, seconds: float | None) -> list[tuple[str, str]]:
    """Return the ID and the name of each line, sorted."""
    engine = SCHEMES[scheme][0]
    program = shutil.which(engine.command)
    if program is None:
        raise EngineError(Lazy("{engine}: not installed", engine=engine.command))
    try:
        done = answer([program, *_LISTING], seconds)
    except subprocess.TimeoutExpired as error:
        told = Lazy("no answer in {seconds} s", seconds=seconds)
        raise EngineError(Lazy("{engine}: {told}", engine=engine.command, told=told)) from error
    except OSError as error:
        told = Lazy("cannot be run ({reason})", reason=reason(error))
        raise EngineError(Lazy("{engine}: {told}", engine=engine.command, told=told)) from error
    if failure := last_words(done.returncode, done.stderr):
        raise EngineError(Lazy("{engine}: {told}", engine=engine.command, told=failure))
    lines = (line.strip() for line in done.stdout.decode("utf-8", "replace").splitlines())
    return sorted((id_, name) for id_, _, name in (line.partition(" ") for line in lines))


def answer(
    command: Sequence[str], seconds: float | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end. Raises OSError.

    Where it has ``seconds``, it has no terminal to ask for a password on, and what takes longer
    ends with all that it has started. Raises TimeoutExpired then.
    """
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=seconds is not None,
    ) as process:
        try:
            out, err = process.communicate(timeout=seconds)
        except BaseException:
            if seconds is not None and sys.platform != "win32":
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, err)
