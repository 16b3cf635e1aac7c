"""Python's packages: ``*.dist-info`` with METADATA and RECORD, and ``*.egg-info``."""

from __future__ import annotations

import csv
import posixpath
import re
from typing import TYPE_CHECKING

import msgspec

from inspector.errors import DamageError
from inspector.language import Lazy
from inspector.packages.model import Installed, PackageType, Record
from inspector.packages.stanzas import fields
from inspector.packages.versions import Database
from inspector.text import decode
from inspector.tree.view import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inspector.packages.reader import Reader
    from inspector.tree import Node, Tree

    _Parse = Callable[[Node, bytes], list[str]]

_FIELDS = re.compile(rb"^(Name|Version):(.*)", re.MULTILINE)
# The fields come first, and the description, which may be long, last.
_HEAD = 64 << 10
# In files of their own or, of what distutils installed, in a single one.
_STATED = ("METADATA", "PKG-INFO")


def records(data: bytes, *, is_last: bool = True) -> Iterator[Record]:
    """Yield the package that core metadata are about."""
    del is_last
    found = fields(data, _FIELDS)
    name, version = found.get(b"Name"), found.get(b"Version")
    if name and version:
        yield Record(PackageType.PYPI, re.sub(r"[-_.]+", "-", name).lower(), version)


class _Metadata(msgspec.Struct):
    """A package's metadata: what states it, and the paths it lists."""

    node: Node
    stated_by: Node
    database: Database
    paths: list[str] = msgspec.field(default_factory=list)


class Python:
    """The packages of folders (``*.dist-info``, ``*.egg-info``), the outermost first."""

    def __init__(self, tree: Tree, reader: Reader, folders: Sequence[Node]) -> None:
        self._tree = tree
        self._reader = reader
        self._folders = [
            each
            for node in sorted(folders, key=lambda node: (node.path.count("/"), node.path))
            if (each := self._wanted(node)) is not None
        ]

    def _wanted(self, node: Node) -> _Metadata | None:
        top = self._tree.layers - 1
        stated_by = node
        for name in _STATED:
            child = node.child(name)
            if child is not None and child.visible_at(top) is not None:
                stated_by = child
        version = stated_by.visible_at(top)
        if version is None or not version.is_file:
            return None
        limits = self._reader.limits
        database = Database.wanted(
            self._tree, self._reader, stated_by, records, _HEAD, is_head=True
        )
        folder = _Metadata(node, stated_by, database)
        for name, parse, most in (
            ("RECORD", _recorded, limits.package_list),
            ("installed-files.txt", _listed, limits.package_list),
            ("top_level.txt", self._top_level, limits.package_metadata),
        ):
            child = node.child(name)
            version = child.visible_at(top) if child is not None else None
            if child is not None and version is not None:

                def keep(data: bytes, parse: _Parse = parse) -> None:
                    self._reader.take_paths(data.count(b"\n"))
                    folder.paths = parse(folder.node, data)

                self._reader.want(child, version, keep, most)
                break
        return folder

    def _top_level(self, folder: Node, data: bytes) -> list[str]:
        """Return all that lies below the names that a package gives to import."""
        above, top = folder.parent, self._tree.layers - 1
        paths: list[str] = []
        for name in dict.fromkeys(decode(data).split()):
            for each in (name, f"{name}.py"):
                node = above.child(each) if above is not None else None
                if node is not None and node is not folder:
                    found = [below.path for below, _ in visible(self._tree, top, node)]
                    self._reader.take_paths(len(found))
                    paths += found
        return paths

    def installed(self) -> Iterator[Installed]:
        """Yield the packages, once all is read."""
        for folder in self._folders:
            own = [each.path for each in (folder.node, *folder.node.snapshot())]
            for record, layer in folder.database.layers().items():
                yield Installed(record, layer, own + folder.paths, folder.stated_by.path)


def _recorded(folder: Node, data: bytes) -> list[str]:
    """Return the paths of a RECORD: a CSV file, relative to what the folder lies in."""
    above = folder.parent.path if folder.parent is not None else "/"
    try:
        rows = [row[0] for row in csv.reader(decode(data).split("\n")) if row]
    except csv.Error as error:
        raise DamageError(Lazy("not a list of files: {error}", error=error)) from error
    return [_path(above, each) for each in rows]


def _listed(folder: Node, data: bytes) -> list[str]:
    """Return the paths of installed-files.txt, relative to the folder itself."""
    return [_path(folder.path, each) for each in decode(data).split("\n")]


def _path(folder: str, name: str) -> str:
    # Nearly all lie below the folder, and are written as they are meant.
    if ".." in name or name.startswith(("/", "./")):
        return posixpath.normpath(posixpath.join(folder, name))
    return f"{folder}/{name}" if folder != "/" else f"/{name}"
