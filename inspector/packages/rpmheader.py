"""An RPM header as the databases keep it: an index of tags, and the store that it points into.

Numbers are big-endian. Nothing in it is trusted: what an entry points to beyond the store is none.
"""

from __future__ import annotations

import re
import struct
from enum import IntEnum
from itertools import islice
from typing import TYPE_CHECKING

from inspector.errors import DamageError
from inspector.language import Lazy
from inspector.text import decode, repaired

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = struct.Struct(">II")
_INDEX = struct.Struct(">IIII")
_TEXT = re.compile(rb"([^\0]*)\0")
# RPM's own limit.
_MOST_TAGS = 0xFFFF
_INT32 = 4
_STRING, _STRING_ARRAY = 6, 8
_TEXTS = frozenset({_STRING, _STRING_ARRAY, 9})


class Tag(IntEnum):
    """The tags that matter here."""

    NAME = 1000
    VERSION = 1001
    RELEASE = 1002
    EPOCH = 1003
    ARCH = 1022
    OLD_FILE_NAMES = 1027
    DIR_INDEXES = 1116
    BASE_NAMES = 1117
    DIR_NAMES = 1118


class Header:
    """The tags of one package. Raises DamageError where the blob is no header."""

    def __init__(self, blob: bytes) -> None:
        if len(blob) < _HEAD.size:
            raise DamageError(Lazy("a package's header is cut off"))
        entries, length = _HEAD.unpack_from(blob)
        start = _HEAD.size + entries * _INDEX.size
        if entries > _MOST_TAGS or start + length > len(blob):
            raise DamageError(Lazy("a package's header is cut off, or is not one"))
        self._store = blob[start : start + length]
        index = _INDEX.iter_unpack(blob[_HEAD.size : start])
        self._tags: dict[int, tuple[int, int, int]] = {
            tag: (kind, offset, count) for tag, kind, offset, count in index
        }

    def text(self, tag: Tag) -> str:
        """Return a tag's text, empty where it has none."""
        return repaired(next(iter(self.texts(tag, 1)), ""))

    def count(self, tag: Tag) -> int:
        """Return how many values a tag has."""
        return self._tags.get(tag, (0, 0, 0))[2]

    def texts(self, tag: Tag, most: int | None = None) -> list[str]:
        """Return all texts of a tag."""
        kind, offset, count = self._tags.get(tag, (0, 0, 0))
        if kind not in _TEXTS:
            return []
        found = islice(_TEXT.finditer(self._store, offset), count if most is None else most)
        return [decode(each[1]) for each in found]

    def numbers(self, tag: Tag) -> tuple[int, ...]:
        """Return all 32-bit numbers of a tag."""
        kind, offset, count = self._tags.get(tag, (0, 0, 0))
        data = self._store[offset : offset + 4 * count]
        if kind != _INT32 or len(data) < 4 * count:
            return ()
        return struct.unpack(f">{count}I", data)

    def paths(self) -> Iterator[str]:
        """Yield the paths of the package's files."""
        folders = self.texts(Tag.DIR_NAMES)
        names, indexes = self.texts(Tag.BASE_NAMES), self.numbers(Tag.DIR_INDEXES)
        for name, index in zip(names, indexes, strict=False):
            if index < len(folders):
                yield folders[index] + name
        yield from self.texts(Tag.OLD_FILE_NAMES)
