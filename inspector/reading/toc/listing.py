"""From the rows of a table of contents to what a scan of the tar would find."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

import msgspec

from inspector.errors import DamageError, LimitError
from inspector.findings import Finding, FindingLog
from inspector.language import Lazy
from inspector.reading.toc.chunks import Chunks
from inspector.reading.toc.rows import TocEntry
from inspector.tarstream import Entry, FileAccess, Kind, clean_path
from inspector.text import decode, encode

if TYPE_CHECKING:
    from inspector.limits import Limits
    from inspector.reading.toc.table import TableOfContents

_BLOCK = 512
_KINDS = {
    "reg": Kind.FILE,
    "dir": Kind.DIR,
    "symlink": Kind.SYMLINK,
    "hardlink": Kind.HARDLINK,
    "char": Kind.CHAR,
    "block": Kind.BLOCK,
    "fifo": Kind.FIFO,
}
_CHUNK = "chunk"
_LINKS = frozenset({Kind.SYMLINK, Kind.HARDLINK})
_DEVICES = frozenset({Kind.CHAR, Kind.BLOCK})
# What Go's JSON has for bytes that are no UTF-8: which bytes they were, no one knows any more.
_LOST = "\ufffd"
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))", re.ASCII
)
_NEVER = -62_135_596_800  # Go's zero time, the first second of year 1
_EPOCH = date(1970, 1, 1).toordinal()


class TocListing(msgspec.Struct):
    """The files of a layer by its table of contents, and where their contents are.

    The entries are those that a scan of the tar finds, in the same order, as far as the table knows
    them. Their offsets are those of a tar in which each has a header of one block: what can be read
    at them is what ``chunks`` has, and no header.
    """

    entries: list[Entry] = msgspec.field(default_factory=list)
    chunks: Chunks = msgspec.field(default_factory=Chunks)
    digests: dict[int, str] = msgspec.field(default_factory=dict)  # of contents, by their offsets
    findings: list[Finding] = msgspec.field(default_factory=list)
    size: int = 0  # of such a tar
    compression: str = ""
    spent: int = 0  # what it cost to read, in decompressed bytes of gzip

    def path_at(self, offset: int) -> str:
        """Return the path of the entry whose content has an offset."""
        return self.entries[bisect_right(self.entries, offset, key=attrgetter("offset")) - 1].path


class Lister:
    """Makes a listing of rows, one after the other. Its methods raise DamageError.

    ``stored`` is the length of the blob: it does not decompress to more than limits allow.
    ``is_exact`` refuses names that may have been others.
    """

    def __init__(self, limits: Limits, stored: int, *, is_exact: bool) -> None:
        self._limits = limits
        self._is_exact = is_exact
        self._stored = stored
        self._most = limits.most_unpacked(stored)
        self._listing = TocListing()
        self._log = FindingLog(limits.findings_per_kind)
        self._accesses: dict[tuple[int, int, int], FileAccess] = {}
        self._folder = ""
        # the file whose chunks may follow
        self._file: list[TocEntry] = []
        self._begin = 0

    def add(self, row: TocEntry) -> None:
        """Add a file, or a chunk of the last one."""
        if row.type == _CHUNK:
            if not self._file:
                raise _malformed()
            self._file.append(row)
            return
        self._close_file()
        kind = _KINDS.get(row.type)
        if kind is None:
            raise _malformed()
        listing = self._listing
        listing.size += _BLOCK
        offset = listing.size
        if kind is Kind.FILE:
            listing.size += row.size + -row.size % _BLOCK
            if listing.size > self._most:
                raise LimitError(Lazy("the files of the layer are larger than allowed"))
            self._begin = offset
            self._file = [row] if row.size else []
        if entry := self._entry(row, kind, offset):
            listing.entries.append(entry)

    def finish(self, table: TableOfContents, digest: str) -> TocListing:
        """Return the listing, with the table itself where that is a file; ``digest`` is its own."""
        self._close_file()
        listing = self._listing
        end = table.start
        if table.member is not None:
            self._add_table(table.member, end, digest)
            end = self._stored
        listing.chunks.close(end)
        listing.findings = self._log.findings()
        listing.compression = table.compression
        return listing

    def _add_table(self, member: Entry, start: int, digest: str) -> None:
        listing = self._listing
        row = TocEntry(offset=start, inner_offset=member.offset, digest=digest)
        member.offset = listing.size + _BLOCK
        listing.size = member.offset + member.size
        listing.entries.append(member)
        if member.size:
            listing.chunks.add(member.offset, member.size, [row])

    def _close_file(self) -> None:
        if self._file:
            first = self._file[0]
            self._listing.chunks.add(self._begin, first.size, self._file)
            if first.digest:
                self._listing.digests[self._begin] = first.digest
            self._file = []

    def _entry(self, row: TocEntry, kind: Kind, offset: int) -> Entry | None:
        name = self._bytes(row.name)
        path, escaped = clean_path(name)
        if path.count("/") >= self._limits.path_depth:
            raise LimitError(Lazy("path deeper than {most}", most=self._limits.path_depth))
        if escaped:
            self._log.add(Finding("path-escape", path="/" + path, detail=decode(name)))
        if not path and (kind is not Kind.DIR or not name):
            self._log.add(Finding("empty-name", path="/", detail=kind.name.lower()))
            return None
        folder, _, base = path.rpartition("/")
        # one text for all that lie in it
        self._folder = folder = self._folder if folder == self._folder else folder
        entry = Entry(
            folder, base, kind, self._access(row), row.size, _seconds(row.modtime), offset
        )
        if kind in _LINKS:
            entry.link = decode(self._bytes(row.link_name))
        if kind in _DEVICES:
            entry.device = row.dev_major, row.dev_minor
        if row.xattrs:
            entry.xattrs = self._xattrs(row.xattrs)
        return entry

    def _bytes(self, text: str) -> bytes:
        """Return the bytes of a name in the tar."""
        if "\0" in text:
            raise _malformed()
        if self._is_exact and _LOST in text:
            raise DamageError(Lazy("the table of contents has names that are not UTF-8"))
        try:
            data = encode(text)
        except UnicodeEncodeError:
            raise _malformed() from None
        if len(data) > self._limits.path_length:
            raise LimitError(
                Lazy("name of more than {most:,} bytes", most=self._limits.path_length)
            )
        return data

    def _access(self, row: TocEntry) -> FileAccess:
        given = row.mode & 0o7777, row.uid, row.gid
        return self._accesses.setdefault(given, FileAccess(*given))

    def _xattrs(self, given: dict[str, bytes]) -> dict[str, bytes]:
        if sum(len(key) + len(value) for key, value in given.items()) > self._limits.xattrs_bytes:
            raise LimitError(Lazy("extended attributes larger than allowed"))
        return {decode(self._bytes(key)): value for key, value in given.items()}


@lru_cache(maxsize=1024)
def _seconds(text: str | None) -> int:
    """Return a time in whole seconds, rounded down, 0 for none (RFC 3339)."""
    if not text:
        return 0
    match = _TIME.fullmatch(text)
    if match is None:
        raise _malformed()
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    try:
        days = date(year, month, day).toordinal() - _EPOCH
    except ValueError:
        raise _malformed() from None
    seconds = days * 86_400 + hour * 3600 + minute * 60 + second - _east(match)
    return 0 if seconds == _NEVER else seconds


def _east(match: re.Match[str]) -> int:
    """Return by how many seconds a time's zone is ahead of UTC."""
    if not match[7]:
        return 0
    ahead = int(match[8]) * 3600 + int(match[9]) * 60
    return -ahead if match[7] == "-" else ahead


def _malformed() -> DamageError:
    return DamageError(Lazy("the table of contents is malformed"))
