"""Tar headers byte by byte, right or wrong as the caller asks.

After POSIX.1 pax, "ustar Interchange Format", and the GNU tar manual, "Basic Tar Format".
Nothing is refused: a number may be given as the bytes that stand in its field, a checksum may lie.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

BLOCK = 512

# magic and version together, offset 257
USTAR = b"ustar\x0000"
GNU = b"ustar  \x00"
V7 = bytes(8)

NAME_WIDTH = 100
PREFIX_WIDTH = 155

# name mode uid gid size mtime checksum type link magic uname gname devmajor devminor prefix
_LAYOUT = struct.Struct("100s8s8s8s12s12s8s1s100s8s32s32s8s8s155s12x")
_CHECKSUM = slice(148, 156)

Number = int | bytes
Records = Iterable[tuple[bytes, bytes]]


def padded(data: bytes) -> bytes:
    """Fill the last block with zeros."""
    return data + bytes(-len(data) % BLOCK)


def base256(value: int, width: int) -> bytes:
    """GNU's binary number: two's complement, the first bit set."""
    raw = bytearray(value.to_bytes(width, "big", signed=True))
    raw[0] |= 0x80
    return bytes(raw)


def number(value: Number, width: int) -> bytes:
    """Octal where it fits, else base-256; bytes stand as they are."""
    if isinstance(value, bytes):
        return value
    if 0 <= value < 8 ** (width - 1):
        return b"%0*o\0" % (width - 1, value)
    return base256(value, width)


def checksum(block: bytes) -> int:
    """Sum of the bytes, the checksum's own field counted as spaces."""
    # most bytes are zeros: summing the others alone takes a third of the time
    return sum(block.translate(None, b"\0")) - sum(block[_CHECKSUM]) + 8 * ord(" ")


def sealed(block: bytes) -> bytes:
    """Return the block with its right checksum."""
    return block[:148] + b"%06o\0 " % checksum(block) + block[156:]


def header(
    name: bytes,
    kind: bytes = b"0",
    *,
    size: Number = 0,
    mode: Number = 0o644,
    uid: Number = 0,
    gid: Number = 0,
    mtime: Number = 0,
    link: bytes = b"",
    magic: bytes = USTAR,
    uname: bytes = b"",
    gname: bytes = b"",
    dev: tuple[Number, Number] = (0, 0),
    prefix: bytes = b"",
    wrong_checksum: bytes | None = None,
) -> bytes:
    """Return one block; ``wrong_checksum`` stands in the field instead of the sum."""
    block = _LAYOUT.pack(
        name,
        number(mode, 8),
        number(uid, 8),
        number(gid, 8),
        number(size, 12),
        number(mtime, 12),
        b"",
        kind,
        link,
        magic,
        uname,
        gname,
        *(bytes(8), bytes(8)) if magic == V7 else (number(dev[0], 8), number(dev[1], 8)),
        prefix,
    )
    if wrong_checksum is None:
        return sealed(block)
    return block[:148] + wrong_checksum.ljust(8, b"\0")[:8] + block[156:]


def pax_record(key: bytes, value: bytes) -> bytes:
    """``"LENGTH KEY=VALUE\\n"``, the length counting its own digits."""
    rest = len(key) + len(value) + 3
    length = rest + len(str(rest))
    length = rest + len(str(length))
    return b"%d %s=%s\n" % (length, key, value)


def pax_header(records: Records | bytes, kind: bytes = b"x") -> bytes:
    """An extended (``x``) or global (``g``) header; bytes are a body as it is, malformed or not."""
    body = (
        records
        if isinstance(records, bytes)
        else b"".join(pax_record(key, value) for key, value in records)
    )
    return header(b"././@PaxHeader", kind, size=len(body)) + padded(body)


def gnu_long(value: bytes, kind: bytes = b"L") -> bytes:
    """GNU's long name (``L``) or long link target (``K``) for the member that follows."""
    body = value + b"\0"
    return header(b"././@LongLink", kind, size=len(body), magic=GNU) + padded(body)
