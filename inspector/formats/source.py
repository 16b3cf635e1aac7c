"""From what the user names to an archive: paths, standard input, engines."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

import msgspec

from inspector.errors import (
    EngineError,
    LayerscopeError,
    NotAnImageError,
    UnreadableError,
    UsageError,
    reason,
)
from inspector.formats import detect, no_image
from inspector.formats.store import open_store
from inspector.formats.stream import PipeReader, Spooled, spool, unpacked
from inspector.io.progress import NoProgress
from inspector.io.window import OpenFile, Window
from inspector.language import Lazy, together
from inspector.text import printable

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.formats import Archive
    from inspector.formats.store import BlobStore
    from inspector.io.progress import Progress
    from inspector.limits import Limits

# dive writes docker-archive://PATH, skopeo docker-archive:PATH; both are understood.
_PATH_SCHEMES = ("docker-archive", "oci-archive", "oci")
_ENGINE_SCHEMES = ("docker", "podman", "containerd")
_CONTAINER_SCHEMES = ("docker-container", "podman-container")
STDIN = "-"


class Reference(msgspec.Struct, frozen=True):
    """What the user named. ``scheme`` is empty where nothing was said."""

    scheme: str
    rest: str

    @property
    def is_engine(self) -> bool:
        """Whether an engine was named."""
        return self.scheme in _ENGINE_SCHEMES or self.is_container

    @property
    def is_container(self) -> bool:
        """Whether a container of an engine was named."""
        return self.scheme in _CONTAINER_SCHEMES


def parse_reference(text: str) -> Reference:
    """Split a scheme off; a path that exists always wins."""
    if text == STDIN or os.path.lexists(text):
        return Reference("", text)
    scheme, colon, rest = text.partition(":")
    if colon and scheme in (*_PATH_SCHEMES, *_ENGINE_SCHEMES, *_CONTAINER_SCHEMES):
        return Reference(scheme, rest.removeprefix("//"))
    return Reference("", text)


def is_source(text: str, path: Path) -> bool:
    """Whether a file is what the user named, or lies in the folder that was named."""
    reference = parse_reference(text)
    if reference.is_engine or reference.rest in {"", STDIN}:
        return False
    named = type(path)(reference.rest)
    if named.is_dir():
        return path.resolve().is_relative_to(named.resolve())
    return path.exists() and named.exists() and path.samefile(named)


def open_archive(
    text: str,
    limits: Limits,
    progress: Progress | None = None,
    *,
    stdin: int = 0,
    may_be_empty: bool = False,
    pause: bool = False,
) -> Archive:
    """Open what the user named and read its indexes.

    ``progress`` is told of bytes that must be copied first, and may end that by raising. ``stdin``
    is the descriptor that ``-`` means. ``may_be_empty``: an archive without an image is no error.
    ``pause``: a container is paused while the engine copies what it wrote.
    Raises UnreadableError where it cannot be read, NotAnImageError where it holds no image,
    EngineError where no engine has it, UsageError where ``-`` is a terminal.
    """
    reference = parse_reference(text)
    named = Lazy("standard input") if text == STDIN else printable(reference.rest) or "''"
    try:
        if reference.is_container:
            archive = _of_container(reference, limits, progress or NoProgress(), pause=pause)
        else:
            archive = detect(_store(reference, limits, progress or NoProgress(), stdin), limits)
        if not archive.images and not may_be_empty:
            raise no_image(archive)
    except (OSError, ValueError) as error:
        raise UnreadableError(
            Lazy("cannot read {named}: {reason}", named=named, reason=reason(error))
        ) from error
    except UsageError:
        raise
    except LayerscopeError as error:
        raise _prefixed(error, printable(text) if reference.is_engine else named) from error
    return archive


def _prefixed(error: LayerscopeError, name: str) -> LayerscopeError:
    kind = type(error) if isinstance(error, UnreadableError) else UnreadableError
    return kind(together(": ", (name, error.text)))


def _store(reference: Reference, limits: Limits, progress: Progress, stdin: int) -> BlobStore:
    if reference.is_engine:
        return _spooled_store(_from_engine(reference, limits, progress), limits)
    if reference.rest == STDIN and not reference.scheme:
        return _spooled_store(_from_descriptor(stdin, limits, progress), limits)
    try:
        mode = os.stat(reference.rest).st_mode  # noqa: PTH116  "" is no path, Path("") is "."
    except (FileNotFoundError, NotADirectoryError):
        return _spooled_store(_of_no_path(reference, limits, progress), limits)
    if stat.S_ISDIR(mode):
        from inspector.formats.directory import DirectoryStore

        return DirectoryStore(reference.rest)
    if not stat.S_ISREG(mode) and not stat.S_ISFIFO(mode):
        raise UnreadableError(_refused(mode))
    # Not to block on a FIFO; on a file the flag has no meaning.
    fd = os.open(reference.rest, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    try:
        spooled = _from_descriptor(fd, limits, progress)
    finally:
        os.close(fd)
    return _spooled_store(spooled, limits)


def _of_container(
    reference: Reference, limits: Limits, progress: Progress, *, pause: bool
) -> Archive:
    from inspector.formats.containers import receive_container

    scheme, name = reference.scheme, reference.rest
    spooled, container = receive_container(scheme, name, limits, progress, pause=pause)
    archive = detect(_spooled_store(spooled, limits), limits)
    return container.described(archive, f"{scheme}:{name}")


def _from_engine(reference: Reference, limits: Limits, progress: Progress) -> Spooled:
    from inspector.formats.engines import receive

    return receive(reference.scheme, reference.rest, limits, progress)


def _of_no_path(reference: Reference, limits: Limits, progress: Progress) -> Spooled:
    """Ask engines for a bare name that is no path."""
    from inspector.formats.engines import is_name

    if reference.scheme or not is_name(reference.rest) or os.path.lexists(reference.rest):
        hint = None
        path, colon, name = reference.rest.rpartition(":")
        if reference.scheme and colon and os.path.lexists(path):
            hint = Lazy("--image {name} chooses an image of {path}", name=name, path=path)
        raise UnreadableError(Lazy("no such file"), hint=hint)
    try:
        return _from_engine(reference, limits, progress)
    except EngineError as error:
        raise EngineError(Lazy("no such file, and {error}", error=error.text)) from error


def _from_descriptor(fd: int, limits: Limits, progress: Progress) -> Spooled:
    """Return the bytes behind a descriptor, which stays open. Raises UsageError for a terminal."""
    if fd == 0 and sys.__stdin__ is None:
        raise UnreadableError(Lazy("it is closed"))
    status = os.fstat(fd)
    if os.isatty(fd):
        raise UsageError(Lazy("'-' reads an archive from standard input, which is a terminal"))
    if stat.S_ISREG(status.st_mode):
        # Its reader may have been somewhere in it already: `{ read line; layerscope -; } < file`.
        window = Window(OpenFile(os.dup(fd), status.st_size), os.lseek(fd, 0, os.SEEK_CUR))
        return unpacked(window, limits, progress)
    if stat.S_ISFIFO(status.st_mode) or stat.S_ISSOCK(status.st_mode):
        reader = PipeReader(fd, progress)
        if not os.get_blocking(fd):
            reader.await_writer()
        return spool(reader, limits)
    if stat.S_ISCHR(status.st_mode):  # /dev/null, where nothing is piped
        raise UnreadableError(Lazy("no archive was piped in"))
    raise UnreadableError(_refused(status.st_mode))


def _refused(mode: int) -> str:
    is_device = stat.S_ISCHR(mode) or stat.S_ISBLK(mode)
    return Lazy("it is a device") if is_device else Lazy("not a file, a directory or a FIFO")


def _spooled_store(spooled: Spooled, limits: Limits) -> BlobStore:
    if not spooled.window.size:
        raise spooled.damage or NotAnImageError(Lazy("the file is empty"))
    return open_store(spooled.window, limits, spooled.damage, spooled.findings, size=spooled.size)
