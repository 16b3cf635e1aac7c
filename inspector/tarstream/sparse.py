"""Maps of sparse files (GNU tar manual, "Storing Sparse Files"; CVE-2025-58183 for the caps)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.errors import DamageError, LimitError
from inspector.language import Lazy
from inspector.tarstream.cursor import BLOCK, Cursor
from inspector.tarstream.header import GNU_MAGIC, MAX_NUMBER, letter_of, number
from inspector.tarstream.pax import SPARSE_MAP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.fingerprint import Fingerprint
    from inspector.tarstream.pax import Records

# One line of a 1.0 map is at most 20 digits and a newline.
_LINE = 21
_ZEROS = memoryview(bytes(1 << 20))
_MAJOR, _MINOR = b"GNU.sparse.major", b"GNU.sparse.minor"
_SIZE, _REAL_SIZE = b"GNU.sparse.size", b"GNU.sparse.realsize"
_IN_PAYLOAD = (b"1", b"0")
_IN_RECORDS = ((b"0", b"0"), (b"0", b"1"))

Segments = tuple[tuple[int, int], ...]  # (offset in the file, length), ascending, none empty


def is_sparse(records: Records) -> bool:
    """Whether PAX records make a file sparse: what of them engines know (Go archive/tar)."""
    version = records.get(_MAJOR, b""), records.get(_MINOR, b"")
    if version == (b"", b""):
        return bool(records.get(SPARSE_MAP))
    return version == _IN_PAYLOAD or version in _IN_RECORDS


def read_map(
    cursor: Cursor, block: bytes, size: int, records: Records, room: int
) -> tuple[Segments, int, int] | None:
    """Return (segments, real size, payload bytes taken by the map); None: the file is not sparse.

    ``size`` is that of the payload, ``room`` the number of segments that may be held.
    Raises DamageError, LimitError.
    """
    start = cursor.offset - BLOCK
    taken = 0
    real = size
    try:
        if letter_of(block) == b"S":
            # star has a type S of its own
            if block[257:265] != GNU_MAGIC:
                return None
            numbers = _old_gnu_map(cursor, block, room)
            real = number(block[483:495])
        elif not is_sparse(records):
            return None
        else:
            if text := records.get(_SIZE) or records.get(_REAL_SIZE):
                real = _digits(text)
            if records.get(_MAJOR) == b"1":
                numbers, taken = _map_in_payload(cursor, room)
            else:
                text = records.get(SPARSE_MAP)
                numbers = [_digits(each) for each in text.split(b",")] if text else []
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    except ValueError as error:
        raise DamageError(Lazy("sparse file with a bad map"), offset=start) from error
    _check(pairs, real, size - taken, start)
    segments = tuple(pair for pair in pairs if pair[1])
    if len(segments) > room:
        raise _too_many(start)
    return segments, real, taken


def _too_many(start: int) -> LimitError:
    return LimitError(Lazy("sparse files with more segments than allowed"), offset=start)


def _check(pairs: Sequence[tuple[int, int]], real: int, stored: int, start: int) -> None:
    end = total = 0
    for offset, length in pairs:
        if offset < end:
            raise DamageError(Lazy("sparse file with overlapping segments"), offset=start)
        end = offset + length
        total += length
    if end > real or total != stored or real > MAX_NUMBER:
        raise DamageError(Lazy("sparse file whose map and size disagree"), offset=start)


def _digits(text: bytes) -> int:
    if not text.isdigit() or len(text) > _LINE:
        raise ValueError("not a number")
    return int(text)


def _old_gnu_map(cursor: Cursor, block: bytes, room: int) -> list[int]:
    """Four pairs in the header, 21 in each extension block behind it."""
    start = cursor.offset - BLOCK
    numbers = _pairs(block[386:482])
    more = block[482]
    while more:
        block = cursor.take(BLOCK)
        if len(block) < BLOCK:
            raise ValueError("sparse map without an end")
        if len(numbers) > 2 * room:
            raise _too_many(start)
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


def _map_in_payload(cursor: Cursor, room: int) -> tuple[list[int], int]:
    """Read "count, then offset and length, a line each", padded to a block."""
    start = cursor.offset - BLOCK
    blocks: list[bytes] = []
    lines, wanted = 0, 1
    while lines < wanted:
        block = cursor.take(BLOCK)
        if len(block) < BLOCK:
            raise ValueError("sparse map without an end")
        blocks.append(block)
        lines += block.count(b"\n")
        if wanted == 1 and lines:
            wanted += 2 * _digits(b"".join(blocks).split(b"\n", 1)[0])
        # A last pair without length says where the file ends.
        if wanted > 2 * room + 3 or len(blocks) * BLOCK > _LINE * (2 * room + 3) + BLOCK:
            raise _too_many(start)
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


def hash_hole(digest: Fingerprint, length: int) -> None:
    """Hash ``length`` zeros."""
    while length > 0:
        step = min(length, len(_ZEROS))
        digest.update(_ZEROS[:step])
        length -= step
