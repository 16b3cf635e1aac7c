"""Where the contents of files lie in a blob, piece by piece."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from inspector.errors import DamageError
from inspector.formats.digests import is_computable
from inspector.language import Lazy
from inspector.spec import parse_digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.reading.toc.rows import TocEntry

_ZEROS = "zeros"


class Chunk(NamedTuple):
    """A piece of a file: ``size`` bytes of content at ``begin``, an offset as entries have them.

    They are what the member of the blob at ``offset`` decompresses to, behind ``inner`` bytes; that
    member ends at ``end`` or before. Without a digest they are zeros, and nothing is to be read.
    """

    begin: int
    size: int
    offset: int
    inner: int
    digest: str
    end: int


class Chunks:
    """The chunks of a layer, in columns: a layer may have millions."""

    def __init__(self) -> None:
        self._begins = array("q")
        self._sizes = array("q")
        self._offsets = array("q")
        self._inners = array("q")
        self._digests: list[str] = []
        # where members begin in the blob, and where the last one ends
        self._starts = array("q")

    def __len__(self) -> int:
        return len(self._begins)

    def __getitem__(self, number: int) -> Chunk:
        offset = self._offsets[number]
        following = bisect_right(self._starts, offset)
        return Chunk(
            self._begins[number],
            self._sizes[number],
            offset,
            self._inners[number],
            self._digests[number],
            self._starts[following] if following < len(self._starts) else offset,
        )

    def at(self, offset: int) -> int | None:
        """Return the number of the chunk that holds a byte, None where none does."""
        number = bisect_right(self._begins, offset) - 1
        if number < 0 or offset >= self._begins[number] + self._sizes[number]:
            return None
        return number

    def add(self, begin: int, size: int, rows: Sequence[TocEntry]) -> None:
        """Add those of a file whose content is at ``begin``: its own row, and those that follow.

        To be called in the order of ``begin``. Raises DamageError where they are not all of it.
        """
        ends = [*(row.chunk_offset for row in rows[1:]), size]
        at = place = 0
        for row, end in zip(rows, ends, strict=True):
            length = end - at
            if row.chunk_offset != at or length <= 0 or row.chunk_size not in {0, length}:
                raise DamageError(
                    Lazy("the table of contents has chunks that do not add up to the file")
                )
            is_zeros = row.chunk_type == _ZEROS
            if not is_zeros:
                if row.offset < place:
                    raise DamageError(Lazy("the table of contents has chunks out of order"))
                place = row.offset
            digest = row.chunk_digest or (row.digest if len(rows) == 1 else "")
            if not is_zeros and (parse_digest(digest) is None or not is_computable(digest)):
                raise DamageError(Lazy("the table of contents has chunks without a digest"))
            self._begins.append(begin + at)
            self._sizes.append(length)
            self._offsets.append(row.offset)
            self._inners.append(row.inner_offset)
            self._digests.append("" if is_zeros else digest)
            at = end

    def close(self, end: int) -> None:
        """Take note that there are no more, and that all lie before ``end`` in the blob.

        Raises DamageError where they do not, or overlap.
        """
        places = sorted(
            (offset, inner, size)
            for offset, inner, size, digest in zip(
                self._offsets, self._inners, self._sizes, self._digests, strict=True
            )
            if digest
        )
        if places and places[-1][0] >= end:
            raise DamageError(Lazy("the table of contents has chunks outside the layer"))
        for (offset, inner, size), (other, other_inner, _) in pairwise(places):
            if offset == other and inner + size > other_inner:
                raise DamageError(Lazy("the table of contents has chunks that overlap"))
        self._starts = array("q", sorted({offset for offset, _, _ in places}))
        self._starts.append(end)
