"""Where an archive's blobs lie: members of a tar, or files of a directory."""

from __future__ import annotations

import os
import posixpath
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from inspector.errors import DamageError, LimitError, NotAnImageError, UnreadableError
from inspector.tarstream import Kind, TarScanner, clean_path
from inspector.text import encode
from inspector.window import OpenFile, Window

if TYPE_CHECKING:
    from inspector.limits import Limits


class BlobStore(Protocol):
    """Names to bytes. Names are paths inside the archive and may be hostile."""

    @property
    def damage(self) -> DamageError | None:
        """What broke the archive, None where it is whole."""
        ...

    def get(self, name: str) -> Window | None:
        """Return a window on a member's bytes, links followed; None where there is none."""
        ...

    def names(self) -> list[str]:
        """Return the names of all regular members."""
        ...


class TarStore:
    """The members of a tar, found by its headers alone."""

    def __init__(self, window: Window, limits: Limits) -> None:
        self._window = window
        self._limits = limits
        self._files: dict[str, tuple[int, int]] = {}
        self._links: dict[str, str] = {}
        self.damage: DamageError | None = None
        self._scan()

    def _scan(self) -> None:
        scanner = TarScanner(self._window.reopened(), self._limits)
        try:
            for entry in scanner:
                if scanner.count > self._limits.archive_members:
                    raise LimitError(f"more than {self._limits.archive_members:,} members")
                path = entry.path
                self._files.pop(path, None)
                self._links.pop(path, None)
                if entry.kind is Kind.FILE and entry.segments is None:
                    self._files[path] = (entry.offset, entry.stored)
                elif entry.kind is Kind.SYMLINK:
                    target = posixpath.join("/", posixpath.dirname(path), entry.link)
                    self._links[path] = clean_path(encode(target))[0]
                elif entry.kind is Kind.HARDLINK:
                    self._links[path] = clean_path(encode(entry.link))[0]
        except DamageError as error:
            if scanner.count == 0 and error.offset == 0:
                raise
            self.damage = error
            self._keep_cut_member(scanner)

    def _keep_cut_member(self, scanner: TarScanner) -> None:
        """Keep the member the archive ends in: the part that is there can still be read."""
        if scanner.interrupted is not None:
            entry = scanner.interrupted
            self._files[entry.path] = (entry.offset, entry.stored)

    def get(self, name: str) -> Window | None:
        """See BlobStore; links are followed with a limit, cycles lead nowhere."""
        path = clean_path(encode(name))[0]
        for _ in range(self._limits.symlink_hops):
            if path in self._files:
                return self._window.sub(*self._files[path])
            if path not in self._links:
                return None
            path = self._links[path]
        return None

    def names(self) -> list[str]:
        """See BlobStore."""
        return list(self._files)


class DirectoryStore:
    """The files of an OCI layout directory; nothing outside of it is ever opened."""

    def __init__(self, root: Path) -> None:
        self._root = Path(os.path.realpath(root))
        self.damage: DamageError | None = None

    def get(self, name: str) -> Window | None:
        """See BlobStore."""
        path = Path(os.path.realpath(self._root / clean_path(encode(name))[0]))
        if not path.is_relative_to(self._root):
            return None
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                return None
            return Window(OpenFile.open(path))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        except OSError as error:
            raise UnreadableError(f"cannot read {path}: {error.strerror}") from error

    def names(self) -> list[str]:
        """See BlobStore."""
        found = [
            str(Path(folder, name).relative_to(self._root))
            for folder, _, names in os.walk(self._root)
            for name in names
        ]
        return sorted(found)


def open_store(window: Window, limits: Limits) -> TarStore:
    """Return the members of a tar. Raises NotAnImageError where it is none."""
    try:
        return TarStore(window, limits)
    except DamageError as error:
        raise NotAnImageError(f"this is no tar archive ({error})") from error
