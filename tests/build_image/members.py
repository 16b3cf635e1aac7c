"""What goes into a tar: members with short constructors, raw bytes for what no tar should hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

if TYPE_CHECKING:
    from collections.abc import Mapping

MTIME = 1_700_000_000

Name = str | bytes
# how names, numbers and fractions that the header cannot hold are written
Dialect = Literal["pax", "gnu", "ustar", "v7"]

REGULAR, HARDLINK, SYMLINK, CHAR, BLOCK_DEVICE, DIRECTORY, FIFO = (bytes([c]) for c in b"0123456")


def name_bytes(name: Name) -> bytes:
    """Return the bytes of a name: UTF-8, lone surrogates the bytes they stand for."""
    return name if isinstance(name, bytes) else name.encode("utf-8", "surrogateescape")


def name_text(name: Name) -> str:
    """Return the other way round, as ``os.fsdecode`` does it in a UTF-8 locale."""
    return name if isinstance(name, str) else name.decode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class Member:
    """One tar member.

    ``kind`` is any type letter. ``mtime`` is in seconds, a fraction goes into a PAX record.
    ``size`` is what the header claims where that is not the content's length (a hardlink that names
    a size). ``pax`` records follow those that the dialect needs, so that they win.
    """

    name: Name
    kind: bytes = REGULAR
    content: bytes = b""
    mode: int = 0o644
    uid: int = 0
    gid: int = 0
    mtime: float = MTIME
    link: Name = b""
    dev: tuple[int, int] = (0, 0)
    xattrs: Mapping[str, bytes] = field(default_factory=dict)
    pax: tuple[tuple[bytes, bytes], ...] = ()
    size: int | None = None
    uname: bytes = b""
    gname: bytes = b""
    dialect: Dialect = "pax"


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes that stand in the tar as they are."""

    data: bytes


Part = Member | Raw


class Fields(TypedDict, total=False):
    """What every constructor takes beside its own arguments."""

    mode: int
    uid: int
    gid: int
    mtime: float
    xattrs: Mapping[str, bytes]
    pax: tuple[tuple[bytes, bytes], ...]
    size: int | None
    uname: bytes
    gname: bytes
    dialect: Dialect


def _with_mode(mode: int, fields: Fields) -> Fields:
    return {"mode": mode, **fields}


def file(name: Name, content: bytes = b"", **fields: Unpack[Fields]) -> Member:
    return Member(name, REGULAR, content, **fields)


def directory(name: Name, **fields: Unpack[Fields]) -> Member:
    """Return a directory; its name gets the trailing slash that tar writers give it."""
    slashed = name_text(name).rstrip("/") + "/"
    return Member(slashed, DIRECTORY, **_with_mode(0o755, fields))


def symlink(name: Name, target: Name, **fields: Unpack[Fields]) -> Member:
    return Member(name, SYMLINK, link=target, **_with_mode(0o777, fields))


def hardlink(name: Name, target: Name, **fields: Unpack[Fields]) -> Member:
    return Member(name, HARDLINK, link=target, **fields)


def char(name: Name, major: int, minor: int, **fields: Unpack[Fields]) -> Member:
    return Member(name, CHAR, dev=(major, minor), **fields)


def block(name: Name, major: int, minor: int, **fields: Unpack[Fields]) -> Member:
    return Member(name, BLOCK_DEVICE, dev=(major, minor), **fields)


def fifo(name: Name, **fields: Unpack[Fields]) -> Member:
    return Member(name, FIFO, **fields)


def whiteout(name: Name, **fields: Unpack[Fields]) -> Member:
    """Return the marker that deletes ``name``."""
    parent, slash, last = name_bytes(name).rpartition(b"/")
    return Member(parent + slash + b".wh." + last, **_with_mode(0, fields))


def opaque(name: Name, **fields: Unpack[Fields]) -> Member:
    """Return the marker that hides what lower layers have below ``name`` (empty: the root)."""
    folder = name_bytes(name)
    return Member(folder + b"/" * bool(folder) + b".wh..wh..opq", **_with_mode(0, fields))


def raw(header: bytes, payload: bytes = b"") -> Raw:
    """Return a header made by hand and its payload, filled to whole blocks."""
    return Raw(header + payload + bytes(-len(payload) % 512))
