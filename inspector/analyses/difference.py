"""What differs between two versions of a path: attributes, and content by lines or by bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.analyses.content import is_text
from inspector.analyses.line_diff import Pair, compare
from inspector.errors import LayerscopeError
from inspector.text import decode
from inspector.tree.listing import type_of
from inspector.tree.view import IMPLIED_MODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.reading.contents import Contents
    from inspector.tree import Version

# Beyond, files are compared as bytes: no one reads so many lines.
TEXT_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One attribute. None: there was none. ``name`` is that of ``Entry``, ``type``, or ``xattrs``.

    ``key`` is the extended attribute's name.
    """

    name: str
    old: object
    new: object
    key: str = ""


@dataclass(frozen=True, slots=True)
class SameContent:
    """Both have the same bytes."""

    size: int


@dataclass(frozen=True, slots=True)
class LinesDiffer:
    """Two texts; lines keep their ends. ``is_shortest`` is false where too many lines differ."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    pairs: tuple[Pair, ...]
    is_shortest: bool


@dataclass(frozen=True, slots=True)
class BytesDiffer:
    """Two contents that are not compared by lines. A size is None where there is no file.

    ``first`` is the offset of the first byte that differs; ``is_text`` says that both are texts,
    too long to be compared by lines.
    """

    old_size: int | None
    new_size: int | None
    first: int
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class NotCompared:
    """One of both cannot be read."""

    reason: str


ContentChange = SameContent | LinesDiffer | BytesDiffer | NotCompared | None


@dataclass(frozen=True, slots=True)
class FileDifference:
    """What became of a path. ``content`` is None where neither version is a file."""

    before: Version | None
    after: Version | None
    fields: tuple[FieldChange, ...]
    content: ContentChange


def difference(contents: Contents, before: Version | None, after: Version | None) -> FileDifference:
    """Compare two versions; None stands for a path that was not there."""
    fields = tuple(_fields(before, after)) if before and after else ()
    return FileDifference(before, after, fields, _content(contents, before, after))


def _fields(before: Version, after: Version) -> Iterator[FieldChange]:
    if type_of(before) != type_of(after):
        yield FieldChange("type", type_of(before), type_of(after))
    for name, implied in (
        ("mode", IMPLIED_MODE), ("uid", 0), ("gid", 0), ("mtime", None), ("device", None),
    ):  # fmt: skip
        old, new = _value(before, name, implied), _value(after, name, implied)
        if old != new:
            yield FieldChange(name, old, new)
    old, new = _link(before), _link(after)
    if old != new:
        yield FieldChange("link", old, new)
    olds, news = _xattrs(before), _xattrs(after)
    for key in sorted({*olds, *news}):
        if olds.get(key) != news.get(key):
            yield FieldChange("xattrs", olds.get(key), news.get(key), key)


def _value(version: Version, name: str, implied: object) -> object:
    value: object = getattr(version.entry, name) if version.entry is not None else implied
    return value


def _link(version: Version) -> str | None:
    return version.entry.link if version.is_symlink and version.entry is not None else None


def _xattrs(version: Version) -> dict[str, bytes]:
    return (version.entry.xattrs if version.entry is not None else None) or {}


def _content(contents: Contents, before: Version | None, after: Version | None) -> ContentChange:
    old = before if before is not None and before.is_file else None
    new = after if after is not None and after.is_file else None
    if old is None and new is None:
        return None
    try:
        if old is not None and new is not None and _are_same(contents, old, new):
            return SameContent(new.size)
        heads = _head(contents, old), _head(contents, new)
        return _lines(old, new, *heads) or _bytes(contents, old, new, *heads)
    except LayerscopeError as error:
        return NotCompared(str(error))


def _are_same(contents: Contents, old: Version, new: Version) -> bool:
    if old.entry is None or new.entry is None:
        return False
    return contents.same(old.home, old.entry, new.home, new.entry)


def _head(contents: Contents, version: Version | None) -> bytes:
    if version is None or version.entry is None:
        return b""
    return contents.read_range(version.home, version.entry, 0, TEXT_BYTES)


def _lines(old: Version | None, new: Version | None, was: bytes, now: bytes) -> LinesDiffer | None:
    sizes = [each.size for each in (old, new) if each is not None]
    if max(sizes) > TEXT_BYTES or not (is_text(was) and is_text(now)):
        return None
    olds, news = _split(was), _split(now)
    pairs, is_shortest = compare(olds, news)
    return LinesDiffer(olds, news, tuple(pairs), is_shortest)


def _split(data: bytes) -> tuple[str, ...]:
    """Return lines with their ends: only a newline ends one."""
    parts = decode(data).split("\n")
    lines = [part + "\n" for part in parts[:-1]]
    return (*lines, parts[-1]) if parts[-1] else tuple(lines)


def _bytes(
    contents: Contents, old: Version | None, new: Version | None, was: bytes, now: bytes
) -> BytesDiffer:
    first = first_difference(_stream(contents, old), _stream(contents, new))
    return BytesDiffer(
        None if old is None else old.size,
        None if new is None else new.size,
        first,
        is_text(was) and is_text(now),
    )


def _stream(contents: Contents, version: Version | None) -> Iterator[bytes]:
    if version is not None and version.entry is not None:
        yield from contents.read(version.home, version.entry)


def first_difference(old: Iterator[bytes], new: Iterator[bytes]) -> int:
    """Return the offset of the first byte that differs, the shorter length where one begins so."""
    at = 0
    left = right = b""
    while True:
        left = left or next(old, b"")
        right = right or next(new, b"")
        size = min(len(left), len(right))
        if left[:size] != right[:size]:
            pairs = zip(left, right, strict=False)
            return at + next(index for index, (one, other) in enumerate(pairs) if one != other)
        if not size:
            return at
        at += size
        left, right = left[size:], right[size:]
