"""The rows of a source as a file: one image behind the other, each packed by itself."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

import msgspec
import zstandard

from inspector.fleet.rows import ImageRows
from inspector.fleet.writing import writing_to
from inspector.io.atomic import UNFINISHED
from inspector.io.descriptors import write_all

if TYPE_CHECKING:
    from collections.abc import Iterator

_LENGTH = 8
_MOST = 1 << 31
_DECODER = msgspec.msgpack.Decoder(ImageRows)


class RowsFileWriter:
    """Writes one aside; leaving the context without ``finish`` leaves nothing.

    All of it raises WorkFolderError.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.images = 0
        self.unread = 0

    def __enter__(self) -> Self:
        with writing_to(self._folder):
            self._fd, name = tempfile.mkstemp(dir=self._folder, prefix=UNFINISHED)
        self._path = Path(name)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._fd)
        with suppress(FileNotFoundError):
            self._path.unlink()

    def add(self, rows: ImageRows) -> None:
        """Write the rows of an image."""
        self.images += 1
        self.unread += not rows.is_read
        packed = zstandard.ZstdCompressor(level=1, write_checksum=True).compress(
            msgspec.msgpack.encode(rows)
        )
        with writing_to(self._folder):
            write_all(self._fd, len(packed).to_bytes(_LENGTH, "little") + packed)

    def finish(self, target: Path) -> None:
        """Move the file into its place."""
        with writing_to(self._folder):
            self._path.replace(target)


def read_rows(path: Path) -> Iterator[ImageRows]:
    """Yield the rows, image by image. Raises OSError, and ValueError where they are damaged."""
    with path.open("rb") as file:
        while head := file.read(_LENGTH):
            length = int.from_bytes(head, "little")
            if length > _MOST:
                raise ValueError("damaged")
            try:
                data = zstandard.ZstdDecompressor().decompress(file.read(length))
                yield _DECODER.decode(data)
            except (zstandard.ZstdError, msgspec.DecodeError) as error:
                raise ValueError("damaged") from error
