"""Images with the headers of real ones, and contents that are packed as far as theirs are."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec.structs import replace as replaced

from benchmarks.recorded import BLOCK, WITH_DATA, headers, recorded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.recorded import Image as Record
    from benchmarks.recorded import Layer, Member

# More than zstd looks back (2 MiB at level 3): what comes round again is new to it.
_POOL_SIZE = 4 << 20
_SMALL_POOL_SIZE = 1 << 17
_BUILD_SECONDS = 6 * 3600
_FEWEST = 40  # members of a scaled layer
_MOST = 100_000  # bytes of a scaled file
# Of the words of a content: how many are new and how many dull, by the tenths that gzip leaves.
_MIX = (
    (0.0, 1.0),
    (0.0, 0.93),
    (0.0, 0.66),
    (0.0, 0.44),
    (0.0, 0.29),
    (0.0, 0.18),
    (0.0, 0.08),
    (0.0, 0.0),
    (0.2, 0.0),
    (0.5, 0.0),
    (1.0, 0.0),
)
_USUAL_WORDS, _DULL_WORDS = 6000, 48


@dataclass(frozen=True, slots=True)
class RealImage:
    """A recorded image. ``share`` of each layer's members are taken, the first ones.

    ``only_largest`` leaves out all layers but the one with the most bytes.
    ``has_pax`` writes what Go's archive/tar does where PAX is asked for: a record for each name of
    more than 100 bytes, and one for each time of a file that was made while the image was built.
    """

    name: str
    record: str
    layout: str
    codec: str = "none"
    share: float = 1.0
    only_largest: bool = False
    has_pax: bool = False

    def tars(self) -> Iterator[Iterator[bytes]]:
        """Yield the tar of each layer, piece by piece."""
        record = recorded()[self.record]
        layers = record.layers
        if self.only_largest:
            layers = [max(layers, key=lambda layer: sum(layer.sizes))]
        contents = _Contents(_POOL_SIZE if self.share == 1.0 else _SMALL_POOL_SIZE)
        for layer in layers:
            yield self._tar(record, layer, contents)

    def scaled(self, factor: float) -> RealImage:
        """Return the same image with a part of each layer, and small files."""
        return replace(self, name=f"{self.name}-{factor:g}", share=min(1.0, factor))

    def members(self, record: Record, layer: Layer) -> Iterator[Member]:
        """Yield the members of a layer that are taken."""
        count = len(layer.forms)
        count = count if self.share == 1.0 else max(_FEWEST, int(count * self.share))
        made = max(map(_newest, record.layers)) - _BUILD_SECONDS
        for _, recorded_member in zip(range(count), layer.members(record), strict=False):
            member = _as_pax(recorded_member, made) if self.has_pax else recorded_member
            if self.share != 1.0 and member.size > _MOST:
                yield replaced(member, size=_MOST)
            else:
                yield member

    def _tar(self, record: Record, layer: Layer, contents: _Contents) -> Iterator[bytes]:
        for member in self.members(record, layer):
            yield headers(member)
            if member.size and member.form.letter in WITH_DATA:
                yield from contents.of(member)
                yield bytes(-member.size % BLOCK)
        yield bytes(2 * BLOCK)


def _newest(layer: Layer) -> int:
    return max(accumulate(layer.times), default=0)


def _as_pax(member: Member, made: int) -> Member:
    """Return the member with PAX records; what GNU tar wrote, or has some already, stays."""
    form = member.form
    if form.extended or form.magic[5] != "\0":
        return member
    keys = ["mtime"] * (member.mtime >= made) + ["path"] * form.has_prefix
    extended = (f"x:{','.join(keys)}",) if keys else ()
    return replaced(member, form=replaced(form, has_prefix=False, extended=extended))


class _Contents:
    """Hands out contents: the same for the same name and size, so what was copied is a copy."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._places: dict[tuple[str, int, int], int] = {}
        self._next = [0] * len(_MIX)

    def of(self, member: Member) -> Iterator[bytes]:
        """Yield the content, piece by piece."""
        tenths, left = member.tenths, member.size
        pool = pool_of(tenths, self._size)
        key = (member.name, left, tenths)
        place = self._places.setdefault(key, self._next[tenths])
        if place == self._next[tenths]:
            self._next[tenths] = (place + left) % self._size
        while left:
            piece = pool[place : place + left]
            yield piece
            left -= len(piece)
            place = 0


@cache
def pool_of(tenths: int, size: int) -> bytes:
    """Return ``size`` bytes of which gzip leaves so many tenths: usual, new and dull words."""
    source = random.Random(7)  # noqa: S311
    usual = [source.randbytes(source.randint(3, 12)) for _ in range(_USUAL_WORDS)]
    often = [usual[int((rank / 20_000) ** 2 * _USUAL_WORDS)] for rank in range(20_000)]
    dull = [source.randbytes(source.randint(16, 40)) for _ in range(_DULL_WORDS)]
    new_share, dull_share = _MIX[tenths]
    parts: list[bytes] = []
    length = 0
    while length < size:
        chance = source.random()
        if chance < new_share:
            word = source.randbytes(8)
        else:
            word = source.choice(dull if chance < new_share + dull_share else often)
        parts.append(word)
        length += len(word)
    return b"".join(parts)[:size]
