"""The scanner: a stream of bytes in, entries out. Iterative, bounded, keeps no contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xxhash

from inspector.errors import DamageError, LimitError
from inspector.findings import Finding
from inspector.tarstream.cursor import BLOCK, CHUNK, Cursor
from inspector.tarstream.entry import FILE_KINDS, Entry, Kind, clean_path
from inspector.tarstream.header import Header, checksum_fits
from inspector.tarstream.pax import Extended, apply_numbers, parse_records
from inspector.tarstream.sparse import hash_hole, read_map, runs
from inspector.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.limits import Limits
    from inspector.window import Readable, SkippingReadable

_ZERO_BLOCK = bytes(BLOCK)
_XATTR_PREFIX = b"SCHILY.xattr."
# Holes of larger sparse files are not hashed: they are free to claim and dear to walk.
_HASHED_SPARSE_SIZE = 256 << 20
# Kinds that have no payload, whatever their header's size says (Go archive/tar isHeaderOnly).
_HEADER_ONLY = frozenset({Kind.HARDLINK, Kind.SYMLINK, Kind.CHAR, Kind.BLOCK, Kind.DIR, Kind.FIFO})
_KINDS = {
    b"\0": Kind.FILE,
    b"0": Kind.FILE,
    b"1": Kind.HARDLINK,
    b"2": Kind.SYMLINK,
    b"3": Kind.CHAR,
    b"4": Kind.BLOCK,
    b"5": Kind.DIR,
    b"6": Kind.FIFO,
    b"7": Kind.CONTIGUOUS,
    b"S": Kind.SPARSE,
}


class TarScanner:
    """Iterates over the entries of one tar stream.

    ``fingerprints`` asks for xxh3 of every file's content. After the iteration ``findings`` holds
    what was odd. Raises DamageError where the stream breaks; what came before was yielded.
    """

    def __init__(
        self, source: Readable | SkippingReadable, limits: Limits, *, fingerprints: bool = False
    ) -> None:
        self._cursor = Cursor(source)
        self._limits = limits
        self._fingerprints = fingerprints
        self._global: dict[bytes, bytes] = {}
        self.findings: list[Finding] = []
        self.count = 0
        # The entry in whose content the stream ended, its payload cut.
        self.interrupted: Entry | None = None

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries in the order of the tar."""
        while (found := self._next_header()) is not None:
            entry = self._entry(*found)
            if entry is None:
                continue
            self.count += 1
            if self.count > self._limits.entries_per_layer:
                raise LimitError(
                    f"more than {self._limits.entries_per_layer:,} entries",
                    offset=self._cursor.offset,
                )
            yield entry

    # headers -----------------------------------------------------------------------------------

    def _next_header(self) -> tuple[Header, Extended, int] | None:
        """Return the next entry's own header with what precedes it, None at the end."""
        cursor = self._cursor
        extended = Extended({})
        chained = 0
        while True:
            start = cursor.offset
            block = cursor.take(BLOCK)
            if len(block) < BLOCK or block == _ZERO_BLOCK:
                if self._at_end(block, chained):
                    return None
                continue
            if not checksum_fits(block):
                what = "not a tar header" if start else "not a tar archive"
                raise DamageError(what, offset=start)
            header = Header(block, start)
            if header.type not in b"xgXLK":
                return header, extended, start
            chained += 1
            if chained > self._limits.chained_headers:
                raise LimitError(
                    f"more than {self._limits.chained_headers} headers before one entry",
                    offset=start,
                )
            self._read_extended(header, extended, start)

    def _at_end(self, block: bytes, chained: int) -> bool:
        """Judge a zero or a short block: the end, a lone zero block (False), or damage."""
        cursor = self._cursor
        if not block:
            if chained:
                raise DamageError("tar ends behind an extended header", offset=cursor.offset)
            return True
        if len(block) < BLOCK:
            raise DamageError("tar ends within a header", offset=cursor.offset)
        following = cursor.peek(BLOCK)
        if following and following != _ZERO_BLOCK[: len(following)]:
            self.findings.append(Finding("lone-zero-block", detail=str(cursor.offset - BLOCK)))
            return False
        self._look_behind_end()
        return True

    def _look_behind_end(self) -> None:
        """Read what stands after the end marker: padding is zeros, anything else is hidden."""
        hidden, seen = 0, 0
        while data := self._cursor.take(CHUNK):
            if not hidden:
                body = data.lstrip(b"\0")
                hidden = len(body)
            else:
                hidden += len(data)
            seen += len(data)
        if hidden:
            self.findings.append(Finding("hidden-data", detail=f"{hidden:,}"))

    def _read_extended(self, header: Header, extended: Extended, start: int) -> None:
        if not 0 <= header.size <= self._limits.extended_header:
            raise LimitError(f"extended header of {header.size:,} bytes", offset=start)
        data = self._cursor.take(header.size)
        if len(data) < header.size:
            raise DamageError("tar ends within an extended header", offset=start)
        self._cursor.skip(-header.size % BLOCK)
        if header.type == b"L":
            extended.long_name = data.split(b"\0", 1)[0]
        elif header.type == b"K":
            extended.long_link = data.split(b"\0", 1)[0]
        else:
            records, pairs = parse_records(data, start)
            if header.type == b"g":
                self._global.update(records)
            else:
                # A later x header in front of the same entry adds to the earlier one.
                extended.pax.update(records)
                extended.sparse_pairs = pairs or extended.sparse_pairs

    # entries -----------------------------------------------------------------------------------

    def _entry(self, header: Header, extended: Extended, start: int) -> Entry | None:
        name = extended.long_name if extended.long_name is not None else header.name
        link = extended.long_link if extended.long_link is not None else header.link
        kind = _KINDS.get(header.type, Kind.UNKNOWN)
        pax = {**self._global, **extended.pax} if self._global else extended.pax
        sparse_name = None
        if pax:
            name = pax.get(b"path") or name
            link = pax.get(b"linkpath") or link
            sparse_name = pax.get(b"GNU.sparse.name")
            apply_numbers(header, pax, start)
        if header.size < 0:
            raise DamageError("tar header with a negative size", offset=start)
        if kind is Kind.FILE and name.endswith(b"/") and _slash_means_directory(header):
            kind = Kind.DIR
        name = sparse_name or name
        path, escaped = clean_path(name)
        self._check_path(path, start)
        entry = Entry(
            path,
            kind,
            header.mode & 0o7777,
            header.uid,
            header.gid,
            header.size,
            header.mtime,
            self._cursor.offset,
            link=decode(link) if link else "",
            device=(header.device or (0, 0)) if kind in {Kind.CHAR, Kind.BLOCK} else None,
            xattrs=self._xattrs(pax, start) if pax else None,
        )
        self._payload(entry, header, extended, pax)
        self._remark(entry, header, name, escaped=escaped)
        if path or (kind is Kind.DIR and name):
            return entry
        self.findings.append(Finding("empty-name", path="/", detail=kind.name.lower()))
        return None

    def _check_path(self, path: str, start: int) -> None:
        limits = self._limits
        if len(path) > limits.path_length:
            raise LimitError(f"name of more than {limits.path_length:,} bytes", offset=start)
        if path.count("/") >= limits.path_depth:
            raise LimitError(f"path deeper than {limits.path_depth}", offset=start)

    def _remark(self, entry: Entry, header: Header, name: bytes, *, escaped: bool) -> None:
        path = "/" + entry.path
        if escaped:
            self.findings.append(Finding("path-escape", path=path, detail=decode(name)))
        if entry.kind in {Kind.CONTIGUOUS, Kind.SPARSE, Kind.UNKNOWN}:
            self.findings.append(Finding("refused-type", path=path, detail=decode(header.type)))

    def _xattrs(self, pax: dict[bytes, bytes], start: int) -> dict[str, bytes] | None:
        found = {
            decode(key[len(_XATTR_PREFIX) :]): value
            for key, value in pax.items()
            if key.startswith(_XATTR_PREFIX)
        }
        if sum(map(len, found.values())) > self._limits.xattrs_bytes:
            raise LimitError("extended attributes larger than allowed", offset=start)
        return found or None

    # payloads ----------------------------------------------------------------------------------

    def _payload(
        self, entry: Entry, header: Header, extended: Extended, pax: dict[bytes, bytes]
    ) -> None:
        """Pass over the content; fill in what is known about it."""
        kind = entry.kind
        if kind in _HEADER_ONLY:
            if header.size:
                self._skip_stray_payload(header.size)
            return
        stored = header.size
        if kind is Kind.SPARSE or (pax and (extended.sparse_pairs or _is_sparse(pax))):
            found = read_map(self._cursor, header, extended, pax, self._limits)
            if found is not None:
                entry.segments, entry.size, taken = found
                entry.offset = self._cursor.offset
                stored -= taken
        entry.stored = stored
        if self._fingerprints and kind in FILE_KINDS:
            passed = self._fingerprint(entry)
        else:
            passed = self._cursor.skip(stored)
        if passed < stored:
            self.interrupted = entry
            raise DamageError(
                f"tar ends within the content of /{entry.path}", offset=self._cursor.offset
            )
        if padding := -stored % BLOCK:
            self._cursor.skip(padding)

    def _skip_stray_payload(self, size: int) -> None:
        """Pass over a link's declared bytes only where that alone leads to a header.

        Old pax and cpio archives store a hard link's content; everyone else states its size only.
        """
        following = self._cursor.peek(BLOCK)
        if len(following) < BLOCK or (following != _ZERO_BLOCK and checksum_fits(following)):
            return
        span = size + -size % BLOCK
        if following == _ZERO_BLOCK:
            if span > self._limits.extended_header:
                return
            beyond = self._cursor.peek(span + BLOCK)[span:]
            if len(beyond) < BLOCK or not checksum_fits(beyond):
                return
        self._cursor.skip(span)

    def _fingerprint(self, entry: Entry) -> int:
        """Hash the content, holes included; return how many stored bytes there were."""
        if entry.segments is None:
            data = self._cursor.small(entry.stored)
            if data is not None:
                entry.fingerprint = xxhash.xxh3_64_intdigest(data)
                return entry.stored
        digest = xxhash.xxh3_64()
        passed = 0
        if entry.segments is None or entry.size > _HASHED_SPARSE_SIZE:
            digest.update(repr(entry.segments or "").encode() if entry.segments else b"")
            passed = self._cursor.hash(entry.stored, digest)
        else:
            for is_hole, length in runs(entry.segments, entry.size):
                if is_hole:
                    hash_hole(digest, length)
                else:
                    passed += self._cursor.hash(length, digest)
        entry.fingerprint = digest.intdigest()
        return passed


def _is_sparse(pax: dict[bytes, bytes]) -> bool:
    return any(key.startswith(b"GNU.sparse.") for key in pax)


def _slash_means_directory(header: Header) -> bool:
    """v7 knows no type 5: a name that ends with a slash is a directory's."""
    return header.type == b"\0" or not header.magic.startswith(b"ustar")


def looks_like_tar(head: bytes) -> bool:
    """Whether data begins with a tar header, or with the end of an empty tar."""
    block = head[:BLOCK]
    return len(block) == BLOCK and (block == _ZERO_BLOCK or checksum_fits(block))
