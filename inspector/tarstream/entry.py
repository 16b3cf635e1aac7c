"""What the scanner yields: one ``Entry`` a tar member."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

import msgspec

from inspector.text import decode

# A name that begins otherwise, and has neither a doubled slash nor a dot behind one, is clean.
_ODD_STARTS = ("", "/", ".")
_ODD_COMPONENT = re.compile(rb"(?:^|/)\.{0,2}(?=/|$)")


class Kind(IntEnum):
    """What an entry is; ``SPARSE`` is the old GNU type S, ``CONTIGUOUS`` type 7."""

    FILE = 0
    HARDLINK = 1
    SYMLINK = 2
    CHAR = 3
    BLOCK = 4
    DIR = 5
    FIFO = 6
    CONTIGUOUS = 7
    SPARSE = 8
    UNKNOWN = 9


# Kinds whose payload is a regular file's content.
FILE_KINDS = frozenset({Kind.FILE, Kind.CONTIGUOUS, Kind.SPARSE})
# Kinds that have a payload, of as many bytes as their header says.
_PAYLOAD_KINDS = FILE_KINDS | {Kind.UNKNOWN}


class FileAccess(NamedTuple):
    """Who may do what: permissions without type bits, and the numbers of owner and group."""

    mode: int
    uid: int
    gid: int


class Rare(msgspec.Struct, gc=False):
    """What few entries have; ``stored`` where it is not what the size lets expect."""

    stored: int | None = None
    device: tuple[int, int] | None = None
    xattrs: dict[str, bytes] | None = None
    segments: tuple[tuple[int, int], ...] | None = None


class Entry(msgspec.Struct, gc=False):
    """One tar member. Sizes and offsets are bytes, ``mtime`` whole seconds rounded down.

    ``path`` is cleaned: no leading or trailing slash, the root is ``""``. It is kept in two parts,
    because entries share their ``folder``, and the tree takes their ``name``: a layer may have
    millions, and much of what they take is text. ``access`` is shared with neighbours.
    ``size`` is what the header states (the real size of a sparse file) for every kind, never
    negative; ``stored`` is the payload that is there.
    ``offset`` is the payload's first byte in the uncompressed stream; of a sparse file ``segments``
    says where the stored bytes belong. ``fingerprint`` is that of the content, only ever to
    compare, None where no one asked.

    A struct of C, unknown to the garbage collector.
    """

    folder: str
    name: str
    kind: Kind
    access: FileAccess
    size: int
    mtime: int
    offset: int
    link: str = ""
    fingerprint: int | None = None
    rare: Rare | None = None

    @property
    def path(self) -> str:
        """Where it lies, from the root."""
        return f"{self.folder}/{self.name}" if self.folder else self.name

    @property
    def mode(self) -> int:
        """Permissions, without the bits of a type."""
        return self.access[0]

    @property
    def uid(self) -> int:
        """The owner's number."""
        return self.access[1]

    @property
    def gid(self) -> int:
        """The group's number."""
        return self.access[2]

    @property
    def stored(self) -> int:
        """Bytes of the payload."""
        rare = self.rare
        if rare is not None and rare.stored is not None:
            return rare.stored
        return self.size if self.kind in _PAYLOAD_KINDS else 0

    @stored.setter
    def stored(self, size: int) -> None:
        if size != self.stored:
            self._made_rare().stored = size

    @property
    def device(self) -> tuple[int, int] | None:
        """Major and minor number."""
        return self.rare.device if self.rare is not None else None

    @device.setter
    def device(self, numbers: tuple[int, int] | None) -> None:
        if numbers is not None:
            self._made_rare().device = numbers

    @property
    def xattrs(self) -> dict[str, bytes] | None:
        """Extended attributes, None for none."""
        return self.rare.xattrs if self.rare is not None else None

    @xattrs.setter
    def xattrs(self, attributes: dict[str, bytes] | None) -> None:
        if attributes:
            self._made_rare().xattrs = attributes

    @property
    def segments(self) -> tuple[tuple[int, int], ...] | None:
        """Where the stored bytes of a sparse file belong: (offset, length) of each part."""
        return self.rare.segments if self.rare is not None else None

    @segments.setter
    def segments(self, parts: tuple[tuple[int, int], ...]) -> None:
        self._made_rare().segments = parts

    def _made_rare(self) -> Rare:
        if self.rare is None:
            self.rare = Rare()
        return self.rare


def clean_path(name: bytes) -> tuple[str, bool]:
    """Return (path, escaped): ``/``, ``./``, ``//`` and ``..`` cleaned lexically in the root.

    ``escaped`` says that the name tried to leave it.
    """
    text = decode(name)
    if "/." not in text and "//" not in text and text[:1] not in _ODD_STARTS:
        return text[:-1] if text[-1] == "/" else text, False
    stripped = name.strip(b"/")
    if stripped[:2] == b"./":
        stripped = stripped[2:].lstrip(b"/")
    if _ODD_COMPONENT.search(stripped) is None:
        return decode(stripped), False
    parts: list[bytes] = []
    escaped = False
    for part in stripped.split(b"/"):
        if part == b"..":
            escaped = escaped or not parts
            del parts[-1:]
        elif part not in {b"", b"."}:
            parts.append(part)
    return decode(b"/".join(parts)), escaped


def held_bytes(text: str) -> int:
    """Return about how many bytes a text takes in memory, its own fixed ones aside."""
    if text.isascii():
        return len(text)
    return len(text) * (4 if max(text) > "\uffff" else 2)
