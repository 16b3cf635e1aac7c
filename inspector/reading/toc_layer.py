"""A layer whose tree is its table of contents, and whose files are fetched one by one.

``toc.toc_of`` gives the table; where it gives none, the layer is read whole. What a table does not
say (see ``toc``) decides who can do with it:

- ``ls``, ``cat``, ``extract``, ``history`` and its sizes, the screen, and what a container does
  with single files: by the table. What the screen tells of waste and changes compares the digests
  that tables have (``LayerScan.digests``), and its findings look into few files.
- ``diff`` and duplicates compare contents wherever they lie, for which a scan has fingerprints:
  with a table they would fetch files one by one. ``audit`` tells how long the tars are
  (``LayerScan.tar_bytes``). ``squash`` and ``extract`` of everything copy all contents, and the
  former times to the nanosecond out of headers (``MissingBlobError`` here). They read the layer
  whole.
- ``verify`` needs every byte, and no tree: ``digest``.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from inspector.errors import LimitError
from inspector.io.progress import NoProgress
from inspector.reading.scan import LayerScan, LayerState, hand_over, stop
from inspector.reading.toc.files import FileBytes
from inspector.spec import Digest
from inspector.tarstream import held_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.compression.points import SeekPoint
    from inspector.formats import LayerSource
    from inspector.io.progress import Progress
    from inspector.io.spans import Spans
    from inspector.limits import Limits
    from inspector.reading.allowance import Share
    from inspector.reading.toc.listing import TocListing
    from inspector.tarstream import Entry

_STEP = 8 << 20


class TocLayer(msgspec.Struct, frozen=True):
    """The ``LayerData`` of a blob that is not here, by its table of contents."""

    source: LayerSource
    blob: Spans
    toc: TocListing

    @property
    def window(self) -> None:
        """None: there is no file."""
        return

    @property
    def is_here(self) -> bool:
        """Whether nothing is to be fetched: each file is."""
        return False

    @property
    def is_compressed(self) -> bool:
        """Whether several pay side by side: no, the table is there."""
        return False

    @property
    def is_worth_keeping(self) -> bool:
        """Whether a cache should keep the scan: no, it knows less than another."""
        return False

    def refusal(self) -> None:
        """Return None: it can be read."""

    def scan(self, limits: Limits, progress: Progress | None, share: Share) -> LayerScan:
        """Return what the table says; it was fetched before."""
        del progress
        toc = self.toc
        scan = LayerScan(LayerState.READ, compression=toc.compression, unpacked=toc.spent)
        scan.digests, scan.findings = toc.digests, list(toc.findings)

        def keep(some: list[Entry], weight: int) -> None:
            share.take(weight)
            scan.entries += some

        try:
            hand_over(_WeighedEntries(toc.entries, limits), scan, keep)
        except LimitError as error:
            stop(scan, self.source, error)
        return scan

    def open(self, limits: Limits, start: SeekPoint) -> FileBytes:
        """Return the contents of files, by the offsets of their entries."""
        del start
        return FileBytes(self.blob, self.toc.chunks, self.toc.compression, limits, self.toc.path_at)

    def identity(self) -> None:
        """Return None: there is no file."""

    def fetch(self, progress: Progress | None) -> None:
        """Return None: what is fetched of it is no file."""
        del progress

    def digest(self, progress: Progress | None) -> Digest:
        """Return the SHA-256 of the blob, all of which is fetched. Raises LayerscopeError, too."""
        digest, told = hashlib.sha256(), progress or NoProgress()
        for start in range(0, self.blob.size, _STEP):
            digest.update(self.blob.span(start, min(_STEP, self.blob.size - start), told))
        return Digest(f"sha256:{digest.hexdigest()}")


class _WeighedEntries:
    """Entries, and what they cost beyond plain ones: what is kept of long texts and attributes."""

    def __init__(self, entries: Sequence[Entry], limits: Limits) -> None:
        self._entries = entries
        self._kept_bytes = limits.kept_bytes
        self.extra = 0

    def __iter__(self) -> Iterator[Entry]:
        for entry in self._entries:
            held = held_bytes(entry.folder) + held_bytes(entry.name) + held_bytes(entry.link)
            if entry.xattrs:
                held += sum(len(key) + len(value) for key, value in entry.xattrs.items())
            self.extra += held // self._kept_bytes
            yield entry
