"""What was found in one layer as a file: its entries, the contents that are kept, a few facts.

Kept contents lie in blocks, compressed one by one, in the order of the tar; behind them the
entries, then the large contents of which only a fingerprint is told, then the facts, which say
where all of that lies. A file is written aside and moved into its place: it is whole or not there.
"""

from __future__ import annotations

import os
import tempfile
from bisect import bisect_right
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

import msgspec
import zstandard

from inspector import fingerprint
from inspector.errors import DamageError, LayerscopeError
from inspector.fleet.writing import writing_to
from inspector.io.atomic import UNFINISHED
from inspector.io.descriptors import write_all
from inspector.io.window import OpenFile
from inspector.language import Lazy
from inspector.reading.index import decode_scan
from inspector.reading.scan import LayerState  # noqa: TC001  msgspec reads the annotation

if TYPE_CHECKING:
    from inspector.reading.scan import LayerScan
    from inspector.tarstream import Entry

_MAGIC = b"LSFLEET1"
_TAIL = len(_MAGIC) + 4 + 8  # behind the facts: their length, their hash
_BLOCK = 256 << 10
_LEVEL = 1
_MOST_BLOCK = (256 << 20) + _BLOCK

_Place = Annotated[int, msgspec.Meta(ge=0)]


class LayerFacts(msgspec.Struct, frozen=True, array_like=True):
    """A layer as it was read; sizes are bytes.

    Attributes:
        error: Why it is not known whole, "" where it is.
        diff_id: SHA-256 of the uncompressed tar, None where not all of it was read.
        digest: Of the blob as stored.
        read_from: Which file it was read from, and where it lies there.
        but_times: A digest of all that its entries say but their times; None if not all is known.
        blocks: (place, stored length) of each block of kept contents.
        kept: (offset in the tar, length, block, place in the block) of each kept content.
        scan: (place, stored length) of the entries, ``contents`` of the list of large contents.

    """

    state: LayerState
    error: str
    diff_id: str | None
    digest: str | None
    compression: str | None
    size: int
    entries: int
    read_from: str
    but_times: str | None
    blocks: list[tuple[_Place, _Place]] = []
    kept: list[tuple[_Place, _Place, _Place, _Place]] = []
    scan: tuple[_Place, _Place] = (0, 0)
    contents: tuple[_Place, _Place] = (0, 0)


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(LayerFacts)


class LayerFileWriter:
    """Writes one; leaving the context without ``finish`` leaves nothing.

    All of it raises WorkFolderError.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        with writing_to(self._folder):
            fd, name = tempfile.mkstemp(dir=self._folder, prefix=UNFINISHED)
        self._path = Path(name)
        self._file = os.fdopen(fd, "wb", buffering=0)
        self._packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
        self._block = bytearray()
        self._at = 0
        self._blocks: list[tuple[int, int]] = []
        self._kept: list[tuple[int, int, int, int]] = []
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        with suppress(FileNotFoundError):
            self._path.unlink()

    def keep(self, entry: Entry, data: bytes, /) -> None:
        """Keep the content of a file."""
        self._kept.append((entry.offset, len(data), len(self._blocks), len(self._block)))
        self._block += data
        if len(self._block) >= _BLOCK:
            self._end_block()

    def _end_block(self) -> None:
        if self._block:
            self._blocks.append(self._put(self._packer.compress(bytes(self._block))))
            self._block.clear()

    def _put(self, data: bytes) -> tuple[int, int]:
        place = self._at
        with writing_to(self._folder):
            write_all(self._file.fileno(), data)
        self._at += len(data)
        return place, len(data)

    def finish(self, target: Path, scan: bytes, facts: LayerFacts, contents: bytes) -> None:
        """Write the rest, and move the file into its place; ``scan`` are the entries as bytes."""
        self._end_block()
        whole = msgspec.structs.replace(
            facts,
            blocks=self._blocks,
            kept=self._kept,
            scan=self._put(scan),
            contents=self._put(self._packer.compress(contents)),
        )
        told_facts = self._packer.compress(_ENCODER.encode(whole))
        self._put(told_facts)
        self._put(len(told_facts).to_bytes(4, "little"))
        self._put(_checksum(told_facts))
        self._put(_MAGIC)
        with writing_to(self._folder):
            target.parent.mkdir(exist_ok=True)
            self._path.replace(target)


class LayerFile:
    """One that was written."""

    def __init__(self, path: Path, name: str) -> None:
        """Read the facts. Raises OSError, and ValueError for what is no such file."""
        self.name = name
        self._file = OpenFile.open(path)
        self.facts = self._read_facts()
        self._starts = [each[0] for each in self.facts.kept]
        self._known: tuple[int, bytes] = (-1, b"")

    def close(self) -> None:
        """Read no more."""
        self._file.close()

    def _read_facts(self) -> LayerFacts:
        size = self._file.size
        tail = self._pread(max(0, size - _TAIL), _TAIL)
        if not tail.endswith(_MAGIC):
            raise ValueError("not a layer of a fleet")
        length = int.from_bytes(tail[:4], "little")
        data = self._pread(max(0, size - _TAIL - length), length)
        if _checksum(data) != tail[4:12]:
            raise ValueError("damaged")
        try:
            return _DECODER.decode(_unpacked(data))
        except (msgspec.DecodeError, zstandard.ZstdError) as error:
            raise ValueError("damaged") from error

    def _pread(self, place: int, size: int) -> bytes:
        return os.pread(self._file.fd, size, place)

    def scan(self) -> LayerScan:
        """Return the entries and what belongs to them. Raises ValueError where that is damaged."""
        scan = decode_scan(self._pread(*self.facts.scan))
        if scan is None:
            raise ValueError("damaged")
        # Contents are asked of what is kept, and never of a blob: it may be another one.
        scan.seek_points = []
        if self.facts.error:
            scan.state, scan.error = self.facts.state, DamageError(self.facts.error, hint="")
        return scan

    def is_whole(self) -> bool:
        """Whether the entries can be read."""
        return decode_scan(self._pread(*self.facts.scan)) is not None

    def contents(self) -> bytes:
        """Return a line for each large content: fingerprint, size, path."""
        return _unpacked(self._pread(*self.facts.contents))

    def pread(self, size: int, offset: int) -> bytes:
        """Return at most ``size`` bytes of the tar at ``offset``, which are those of a kept file.

        Raises LayerscopeError where they are not kept.
        """
        number = bisect_right(self._starts, offset) - 1
        if number >= 0:
            start, length, block, place = self.facts.kept[number]
            if offset < start + length:
                at = place + offset - start
                return self._block(block)[at : at + min(size, start + length - offset)]
        raise LayerscopeError(Lazy("this content was not kept when the layer was read"))

    def _block(self, number: int) -> bytes:
        if self._known[0] != number:
            try:
                data = _unpacked(self._pread(*self.facts.blocks[number]))
            except zstandard.ZstdError as error:
                raise LayerscopeError(Lazy("the stored data of the layer is damaged")) from error
            self._known = number, data
        return self._known[1]


def _unpacked(data: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(data, max_output_size=_MOST_BLOCK)


def _checksum(data: bytes) -> bytes:
    return fingerprint.of(data).to_bytes(8, "big")
