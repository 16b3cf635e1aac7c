"""Maps of sparse files (GNU tar manual, "Storing Sparse Files"; CVE-2025-58183 for the caps)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.errors import DamageError, LimitError
from inspector.tarstream.cursor import BLOCK, Cursor
from inspector.tarstream.header import MAX_NUMBER, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import xxhash

    from inspector.limits import Limits
    from inspector.tarstream.header import Header
    from inspector.tarstream.pax import Extended

# One line of a 1.0 map is at most 20 digits and a newline.
_LINE = 21
_ZEROS = memoryview(bytes(1 << 20))

Segments = tuple[tuple[int, int], ...]  # (offset in the file, length), ascending


def read_map(
    cursor: Cursor, header: Header, extended: Extended, pax: dict[bytes, bytes], limits: Limits
) -> tuple[Segments, int, int] | None:
    """Return (segments, real size, payload bytes taken by the map); None: the file is not sparse.

    Raises DamageError, LimitError.
    """
    start = cursor.offset - BLOCK
    taken = 0
    try:
        if header.type == b"S":
            numbers = _old_gnu_map(cursor, header.block, limits)
            real = number(header.block[483:495])
        elif pax.get(b"GNU.sparse.major") == b"1":
            numbers, taken = _map_in_payload(cursor, limits)
            real = _digits(pax.get(b"GNU.sparse.realsize", b""))
        elif (text := pax.get(b"GNU.sparse.map")) is not None:
            numbers = [_digits(each) for each in text.split(b",")] if text else []
            real = _real_size(pax)
        elif extended.sparse_pairs:
            numbers = [_digits(each) for each in extended.sparse_pairs]
            real = _real_size(pax)
        else:
            return None
        segments = tuple(zip(numbers[::2], numbers[1::2], strict=True))
    except ValueError as error:
        raise DamageError("sparse file with a bad map", offset=start) from error
    _check(segments, real, header.size - taken, limits, start)
    return segments, real, taken


def _check(segments: Segments, real: int, stored: int, limits: Limits, start: int) -> None:
    if len(segments) > limits.sparse_segments:
        raise LimitError("sparse file with too many segments", offset=start)
    end = total = 0
    for offset, length in segments:
        if offset < end:
            raise DamageError("sparse file with overlapping segments", offset=start)
        end = offset + length
        total += length
    if end > real or total != stored or real > MAX_NUMBER:
        raise DamageError("sparse file whose map and size disagree", offset=start)


def _digits(text: bytes) -> int:
    if not text.isdigit() or len(text) > _LINE:
        raise ValueError("not a number")
    return int(text)


def _real_size(pax: dict[bytes, bytes]) -> int:
    return _digits(pax.get(b"GNU.sparse.size") or pax.get(b"GNU.sparse.realsize", b""))


def _old_gnu_map(cursor: Cursor, block: bytes, limits: Limits) -> list[int]:
    """Four pairs in the header, 21 in each extension block behind it."""
    numbers = _pairs(block[386:482])
    more = block[482]
    while more:
        block = cursor.take(BLOCK)
        if len(block) < BLOCK or len(numbers) > 2 * limits.sparse_segments:
            raise ValueError("sparse map without an end")
        numbers += _pairs(block[:504])
        more = block[504]
    return numbers


def _pairs(area: bytes) -> list[int]:
    numbers: list[int] = []
    for at in range(0, len(area), 24):
        if not area[at]:
            break
        pair = number(area[at : at + 12]), number(area[at + 12 : at + 24])
        if min(pair) < 0:
            raise ValueError("negative number")
        numbers += pair
    return numbers


def _map_in_payload(cursor: Cursor, limits: Limits) -> tuple[list[int], int]:
    """Read "count, then offset and length, a line each", padded to a block."""
    blocks: list[bytes] = []
    lines, wanted = 0, 1
    while lines < wanted:
        block = cursor.take(BLOCK)
        if len(block) < BLOCK or len(blocks) * BLOCK > 2 * _LINE * limits.sparse_segments:
            raise ValueError("sparse map without an end")
        blocks.append(block)
        lines += block.count(b"\n")
        if wanted == 1 and lines:
            wanted += 2 * _digits(b"".join(blocks).split(b"\n", 1)[0])
    text = b"".join(blocks).split(b"\n")
    return [_digits(each) for each in text[1:wanted]], len(blocks) * BLOCK


def runs(segments: Sequence[tuple[int, int]], size: int) -> Iterator[tuple[bool, int]]:
    """Yield (is a hole, length) over a sparse file of ``size`` bytes, from first to last."""
    at = 0
    for offset, length in segments:
        if offset > at:
            yield True, offset - at
        if length:
            yield False, length
        at = offset + length
    if size > at:
        yield True, size - at


def hash_hole(digest: xxhash.xxh3_64, length: int) -> None:
    """Hash ``length`` zeros."""
    while length > 0:
        step = min(length, len(_ZEROS))
        digest.update(_ZEROS[:step])
        length -= step
