"""Debian's packages: ``/var/lib/dpkg`` (deb822 stanzas, lists of paths, diversions).

Images without dpkg itself, as distroless ones, have a file a package in ``status.d``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.packages.model import Installed, PackageType, Record
from inspector.packages.stanzas import fields, stanzas
from inspector.packages.versions import Database
from inspector.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.packages.places import Places, VisiblePath
    from inspector.packages.reader import Reader
    from inspector.tree import Tree

_ROOT = "/var/lib/dpkg"
_FIELDS = re.compile(rb"^(Package|Version|Architecture|Status):(.*)", re.MULTILINE)
# Those whose files are not there: all others of dpkg's states have unpacked some.
_WITHOUT_FILES = ("not-installed", "config-files")


class Dpkg:
    """Debian's databases of an image, from the time when they are wanted until they are read."""

    def __init__(self, tree: Tree, places: Places, reader: Reader) -> None:
        self._reader = reader
        self._databases: list[Database] = []
        # By the package's name, with or without its architecture.
        self._lists: dict[str, list[str]] = {}
        # By the path that is diverted: the package that may have it, and where others' go.
        self._diversions: dict[str, tuple[str, str]] = {}
        most = reader.limits.package_list
        status = places.find(f"{_ROOT}/status")
        stated = [status] if status is not None else []
        stated += [
            each
            for each in places.inside(f"{_ROOT}/status.d")
            if not each.node.name.endswith(".md5sums")
        ]
        self._databases = [
            Database.wanted(tree, reader, each.node, self._records, most) for each in stated
        ]
        diversions = places.find(f"{_ROOT}/diversions")
        if diversions is not None:
            reader.want(*diversions, self._divert, most)
        for folder in (f"{_ROOT}/info", f"{_ROOT}/status.d"):
            self._want_lists({each.node.name: each for each in places.inside(folder)})

    def _records(self, data: bytes, *, is_last: bool) -> Iterator[Record]:
        """Yield the packages of a status file whose files are there."""
        del is_last
        for stanza in stanzas(data, self._reader.limits.packages):
            found = fields(stanza, _FIELDS)
            name, version = found.get(b"Package"), found.get(b"Version")
            if name and version and not found.get(b"Status", "").endswith(_WITHOUT_FILES):
                yield Record(PackageType.DEB, name, version, found.get(b"Architecture", ""))

    def _want_lists(self, inside: dict[str, VisiblePath]) -> None:
        """Have the lists of a folder read, sums of files only where there is no list."""
        for name, found in inside.items():
            package, _, kind = name.rpartition(".")
            if kind == "list" or (kind == "md5sums" and f"{package}.list" not in inside):

                def keep(data: bytes, package: str = package, kind: str = kind) -> None:
                    self._reader.take_paths(data.count(b"\n"))
                    lines = decode(data).split("\n")
                    self._lists[package] = lines if kind == "list" else _summed(lines)

                self._reader.want(*found, keep, self._reader.limits.package_list)

    def _divert(self, data: bytes) -> None:
        self._reader.take_paths(data.count(b"\n"))
        lines = decode(data).split("\n")
        for path, other, package in zip(lines[::3], lines[1::3], lines[2::3], strict=False):
            self._diversions[path] = package, other

    def installed(self) -> Iterator[Installed]:
        """Yield the packages, once all is read."""
        for database in self._databases:
            for record, layer in database.layers().items():
                name = record.name
                paths = self._lists.get(f"{name}:{record.arch}") or self._lists.get(name, [])
                yield Installed(record, layer, self._diverted(name, paths))

    def _diverted(self, package: str, paths: list[str]) -> list[str]:
        diversions = self._diversions
        if not diversions:
            return paths
        return [
            diversions[path][1] if path in diversions and diversions[path][0] != package else path
            for path in paths
        ]


def _summed(lines: list[str]) -> list[str]:
    """Return the paths of lines as md5sum writes them."""
    return [f"/{path.strip()}" for _, _, path in (line.partition(" ") for line in lines) if path]
