"""Reads the files of package databases: each once, in the order in which they lie in the layers.

So no compressed layer is passed twice. What is read is parsed at once and not kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.errors import DamageError, LayerscopeError, LimitError
from inspector.language import Lazy
from inspector.packages.model import UnreadDatabase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inspector.limits import Limits
    from inspector.reading.contents import Contents
    from inspector.tree import Node, Tree, Version

    Parse = Callable[[bytes], None]


class _WantedFile(msgspec.Struct, frozen=True):
    node: Node
    version: Version
    parse: Parse
    most: int
    is_head: bool


class FileVersion(msgspec.Struct, frozen=True):
    """What a file was from ``layer`` on."""

    layer: int
    version: Version


def history(tree: Tree, node: Node) -> Iterator[FileVersion]:
    """Yield the states of a file that is visible at the end, down to where it was not there."""
    layer = tree.layers - 1
    while (version := node.visible_at(layer)) is not None:
        yield FileVersion(version.layer, version)
        layer = version.layer - 1


class Reader:
    """Collects what is to be read, then reads it.

    Attributes:
        limits: What a database may cost.
        paths_left: How many paths the lists of all packages may still have.

    """

    def __init__(self, contents: Contents, limits: Limits) -> None:
        self.limits = limits
        self.paths_left = limits.entries * 2
        self._contents = contents
        self._bytes_left = limits.package_bytes
        self._requests: list[_WantedFile] = []
        self._unread: dict[str, str] = {}

    @property
    def unread(self) -> tuple[UnreadDatabase, ...]:
        """What could not be read, and why: once a file."""
        return tuple(UnreadDatabase(path, reason) for path, reason in self._unread.items())

    def want(
        self, node: Node, version: Version, parse: Parse, most: int, *, is_head: bool = False
    ) -> None:
        """Have a file read and parsed; of one larger than ``most`` only its head, or nothing.

        ``parse`` raises DamageError for what is no database, LimitError for what is too large.
        """
        if version.is_file:
            self._requests.append(_WantedFile(node, version, parse, most, is_head))

    def run(self) -> None:
        """Read all that is wanted."""
        self._requests.sort(key=lambda each: each.version.place)
        for each in self._requests:
            try:
                each.parse(self._read(each))
            except LayerscopeError as error:
                self._unread.setdefault(each.node.path, error.fact)
        self._requests.clear()

    def _read(self, request: _WantedFile) -> bytes:
        version, entry = request.version, request.version.entry
        size = version.size
        if size > request.most:
            if not request.is_head:
                raise LimitError(Lazy("larger than {most:,} bytes", most=request.most))
            size = request.most
        self._bytes_left -= size
        if self._bytes_left < 0:
            raise LimitError(Lazy("package databases are together larger than allowed"))
        if entry is None:
            return b""
        data = self._contents.read_range(version.home, entry, 0, size)
        while 0 < len(data) < size:
            more = self._contents.read_range(version.home, entry, len(data), size - len(data))
            if not more:
                break
            data += more
        if len(data) < size:
            raise DamageError(Lazy("the layer ends within it"))
        return data

    def take_paths(self, count: int) -> None:
        """Count paths of a list. Raises LimitError where there are too many."""
        self.paths_left -= count
        if self.paths_left < 0:
            raise LimitError(Lazy("lists of files together have more paths than allowed"))
