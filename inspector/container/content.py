"""What a file of the writable layer holds: pieces, none copied before it is asked for."""

from __future__ import annotations

import errno
import hashlib
from typing import TYPE_CHECKING, Self

import msgspec

from inspector.errors import DamageError, FileError, LayerscopeError, LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.reading.contents import Contents
    from inspector.tarstream import Entry

_CHUNK = 1 << 20
_ZEROS = bytes(_CHUNK)
# Literal bytes that follow each other become one piece up to this size.
_JOINED = 64 << 10


class Zeros(msgspec.Struct, frozen=True, gc=False):
    """A run of zeros, as ``dd if=/dev/zero`` writes them."""

    size: int


class Part(msgspec.Struct, frozen=True, gc=False, eq=False):
    """Bytes ``start`` to ``stop`` of a file of the image, which ``layer`` stores."""

    layer: int
    entry: Entry
    start: int
    stop: int

    @property
    def size(self) -> int:
        return self.stop - self.start


Piece = bytes | Zeros | Part


class Content(msgspec.Struct, frozen=True, gc=False, eq=False):
    """The bytes of a file, ``size`` of them. Made by ``of_bytes``, ``of_zeros``, ``of_entry``."""

    pieces: tuple[Piece, ...] = ()
    size: int = 0

    @classmethod
    def of_bytes(cls, data: bytes) -> Self:
        """Return a content that is these bytes."""
        return cls((data,), len(data)) if data else cls()

    @classmethod
    def of_zeros(cls, size: int) -> Self:
        """Return a content of so many zeros."""
        return cls((Zeros(size),), size) if size else cls()

    @classmethod
    def of_entry(cls, layer: int, entry: Entry) -> Self:
        """Return the content of a file of the image, which ``layer`` stores."""
        return cls((Part(layer, entry, 0, entry.size),), entry.size) if entry.size else cls()

    @property
    def zeros(self) -> int:
        """How many of the bytes are zeros that nothing stores, but for files that are whole."""
        return sum(map(_zeros_of, self.pieces))

    def __add__(self, other: Content) -> Content:
        if not self.pieces or not other.pieces:
            return self if self.pieces else other
        joined = _joined(self.pieces[-1], other.pieces[0])
        middle = (self.pieces[-1], other.pieces[0]) if joined is None else (joined,)
        pieces = (*self.pieces[:-1], *middle, *other.pieces[1:])
        return Content(pieces, self.size + other.size)

    def __getitem__(self, wanted: slice) -> Content:
        start, stop, _ = wanted.indices(self.size)
        pieces: list[Piece] = []
        at = 0
        for piece in self.pieces:
            size = _size(piece)
            first, last = max(start - at, 0), min(stop - at, size)
            if first < last:
                pieces.append(_cut(piece, first, last))
            at += size
        return Content(tuple(pieces), max(0, stop - start))

    def chunks(self, contents: Contents) -> Iterator[bytes]:
        """Yield the bytes, at most 1 MiB at once.

        Raises FileError (EIO) where the image does not give them, LimitError (before the first)
        where they are more zeros than anyone should walk.
        """
        if self.zeros > contents.limits.hole_bytes:
            raise LimitError(f"{self.zeros:,} zeros are not read")
        for piece in self.pieces:
            if isinstance(piece, bytes):
                yield from (piece[at : at + _CHUNK] for at in range(0, len(piece), _CHUNK))
            elif isinstance(piece, Zeros):
                yield from _zeros(piece.size)
            else:
                yield from _stored(piece, contents)

    def sha256(self, contents: Contents) -> str:
        """Return the hexadecimal SHA-256. Raises as ``chunks`` does."""
        digest = hashlib.sha256()
        for data in self.chunks(contents):
            digest.update(data)
        return digest.hexdigest()


def _size(piece: Piece) -> int:
    return len(piece) if isinstance(piece, bytes) else piece.size


def _zeros_of(piece: Piece) -> int:
    if isinstance(piece, bytes):
        return 0
    if isinstance(piece, Zeros):
        return piece.size
    return 0 if piece.size == piece.entry.size else max(0, piece.size - piece.entry.stored)


def _cut(piece: Piece, start: int, stop: int) -> Piece:
    if isinstance(piece, bytes):
        return piece[start:stop]
    if isinstance(piece, Zeros):
        return Zeros(stop - start)
    return Part(piece.layer, piece.entry, piece.start + start, piece.start + stop)


def _joined(one: Piece, two: Piece) -> Piece | None:
    """Return two pieces as one, None where they are none."""
    if isinstance(one, Zeros) and isinstance(two, Zeros):
        return Zeros(one.size + two.size)
    if isinstance(one, bytes) and isinstance(two, bytes):
        return one + two if len(one) + len(two) <= _JOINED else None
    if isinstance(one, Part) and isinstance(two, Part):
        follows = one.entry is two.entry and one.stop == two.start
        return Part(one.layer, one.entry, one.start, two.stop) if follows else None
    return None


def _zeros(size: int) -> Iterator[bytes]:
    while size > 0:
        yield _ZEROS[: min(size, _CHUNK)]
        size -= _CHUNK


def _stored(part: Part, contents: Contents) -> Iterator[bytes]:
    try:
        yield from _read(part, contents)
    except (LayerscopeError, OSError) as error:
        raise FileError(errno.EIO, f"/{part.entry.path}", detail=str(error)) from error


def _read(part: Part, contents: Contents) -> Iterator[bytes]:
    if part.size == part.entry.size:
        yield from contents.read(part.layer, part.entry)
        return
    at = part.start
    while at < part.stop:
        data = contents.read_range(part.layer, part.entry, at, min(part.stop - at, _CHUNK))
        if not data:
            raise DamageError(f"layer {part.layer} ends within it")
        yield data
        at += len(data)
