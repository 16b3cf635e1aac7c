"""The scanner: a stream of bytes in, entries out. Iterative, bounded, keeps no contents."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from inspector.errors import DamageError, LimitError
from inspector.findings import Finding, FindingLog
from inspector.language import Lazy
from inspector.tarstream import pax
from inspector.tarstream.cursor import BLOCK, CHUNK, Cursor
from inspector.tarstream.entry import Entry, Kind, clean_path, held_bytes
from inspector.tarstream.header import checksum_fits, is_ustar, letter_of, read_device, read_fields
from inspector.tarstream.payload import Payloads
from inspector.tarstream.sparse import is_sparse
from inspector.tarstream.ustar_fast import Room, take_usual
from inspector.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.io.window import Readable, SkippingReadable
    from inspector.limits import Limits
    from inspector.tarstream.header import Fields
    from inspector.tarstream.pax import Records
    from inspector.tarstream.ustar_fast import Taken
    from inspector.tarstream.watch import Watch

_ZERO_BLOCK = bytes(BLOCK)
# To be compared with: that takes a twentieth of the time of looking for the first other byte.
_ZERO_CHUNK = bytes(CHUNK)
# A record each for path, link, time and an attribute; more in every entry is there to cost time.
_RECORDS_PER_ENTRY = 4
# What an extended attribute takes beside its bytes.
_XATTR_ROOM = 128

_LINE_ENDS = dict.fromkeys(b"\t\n\f\r", " ")
_EXTENSIONS = frozenset(b"xgXLK")
_NO_RECORDS: Records = {}
_FILE, _DIR = Kind.FILE, Kind.DIR
# Kinds that have no payload, whatever their header's size says (Go archive/tar isHeaderOnly).
_HEADER_ONLY = frozenset({Kind.HARDLINK, Kind.SYMLINK, Kind.CHAR, Kind.BLOCK, Kind.DIR, Kind.FIFO})
_LINKS = frozenset({Kind.HARDLINK, Kind.SYMLINK})
_REFUSED = frozenset({Kind.CONTIGUOUS, Kind.SPARSE, Kind.UNKNOWN})
_LETTERS = {
    "\0": Kind.FILE,
    "0": Kind.FILE,
    "1": Kind.HARDLINK,
    "2": Kind.SYMLINK,
    "3": Kind.CHAR,
    "4": Kind.BLOCK,
    "5": Kind.DIR,
    "6": Kind.FIFO,
    "7": Kind.CONTIGUOUS,
    "S": Kind.SPARSE,
}
_KINDS = tuple(_LETTERS.get(chr(code), Kind.UNKNOWN) for code in range(256))


class _Extended:
    """What x, L and K headers say about the entry that follows them."""

    __slots__ = ("chained", "long_link", "long_name", "records")

    def __init__(self) -> None:
        self.records: Records = {}
        self.long_name = b""
        self.long_link = b""
        self.chained = 0


class TarScanner:
    """Iterates over the entries of one tar stream.

    ``fingerprints`` asks for that of every file's content; then ``watch`` is shown those that it
    wants, but for sparse files. After the iteration ``findings`` holds
    what was odd. Raises DamageError where the stream breaks; what came before was yielded.
    """

    def __init__(
        self,
        source: Readable | SkippingReadable,
        limits: Limits,
        *,
        fingerprints: bool = False,
        watch: Watch | None = None,
    ) -> None:
        self._cursor = Cursor(source)
        self._limits = limits
        self._take = partial(take_usual, fingerprints=fingerprints, watch=watch)
        self._payloads = Payloads(self._cursor, limits, watch, fingerprints=fingerprints)
        self._global: Records = {}
        self._log = FindingLog(limits.findings_per_kind)
        self._records_left = limits.entries_per_layer * _RECORDS_PER_ENTRY
        self._extended_left = limits.extended_total
        self.count = 0
        # What the entries cost beyond what as many plain ones do, in plain ones: those that were
        # yielded, and the one that is being read.
        self.extra = 0
        self._due = 0

    @property
    def findings(self) -> list[Finding]:
        """What was odd so far."""
        return self._log.findings()

    @property
    def interrupted(self) -> Entry | None:
        """The entry in whose content the stream ended, its payload cut."""
        return self._payloads.interrupted

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries in the order of the tar."""
        cursor = self._cursor
        limit = self._limits.entries_per_layer
        extended: _Extended | None = None
        while True:
            is_plain = False
            if extended is None and not self._global:
                is_plain = (taken := self._take_usual()).is_plain
                yield from taken.entries
            block = cursor.take(BLOCK)
            if not checksum_fits(block):
                if self._is_end(block, is_expected=extended is None):
                    return
                continue
            if block[156] in _EXTENSIONS:
                self._due += self._limits.unusual_header
                extended = self._read_extended(block, extended or _Extended())
                continue
            self.count += 1
            self._due += 0 if is_plain else self._limits.unusual_header - 1
            if self.count + self.extra + self._due > limit:
                raise LimitError(too_many_entries(limit), offset=cursor.offset - BLOCK)
            entry = self._entry(block, extended)
            extended = None
            self.extra, self._due = self.extra + self._due, 0
            if entry is not None:
                yield entry

    def _take_usual(self) -> Taken:
        """Take the usual entries that come next, and account for them."""
        left = max(0, self._limits.entries_per_layer - self.count - self.extra)
        room = Room(left, self._records_left, self._extended_left)
        taken = self._take(self._cursor, room, self._limits)
        self.count, self.extra = self.count + len(taken.entries), self.extra + taken.extra
        self._records_left -= taken.records
        self._extended_left -= taken.held
        return taken

    # headers -----------------------------------------------------------------------------------

    def _is_end(self, block: bytes, *, is_expected: bool) -> bool:
        """Judge a block that is no header: the end, a lone zero block (False), or damage."""
        cursor = self._cursor
        start = cursor.offset - len(block)
        if not block:
            if not is_expected:
                raise DamageError(
                    Lazy("the tar is cut short after an extended header"), offset=start
                )
            return True
        if block != _ZERO_BLOCK:
            if not start:
                raise DamageError(
                    Lazy("not a tar archive"), offset=0, hint=_kind_of_text(block) or ""
                )
            if len(block) < BLOCK:
                raise DamageError(Lazy("the tar is cut short within a header"), offset=start)
            raise DamageError(Lazy("not a tar header"), offset=start)
        following = cursor.peek(BLOCK)
        if following and following != _ZERO_BLOCK[: len(following)]:
            self._log.add(Finding("lone-zero-block", detail=str(start)))
            return False
        self._look_behind_end()
        return True

    def _look_behind_end(self) -> None:
        """Read what stands after the end marker: padding is zeros, anything else is hidden."""
        while data := self._cursor.take(CHUNK):
            if data != _ZERO_CHUNK[: len(data)]:
                hidden = len(data.lstrip(b"\0")) + self._cursor.skip(sys.maxsize)
                self._log.add(Finding("hidden-data", detail=f"{hidden:,}"))

    def _read_extended(self, block: bytes, extended: _Extended) -> _Extended:
        """Read the content of an extended header; return what is known of the next entry."""
        start = self._cursor.offset - BLOCK
        limits = self._limits
        size = read_fields(block, start)[3]
        extended.chained += 1
        if extended.chained > limits.chained_headers:
            raise LimitError(
                Lazy("more than {most} headers before one entry", most=limits.chained_headers),
                offset=start,
            )
        if not 0 <= size <= limits.extended_header:
            raise LimitError(Lazy("extended header of {size:,} bytes", size=size), offset=start)
        data = self._cursor.take(size)
        if len(data) < size:
            raise DamageError(Lazy("the tar is cut short within an extended header"), offset=start)
        self._cursor.skip(-size % BLOCK)
        letter = letter_of(block)
        if letter == b"L":
            extended.long_name = data.split(b"\0", 1)[0]
        elif letter == b"K":
            extended.long_link = data.split(b"\0", 1)[0]
        elif letter == b"g":
            self._read_global(self._records(data, start), start)
        else:
            # A later one takes the place of an earlier one (Go archive/tar).
            extended.records = self._records(data, start)
            if letter == b"X":
                self._log.add(Finding("refused-type", detail="X"))
        return extended

    def _records(self, data: bytes, start: int) -> Records:
        self._records_left -= data.count(b"\n")
        if self._records_left < 0:
            raise LimitError(Lazy("more PAX records than allowed"), offset=start)
        return pax.parse_records(data, start)

    def _read_global(self, records: Records, start: int) -> None:
        told = pax.telling(records)
        if not told:
            return
        self._global.update(told)
        held = sum(len(key) + len(value) for key, value in self._global.items())
        if held > self._limits.extended_header:
            raise LimitError(Lazy("global headers larger than allowed"), offset=start)
        names = ", ".join(decode(key) for key in list(told)[:6])
        self._log.add(Finding("global-header", detail=names))

    # entries -----------------------------------------------------------------------------------

    def _entry(self, block: bytes, extended: _Extended | None) -> Entry | None:
        cursor = self._cursor
        offset = cursor.offset
        fields = read_fields(block, offset - BLOCK)
        records = _NO_RECORDS
        if extended is not None or self._global:
            fields, records = self._amended(fields, extended)
        name, link, access, size, mtime = fields
        kind = _KINDS[block[156]]
        if kind is _FILE and name[-1:] == b"/" and (not block[156] or not is_ustar(block)):
            # v7 knows no type 5: a name that ends with a slash is a directory's.
            kind = _DIR
        path, escaped = clean_path(name)
        if len(name) > self._limits.path_depth:
            self._check_path(path, name)
        target = decode(link) if link and kind in _LINKS else ""
        self._due += (held_bytes(path) + held_bytes(target)) // self._limits.kept_bytes
        folder, _, base = path.rpartition("/")
        entry = Entry(folder, base, kind, access, size, mtime, offset, target)
        if records:
            entry.xattrs = pax.xattrs(records)
        if kind in _HEADER_ONLY:
            self._finish_header_only(entry, block)
        else:
            self._due += self._payloads.take(entry, block, records)
        if escaped:
            self._log.add(Finding("path-escape", path="/" + path, detail=decode(name)))
        if kind is not _FILE and kind in _REFUSED:
            letter = decode(letter_of(block))
            self._log.add(Finding("refused-type", path="/" + path, detail=letter))
        if path or (kind is _DIR and name):
            return entry
        self._log.add(Finding("empty-name", path="/", detail=kind.name.lower()))
        return None

    def _amended(self, fields: Fields, extended: _Extended | None) -> tuple[Fields, Records]:
        """Return the fields as extended headers have them, and the PAX records that apply.

        GNU's long names go over PAX ones, as in the reader that engines use.
        """
        start = self._cursor.offset - BLOCK
        records = self._global
        if extended is not None and extended.records:
            records = {**records, **extended.records} if records else extended.records
        name, link, access, size, mtime = pax.amended(fields, records, start)
        if extended is not None:
            name = extended.long_name or name
            link = extended.long_link or link
        if is_sparse(records):
            name = records.get(pax.SPARSE_NAME) or name
        self._check_extended(name, link, records)
        return (name, link, access, size, mtime), records

    def _check_extended(self, name: bytes, link: bytes, records: Records) -> None:
        limits = self._limits
        start = self._cursor.offset - BLOCK
        if len(link) > limits.path_length:
            raise LimitError(
                Lazy("link of more than {most:,} bytes", most=limits.path_length), offset=start
            )
        attributes = 0
        for key, value in records.items():
            if key.startswith(pax.XATTR_PREFIX):
                attributes += len(key) + len(value) + _XATTR_ROOM
        if attributes > limits.xattrs_bytes:
            raise LimitError(Lazy("extended attributes larger than allowed"), offset=start)
        self._due += attributes // limits.kept_bytes
        self._extended_left -= len(name) + len(link) + attributes
        if self._extended_left < 0:
            raise LimitError(Lazy("more long names and attributes than allowed"), offset=start)

    def _check_path(self, path: str, name: bytes) -> None:
        limits = self._limits
        start = self._cursor.offset - BLOCK
        if len(path) > limits.path_length or len(name) > limits.path_length:
            raise LimitError(
                Lazy("name of more than {most:,} bytes", most=limits.path_length), offset=start
            )
        if path.count("/") >= limits.path_depth:
            raise LimitError(Lazy("path deeper than {most}", most=limits.path_depth), offset=start)

    def _finish_header_only(self, entry: Entry, block: bytes) -> None:
        if entry.kind is Kind.CHAR or entry.kind is Kind.BLOCK:
            entry.device = read_device(block, entry.offset - BLOCK)
        if entry.size:
            entry.size = max(0, entry.size)
            self._payloads.skip_stray(entry.size)


def too_many_entries(limit: int) -> str:
    """Return why no more entries are read."""
    return Lazy("more than {limit:,} entries, the limit for an archive of this size", limit=limit)


def _kind_of_text(block: bytes) -> str | None:
    """Explain what stands where a header should, where people can tell: an error page, a list."""
    if not block.isascii() or not block.decode("ascii").translate(_LINE_ENDS).isprintable():
        return None
    return Lazy("it is text, not what docker save, podman save or skopeo copy writes")


def looks_like_tar(head: bytes) -> bool:
    """Whether data begins with a tar header, or with the end of an empty tar."""
    block = head[:BLOCK]
    return len(block) == BLOCK and (block == _ZERO_BLOCK or checksum_fits(block))
