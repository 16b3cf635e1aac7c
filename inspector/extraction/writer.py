"""Writes what an image holds below one directory of the user's, and nowhere else.

Everything goes through directory descriptors that are opened without following links. No owner,
no setuid, setgid or sticky bit, no devices; links only where they stay inside. Files are written
under a temporary name and moved, so that a file is there whole or not at all.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING

from inspector.language import Lazy
from inspector.text import decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_OPEN_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_CREATE_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_SAFE_BITS = 0o777
_PRIVATE = 0o700
# Directories that are kept open; programs may open 256 files on some systems.
_MOST_OPEN = 100


@dataclass(frozen=True, slots=True)
class Attributes:
    """What is kept of an entry: permission bits and modification time (None: not known)."""

    mode: int
    mtime: int | None


_DEFAULT = Attributes(0o755, None)


class ExistsError(OSError):
    """Something already exists, and was left as it is."""


@dataclass(slots=True)
class Extraction:
    """Writes below ``root`` (a descriptor of a directory). Paths are image paths.

    Methods raise ExistsError where something is there and ``force`` is off, OSError for the rest.
    ``finish`` sets the directories' permissions and times, last, as writing into them needs both.
    ``parents`` are modes by path: of directories that no one asked for and that have to be there,
    which are no more open than the image has them.
    """

    root: int
    force: bool = False
    parents: Mapping[str, int] = field(default_factory=dict)
    _made: dict[bytes, Attributes] = field(default_factory=dict)
    # The directory that was opened last, and descriptors of its last parts, innermost last.
    _names: list[bytes] = field(default_factory=list)
    _open: list[int] = field(default_factory=list)

    def make_directory(self, path: str, attributes: Attributes) -> None:
        """Make a directory with its parents; one that is there stays as it is."""
        parts = _parts(path)
        self._directory(parts)
        key = b"/".join(parts)
        if key in self._made:
            self._made[key] = attributes

    def write_file(
        self, path: str, pieces: Iterable[tuple[int, bytes]], size: int, attributes: Attributes
    ) -> None:
        """Write a file of ``size`` bytes: each piece at its place, holes between them."""

        def create(directory: int, name: bytes) -> None:
            fd = os.open(name, _CREATE_FILE, 0o600, dir_fd=directory)
            try:
                end = 0
                for place, data in pieces:
                    _write_all(fd, data, place)
                    end = place + len(data)
                if end < size:
                    os.truncate(fd, size)
                os.fchmod(fd, attributes.mode & _SAFE_BITS)
                _set_time(fd, attributes.mtime)
            finally:
                os.close(fd)

        self._place(path, create)

    def make_link(self, path: str, other: str) -> None:
        """Give a file that was written as ``other`` a second name."""
        *parents, name = _parts(other)
        there = os.dup(self._directory(parents))
        try:
            self._place(
                path,
                lambda directory, new: os.link(
                    name, new, src_dir_fd=there, dst_dir_fd=directory, follow_symlinks=False
                ),
            )
        finally:
            os.close(there)

    def make_symlink(self, path: str, target: str, mtime: int | None) -> None:
        """Make a symlink, whose target must stay inside (see ``stays_inside``)."""

        def create(directory: int, name: bytes) -> None:
            os.symlink(encode(target), name, dir_fd=directory)
            _set_time(name, mtime, directory)

        self._place(path, create)

    def _place(self, path: str, create: Callable[[int, bytes], None]) -> None:
        """Create something under a temporary name, then move it to its own."""
        *parents, name = _parts(path)
        directory = self._directory(parents)
        if not self.force and _exists(directory, name):
            raise ExistsError(Lazy("{path} already exists", path=path))
        temporary = b".layerscope-" + secrets.token_hex(8).encode()
        try:
            create(directory, temporary)
            os.rename(temporary, name, src_dir_fd=directory, dst_dir_fd=directory)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(temporary, dir_fd=directory)

    def finish(self) -> None:
        """Give the directories that were made their permissions and times, inner ones first."""
        try:
            for key in sorted(self._made, reverse=True):
                attributes = self._made[key]
                directory = self._directory(key.split(b"/"))
                os.fchmod(directory, attributes.mode & _SAFE_BITS)
                _set_time(directory, attributes.mtime)
        finally:
            self._leave(0)

    def _unasked(self, key: bytes) -> Attributes:
        mode = self.parents.get("/" + decode(key), _DEFAULT.mode)
        return Attributes(mode & _DEFAULT.mode, None)

    def _directory(self, parts: list[bytes]) -> int:
        """Open a directory until the next is opened, made with its parents where it was not there.

        Paths come directory by directory: what they share with the one before stays open, or a
        thousand deep paths would take a million steps.
        """
        pairs = zip(self._names, parts, strict=False)
        self._leave(sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs)))
        if not self._open:
            self._names.clear()
        for name in parts[len(self._names) :]:
            self._enter(name)
        return self._here

    def _enter(self, name: bytes) -> None:
        here = self._here
        with suppress(FileExistsError):
            os.mkdir(name, _PRIVATE, dir_fd=here)
            key = b"/".join((*self._names, name))
            self._made[key] = self._unasked(key)
        self._open.append(_open_directory(name, here))
        self._names.append(name)
        if len(self._open) > _MOST_OPEN:
            os.close(self._open.pop(0))

    @property
    def _here(self) -> int:
        return self._open[-1] if self._open else self.root

    def _leave(self, depth: int) -> None:
        """Close directories until so many names are left."""
        while len(self._names) > depth:
            self._names.pop()
            if self._open:
                os.close(self._open.pop())


def stays_inside(path: str, target: str) -> bool:
    """Whether a symlink at ``path`` leads nowhere above the directory extracted to.

    Only leading ``..`` count on real directories; one behind a name could go up from wherever
    another link leads, so such a target does not stay inside.
    """
    parts = [part for part in target.split("/") if part not in {"", "."}]
    up = 0
    while up < len(parts) and parts[up] == "..":
        up += 1
    depth = len(_parts(path)) - 1
    return not target.startswith("/") and up <= depth and ".." not in parts[up:]


def _parts(path: str) -> list[bytes]:
    return [encode(part) for part in path.split("/") if part not in {"", ".", ".."}]


def _open_directory(name: bytes, above: int) -> int:
    try:
        return os.open(name, _OPEN_DIRECTORY, dir_fd=above)
    except NotADirectoryError as error:
        told = Lazy(
            "{name} exists and is not a directory (links are not followed)", name=decode(name)
        )
        raise NotADirectoryError(error.errno, told) from error


def _exists(directory: int, name: bytes) -> bool:
    try:
        os.stat(name, dir_fd=directory, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _write_all(fd: int, data: bytes, place: int) -> None:
    rest = memoryview(data)
    while rest:
        written = os.pwrite(fd, rest, place)
        place += written
        rest = rest[written:]


def _set_time(what: int | bytes, mtime: int | None, directory: int | None = None) -> None:
    """Set the modification time of a descriptor, or of a link's name in a directory.

    A time that the file system cannot hold is left alone.
    """
    if mtime is None:
        return
    with suppress(OverflowError, OSError):
        if directory is None:
            os.utime(what, (mtime, mtime))
        else:
            os.utime(what, (mtime, mtime), dir_fd=directory, follow_symlinks=False)
