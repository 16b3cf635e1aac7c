"""The folder of a cache: whole files or none, never too many, and only this user's.

Only what this user alone can write is believed: whoever else could write there could plant an
index.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.errors import reason
from inspector.io.atomic import UNFINISHED, copy_whole, write_whole
from inspector.io.window import OpenFile
from inspector.language import Lazy, _, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

MAX_BYTES = 512 << 20
# Small files take a block and a look each, whatever their bytes.
MAX_FILES = 10_000
# A file that was being written this many seconds ago is left over from a program that is gone.
_ABANDONED = 3600.0
_CHUNK = 1 << 20
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class DiskUsage:
    """What the cache holds."""

    path: Path
    files: int
    bytes: int


def default_root() -> Path:
    """Return where the user's caches lie; a relative path where no home is known."""
    from platformdirs import user_cache_path

    try:
        return user_cache_path("layerscope")
    except RuntimeError:
        return Path("~/.cache/layerscope")


class CacheFolder:
    """Files by name. Whatever goes wrong is told in one line, once; from then on none is kept."""

    def __init__(self, path: Path, tell: Callable[[str], None], max_bytes: int) -> None:
        self._path = path
        self._tell = tell
        self._max_bytes = max_bytes
        self.is_broken = False

    def remove(self, name: str) -> None:
        """Remove a file that is of no use."""
        with suppress(OSError):
            (self._path / name).unlink()

    def touch(self, name: str) -> None:
        """Note that a file was of use."""
        with suppress(OSError):
            os.utime(self._path / name)

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        try:
            return (self._path / name).exists()
        except OSError:
            return False

    def read(self, name: str) -> bytes | None:
        """Return a file of this user's that no one else can write, None where there is none."""
        file = self.open(name)
        if file is None or file.size > self._max_bytes:
            return None
        try:
            return b"".join(iter(lambda: os.read(file.fd, _CHUNK), b""))
        except OSError as error:
            self._complain(reason(error))
            return None

    def open(self, name: str) -> OpenFile | None:
        """Open a file of this user's that no one else can write, None where there is none."""
        try:
            # Neither a link nor a pipe is waited for or followed.
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            fd = os.open(self._path / name, flags)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._complain(reason(error))
            return None
        status = os.fstat(fd)
        file = OpenFile(fd, status.st_size)
        return file if stat.S_ISREG(status.st_mode) and _is_ours(status) else None

    def is_trusted(self) -> bool:
        """Whether no one else can put files into the folder; one that is not there yet is fine."""
        if not self._path.is_absolute():  # no home is known
            self._complain(Lazy("no home directory is known"))
            return False
        try:
            status = self._path.lstat()
        except FileNotFoundError:
            return True
        except OSError as error:
            self._complain(reason(error))
            return False
        if stat.S_ISDIR(status.st_mode) and _is_ours(status):
            return True
        self._complain(Lazy("not a folder that only this user can write to"))
        return False

    def write(self, name: str, data: bytes | None) -> None:
        """Keep a file, whole or not at all; no data: nothing."""
        if data is None or self.is_broken or not self._make():
            return
        try:
            write_whole(self._path / name, data)
        except FileNotFoundError:
            return  # another program cleared the cache meanwhile
        except OSError as error:
            self._complain(reason(error))

    def nameless(self) -> IO[bytes]:
        """Return an empty file for ``keep``: whatever happens before, nothing is left of it.

        Where the folder cannot have one, it is a temporary file. Raises OSError.
        """
        if not self.is_broken and self._make():
            with suppress(OSError, AttributeError):  # Linux alone has them
                fd = os.open(self._path, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
                return open(fd, "w+b")  # noqa: PTH123  a descriptor
        return tempfile.TemporaryFile(prefix="layerscope-")

    def keep(self, name: str, file: IO[bytes]) -> None:
        """Give a nameless file its name, if it is not too large; one from elsewhere is copied."""
        file.flush()
        is_too_large = os.fstat(file.fileno()).st_size > self._max_bytes
        if is_too_large or self.is_broken or not self._make():
            return
        try:
            _link(file, self._path / name)
        except FileExistsError:
            return  # another program was faster
        except OSError:
            self._copy(name, file)
        self.evict()

    def _copy(self, name: str, file: IO[bytes]) -> None:
        try:
            file.seek(0)
            copy_whole(self._path / name, file)
        except FileNotFoundError:
            return  # another program cleared the cache meanwhile
        except OSError as error:
            self._complain(reason(error))

    def _make(self) -> bool:
        if not self._path.is_absolute():
            return self.is_trusted()
        try:
            # It may be removed by another program between being there and being looked at.
            with suppress(FileExistsError):
                self._path.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            self._complain(reason(error))
            return False
        return self.is_trusted()

    def evict(self) -> None:
        """Remove what no one finishes, and the least recently used until the rest fits."""
        if self.is_broken:
            return
        files = _files(self._path)
        total, count = sum(size for _, size, _ in files), len(files)
        abandoned = time.time() - _ABANDONED
        for used, size, path in files:
            is_unfinished = path.name.startswith(UNFINISHED)
            is_too_much = total > self._max_bytes or count > MAX_FILES
            if used < abandoned if is_unfinished else is_too_much:
                with suppress(OSError):
                    path.unlink()
                total, count = total - size, count - 1

    def _complain(self, told: str) -> None:
        if not self.is_broken:
            self.is_broken = True
            self._tell(_("no cache: {path}: {reason}").format(path=self._path, reason=shown(told)))


def disk_usage(root: Path, kind: str = "layers") -> DiskUsage:
    """Return what lies in the folders of a kind, of every version."""
    found = [each for folder in _folders(root, kind) for each in _files(folder)]
    return DiskUsage(root, len(found), sum(size for _, size, _ in found))


def clear(root: Path, kind: str = "layers") -> DiskUsage:
    """Remove all of a kind; return what was removed. Raises OSError."""
    removed = disk_usage(root, kind)
    for folder in _folders(root, kind):
        for *_rest, path in _files(folder):
            with suppress(IsADirectoryError):  # it is no file of ours
                path.unlink(missing_ok=True)
        try:
            folder.rmdir()
        except OSError as error:
            # Another program has put something there meanwhile, or removed all of it.
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT}:
                raise
    return removed


def _folders(root: Path, kind: str) -> list[Path]:
    if not root.is_absolute():
        return []
    found = root.glob(f"{kind}-*")
    return [path for path in found if path.is_dir() and not path.is_symlink()]


def _link(file: IO[bytes], path: Path) -> None:
    """Give a file that has no name one (open(2), "O_TMPFILE"). Raises OSError."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # With a folder's descriptor it is linkat(2), which follows the link to the file.
        os.link(f"/proc/self/fd/{file.fileno()}", path.name, dst_dir_fd=folder)
    finally:
        os.close(folder)


def _files(folder: Path) -> list[tuple[float, int, Path]]:
    """Return (last use, bytes, path), least recently used first."""
    found: list[tuple[float, int, Path]] = []
    with suppress(OSError):
        for item in os.scandir(folder):
            with suppress(OSError):
                status = item.stat(follow_symlinks=False)
                found.append((status.st_mtime, status.st_size, Path(item.path)))
    return sorted(found)


def _is_ours(status: os.stat_result) -> bool:
    return status.st_uid == os.geteuid() and not status.st_mode & _OTHERS_WRITE
