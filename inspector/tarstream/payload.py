"""The contents of a tar's entries: passed over, and fingerprinted on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector import fingerprint
from inspector.errors import DamageError
from inspector.language import Lazy
from inspector.tarstream.cursor import BLOCK
from inspector.tarstream.entry import FILE_KINDS, Kind
from inspector.tarstream.header import checksum_fits
from inspector.tarstream.sparse import hash_hole, read_map, runs

if TYPE_CHECKING:
    from inspector.limits import Limits
    from inspector.tarstream.cursor import Cursor
    from inspector.tarstream.entry import Entry
    from inspector.tarstream.pax import Records
    from inspector.tarstream.watch import Watch

_ZERO_BLOCK = bytes(BLOCK)
# Holes of larger sparse files are not hashed: they are free to claim and dear to walk.
_HASHED_SPARSE_SIZE = 256 << 20
_HASHED_HOLES = 4 << 30
_SPARSE = Kind.SPARSE


class Payloads:
    """Passes over the contents of one tar.

    ``interrupted`` is the entry in whose content the stream ended, its payload cut.
    """

    def __init__(
        self, cursor: Cursor, limits: Limits, watch: Watch | None, *, fingerprints: bool
    ) -> None:
        self._cursor = cursor
        self._watch = watch
        self._fingerprints = fingerprints
        self._farthest = limits.extended_header
        self._segments_left = limits.sparse_segments
        self._holes_left = _HASHED_HOLES
        self.interrupted: Entry | None = None

    def take(self, entry: Entry, block: bytes, records: Records) -> int:
        """Pass over a content and fill in what is known of it; return its segments, as a cost.

        Raises DamageError, LimitError.
        """
        cursor = self._cursor
        stored, cost = entry.size, 0
        if stored < 0:
            raise DamageError(Lazy("tar header with a negative size"), offset=entry.offset - BLOCK)
        if records or entry.kind is _SPARSE:
            found = read_map(cursor, block, stored, records, self._segments_left)
            if found is not None:
                segments, entry.size, taken = found
                entry.segments = segments
                entry.offset = cursor.offset
                stored -= taken
                self._segments_left -= len(segments)
                cost = len(segments)
        entry.stored = stored
        if not stored and not self._fingerprints:
            return cost
        if self._fingerprints and entry.kind in FILE_KINDS:
            passed = self._fingerprint(entry)
            padding = -stored % BLOCK
        else:
            # The padding may be missing at the very end.
            passed = cursor.skip(stored + -stored % BLOCK)
            padding = 0
        if passed < stored:
            self.interrupted = entry
            raise DamageError(
                Lazy("the tar is cut short within /{path}", path=entry.path), offset=cursor.offset
            )
        if padding:
            cursor.skip(padding)
        return cost

    def skip_stray(self, size: int) -> None:
        """Pass over a link's declared bytes only where that alone leads to a header.

        Old pax and cpio archives store a hard link's content; everyone else states its size only.
        """
        cursor = self._cursor
        following = cursor.peek(2 * BLOCK)
        block = following[:BLOCK]
        if len(block) < BLOCK or checksum_fits(block) or following == bytes(len(following)):
            return
        span = size + -size % BLOCK
        if block == _ZERO_BLOCK:
            # Content that begins with zeros, or a lone zero block: look where the bytes lead.
            if span > self._farthest:
                return
            beyond = cursor.peek(span + BLOCK)[span:]
            if len(beyond) < BLOCK or not checksum_fits(beyond):
                return
        start = cursor.offset
        if cursor.skip(span) < span:
            raise DamageError(Lazy("not a tar header"), offset=start)

    def _fingerprint(self, entry: Entry) -> int:
        """Hash the content, holes included; return how many stored bytes there were."""
        if entry.segments is None:
            watch = self._watch
            if watch is not None and (shown := watch.wants(entry.folder, entry.name, entry.stored)):
                watch.see(entry, self._cursor.peek(shown))
            data = self._cursor.small(entry.stored)
            if data is not None:
                entry.fingerprint = fingerprint.of(data)
                return entry.stored
        digest = fingerprint.new()
        passed = 0
        if entry.segments is None:
            passed = self._cursor.hash(entry.stored, digest)
        elif not self._takes_holes(entry):
            digest.update(repr(entry.segments).encode())
            passed = self._cursor.hash(entry.stored, digest)
        else:
            for is_hole, length in runs(entry.segments, entry.size):
                if is_hole:
                    hash_hole(digest, length)
                else:
                    passed += self._cursor.hash(length, digest)
        entry.fingerprint = digest.intdigest()
        return passed

    def _takes_holes(self, entry: Entry) -> bool:
        """Whether a sparse file's zeros are few enough to be hashed."""
        if entry.size > _HASHED_SPARSE_SIZE or entry.size > self._holes_left:
            return False
        self._holes_left -= entry.size
        return True
