"""From what the user names to an archive: paths, standard input, engines, registries."""

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
    RegistryError,
    UnreadableError,
    UsageError,
    reason,
)
from inspector.formats import detect, no_image
from inspector.formats.access import USUAL, Access
from inspector.formats.model import REGISTRY
from inspector.formats.store import open_store
from inspector.formats.stream import PipeReader, Spooled, spool, unpacked
from inspector.io.progress import NoProgress
from inspector.io.window import OpenFile, Window
from inspector.language import Lazy, together
from inspector.text import printable

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.formats import Archive
    from inspector.io.progress import Progress
    from inspector.limits import Limits

# dive writes docker-archive://PATH, skopeo docker-archive:PATH; both are understood.
_PATH_SCHEMES = ("docker-archive", "oci-archive", "oci")
_ENGINE_SCHEMES = ("docker", "podman", "containerd")
_CONTAINER_SCHEMES = ("docker-container", "podman-container")
STDIN = "-"
# Of a name that ends so, a file is what was meant: no registry is asked for it.
_FILE_ENDINGS = (".tar", ".tgz", ".gz", ".xz", ".zst", ".bz2", ".zip", ".json", ".oci")


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

    @property
    def is_registry(self) -> bool:
        """Whether an image of a registry was named."""
        return self.scheme == REGISTRY

    @property
    def is_path(self) -> bool:
        """Whether it is a file or a directory, or might be."""
        return not self.is_engine and not self.is_registry


def parse_reference(text: str) -> Reference:
    """Split a scheme off; a path that exists always wins."""
    if text == STDIN or os.path.lexists(text):
        return Reference("", text)
    scheme, colon, rest = text.partition(":")
    if colon and scheme in (*_PATH_SCHEMES, *_ENGINE_SCHEMES, *_CONTAINER_SCHEMES):
        return Reference(scheme, rest.removeprefix("//"))
    if scheme == REGISTRY and _is_behind_scheme(rest):
        return Reference(scheme, rest.removeprefix("//"))
    return Reference("", text)


def _is_behind_scheme(rest: str) -> bool:
    """Whether ``registry:`` is the scheme: it may be an image (``registry:2``) or a host, too."""
    first, slash, _ = rest.partition("/")
    return rest.startswith("//") or (bool(slash) and not first.isdigit())


def is_source(text: str, path: Path) -> bool:
    """Whether a file is what the user named, or lies in the folder that was named."""
    reference = parse_reference(text)
    if not reference.is_path or reference.rest in {"", STDIN}:
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
    platform: str | None = None,
    access: Access = USUAL,
) -> Archive:
    """Open what the user named and read its indexes.

    ``progress`` is told of bytes that must be copied or fetched first, and may end that by raising.
    ``stdin`` is the descriptor that ``-`` means. ``may_be_empty``: an archive without an image is
    no error. ``platform``: which one is fetched of those that a registry has, by default the
    host's; an archive has what it has. Raises UnreadableError where it cannot be read,
    NotAnImageError where it holds no image, EngineError where no engine has it, RegistryError where
    no registry gives it, UsageError where ``-`` is a terminal or a value does not fit.
    """
    reference = parse_reference(text)
    named = Lazy("standard input") if text == STDIN else printable(reference.rest) or "''"
    opening = _Opener(limits, progress or NoProgress(), stdin, platform, access, may_be_empty)
    try:
        archive = opening.of(reference)
        if not archive.images and not may_be_empty:
            raise no_image(archive)
    except (OSError, ValueError) as error:
        raise UnreadableError(
            Lazy("cannot read {named}: {reason}", named=named, reason=reason(error))
        ) from error
    except UsageError:
        raise
    except LayerscopeError as error:
        raise _prefixed(error, named if reference.is_path else printable(text)) from error
    return archive


def _prefixed(error: LayerscopeError, name: str) -> LayerscopeError:
    kind = type(error) if isinstance(error, UnreadableError) else UnreadableError
    return kind(together(": ", (name, error.text)))


class _Opener(msgspec.Struct, frozen=True):
    """How an archive is opened: ``open_archive`` says what is what."""

    limits: Limits
    progress: Progress
    stdin: int
    platform: str | None
    access: Access
    may_be_empty: bool

    def of(self, reference: Reference) -> Archive:
        """Return the archive behind a reference. Raises LayerscopeError, OSError, ValueError."""
        if reference.is_registry:
            _refuse_host_alone(reference.rest)
            return self._of_registry(reference.rest)
        if reference.is_container:
            return self._of_container(reference)
        if reference.is_engine:
            return self._of_engine(reference)
        if reference.rest == STDIN and not reference.scheme:
            return self._of_descriptor(self.stdin)
        try:
            mode = os.stat(reference.rest).st_mode  # noqa: PTH116  "" is no path, Path("") is "."
        except (FileNotFoundError, NotADirectoryError):
            return self._of_no_path(reference)
        if stat.S_ISDIR(mode):
            from inspector.formats.directory import DirectoryStore

            return detect(DirectoryStore(reference.rest), self.limits)
        if not stat.S_ISREG(mode) and not stat.S_ISFIFO(mode):
            raise UnreadableError(_refused(mode))
        # Not to block on a FIFO; on a file the flag has no meaning.
        fd = os.open(reference.rest, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
        try:
            return self._of_descriptor(fd)
        finally:
            os.close(fd)

    def _of_registry(self, name: str) -> Archive:
        # The client is of use to registries alone.
        from inspector.formats.registry import open_registry

        return open_registry(
            name,
            self.platform,
            self.limits,
            self.progress,
            self.access,
            may_be_empty=self.may_be_empty,
        )

    def _of_container(self, reference: Reference) -> Archive:
        from inspector.formats.containers import receive_container

        scheme, name = reference.scheme, reference.rest
        spooled, container = receive_container(
            scheme, name, self.limits, self.progress, pause=self.access.pause
        )
        return container.described(self._of_spooled(spooled), f"{scheme}:{name}")

    def _of_engine(self, reference: Reference) -> Archive:
        from inspector.formats.engines import receive

        return self._of_spooled(
            receive(reference.scheme, reference.rest, self.limits, self.progress)
        )

    def _of_descriptor(self, fd: int) -> Archive:
        return self._of_spooled(_from_descriptor(fd, self.limits, self.progress))

    def _of_spooled(self, spooled: Spooled) -> Archive:
        if not spooled.window.size:
            raise spooled.damage or NotAnImageError(Lazy("the file is empty"))
        damage, findings = spooled.damage, spooled.findings
        store = open_store(spooled.window, self.limits, damage, findings, size=spooled.size)
        return detect(store, self.limits)

    def _of_no_path(self, reference: Reference) -> Archive:
        """Ask engines for a bare name that is no path, and then its registry."""
        from inspector.formats.engines import is_name

        name = reference.rest
        if reference.scheme or not is_name(name) or os.path.lexists(name):
            raise _no_such_file(reference)
        try:
            return self._of_engine(reference)
        except EngineError as error:
            told = Lazy("no such file, and {error}", error=error.text)
            if name.endswith(_FILE_ENDINGS) or not self.access.asks_registries:
                raise EngineError(told) from error
        try:
            return self._of_registry(name)
        except RegistryError as error:
            raise EngineError(together("\n  ", (told, error.text))) from error


def _refuse_host_alone(name: str) -> None:
    """Raise UsageError for a host: docker's rules make it the name of an image of docker.io."""
    host = name.partition(":")[0]
    if "/" not in name and (host == "localhost" or "." in host):
        told = Lazy("{text!r} is a registry host, not an image", text=name)
        raise UsageError(told, hint=Lazy("write HOST/NAME:TAG or HOST/NAME@DIGEST"))


def _no_such_file(reference: Reference) -> UnreadableError:
    hint = None
    path, colon, image = reference.rest.rpartition(":")
    if reference.scheme and colon and os.path.lexists(path):
        hint = Lazy("--image {name} chooses an image of {path}", name=image, path=path)
    return UnreadableError(Lazy("no such file"), hint=hint)


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
