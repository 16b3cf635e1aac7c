"""What a command of the imagined container has: the file system, its directory, its output."""

from __future__ import annotations

import os
from dataclasses import dataclass
from errno import ENOENT
from itertools import count
from typing import TYPE_CHECKING, Protocol

from inspector.container.content import Content
from inspector.container.shell.quoting import quote
from inspector.errors import FileError
from inspector.text import decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.container.filesystem import Filesystem
    from inspector.container.stat import Stat
    from inspector.reading.contents import Contents

UMASK = 0o022
CREATED = 0o666 & ~UMASK  # permissions of a new file
# What a terminal is shown of a command; a file gets all of it.
_SHOWN_BYTES = 1 << 20


class Sink(Protocol):
    """Where output goes."""

    def write(self, content: Content) -> None:
        """Take output."""


class Terminal:
    """Keeps what a terminal would show, up to a limit."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._parts: list[bytes] = []
        self._left = _SHOWN_BYTES

    def write(self, content: Content) -> None:
        """Keep the output, unless there was too much of it before."""
        if self._left <= 0:
            return
        shown = content[: self._left]
        self._parts += shown.chunks(self._contents)
        self._left -= shown.size
        if shown.size < content.size:
            self._left = 0
        if not self._left:
            self._parts.append(b"\n[more is not shown]\n")

    @property
    def text(self) -> str:
        """What was written, as text."""
        return decode(b"".join(self._parts))


class Redirected:
    """Keeps what is written to a file, which has been opened, until the command ends."""

    def __init__(self, filesystem: Filesystem, path: str, *, is_append: bool) -> None:
        filesystem.write(path, Content(), append=is_append, mode=CREATED)
        self._filesystem = filesystem
        self._path = filesystem.resolve(path)
        self._inode = filesystem.stat(path).inode
        self._parts: list[Content] = []

    def write(self, content: Content) -> None:
        """Keep the output."""
        self._parts.append(content)

    def is_read_by(self, about: Stat) -> bool:
        """Whether to read a file is to read what is written here."""
        is_written = any(each.size for each in self._parts)
        return about.inode == self._inode and (about.size > 0 or is_written)

    def close(self) -> None:
        """Write what was kept, unless the file is gone. Raises FileError: too large."""
        content = _joined(self._parts)
        if content.size and self._is_there():
            self._filesystem.write(self._path, content, append=True)

    def _is_there(self) -> bool:
        try:
            return self._filesystem.lstat(self._path).inode == self._inode
        except FileError:
            return False


def _joined(parts: list[Content]) -> Content:
    """Return contents as one; pair by pair, as there may be a hundred thousand."""
    while len(parts) > 1:
        pairs = [one + other for one, other in zip(parts[::2], parts[1::2], strict=False)]
        parts = pairs + parts[len(pairs) * 2 :]
    return parts[0] if parts else Content()


class Null:
    """``/dev/null``."""

    def write(self, content: Content) -> None:
        """Drop the output."""


@dataclass
class Process:
    """What a command reads and changes; ``directory`` is where relative paths begin."""

    filesystem: Filesystem
    directory: str
    stdout: Sink
    stderr: Sink

    def at(self, path: str) -> str:
        """Return the absolute path of a word. Raises FileError for an empty one."""
        if not path:
            raise FileError(ENOENT, path)
        if path.startswith("/"):
            return path
        return f"{self.directory.rstrip('/')}/{path}"

    def write(self, output: str | Content) -> None:
        """Write to stdout."""
        self.stdout.write(
            output if isinstance(output, Content) else Content.of_bytes(encode(output))
        )

    def say(self, line: str) -> None:
        """Write a line to stdout."""
        self.write(line + "\n")

    def complain(self, line: str) -> None:
        """Write a line to stderr."""
        self.stderr.write(Content.of_bytes(encode(line + "\n")))

    def stat(self, path: str, *, follow: bool = True) -> Stat | None:
        """Return what is at a path, None where there is nothing to be found."""
        try:
            place = self.at(path)
            return self.filesystem.stat(place) if follow else self.filesystem.lstat(place)
        except FileError:
            return None


def reference(process: Process, path: str, command: str) -> Stat | None:
    """Return what the file of ``--reference`` is, None after a complaint."""
    try:
        return process.filesystem.stat(process.at(path))
    except FileError as error:
        process.complain(f"{command}: failed to get attributes of {quote(path)}: {reason(error)}")
        return None


def free_name(process: Process, folder: str) -> str:
    """Return the path of a file that is not there yet, for what is to be renamed."""
    taken = set(process.filesystem.names(folder))
    name = next(each for each in map("tmp{:06}".format, count()) if each not in taken)
    return path_in(folder, name)


@dataclass(frozen=True)
class ContainerCommand:
    """A command: ``prepare`` reads its words, and raises CommandError for what it does not know."""

    name: str
    prepare: Callable[[Sequence[str]], Callable[[Process], int]]


def reason(error: FileError) -> str:
    """Return the kernel's words for an error."""
    return os.strerror(error.errno)


def base_name(path: str) -> str:
    """Return the last name of a path as basename(3) does."""
    return path.rstrip("/").rpartition("/")[2] or "/"


def path_in(folder: str, name: str) -> str:
    """Return the path of a name in a folder."""
    return f"{folder.rstrip('/')}/{name}" if folder != "/" else f"/{name}"
