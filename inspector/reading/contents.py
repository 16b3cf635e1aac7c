"""The bytes of a path, by offset into its layer."""

from __future__ import annotations

import hashlib
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from inspector import fingerprint
from inspector.errors import DamageError, LayerscopeError, LimitError
from inspector.language import Lazy
from inspector.reading.layerbytes import LayerBytes, SpoolRoom
from inspector.tarstream import runs
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from inspector.limits import Limits
    from inspector.reading.image import Layer
    from inspector.tarstream import Entry

_CHUNK = 1 << 20
_ZEROS = bytes(_CHUNK)
_SHA256 = "sha256:"
# Small files are mostly compared one behind the other: a read takes longer than copying so much.
_AHEAD, _NEAR = 256 << 10, 64 << 10
# Holes are free to claim and dear to walk. The scanner's bounds, so that its fingerprints compare
# with those made here.
_HASHED_SPARSE_SIZE = 256 << 20
_HASHED_HOLES = 4 << 30


class Layered(Protocol):
    """What has layers: an image, or several as one."""

    @property
    def layers(self) -> Sequence[Layer]: ...

    @property
    def limits(self) -> Limits: ...


class Contents:
    """Opens file contents of an image. Entries are named with the layer that stores them.

    ``spool_bytes`` of decompressed layers may be kept in temporary files, for those who look at
    one file here and another there; who reads in the order of the layer needs none.
    """

    def __init__(self, image: Layered, spool_bytes: int = 0) -> None:
        room = SpoolRoom(spool_bytes)
        self._known = image.layers
        self._layers = [LayerBytes(each, image.limits, room) for each in image.layers]
        # Where each layer's blob lies: an image may have one blob as several layers.
        self._places = [
            (id(window.file), window.start) if (window := each.data.window) else (0, -index)
            for index, each in enumerate(image.layers)
        ]
        self._numbers = [each.index for each in image.layers]
        self.limits = image.limits
        self._holes_left = _HASHED_HOLES
        self._zeros_left = image.limits.hole_bytes
        self._admitted: set[int] = set()  # identities of entries whose holes are counted
        self._ahead: dict[int, tuple[int, bytes]] = {}  # where it begins, and what was read
        self.fingerprinted: set[int] = set()  # layers of which fingerprints were made here

    def read(self, layer: int, entry: Entry) -> Iterator[bytes]:
        """Yield a file's content, holes as zeros. Raises as ``pieces`` does."""
        self._admit(entry)
        yield from self._whole(layer, entry)

    def pieces(self, layer: int, entry: Entry) -> Iterator[tuple[int, bytes]]:
        """Yield what is stored of a file, each piece with its place in the content.

        Between and after the pieces are zeros. Raises LayerscopeError; LimitError comes before the
        first piece: the holes are larger than anyone should walk.
        """
        self._admit(entry)
        yield from self._pieces(layer, entry)

    def _whole(self, layer: int, entry: Entry) -> Iterator[bytes]:
        at = 0
        for place, data in self._pieces(layer, entry):
            yield from _zeros(place - at)
            yield data
            at = place + len(data)
        yield from _zeros(entry.size - at)

    def _pieces(self, layer: int, entry: Entry) -> Iterator[tuple[int, bytes]]:
        place, at = 0, entry.offset
        for is_hole, length in _parts(entry):
            if not is_hole:
                for data in self._stored(layer, entry, at, at + length):
                    yield place, data
                    place += len(data)
                at += length
            else:
                place += length

    def _admit(self, entry: Entry) -> None:
        """Count a file's holes, once. Raises LimitError where they are too many."""
        if entry.segments is None or id(entry) in self._admitted:
            return
        holes = entry.size - entry.stored
        if holes > entry.stored * self.limits.hole_ratio:
            if holes > self._zeros_left:
                raise LimitError(
                    Lazy(
                        "/{path} is not read: {holes:,} bytes of holes, {stored:,} stored",
                        path=printable(entry.path),
                        holes=holes,
                        stored=entry.stored,
                    )
                )
            self._zeros_left -= holes
        self._admitted.add(id(entry))

    def _stored(self, layer: int, entry: Entry, at: int, end: int) -> Iterator[bytes]:
        """Yield the bytes of a layer from ``at`` to ``end``, which are those of a file."""
        while at < end:
            data = self._layers[layer].read(at, min(end - at, _CHUNK))
            if not data:
                raise _cut(self._numbers[layer], entry, at)
            at += len(data)
            yield data

    def stored(self, layer: int, entry: Entry) -> Iterator[bytes]:
        """Yield what is stored of a file, without its holes. Raises LayerscopeError."""
        return self._stored(layer, entry, entry.offset, entry.offset + entry.stored)

    def tar(self, layer: int, offset: int, size: int) -> bytes:
        """Return ``size`` bytes of a layer's tar, fewer at its end. Raises LayerscopeError."""
        parts: list[bytes] = []
        while size > 0 and (data := self._layers[layer].read(offset, size)):
            parts.append(data)
            offset, size = offset + len(data), size - len(data)
        return b"".join(parts)

    def read_range(self, layer: int, entry: Entry, offset: int, size: int) -> bytes:
        """Return a part of a file's content, shorter at its end. Raises LayerscopeError.

        Where the layer breaks off within the part, what came before is returned.
        """
        parts: list[bytes] = []
        try:
            parts.extend(self._range(layer, entry, offset, min(offset + size, entry.size)))
        except DamageError:
            if not parts:
                raise
        return b"".join(parts)

    def _range(self, layer: int, entry: Entry, at: int, end: int) -> Iterator[bytes]:
        begin, stored = 0, entry.offset
        for is_hole, length in _parts(entry):
            stop = min(begin + length, end)
            while begin <= at < stop:
                if is_hole:
                    data = _ZEROS[: stop - at]
                else:
                    place = stored + at - begin
                    data = self._layers[layer].read(place, min(stop - at, _CHUNK))
                if not data:
                    raise _cut(self._numbers[layer], entry, stored)
                at += len(data)
                yield data
            begin += length
            stored += 0 if is_hole else length

    def sha256(
        self, layer: int, entry: Entry, advance: Callable[[int], None] = lambda _size: None
    ) -> str:
        """Return the hexadecimal SHA-256 of a file's content. Raises LayerscopeError.

        ``advance`` is told how many bytes have been read since it was told last.
        """
        digest = hashlib.sha256()
        for data in self.read(layer, entry):
            digest.update(data)
            advance(len(data))
        return digest.hexdigest()

    def same(self, layer: int, entry: Entry, other_layer: int, other: Entry) -> bool:
        """Whether two files have the same content; what cannot be read is not the same."""
        if entry is other:
            return True
        if entry.size != other.size:
            return False
        if not entry.size:
            return True
        known, others = entry.fingerprint, other.fingerprint
        if known is not None and others is not None and entry.rare is None and other.rare is None:
            return known == others
        if self._are_one(layer, entry, other_layer, other):
            return True
        holes = self._takes_holes(entry, other)
        try:
            told = self._same_by_tables(layer, entry, other_layer, other)
            if told is not None:
                return told
            return self._fingerprint(layer, entry, holes=holes) == self._fingerprint(
                other_layer, other, holes=holes
            )
        except LayerscopeError:
            return False

    def fingerprint(self, layer: int, entry: Entry) -> int | None:
        """Return what tells a file's content from others, None where that cannot be read.

        Sparse files are not read for it.
        """
        if entry.segments is not None:
            return None
        try:
            return self._fingerprint(layer, entry, holes=True)
        except LayerscopeError:
            return None

    def fingerprint_small(self, layer: int, entries: Iterable[Entry]) -> None:
        """Make the fingerprints of small files at once; what cannot be read is left without one."""
        start, data = 0, b""
        for entry in sorted(entries, key=_offset):
            size = entry.size
            if entry.fingerprint is not None or not 0 < size <= _AHEAD or entry.rare is not None:
                continue
            at = entry.offset - start
            if at + size > len(data):
                follows = at - len(data) < _NEAR
                try:
                    data = self._layers[layer].read(entry.offset, _AHEAD if follows else size)
                except LayerscopeError:
                    return
                start, at = entry.offset, 0
            content = data[at : at + size]
            if len(content) == size:
                entry.fingerprint = fingerprint.of(content)
                self.fingerprinted.add(layer)

    def _are_one(self, layer: int, entry: Entry, other_layer: int, other: Entry) -> bool:
        """Whether two contents are the same bytes of the same blob."""
        if entry.offset != other.offset or self._places[layer] != self._places[other_layer]:
            return False
        return entry.segments == other.segments

    def _same_by_tables(
        self, layer: int, entry: Entry, other_layer: int, other: Entry
    ) -> bool | None:
        """Whether two files are the same by what tables of contents say of them.

        Nothing is fetched: of a file whose bytes are here its digest is computed. None where that
        does not tell. Raises LayerscopeError.
        """
        tables = self._known[layer].scan.digests, self._known[other_layer].scan.digests
        if tables == (None, None):
            return None
        sides = zip((layer, other_layer), (entry, other), tables, strict=True)
        told = [
            _SHA256 + self.sha256(number, each) if table is None else table.get(each.offset, "")
            for number, each, table in sides
        ]
        return told[0] == told[1] if all(each.startswith(_SHA256) for each in told) else None

    def _small(self, layer: int, entry: Entry) -> bytes:
        """Return a file's bytes; where one follows another, those of some at once."""
        start, data = self._ahead.get(layer, (0, b""))
        at = entry.offset - start
        if not 0 <= at <= len(data) - entry.size:
            follows = 0 <= at - len(data) < _NEAR
            size = max(entry.size, _AHEAD) if follows else entry.size
            start, data, at = entry.offset, self._layers[layer].read(entry.offset, size), 0
            self._ahead[layer] = start, data
        return data[at : at + entry.size]

    def _takes_holes(self, entry: Entry, other: Entry) -> bool:
        """Whether the zeros of two files are few enough to be hashed."""
        if entry.segments is None and other.segments is None:
            return True
        if entry.size > _HASHED_SPARSE_SIZE or 2 * entry.size > self._holes_left:
            return False
        self._holes_left -= 2 * entry.size
        return True

    def _fingerprint(self, layer: int, entry: Entry, *, holes: bool) -> int:
        if entry.fingerprint is None:
            entry.fingerprint = self._hashed(layer, entry, holes=holes)
            self.fingerprinted.add(layer)
        return entry.fingerprint

    def _hashed(self, layer: int, entry: Entry, *, holes: bool) -> int:
        if entry.rare is None and entry.size <= _CHUNK:
            data = self._small(layer, entry)
            if len(data) == entry.size:
                return fingerprint.of(data)
        digest = fingerprint.new()
        for data in self._to_compare(layer, entry, holes=holes):
            digest.update(data)
        return digest.intdigest()

    def _to_compare(self, layer: int, entry: Entry, *, holes: bool) -> Iterator[bytes]:
        """Yield what tells a file's content; instead of all ``holes`` perhaps where they are."""
        if holes or entry.segments is None:
            return self._whole(layer, entry)
        stored = self._stored(layer, entry, entry.offset, entry.offset + entry.stored)
        return chain((repr(entry.segments).encode(),), stored)


def _offset(entry: Entry) -> int:
    return entry.offset


def _parts(entry: Entry) -> Iterator[tuple[bool, int]]:
    """Yield (is a hole, length) from a file's first byte to its last."""
    if entry.segments is None:
        yield False, entry.stored
    else:
        yield from runs(entry.segments, entry.size)


def _cut(layer: int, entry: Entry, offset: int) -> DamageError:
    return DamageError(
        Lazy("layer {layer} ends within /{path}", layer=layer, path=printable(entry.path)),
        offset=offset,
    )


def _zeros(size: int) -> Iterator[bytes]:
    while size > 0:
        yield _ZEROS[: min(size, _CHUNK)]
        size -= _CHUNK
