"""Compressions by their magic bytes.

Every reader gives at most what was asked for, so a bomb costs time and no memory. What a library
complains about becomes a ``DamageError``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from inspector.compression.faults import no_zstandard
from inspector.compression.magics import (
    BZIP2_MAGICS,
    GZIP_MAGIC,
    XZ_MAGIC,
    ZSTD_MAGIC,
    ZSTD_SKIPPABLE,
)
from inspector.compression.points import ORIGIN
from inspector.errors import DamageError, LimitError
from inspector.language import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.compression.points import SeekPoint
    from inspector.io.window import Readable
    from inspector.limits import Limits


class CompressedReader(Protocol):
    """A decompressing stream that knows how much it has read and what it had to ignore."""

    @property
    def trailing(self) -> int:
        """Bytes after the last member that are none, padding aside."""
        ...

    @property
    def consumed(self) -> int:
        """Compressed bytes read so far."""
        ...

    @property
    def points(self) -> list[SeekPoint]:
        """Where the data can be entered later, as far as they were read; from where that began."""
        ...

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` decompressed bytes. Raises DamageError without an offset."""
        ...


class Decompressed:
    """A decompressing stream under the limits: refuses a bomb beyond the honest ratio.

    ``start`` is where it was entered: what comes before counts as read. ``cost`` is that of a byte.
    """

    def __init__(
        self, reader: CompressedReader, limits: Limits, start: SeekPoint = ORIGIN, cost: int = 1
    ) -> None:
        self._reader = reader
        self._cost = cost
        self._limits = limits
        self._before = start.stored
        self.produced = start.offset

    @property
    def trailing(self) -> int:
        """Bytes after the compressed stream that were ignored."""
        return self._reader.trailing

    @property
    def consumed(self) -> int:
        """Compressed bytes read so far."""
        return self._reader.consumed

    @property
    def spent(self) -> int:
        """What was produced, in bytes of gzip that cost as much."""
        return self.produced * self._cost

    @property
    def points(self) -> list[SeekPoint]:
        """Where members begin in what was read of a stream from its first byte on."""
        return self._reader.points

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes. Raises DamageError, LimitError."""
        try:
            data = self._reader.read(size)
        except DamageError as error:
            error.offset = self.produced
            raise
        self.produced += len(data)
        limits = self._limits
        if self.produced > limits.ratio_free_bytes:
            self._refuse_beyond(limits.ratio)
        if self.spent > limits.unpacked_bytes:
            self._refuse_beyond(limits.unpacked_ratio)
        return data

    def _refuse_beyond(self, ratio: int) -> None:
        if self.produced > ratio * (self._before + self._reader.consumed):
            raise LimitError(
                Lazy("compressed data grows more than {ratio}-fold", ratio=ratio),
                offset=self.produced,
                hint=Lazy("--max-unpacked allows more"),
            )


class Codec(msgspec.Struct, frozen=True):
    """A compression: its name, the bytes it begins with, the ending of its media types.

    ``cost`` is how much longer a decompressed byte takes than one of gzip.
    """

    name: str
    magics: tuple[bytes, ...]
    media_suffixes: tuple[str, ...]
    _open: Callable[[Readable, Limits], CompressedReader]
    cost: int = 1

    def open(self, source: Readable, limits: Limits, start: SeekPoint = ORIGIN) -> Decompressed:
        """Return the decompressed stream; ``source`` begins at ``start``."""
        return Decompressed(self._open(source, limits), limits, start, self.cost)


# The libraries are loaded when data of their kind is met: most archives need none of them.


def _open_zstd(source: Readable, limits: Limits) -> CompressedReader:
    try:
        from inspector.compression.frames import open_zstd
    except ImportError as error:
        raise no_zstandard() from error
    return open_zstd(source, limits)


def _open_gzip(source: Readable, limits: Limits) -> CompressedReader:
    from inspector.compression.members import open_gzip

    return open_gzip(source, limits)


def _open_xz(source: Readable, limits: Limits) -> CompressedReader:
    from inspector.compression.members import open_xz

    return open_xz(source, limits)


def _open_bzip2(source: Readable, limits: Limits) -> CompressedReader:
    from inspector.compression.members import open_bzip2

    return open_bzip2(source, limits)


CODECS = (
    Codec("gzip", (GZIP_MAGIC,), ("+gzip", ".gzip"), _open_gzip),
    Codec("zstd", (ZSTD_MAGIC, *ZSTD_SKIPPABLE), ("+zstd", ".zstd"), _open_zstd),
    Codec("xz", (XZ_MAGIC,), ("+xz",), _open_xz, cost=4),
    Codec("bzip2", BZIP2_MAGICS, ("+bzip2",), _open_bzip2, cost=4),
)
MAGIC_BYTES = max(len(magic) for codec in CODECS for magic in codec.magics)


def detect(head: bytes) -> Codec | None:
    """Return the compression that data beginning with ``head`` has, None for none known."""
    for codec in CODECS:
        if head.startswith(codec.magics):
            return codec
    return None


def claimed_by(media_type: str) -> str | None:
    """Return the name of the compression a media type claims, "none" for a plain tar."""
    for codec in CODECS:
        if media_type.endswith(codec.media_suffixes):
            return codec.name
    return "none" if media_type.endswith(".tar") else None
