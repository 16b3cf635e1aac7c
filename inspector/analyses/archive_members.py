"""What an archive within an image holds: tar by the scanner for layers, zip by its directory."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from inspector.analyses.content import ContentFile
from inspector.errors import LayerscopeError
from inspector.language import Lazy
from inspector.tarstream import Kind, TarScanner
from inspector.tree import Version
from inspector.tree.listing import type_of

if TYPE_CHECKING:
    from inspector.io.window import Readable
    from inspector.limits import Limits
    from inspector.reading.contents import Contents
    from inspector.tarstream import Entry

# More lines than anyone reads; a hostile archive may name millions.
_MOST = 20_000
# A zip's directory is read as a whole: 4 MiB hold some 60,000 names.
_LARGEST_DIRECTORY = 4 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One name in an archive. ``mode`` is None where the archive keeps none."""

    type: str
    mode: int | None
    size: int
    written: datetime | None
    path: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Members:
    """The names of an archive, in its order. ``is_cut``: there are more; ``trouble``: damage."""

    members: tuple[Member, ...]
    is_cut: bool = False
    trouble: str = ""


def tar_members(stream: Readable, limits: Limits) -> Members:
    """List a tar."""
    found: list[Member] = []
    try:
        for entry in TarScanner(stream, limits):
            if len(found) == _MOST:
                return Members(tuple(found), is_cut=True)
            found.append(_tar_member(entry))
    except LayerscopeError as error:
        return Members(tuple(found), trouble=str(error))
    return Members(tuple(found))


def _tar_member(entry: Entry) -> Member:
    is_hard = entry.kind is Kind.HARDLINK
    type_ = "hardlink" if is_hard else type_of(Version(0, entry, 0))
    return Member(
        type_, entry.mode, entry.stored, _date(entry.mtime), entry.path or "/", entry.link
    )


def zip_members(contents: Contents, layer: int, entry: Entry) -> Members:
    """List a zip. Nothing is decompressed."""
    file = ContentFile(contents, layer, entry, _LARGEST_DIRECTORY)
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            found = tuple(_zip_member(info) for info in islice(infos, _MOST))
    except LayerscopeError as error:
        return Members((), trouble=str(error))
    # On hostile bytes the library raises much beside its own error.
    except Exception as error:  # noqa: BLE001
        return Members((), trouble=Lazy("not a zip that can be read: {error}", error=error))
    return Members(found, is_cut=len(infos) > _MOST)


def _zip_member(info: zipfile.ZipInfo) -> Member:
    # The upper half is st_mode where the archive was made on Unix (APPNOTE 4.4.2, 4.4.15).
    mode = info.external_attr >> 16 if info.create_system == 3 else 0
    type_ = "dir" if info.filename.endswith("/") else "file"
    try:
        written = datetime(*info.date_time, tzinfo=UTC)
    except ValueError:
        written = None
    # A name that is not marked as UTF-8 was decoded as cp437: any byte is a letter there.
    return Member(type_, mode & 0o7777 if mode else None, info.file_size, written, info.filename)


def _date(seconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None
