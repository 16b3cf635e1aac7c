"""Compresses a stream, the same bytes for the same bytes.

Levels are those that docker, podman and BuildKit write with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from inspector.compression.faults import no_zstandard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LEVEL = 6
_ZSTD_LEVEL = 3


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


def compressed(name: str, parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield ``parts`` compressed; ``name`` is that of one of ``CODECS``."""
    compressor = _COMPRESSORS[name]()
    for data in parts:
        if packed := compressor.compress(data):
            yield packed
    yield compressor.flush()


def _gzip() -> _Compressor:
    import zlib

    # A header without a name and a time.
    return zlib.compressobj(_LEVEL, wbits=31)


def _zstd() -> _Compressor:
    try:
        import zstandard
    except ImportError as error:
        raise no_zstandard() from error
    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj()


def _xz() -> _Compressor:
    import lzma

    return lzma.LZMACompressor()


def _bzip2() -> _Compressor:
    import bz2

    return bz2.BZ2Compressor()


_COMPRESSORS = {"gzip": _gzip, "zstd": _zstd, "xz": _xz, "bzip2": _bzip2}
