"""Where the bytes are: what each layer stored and changed, what is wasted and why.

A stored payload (one inode in one layer) is wasted when none of its names is visible in the
final tree. ``efficiency`` is live stored bytes over all stored bytes.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from inspector.tarstream import FILE_KINDS, Kind
from inspector.text import encode, path_key
from inspector.tree.view import (
    ChangeKind,
    Transition,
    changes_of,
    kind_of_change,
    node_of,
    walk,
    walk_directories,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.reading.contents import Contents
    from inspector.tarstream import Entry
    from inspector.tree import Link, Node, Tree, Version


class Cause(StrEnum):
    """Why a payload is wasted."""

    OVERWRITTEN = "overwritten"
    REMOVED = "removed"
    METADATA = "metadata"  # stored again with the same content


# Of the last names of an inode, hidden by one layer, the cause that says most about its bytes.
_STRENGTH = (Cause.REMOVED, Cause.OVERWRITTEN, Cause.METADATA)


class Waste(msgspec.Struct, frozen=True, gc=False):
    """One stored payload that no one can see at the end; ``bytes`` as stored.

    ``first_written_by``: the layer below that first stored this content at the path, where
    ``written_by`` and those between only stored it again.
    """

    path: str
    bytes: int
    written_by: int
    hidden_by: int
    cause: Cause
    first_written_by: int | None = None

    @property
    def origin(self) -> int:
        """The layer that the content comes from."""
        return self.written_by if self.first_written_by is None else self.first_written_by


class LayerUsage(msgspec.Struct, frozen=True):
    """One layer: ``size`` is docker history's SIZE, the rest counts paths and bytes.

    What makes ``size`` differ from ``stored_bytes``: the targets of symlinks, the holes of sparse
    files (or what a damaged layer lacks), and ``replaced_bytes``. ``live_hole_bytes`` are the holes
    of files that are visible at the end.
    """

    index: int
    size: int
    stored_bytes: int
    wasted_bytes: int
    added: int
    modified: int
    removed: int
    metadata: int
    symlink_bytes: int = 0
    hole_bytes: int = 0
    live_hole_bytes: int = 0


class Usage(msgspec.Struct, frozen=True):
    """The whole image; ``waste`` is sorted, largest first, and lies at ``wasted_files`` paths."""

    stored_bytes: int
    wasted_bytes: int
    layers: tuple[LayerUsage, ...]
    waste: tuple[Waste, ...]
    wasted_files: int

    @property
    def live_bytes(self) -> int:
        """Stored bytes that are visible at the end."""
        return self.stored_bytes - self.wasted_bytes

    @property
    def efficiency(self) -> float:
        """Live over stored bytes, 1.0 where nothing is stored."""
        return self.live_bytes / self.stored_bytes if self.stored_bytes else 1.0


class _Payload(msgspec.Struct):
    """An inode with several names, while they are counted."""

    entry: Entry
    home: int
    path: str
    names: int = 0
    hidden_by: int = -1
    cause: Cause = Cause.REMOVED
    is_sized: bool = False


class _Ledger:
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


def usage(tree: Tree, contents: Contents) -> Usage:
    """Account for every stored byte and every change, in one walk over the tree."""
    ledger = _Ledger(tree)
    changes = _book_tree(tree, contents, ledger)
    _book_dropped(tree, contents, ledger)
    waste = ledger.waste()
    wasted: Counter[int] = Counter()
    for row in waste:
        wasted[row.written_by] += row.bytes
    layers = tuple(
        LayerUsage(
            index=index,
            size=ledger.sizes[index],
            stored_bytes=ledger.stored[index],
            wasted_bytes=wasted[index],
            **{str(kind): counts[index] for kind, counts in changes.items()},
            symlink_bytes=ledger.symlinks[index],
            hole_bytes=ledger.holes[index],
            live_hole_bytes=ledger.live_holes[index],
        )
        for index in range(tree.layers)
    )
    files = len({row.path for row in waste})
    return Usage(sum(ledger.stored), sum(wasted.values()), layers, waste, files)


def _book_tree(tree: Tree, contents: Contents, ledger: _Ledger) -> dict[ChangeKind, list[int]]:
    """Book every name that was written or hidden; return how many paths each layer changed."""
    changes = {kind: [0] * tree.layers for kind in ChangeKind}
    added = changes[ChangeKind.ADDED]
    links, plain, stored, sizes = tree.links, Kind.FILE, ledger.stored, ledger.sizes
    for nodes, clears in walk_directories(tree):
        for node in nodes:
            version = node.newest
            if clears or version is None or version.older is not None:
                if clears or not _book_rewritten(node, contents, ledger, changes):
                    for transition in changes_of(node, clears):
                        _book(transition, contents, ledger, changes)
                continue
            # Nine paths in ten: written once and still there, most of them plain files.
            entry = version.entry
            if entry is not None:
                added[version.layer] += 1
                if entry.kind is plain and entry.rare is None and id(entry) not in links:
                    stored[version.home] += entry.size
                    sizes[version.layer] += entry.size
                else:
                    ledger.wrote(version)
    return changes


def _book_rewritten(
    node: Node, contents: Contents, ledger: _Ledger, changes: dict[ChangeKind, list[int]]
) -> bool:
    """Book a file that layers only wrote again; return whether it is one.

    What ``_book`` says of each of its changes, in a short way: there may be a million.
    """
    versions = node.versions
    files = [(each, entry) for each in versions if (entry := ledger.lone_file(each)) is not None]
    if not files or len(files) < len(versions):
        return False
    (before, old), *later = files
    ledger.wrote(before)
    changes[ChangeKind.ADDED][before.layer] += 1
    for after, new in later:
        ledger.wrote(after)
        same = contents.same(before.home, old, after.home, new)
        changes[ChangeKind.METADATA if same else ChangeKind.MODIFIED][after.layer] += 1
        cause = Cause.METADATA if same else Cause.OVERWRITTEN
        ledger.lose(node, old, before.home, after.layer, cause)
        before, old = after, new
    return True


def _book(
    transition: Transition,
    contents: Contents,
    ledger: _Ledger,
    changes: dict[ChangeKind, list[int]],
) -> None:
    before, after = transition.before, transition.after
    kind = kind_of_change(before, after, contents)
    shown = after or before
    if shown is not None and not shown.is_implied:
        changes[kind][transition.layer] += 1
    if after is not None:
        ledger.wrote(after)
    if before is not None:
        ledger.hid(transition.node, before, transition.layer, _cause(kind))


def _book_dropped(tree: Tree, contents: Contents, ledger: _Ledger) -> None:
    """Book the names that layers took away from themselves."""
    for dropped in tree.dropped:
        lost, replacement = dropped.version, dropped.replacement
        ledger.wrote(lost, sized=False)
        kind = kind_of_change(lost, replacement, contents)
        ledger.hid(dropped.node, lost, lost.layer, _cause(kind))


def layer_sizes(tree: Tree) -> tuple[int, ...]:
    """Return ``LayerUsage.size`` of every layer, without a look at any content."""
    ledger = _Ledger(tree)
    for node, _ in walk(tree):
        version = node.newest
        while version is not None:
            ledger.wrote(version)
            version = version.older
    return tuple(ledger.sizes)


def _cause(kind: ChangeKind) -> Cause:
    if kind is ChangeKind.REMOVED:
        return Cause.REMOVED
    return Cause.METADATA if kind is ChangeKind.METADATA else Cause.OVERWRITTEN


def wasted_version(tree: Tree, row: Waste) -> tuple[Node, Version] | None:
    """Return a wasted payload's path and the version that stores it, None where there is none.

    What a layer took away from itself is no version of the path's: no state of the tree shows it.
    """
    node = node_of(tree, row.path)
    if node is None:
        return None
    for version in _versions(tree, node, row):
        if version.home == row.written_by and _stored(version) == row.bytes:
            return node, version
    return None


def _stored(version: Version) -> int | None:
    return version.entry.stored if version.entry is not None and version.is_file else None


def _versions(tree: Tree, node: Node, row: Waste) -> Iterator[Version]:
    if row.written_by != row.hidden_by:
        yield from node.versions
    yield from (each.version for each in tree.dropped if each.node is node)
    yield from node.versions
