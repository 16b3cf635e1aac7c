"""RPM's packages: header blobs in one of three kinds of databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.packages.model import Installed, PackageType, Record
from inspector.packages.rpmdb import berkeley_blobs, header_blobs, ndb_blobs, sqlite_blobs
from inspector.packages.rpmheader import Header, Tag
from inspector.packages.versions import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.packages.places import Places
    from inspector.packages.reader import Reader
    from inspector.packages.rpmdb import Blobs
    from inspector.tree import Node, Tree

_FOLDERS = ("/usr/lib/sysimage/rpm", "/var/lib/rpm")
# Of one folder the first that is there: what it was converted from may still lie beside it.
_FORMATS: tuple[tuple[str, Blobs], ...] = (
    ("rpmdb.sqlite", sqlite_blobs),
    ("Packages.db", ndb_blobs),
    ("Packages", berkeley_blobs),
)
# A key that someone trusts, kept as if it were a package.
_KEY = "gpg-pubkey"


class Rpm:
    """RPM's databases of an image."""

    def __init__(self, tree: Tree, places: Places, reader: Reader) -> None:
        self._reader = reader
        self._lists: dict[Record, list[str]] = {}
        found: dict[Node, Blobs] = {}
        for folder in _FOLDERS:
            for name, blobs in _FORMATS:
                place = places.find(f"{folder}/{name}")
                if place is not None and place.version.is_file:
                    found[place.node] = blobs
                    break
        self._databases = [self._wanted(tree, node, blobs) for node, blobs in found.items()]

    def _wanted(self, tree: Tree, node: Node, blobs: Blobs) -> Database:
        def records(data: bytes, *, is_last: bool) -> Iterator[Record]:
            for blob in header_blobs(blobs, data, self._reader.limits.packages):
                header = Header(blob)
                record = _record(header)
                if record is not None:
                    if is_last:
                        self._lists[record] = self._paths(header)
                    yield record

        return Database.wanted(
            tree, self._reader, node, records, self._reader.limits.package_database
        )

    def _paths(self, header: Header) -> list[str]:
        names = Tag.DIR_NAMES, Tag.BASE_NAMES, Tag.OLD_FILE_NAMES
        self._reader.take_paths(sum(map(header.count, names)))
        return list(header.paths())

    def installed(self) -> Iterator[Installed]:
        """Yield the packages, once all is read."""
        for database in self._databases:
            for record, layer in database.layers().items():
                yield Installed(record, layer, self._lists.get(record, []))


def _record(header: Header) -> Record | None:
    name, version = header.text(Tag.NAME), header.text(Tag.VERSION)
    if not name or not version or name == _KEY:
        return None
    release = header.text(Tag.RELEASE)
    epoch = header.numbers(Tag.EPOCH)
    return Record(
        PackageType.RPM,
        name,
        f"{version}-{release}" if release else version,
        header.text(Tag.ARCH),
        str(epoch[0]) if epoch else "",
    )
