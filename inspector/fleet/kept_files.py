"""Which files of a layer are kept when it is read, so that no image has to read it again.

What an audit looks into are package databases and accounts. Names decide, as nobody knows yet which
of them an image will show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from inspector.limits import Limits
    from inspector.tarstream import Entry
    from inspector.tarstream.watch import Watch

_ACCOUNTS = frozenset({"passwd", "shadow"})
_RPM = frozenset({"rpmdb.sqlite", "Packages.db", "Packages"})
_PYTHON = frozenset({"METADATA", "PKG-INFO", "RECORD", "installed-files.txt", "top_level.txt"})
_PYTHON_FOLDERS = (".dist-info", ".egg-info")
_DPKG = frozenset({"status", "diversions"})
_DPKG_LISTS = (".list", ".md5sums")


class Keep(Protocol):
    """Takes the content of a file."""

    def __call__(self, entry: Entry, data: bytes, /) -> None: ...


def is_kept(folder: str, name: str) -> bool:
    """Whether a file's content may be asked for by an audit with packages."""
    if name == "package.json":
        return "node_modules" in folder
    if name in _PYTHON or name.endswith(_PYTHON_FOLDERS):
        return folder.endswith(_PYTHON_FOLDERS) or name.endswith(_PYTHON_FOLDERS)
    last = folder.rpartition("/")[2]
    if last == "info":
        return name.endswith(_DPKG_LISTS) and folder.endswith("dpkg/info")
    if last == "etc":
        return name in _ACCOUNTS or "release" in name
    return (
        (last == "status.d" and folder.endswith("dpkg/status.d"))
        or (last == "dpkg" and name in _DPKG)
        or (last == "db" and name == "installed" and folder.endswith("apk/db"))
        or (last == "rpm" and name in _RPM)
        or "os-release" in name
    )


class KeepingWatch:
    """Shows files to another watch, and has those kept that an audit looks into."""

    def __init__(self, watch: Watch, keep: Keep, limits: Limits) -> None:
        self._watch = watch
        self._keep = keep
        self._most = limits.package_database
        self._left = limits.package_bytes

    def wants(self, folder: str, name: str, size: int, /) -> int:
        """Return how much of a file is to be shown: all of what is kept."""
        if is_kept(folder, name) and self._has_room(size):
            return size
        return self._watch.wants(folder, name, size)

    def see(self, entry: Entry, data: bytes, /) -> None:
        """Keep a file; the other watch looks at whatever passes."""
        if is_kept(entry.folder, entry.name) and self._has_room(entry.size):
            self._left -= entry.size
            self._keep(entry, bytes(data))
        self._watch.see(entry, data)

    def _has_room(self, size: int) -> bool:
        return 0 < size <= min(self._most, self._left)
