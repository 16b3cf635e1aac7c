"""npm's packages: the folders in ``node_modules``, each with a ``package.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.packages.model import PackageType, Record
from inspector.packages.versions import Database

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.packages.inventory import NpmFolder
    from inspector.packages.reader import Reader
    from inspector.tree import Tree


class _Described(msgspec.Struct):
    name: str = ""
    version: str = ""


def records(data: bytes, *, is_last: bool = True) -> Iterator[Record]:
    """Yield the package of a package.json, nothing where that does not name one."""
    del is_last
    try:
        found = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Described)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return  # a test's fixture, or a package's own mistake: npm passes over it, too
    if found.name and found.version:
        yield Record(PackageType.NPM, found.name, found.version)


class Npm:
    """The packages of folders, in their order; all that lies in a folder belongs to its package."""

    def __init__(self, tree: Tree, reader: Reader, folders: Sequence[NpmFolder]) -> None:
        self._folders = folders
        most = reader.limits.package_metadata
        self._databases = [
            Database.wanted(tree, reader, each.described_by, records, most) for each in folders
        ]

    def installed(self) -> Iterator[tuple[NpmFolder, Record | None, int]]:
        """Yield each folder with its package and the layer that brought it."""
        for folder, database in zip(self._folders, self._databases, strict=True):
            for record, layer in database.layers().items() or [(None, 0)]:
                yield folder, record, layer
