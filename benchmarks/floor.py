"""The floor: what reading the same layers costs when nothing is made of them.

``python -m benchmarks.floor ARCHIVE``: decompress packed layers on one core and throw the bytes
away; follow the headers of plain ones and keep nothing.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import zstandard

from inspector.compression import detect
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from inspector.io.window import Window

_CHUNK = 256 * 1024
_BLOCK = 512


def _gzip(window: Window) -> None:
    from isal import igzip_lib

    decoder = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
    while not decoder.eof:
        decoder.decompress(window.read(_CHUNK) if decoder.needs_input else b"", _CHUNK)


def _zstd(window: Window) -> None:
    stream = zstandard.ZstdDecompressor().stream_reader(window, read_size=_CHUNK)  # type: ignore[arg-type]
    while stream.read(_CHUNK):
        pass


def _headers(window: Window) -> None:
    while len(block := window.read(_BLOCK)) == _BLOCK and block[0]:
        size = int(block[124:135], 8)
        window.skip(size + -size % _BLOCK)


def main(path: str) -> None:
    """Pass over all layers of the first image."""
    readers = {"gzip": _gzip, "zstd": _zstd}
    for layer in open_archive(path, DEFAULT_LIMITS).images[0].layers:
        if layer.window is not None:
            codec = detect(layer.window.pread(_BLOCK, 0))
            readers.get(codec.name if codec else "", _headers)(layer.window.reopened())


if __name__ == "__main__":
    main(sys.argv[1])
