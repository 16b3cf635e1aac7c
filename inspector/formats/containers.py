"""Containers that engines have, as images: what a container wrote is the top layer.

The engine's own ``commit`` makes a temporary image, ``save`` sends it, ``rmi`` removes it. The
container is not stopped, and not paused unless that is asked for.
"""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
import weakref
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from inspector.errors import EngineError, reason
from inspector.formats.engines import DOCKER, PODMAN, Saving, is_name, last_words, saved
from inspector.formats.stream import Spooled
from inspector.language import N_, Lazy, together
from inspector.text import printable

if TYPE_CHECKING:
    from typing import Self

    from inspector.formats.engines import Engine
    from inspector.formats.model import Archive, ImageSource
    from inspector.io.progress import Progress
    from inspector.limits import Limits
    from inspector.spec import HistoryEntry

# What stands before a colon -> whom to ask.
SCHEMES = {"docker-container": DOCKER, "podman-container": PODMAN}
# podman tells of its progress, and its other form has no room for HEALTHCHECK and SHELL.
_COMMIT_OPTIONS = {"docker": (), "podman": ("--quiet", "--format=docker")}

# moby, daemon/names: an ID and its beginning are such a name, too.
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}")
_FORMAT = "--format=[{{json .ID}},{{json .Name}},{{json .Image}},{{json .Path}},{{json .Args}}]"
_ANSWER_BYTES = 4 << 20
# docker, podman: what they answer to "image inspect"
_NO_IMAGE = re.compile(r"no such image|image not known", re.IGNORECASE)
_TICK = 0.05  # seconds
# Seconds that a commit may still take once no one wants it: ended early it would leave its image.
_PATIENCE = 60.0
_BIRTH = 1.0  # seconds until a thread runs whose start was interrupted


@dataclass(frozen=True, slots=True)
class EngineContainer:
    """A container as its engine knows it; its texts are not printable yet."""

    id: str
    name: str
    image: str
    command: tuple[str, ...]

    def described(self, archive: Archive, reference: str) -> Archive:
        """Return the archive of its image, called ``reference``, with a top row that tells of it.

        docker's row has no name and no entrypoint, podman's has neither name nor command.
        """
        images = tuple(self._described(each, reference) for each in archive.images)
        return replace(archive, images=images)

    def _described(self, image: ImageSource, reference: str) -> ImageSource:
        history = [*(image.config.history or ())]
        if history:
            history[-1] = self._row(history[-1])
        return replace(
            image, names=(reference,), config=replace(image.config, history=history or None)
        )

    def _row(self, row: HistoryEntry) -> HistoryEntry:
        told = ": ".join(filter(None, (f"container {self.name}", " ".join(self.command))))
        return replace(row, created_by=told)


def receive_container(
    scheme: str, name: str, limits: Limits, progress: Progress, *, pause: bool
) -> tuple[Spooled, EngineContainer]:
    """Return an archive of a container's image with what the container wrote, and what it is.

    The temporary image is gone again, whatever happens. Raises EngineError; what ``progress``
    raises ends the engine.
    """
    engine = SCHEMES[scheme]
    if _NAME.fullmatch(name) is None:
        raise EngineError(
            Lazy(
                "{name!r} is not a container's name or ID: {command} was not asked",
                name=name,
                command=engine.command,
            )
        )
    program = shutil.which(engine.command)
    if program is None:
        raise EngineError(Lazy("{command}: not installed", command=engine.command))
    waiting = _Waiting(progress)
    container = _inspected(engine, program, name, waiting)
    with _TemporaryImage(engine, program, container.id, pause=pause) as image:
        try:
            committed = image.committed(waiting)
        except EngineError as error:
            _, failure = _answer([program, "image", "inspect", "--", container.image], waiting)
            if _NO_IMAGE.search(failure):  # commit named a file that docker could not open
                gone = N_("{command}: the image of container {name} is gone")
                values = {"command": engine.command, "name": printable(name)}
                raise EngineError(Lazy(gone, **values)) from error
            raise
        outcome = saved(program, engine.attempts(committed)[0], limits, progress)
    if isinstance(outcome, Spooled):
        return outcome, container
    raise EngineError(together(": ", (engine.command, outcome)))


class _Waiting:
    """Passes on that time goes by: what an engine says besides is no part of the archive."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def advance(self, size: int, /) -> None:
        del size
        self._progress.advance(0)


def _inspected(engine: Engine, program: str, name: str, progress: Progress) -> EngineContainer:
    """Return what an engine knows of a container. Raises EngineError where there is none."""
    said, failure = _answer([program, "container", "inspect", _FORMAT, "--", name], progress)
    if failure:
        raise EngineError(together(": ", (engine.command, failure)))
    try:
        full_id, full_name, image, path, arguments = msgspec.json.decode(
            said, type=tuple[str, str, str, str, list[str] | None]
        )
    except msgspec.DecodeError as error:
        raise EngineError(
            Lazy(
                "{command}: unexpected answer to inspect ({error})",
                command=engine.command,
                error=error,
            )
        ) from error
    if _NAME.fullmatch(full_id) is None:
        raise EngineError(Lazy("{command}: unexpected answer to inspect", command=engine.command))
    if engine is PODMAN and arguments == [path]:
        arguments = []  # its answer for a command without arguments
    command = tuple(filter(None, (path, *(arguments or ()))))
    return EngineContainer(full_id, full_name.removeprefix("/"), image, command)


def _answer(words: list[str], progress: Progress) -> tuple[bytes, str]:
    """Return what an engine printed, and how it failed, "" where it did not."""
    said = b""
    try:
        with closing(Saving(words, progress)) as answer:
            while len(said) < _ANSWER_BYTES and (data := answer.read(_ANSWER_BYTES)):
                said += data
            return said, answer.failure()
    except OSError as error:
        return said, Lazy("cannot be run ({reason})", reason=reason(error))


class _TemporaryImage:
    """An image that an engine commits, and removes at the end of the ``with``.

    Both are done in a thread, and by processes in a session of their own, so that nothing that
    interrupts the one who waits can come between them.
    """

    def __init__(self, engine: Engine, program: str, container: str, *, pause: bool) -> None:
        self._engine = engine
        self._program = program
        self._name = f"localhost/layerscope-temporary:{secrets.token_hex(16)}"
        options = (f"--pause={str(pause).lower()}", *_COMMIT_OPTIONS[engine.command])
        self._commit = ("commit", *options, "--", container, self._name)
        self._id = ""
        self._failure = ""
        self._remains = ""
        self._is_made = Event()
        self._is_unwanted = Event()
        self._is_over = Event()
        # Daemonic: else one whose owner was abandoned would keep the interpreter from its end.
        self._thread = Thread(target=self._live, daemon=True)
        self._end = partial(_await_end, self._thread, self._is_unwanted, self._is_over)
        self._finalizer = weakref.finalize(self, self._end)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Remove the image. Raises EngineError where it may still be there."""
        del error
        self._end()
        self._finalizer.detach()
        if self._thread.is_alive() and not self._is_over.is_set():
            self._remains = Lazy(
                "commit did not end within {seconds:.0f} seconds", seconds=_PATIENCE
            )
        if self._remains:
            command = self._engine.command
            raise EngineError(
                Lazy(
                    "{command}: a temporary image may be left behind ({remains})",
                    command=command,
                    remains=self._remains,
                ),
                hint=Lazy("remove it with {command} rmi {name}", command=command, name=self._name),
            )

    def committed(self, progress: Progress) -> str:
        """Make the image and return its ID. Raises EngineError."""
        self._thread.start()
        while not self._is_made.wait(_TICK):
            progress.advance(0)
        if self._failure:
            raise EngineError(together(": ", (self._engine.command, self._failure)))
        if not is_name(self._id):
            raise EngineError(
                Lazy("{command}: unexpected answer to commit", command=self._engine.command)
            )
        return self._id

    def _live(self) -> None:
        """Make the image, and remove it when it is not wanted any more. For its thread."""
        said, self._failure = self._run(self._commit)
        self._id = said.strip()
        self._is_made.set()
        self._is_unwanted.wait()
        # Untagged parents are someone else's. What failed may have got so far as to have a name.
        _, failure = self._run(("rmi", "--no-prune", "--", self._name))
        self._remains = "" if self._failure else failure
        self._is_over.set()

    def _run(self, arguments: tuple[str, ...]) -> tuple[str, str]:
        """Return what the engine printed, and how it failed, "" where it did not."""
        try:
            done = subprocess.run(
                [self._program, *arguments],
                check=False,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                start_new_session=True,
            )
        except OSError as error:
            return "", Lazy("cannot be run ({reason})", reason=reason(error))
        return done.stdout.decode("utf-8", "replace"), last_words(done.returncode, done.stderr)


def _await_end(thread: Thread, is_unwanted: Event, is_over: Event) -> None:
    """Wait until an image is removed, whatever interrupts, which is raised afterwards."""
    is_unwanted.set()
    interruption: BaseException | None = None
    begun = monotonic()
    while monotonic() < begun + (_PATIENCE if thread.is_alive() else _BIRTH):
        try:
            if is_over.wait(_TICK):
                break
        except BaseException as error:  # noqa: BLE001  signals: nothing else is raised here
            interruption = interruption or error
    if interruption is not None:
        raise interruption
