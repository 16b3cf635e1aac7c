"""Alpine's packages: ``lib/apk/db/installed``, stanzas whose fields are letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.packages.model import Installed, PackageType, Record
from inspector.packages.stanzas import fields, stanzas
from inspector.packages.versions import Database
from inspector.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.packages.places import Places
    from inspector.packages.reader import Reader
    from inspector.tree import Tree

_PATHS = ("/lib/apk/db/installed", "/usr/lib/apk/db/installed")
_FIELDS = re.compile(rb"^([PVA]):(.*)", re.MULTILINE)
_FILES = re.compile(rb"^([FR]):(.*)", re.MULTILINE)


class Apk:
    """Alpine's databases of an image."""

    def __init__(self, tree: Tree, places: Places, reader: Reader) -> None:
        self._reader = reader
        self._lists: dict[Record, list[str]] = {}
        found = {each.node: each for path in _PATHS if (each := places.find(path)) is not None}
        self._databases = [
            Database.wanted(tree, reader, node, self._records, reader.limits.package_list)
            for node in found
        ]

    def _records(self, data: bytes, *, is_last: bool) -> Iterator[Record]:
        for stanza in stanzas(data, self._reader.limits.packages):
            found = fields(stanza, _FIELDS)
            name, version = found.get(b"P"), found.get(b"V")
            if name and version:
                record = Record(PackageType.APK, name, version, found.get(b"A", ""))
                if is_last:
                    self._lists[record] = self._files(stanza)
                yield record

    def _files(self, stanza: bytes) -> list[str]:
        self._reader.take_paths(stanza.count(b"\nR:") + stanza.count(b"\nF:"))
        folder, paths = "", []
        for kind, value in _FILES.findall(stanza):
            text = decode(value)
            if kind == b"F":
                folder = f"/{text}" if text else ""
            else:
                paths.append(f"{folder}/{text}")
        return paths

    def installed(self) -> Iterator[Installed]:
        """Yield the packages, once all is read."""
        for database in self._databases:
            for record, layer in database.layers().items():
                yield Installed(record, layer, self._lists.get(record, []))
