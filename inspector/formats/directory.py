"""Blobs that are the files of a directory."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from inspector.errors import RefusedFileError, reason
from inspector.io.window import OpenFile, Window
from inspector.language import Lazy
from inspector.tarstream import clean_path
from inspector.text import encode, printable

if TYPE_CHECKING:
    from inspector.errors import DamageError
    from inspector.findings import Finding


class _FileByName(OpenFile):
    """A file that is opened when it is read: a layout may hold more than a process may open."""

    def __init__(self, path: Path, size: int) -> None:
        self._path = path
        self._fd = -1
        self._lock = Lock()
        super().__init__(-1, size)

    @property
    def fd(self) -> int:
        with self._lock:
            if self._fd < 0:
                self._fd = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
            return self._fd

    @fd.setter
    def fd(self, value: int) -> None:
        self._fd = value

    def close(self) -> None:
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)


class DirectoryStore:
    """The files of a directory; nothing outside of it is ever opened."""

    def __init__(self, root: str | Path) -> None:
        self._root = Path(os.path.realpath(root))
        # One each, however often it is asked for, and closed when no one needs it.
        self._files: WeakValueDictionary[str, _FileByName] = WeakValueDictionary()
        self.damage: DamageError | None = None
        self.findings: tuple[Finding, ...] = ()
        self.size: int | None = None

    def get(self, name: str) -> Window | None:
        resolved = self.resolve(name)
        if resolved is None:
            return None
        path = self._root / resolved
        if not os.access(path, os.R_OK):
            raise _refused(name, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))
        file = self._files.get(resolved)
        if file is None:
            file = self._files[resolved] = _FileByName(path, path.stat().st_size)
        return Window(file)

    def resolve(self, name: str) -> str | None:
        try:
            path = Path(os.path.realpath(self._root / clean_path(encode(name))[0]))
            if not path.is_relative_to(self._root) or not stat.S_ISREG(path.stat().st_mode):
                return None
            return str(path.relative_to(self._root))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                return None
            raise _refused(name, error) from error

    def is_symlink(self, name: str) -> bool:
        """See BlobStore."""
        try:
            return (self._root / clean_path(encode(name))[0]).is_symlink()
        except (OSError, ValueError):
            return False

    def folders(self) -> list[str]:
        with os.scandir(self._root) as found:
            return sorted(each.name for each in found if each.is_dir(follow_symlinks=False))


def _refused(name: str, error: OSError) -> RefusedFileError:
    why = reason(error)
    told = Lazy("cannot read {name}: {reason}", name=printable(name), reason=why)
    return RefusedFileError(told, why=why)
