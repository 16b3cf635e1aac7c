"""The bytes of a path, by offset into its layer."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import xxhash

from inspector.errors import DamageError, LayerscopeError
from inspector.scan import open_layer
from inspector.tarstream import runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.image import Image
    from inspector.tarstream import Entry
    from inspector.window import SkippingReadable

_CHUNK = 1 << 20
_ZEROS = bytes(_CHUNK)


class Contents:
    """Opens file contents of an image. Entries are named with the layer that stores them."""

    def __init__(self, image: Image) -> None:
        self._image = image
        self._open: dict[int, tuple[SkippingReadable, int]] = {}

    def read(self, layer: int, entry: Entry) -> Iterator[bytes]:
        """Yield a file's content, holes as zeros. Raises LayerscopeError."""
        stream = self._seek(layer, entry.offset)
        at = entry.offset
        try:
            for is_hole, length in self._runs(entry):
                if is_hole:
                    yield from _zeros(length)
                    continue
                for data in _exactly(stream, length, entry):
                    at += len(data)
                    yield data
        finally:
            self._open[layer] = (stream, at)

    @staticmethod
    def _runs(entry: Entry) -> Iterator[tuple[bool, int]]:
        if entry.segments is None:
            yield False, entry.stored
        else:
            yield from runs(entry.segments, entry.size)

    def _seek(self, layer: int, offset: int) -> SkippingReadable:
        """Return the layer's stream at an offset; going forward goes on from where it stands."""
        stream, at = self._open.pop(layer, (None, 0))
        if stream is None or at > offset:
            stream, at = open_layer(self._image.layers[layer].source, self._image.limits), 0
        if offset > at and stream.skip(offset - at) < offset - at:
            raise DamageError(f"layer {layer} ends before its content", offset=offset)
        return stream

    def sha256(self, layer: int, entry: Entry) -> str:
        """Return the hexadecimal SHA-256 of a file's content. Raises LayerscopeError."""
        digest = hashlib.sha256()
        for data in self.read(layer, entry):
            digest.update(data)
        return digest.hexdigest()

    def _fingerprint(self, layer: int, entry: Entry) -> int:
        if entry.fingerprint is None:
            digest = xxhash.xxh3_64()
            for data in self.read(layer, entry):
                digest.update(data)
            entry.fingerprint = digest.intdigest()
        return entry.fingerprint

    def same(self, layer: int, entry: Entry, other_layer: int, other: Entry) -> bool:
        """Whether two files have the same content; what cannot be read is not the same."""
        if entry is other:
            return True
        if entry.size != other.size:
            return False
        if not entry.size:
            return True
        try:
            return self._fingerprint(layer, entry) == self._fingerprint(other_layer, other)
        except LayerscopeError:
            return False


def _exactly(stream: SkippingReadable, size: int, entry: Entry) -> Iterator[bytes]:
    while size:
        data = stream.read(min(size, _CHUNK))
        if not data:
            raise DamageError(f"layer ends within the content of /{entry.path}")
        size -= len(data)
        yield data


def _zeros(size: int) -> Iterator[bytes]:
    while size > 0:
        yield _ZEROS[: min(size, _CHUNK)]
        size -= _CHUNK
