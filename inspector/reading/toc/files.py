"""Contents of files, fetched from a blob when they are read.

A chunk is decompressed whole and compared with its digest before a byte of it is given. What
follows it in the same file is fetched with it, and what follows that file for those who read one
file after the other: the more, the longer they do.
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

from inspector.compression import CODECS
from inspector.errors import DamageError, LimitError, MissingBlobError
from inspector.io.descriptors import write_all
from inspector.io.progress import NoProgress
from inspector.io.temporary import unlinked_file
from inspector.io.window import OpenFile
from inspector.language import Lazy
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.io.spans import Spans
    from inspector.io.window import Readable
    from inspector.limits import Limits
    from inspector.reading.toc.chunks import Chunk, Chunks

# What is fetched in one request: of one file at first, and at most.
_FIRST, _MOST = 1 << 20, 8 << 20
# Chunks that are looked at to fetch them together.
_RUN = 4096
# Whoever passes over no more reads on.
_NEAR = 64 << 10
# Decompressed chunks that are kept in memory; larger ones go to a temporary file, one at a time.
_KEPT, _LARGE = 32 << 20, 16 << 20
_STEP = 1 << 20
_ZEROS = bytes(_STEP)


class FileBytes:
    """The contents of a layer's files, by offset. To be used by one thread at a time.

    ``name_of`` tells whose content is at an offset.
    """

    def __init__(
        self,
        blob: Spans,
        chunks: Chunks,
        compression: str,
        limits: Limits,
        name_of: Callable[[int], str],
    ) -> None:
        self._fetched = _Fetched(blob)
        self._chunks = chunks
        self._codec = next(codec for codec in CODECS if codec.name == compression)
        self._limits = limits
        self._name_of = name_of
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        self._kept_bytes = 0
        self._large: tuple[int, OpenFile] | None = None
        # the member that was read last: the next chunk may lie in it, too
        self._member: _BlobMember | None = None

    def pread(self, size: int, offset: int) -> bytes:
        """Return at most ``size`` bytes at ``offset``, of one chunk.

        Raises MissingBlobError where no file has its content there, DamageError where the blob
        holds another content than the table says; LayerscopeError.
        """
        number = self._chunks.at(offset)
        if number is None:
            raise MissingBlobError(
                Lazy("this layer was read by its table of contents, which has no tar headers")
            )
        chunk = self._chunks[number]
        at = offset - chunk.begin
        size = min(size, chunk.size - at)
        if not chunk.digest:
            return _ZEROS[:size]
        if chunk.size > _LARGE:
            return os.pread(self._unpacked_file(number, chunk).fd, size, at)
        return self._unpacked_bytes(number, chunk)[at : at + size]

    def _unpacked_bytes(self, number: int, chunk: Chunk) -> bytes:
        known = self._kept.get(number)
        if known is not None:
            self._kept.move_to_end(number)
            return known
        parts: list[bytes] = []
        self._unpack(number, chunk, parts.append)
        data = b"".join(parts)
        self._kept[number] = data
        self._kept_bytes += len(data)
        while self._kept_bytes > _KEPT:
            self._kept_bytes -= len(self._kept.popitem(last=False)[1])
        return data

    def _unpacked_file(self, number: int, chunk: Chunk) -> OpenFile:
        if self._large is None or self._large[0] != number:
            self._large = None
            file = OpenFile(unlinked_file(), chunk.size)
            self._unpack(number, chunk, partial(write_all, file.fd))
            self._large = number, file
        return self._large[1]

    def _unpack(self, number: int, chunk: Chunk, give: Callable[[bytes], object]) -> None:
        """Decompress a chunk, of which nothing must be used before this returns."""
        digest = hashlib.new(chunk.digest.partition(":")[0])
        member, self._member = self._member_at(number, chunk), None
        try:
            member.skip(chunk.inner - member.at)
            left = chunk.size
            while left and (data := member.read(min(left, _STEP))):
                left -= len(data)
                digest.update(data)
                give(data)
        except LimitError:
            raise
        except DamageError as error:
            raise self._differs(chunk) from error
        if left or digest.hexdigest() != chunk.digest.partition(":")[2]:
            raise self._differs(chunk)
        self._member = member

    def _member_at(self, number: int, chunk: Chunk) -> _BlobMember:
        """Return the member that holds a chunk: where the last one was read to, if it is that."""
        known = self._member
        if known is not None and known.offset == chunk.offset and known.at <= chunk.inner:
            return known
        source = _From(self._fetched, chunk, partial(self._needed, number, chunk))
        return _BlobMember(chunk.offset, self._codec.open(source, self._limits))

    def _needed(self, number: int, chunk: Chunk) -> int:
        """Return up to where to fetch: at least the chunk, and some that follow."""
        end, stop = _end(chunk), chunk.begin + chunk.size
        ahead = self._fetched.ahead(chunk.offset)
        most = chunk.offset + max(ahead, _FIRST)
        begins_file = self._chunks.at(chunk.begin - 1) is None
        for following in range(number + 1, min(number + _RUN, len(self._chunks))):
            other = self._chunks[following]
            if other.begin != stop:  # another file
                most = chunk.offset + ahead if begins_file else 0
            if other.digest:
                if _end(other) > most:
                    break
                end = max(end, _end(other))
            stop = other.begin + other.size
        return end

    def _differs(self, chunk: Chunk) -> DamageError:
        return DamageError(
            Lazy(
                "the content of /{path} in the layer does not match its table of contents",
                path=printable(self._name_of(chunk.begin)),
            ),
            hint="",
        )


def _end(chunk: Chunk) -> int:
    """Return where a chunk ends in the blob, or not far behind: no codec makes data much longer."""
    size = chunk.inner + chunk.size
    return min(chunk.end, chunk.offset + size + (size >> 6) + 1024)


class _BlobMember:
    """A member of the blob as it decompresses, and how far that is."""

    def __init__(self, offset: int, stream: Readable) -> None:
        self.offset = offset
        self.at = 0
        self._stream = stream

    def read(self, size: int) -> bytes:
        """Return at most ``size`` bytes. Raises DamageError."""
        data = self._stream.read(size)
        self.at += len(data)
        return data

    def skip(self, size: int) -> None:
        """Pass over bytes, as many as there are. Raises DamageError."""
        while size and (data := self.read(min(size, _STEP))):
            size -= len(data)


class _Fetched:
    """The part of a blob that was fetched last."""

    def __init__(self, blob: Spans) -> None:
        self._blob = blob
        self._start = 0
        self._data = b""
        self._size = 0  # of the last request

    def ahead(self, offset: int) -> int:
        """Return how much to fetch from ``offset`` on if someone reads on there, else 0."""
        passed = offset - self._start
        if not 0 < passed <= len(self._data) + _NEAR:
            return 0
        return min(2 * self._size, _MOST)

    def get(self, offset: int, size: int) -> bytes:
        """Return at most ``size`` bytes at ``offset``, none where they were not fetched."""
        at = offset - self._start
        return self._data[at : at + size] if at >= 0 else b""

    def fetch(self, offset: int, size: int) -> None:
        """Fetch bytes, in place of those that were fetched before."""
        self._size = min(size, _MOST)
        self._data = self._blob.span(offset, self._size, NoProgress())
        self._start = offset


class _From:
    """Reads the member that holds a chunk; ``needed`` tells up to where to fetch."""

    def __init__(self, fetched: _Fetched, chunk: Chunk, needed: Callable[[], int]) -> None:
        self._fetched = fetched
        self._at = chunk.offset
        self._end = chunk.end
        self._needed = needed

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, none only at the end of the member."""
        size = min(size, self._end - self._at)
        if size <= 0:
            return b""
        data = self._fetched.get(self._at, size)
        if not data:
            needed = self._needed()
            if needed <= self._at:  # the member is longer than it should be
                needed = min(self._at + _FIRST, self._end)
            self._fetched.fetch(self._at, needed - self._at)
            data = self._fetched.get(self._at, size)
        self._at += len(data)
        return data
