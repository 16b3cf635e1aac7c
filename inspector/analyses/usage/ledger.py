"""Books payloads: each where it was stored, and as waste where its last name was hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.usage.model import Cause, Waste
from inspector.tarstream import FILE_KINDS, Kind
from inspector.text import encode, path_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.tarstream import Entry
    from inspector.tree import Link, Node, Tree, Version

# Of the last names of an inode, hidden by one layer, the cause that says most about its bytes.
_STRENGTH = (Cause.REMOVED, Cause.OVERWRITTEN, Cause.METADATA)


class _Payload(msgspec.Struct):
    """An inode with several names, while they are counted."""

    entry: Entry
    home: int
    path: str
    names: int = 0
    hidden_by: int = -1
    cause: Cause = Cause.REMOVED
    is_sized: bool = False


class Ledger:
    """Books every payload where it was stored, and as waste where its last name was hidden."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._shared: dict[int, _Payload] = {}
        self.sizes = [0] * tree.layers
        self.stored = [0] * tree.layers
        self.symlinks = [0] * tree.layers
        self.holes = [0] * tree.layers
        self.live_holes = [0] * tree.layers
        self._waste: list[Waste] = []
        self._node: Node | None = None
        self._path = ""

    def wrote(self, version: Version, *, sized: bool = True) -> None:
        """Book a name that a layer made; not ``sized`` where the layer itself took it away."""
        entry = version.entry
        if entry is None:
            return
        link = self._tree.links.get(id(entry))
        if link is None:
            if sized and entry.kind is Kind.FILE and entry.rare is None:
                # Nearly all that has a size: what is stored is the size.
                self.stored[version.home] += entry.size
                self.sizes[version.layer] += entry.size
                return
            self._store(entry, version)
            if sized:
                self._size(entry, version)
            return
        payload = self._payload(entry, version, link)
        payload.names += 1
        if sized and not payload.is_sized and version.layer == version.home:
            payload.is_sized = True
            self._size(entry, version)

    def hid(self, node: Node, version: Version, layer: int, cause: Cause) -> None:
        """Book that a layer hid a name."""
        entry = version.entry
        if entry is None:
            return
        link = self._tree.links.get(id(entry))
        if link is None:
            self.lose(node, entry, version.home, layer, cause)
            return
        payload = self._payload(entry, version, link)
        payload.names -= 1
        if layer == payload.hidden_by:
            cause = max(cause, payload.cause, key=_STRENGTH.index)
        if layer >= payload.hidden_by:
            payload.hidden_by, payload.cause = layer, cause

    def _path_of(self, node: Node) -> str:
        """Return a node's path: one text for all that is wasted there, layer after layer."""
        if node is not self._node:
            self._node, self._path = node, node.path
        return self._path

    def _payload(self, entry: Entry, version: Version, link: Link) -> _Payload:
        payload = self._shared.get(id(entry))
        if payload is None:
            payload = _Payload(entry, version.home, link.first.path)
            self._shared[id(entry)] = payload
            self._store(entry, version)
        return payload

    def _store(self, entry: Entry, version: Version) -> None:
        if entry.kind in FILE_KINDS:
            self.stored[version.home] += entry.stored
            self.live_holes[version.home] += entry.size - entry.stored

    def _size(self, entry: Entry, version: Version) -> None:
        if entry.kind in FILE_KINDS:
            self.sizes[version.layer] += entry.size
            self.holes[version.layer] += entry.size - entry.stored
        elif entry.kind is Kind.SYMLINK:
            length = len(encode(entry.link))
            self.sizes[version.layer] += length
            self.symlinks[version.layer] += length

    def lone_file(self, version: Version) -> Entry | None:
        """Return the entry of a plain file with one name, None for anything else."""
        entry = version.entry
        if entry is None or entry.kind is not Kind.FILE or entry.rare is not None:
            return None
        return None if id(entry) in self._tree.links else entry

    def lose(self, node: Node, entry: Entry, home: int, layer: int, cause: Cause) -> None:
        """Book that a layer hid a payload."""
        if entry.size or entry.rare is not None:
            self._lose(self._path_of(node), entry, home, layer, cause)

    def _lose(self, path: str, entry: Entry, home: int, layer: int, cause: Cause) -> None:
        if entry.kind not in FILE_KINDS:
            return
        self.live_holes[home] -= entry.size - entry.stored
        if entry.stored:
            self._waste.append(Waste(path, entry.stored, home, layer, cause))

    def waste(self) -> tuple[Waste, ...]:
        """Return what no one can see at the end, largest first."""
        for each in self._shared.values():
            if not each.names:
                self._lose(each.path, each.entry, each.home, each.hidden_by, each.cause)
        self._shared.clear()
        found = _with_origins(self._waste)
        # One after the other: pairs of both would take more than the rows.
        found.sort(key=lambda row: path_key(row.path))
        found.sort(key=lambda row: row.bytes, reverse=True)
        return tuple(found)


def _with_origins(rows: list[Waste]) -> list[Waste]:
    """Follow what was stored again with the same content down to the layer that first had it."""
    copied = {row.path for row in rows if _is_copied(row)}
    if not copied:
        return rows
    found: list[Waste] = []
    by_path: dict[str, list[Waste]] = {path: [] for path in copied}
    for row in rows:
        by_path.get(row.path, found).append(row)
    for same in by_path.values():
        found += _followed(same)
    return found


def _is_copied(row: Waste) -> bool:
    return row.cause is Cause.METADATA and row.written_by < row.hidden_by


def _followed(rows: list[Waste]) -> Iterator[Waste]:
    """Yield the waste of one path with the layers that its contents come from."""
    again = {row.hidden_by: row.written_by for row in rows if _is_copied(row)}
    origins: dict[int, int] = {}
    for layer in sorted(again):
        origins[layer] = origins.get(again[layer], again[layer])
    for row in rows:
        origin = origins.get(row.written_by)
        if origin is None:
            yield row
        else:
            yield Waste(row.path, row.bytes, row.written_by, row.hidden_by, row.cause, origin)
