"""The fixed fields of one tar block (POSIX.1-2024 pax, "ustar Interchange Format"; GNU tar; v7).

Where they are silent: Go's archive/tar, reader.go and strconv.go, with which engines read.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

from inspector.errors import DamageError
from inspector.language import Lazy
from inspector.tarstream.entry import FileAccess

MAX_NUMBER = (1 << 63) - 1
GNU_MAGIC = b"ustar  \0"
_BLOCK = 512
_USTAR_MAGIC = b"ustar\0"
_SPACES = 8 * ord(" ")
_ASCII = bytes(range(128))


# name, link, permissions and owner, size, mtime: as a tuple, because a layer may have millions
Fields = tuple[bytes, bytes, FileAccess, int, int]


def read_fields(block: bytes, offset: int) -> Fields:
    """Return a header's fields, names raw. Raises DamageError for a number that is none."""
    try:
        access = access_of(block[100:124])
        digits = block[124:135]
        # as nearly everyone writes it; the rest of what a number may look like is for ``number``
        size = int(digits, 8) if digits.isdigit() and not block[135] else number(block[124:136])
        mtime = time_of(block[136:148])
    except ValueError as error:
        raise _bad_number(offset) from error
    name = block[:100].partition(b"\0")[0]
    if block[345] and block[257:263] == _USTAR_MAGIC:
        # star's own variant keeps times behind a shorter prefix (star.h)
        room = 131 if block[508:512] == b"tar\0" else 155
        name = block[345 : 345 + room].partition(b"\0")[0] + b"/" + name
    link = block[157:257].partition(b"\0")[0] if block[157] else b""
    return name, link, access, size, mtime


def letter_of(block: bytes) -> bytes:
    """Return the type as it stands in the block."""
    return block[156:157]


def is_ustar(block: bytes) -> bool:
    """Whether a header says that it is more than v7, in POSIX' way or in GNU's."""
    return block[257:262] == b"ustar"


def read_device(block: bytes, offset: int) -> tuple[int, int]:
    """Return a device's numbers, (0, 0) in v7, which has none. Raises DamageError."""
    if not is_ustar(block):
        return 0, 0
    try:
        return number(block[329:337]), number(block[337:345])
    except ValueError as error:
        raise _bad_number(offset) from error


def _bad_number(offset: int) -> DamageError:
    return DamageError(Lazy("tar header with a bad number"), offset=offset)


def number(field: bytes) -> int:
    """Decode octal text or base-256 (GNU tar, "Basic Tar Format"). Raises ValueError."""
    if field[0] & 0x80:
        return _base256(field)
    text = field.strip(b" \0")
    if not text.isdigit():
        text = text.split(b"\0", 1)[0]
        if not text:
            return 0
    try:
        return int(text if text.isdigit() else b"", 8)
    except ValueError:
        raise ValueError(f"not octal: {text[:12]!r}") from None


def _base256(field: bytes) -> int:
    value = int.from_bytes(field, "big") - (1 << 8 * len(field) - 1)
    if field[0] & 0x40:
        value -= 1 << 8 * len(field) - 1
    if not -MAX_NUMBER <= value <= MAX_NUMBER:
        raise ValueError("number out of range")
    return value


# Neighbours in a tar mostly have the same owner, permissions and time.
@lru_cache(maxsize=1024)
def access_of(fields: bytes) -> FileAccess:
    """Return what the three fields of permissions and owner say. Raises ValueError.

    docker writes type bits into the mode, too.
    """
    return FileAccess(number(fields[:8]) & 0o7777, number(fields[8:16]), number(fields[16:]))


time_of = lru_cache(maxsize=1024)(number)


@lru_cache(maxsize=8192)
def stated_sum(field: bytes) -> int:
    """Return what a checksum field says of all the block's bytes, itself included; -1: nothing."""
    digits = field.strip(b" \0")
    if not digits.isdigit():
        digits = digits.split(b"\0", 1)[0]
    try:
        return int(digits, 8) + sum(field) - _SPACES if digits.isdigit() else -1
    except ValueError:
        return -1


def checksum_fits(block: bytes) -> bool:
    """Compare the header's checksum: the sum of its bytes with the field itself as spaces."""
    stated = stated_sum(block[148:156])
    if stated < 0 or len(block) < _BLOCK:
        return False
    if block.isascii():
        # The low half of Adler-32 is 1 + the sum modulo 65521, which ASCII never reaches: in C.
        return stated + 1 == zlib.adler32(block) & 0xFFFF
    # Nor does half of a block that is not.
    half = _BLOCK // 2
    total = (zlib.adler32(block[:half]) & 0xFFFF) + (zlib.adler32(block[half:]) & 0xFFFF) - 2
    # Some old tars summed signed characters.
    return stated == total or stated == total - 256 * len(block.translate(None, _ASCII))
