"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from inspector.io.held import held

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# How the names of files begin that are being written, or were when their program ended.
UNFINISHED = ".new-"
_CHUNK = 1 << 20


def write_whole(path: Path, data: bytes) -> None:
    """Write a file aside, for this user alone, and move it into its place. Raises OSError.

    Two programs at once, a crash or a full disk leave the old file or the new one.
    """
    with _aside(path) as file:
        file.write(data)


def copy_whole(path: Path, source: IO[bytes]) -> None:
    """Write what a file holds from its position on, as ``write_whole``. Raises OSError."""
    with _aside(path) as file:
        shutil.copyfileobj(source, file, _CHUNK)


def write_public(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file as ``write_whole``, with the mode that it has, or that new files have."""
    with public_file(path) as file:
        file.writelines(parts)


@contextmanager
def public_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write, which is moved into its place as ``write_public`` does at the end.

    What is raised meanwhile leaves the old file, or none. Raises OSError.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    with _aside(path, mode) as file:
        yield file


@contextmanager
def _aside(path: Path, mode: int | None = None) -> Iterator[BinaryIO]:
    temporary: str | None = None
    try:
        with held():  # until it is known which file is to be removed
            fd, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
        with os.fdopen(fd, "wb") as file:
            yield file
            if mode is not None:
                os.fchmod(file.fileno(), mode)
        Path(temporary).replace(path)
    except BaseException:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise
