"""The fixed fields of one tar block (POSIX.1-2024 pax, "ustar Interchange Format"; GNU tar; v7)."""

from __future__ import annotations

import struct
import zlib

from inspector.errors import DamageError

MAX_NUMBER = (1 << 63) - 1
_FIELDS = struct.Struct("100s8s8s8s12s12s8sc100s8s64x8s8s155s12x")


class Header:
    """The fixed fields of one block, numbers decoded."""

    __slots__ = (
        "block",
        "device",
        "gid",
        "link",
        "magic",
        "mode",
        "mtime",
        "name",
        "size",
        "type",
        "uid",
    )
    block: bytes
    device: tuple[int, int] | None
    gid: int
    link: bytes
    magic: bytes
    mode: int
    mtime: int
    name: bytes
    size: int
    type: bytes
    uid: int

    def __init__(self, block: bytes, offset: int) -> None:
        self.block = block
        (name, mode, uid, gid, size, mtime, _, self.type, link, magic, major, minor, prefix) = (
            _FIELDS.unpack(block)
        )
        self.magic = magic
        self.name = name.split(b"\0", 1)[0]
        self.link = link.split(b"\0", 1)[0]
        try:
            self.mode = number(mode)
            self.uid = number(uid)
            self.gid = number(gid)
            self.size = number(size)
            self.mtime = number(mtime)
            self.device = None
            if self.type in b"34" and magic[:5] == b"ustar":
                self.device = (number(major), number(minor))
        except ValueError as error:
            raise DamageError(f"tar header with a bad number ({error})", offset=offset) from error
        if magic[:6] == b"ustar\0" and prefix[0]:
            # star's own variant keeps times behind a shorter prefix (star.h)
            room = 131 if block[508:512] == b"tar\0" else 155
            self.name = prefix[:room].split(b"\0", 1)[0] + b"/" + self.name


def number(field: bytes) -> int:
    """Decode octal text or base-256 (GNU tar, "Basic Tar Format"). Raises ValueError."""
    if field[0] & 0x80:
        value = int.from_bytes(field, "big") - (1 << 8 * len(field) - 1)
        if field[0] & 0x40:
            value -= 1 << 8 * len(field) - 1
        if not -MAX_NUMBER <= value <= MAX_NUMBER:
            raise ValueError("number out of range")
        return value
    text = field.strip(b" \0").split(b"\0", 1)[0]
    if text.isdigit():
        return int(text, 8)
    if text:
        raise ValueError(f"not octal: {text[:12]!r}")
    return 0


def checksum_fits(block: bytes) -> bool:
    """Compare the header's checksum: the sum of its bytes with the field itself as spaces."""
    field = block[148:156].strip(b" \0").split(b"\0", 1)[0]
    if not field.isdigit():
        return False
    try:
        stated = int(field, 8)
    except ValueError:
        return False
    blank = block[:148] + b"        " + block[156:]
    # The low half of an Adler-32 is 1 + the sum of the bytes, modulo 65521: in C, not in a loop.
    if (stated + 1) % 65521 == zlib.adler32(blank) & 0xFFFF:
        return True
    # Some old tars summed signed characters.
    return stated == sum(blank) - 256 * sum(byte > 127 for byte in blank)
