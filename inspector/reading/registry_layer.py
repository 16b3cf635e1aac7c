"""A layer of a registry's image: fetched when its entries or bytes are asked for.

Either all of its blob is, or its table of contents, and files one by one (``toc_layer``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from inspector.compression.points import ORIGIN
from inspector.errors import FetchError
from inspector.io.progress import NoProgress
from inspector.reading.archive_layer import ArchiveLayer, closed
from inspector.reading.scan import LayerScan, LayerState, stop
from inspector.reading.toc.reader import toc_of
from inspector.reading.toc_layer import TocLayer
from inspector.spec import Digest, parse_digest

if TYPE_CHECKING:
    from inspector.compression.points import SeekPoint
    from inspector.formats import LayerSource
    from inspector.formats.remote import RemoteBlob
    from inspector.io.progress import Progress
    from inspector.io.window import PositionedReadable, SkippingReadable, Window
    from inspector.limits import Limits
    from inspector.reading.allowance import Share

_SHA256 = "sha256"


class RegistryLayer:
    """The ``LayerData`` of a blob that is not here until it is fetched.

    ``by_table``: its table of contents is enough, if it has one and the rest is not here anyway.
    Whether it is enough is decided here and nowhere else: ``_by_table``.
    """

    def __init__(self, source: LayerSource, remote: RemoteBlob, *, by_table: bool = False) -> None:
        self._source = source
        self._remote = remote
        self._wants_table = by_table
        self._table: TocLayer | None = None

    @property
    def source(self) -> LayerSource:
        """What the manifest says of the layer, with its blob where that is known to be here."""
        window = self._remote.known
        if window is not None and self._source.window is None:
            self._source = replace(self._source, window=window)
        return self._source

    @property
    def window(self) -> Window | None:
        """The blob, None where it is not known to be here."""
        return self.source.window

    @property
    def is_here(self) -> bool:
        """Whether the blob was fetched, now or before."""
        return self._remote.window is not None

    @property
    def is_compressed(self) -> bool:
        """Whether several are read side by side; what is fetched always is. Raises OSError."""
        return self.window is None or ArchiveLayer(self.source).is_compressed

    @property
    def is_worth_keeping(self) -> bool:
        """Whether a cache should keep the scan: it spares the fetching, too; a table's does not."""
        return self._table is None

    def refusal(self) -> LayerScan | None:
        """Return the result for a blob of a type that is not opened: it is not fetched."""
        return closed(self._source)

    def scan(self, limits: Limits, progress: Progress | None, share: Share) -> LayerScan:
        """Fetch the blob and read it. What a registry does not give is the layer's damage.

        An entry is paid for by bytes that have come, not by those that the manifest claims.
        """
        told = progress or NoProgress()
        self._table = self._by_table(limits, told)
        if self._table is not None:
            return self._table.scan(limits, told, share)
        was_here = self._remote.window is not None
        try:
            size = self._remote.fetch(told).size
        except FetchError as error:
            return stop(LayerScan(LayerState.READ), self._source, error)
        most = limits.of_archive(size).entries_per_layer
        limits = replace(limits, entries_per_layer=min(most, limits.entries_per_layer))
        # Bytes that were reported as they came are not reported again.
        return ArchiveLayer(self.source).scan(limits, told if was_here else _Silent(told), share)

    def _by_table(self, limits: Limits, progress: Progress) -> TocLayer | None:
        """Return the layer by its table of contents, None where all of it is to be read."""
        if not self._wants_table or self._remote.window is not None:
            return None
        toc = toc_of(self._source, self._remote, limits, progress)
        return None if toc is None else TocLayer(self._source, self._remote, toc)

    def open(
        self, limits: Limits, start: SeekPoint = ORIGIN
    ) -> SkippingReadable | PositionedReadable:
        """Return the uncompressed bytes, fetched first where they are not here.

        Raises FetchError; the stream may raise DamageError.
        """
        if self._table is not None:
            return self._table.open(limits, start)
        return self._here(NoProgress()).open(limits, start)

    def _here(self, progress: Progress) -> ArchiveLayer:
        """Return the layer once its blob is here. Raises FetchError, CancelledError."""
        self._remote.fetch(progress)
        return ArchiveLayer(self.source)

    def identity(self) -> str | None:
        """Return the digest: a blob that has another one is not taken."""
        parsed = parse_digest(self._remote.digest)
        return None if parsed is None else "-".join(parsed)

    def digest(self, progress: Progress | None) -> Digest:
        """Return the SHA-256, which is the claimed digest: see ``identity``.

        Of a blob that is claimed by another digest it is computed. Raises FetchError, OSError,
        CancelledError.
        """
        if self._remote.digest.startswith(f"{_SHA256}:"):
            return Digest(self._remote.digest)
        return self._here(progress or NoProgress()).digest(progress)

    def fetch(self, progress: Progress | None) -> Window:
        """Return the blob, fetched where it is not here. Raises FetchError, CancelledError."""
        return self._remote.fetch(progress or NoProgress())


class _Silent:
    """Progress that is told of no bytes, and may end what it watches all the same."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def advance(self, size: int, /) -> None:
        """Report that something goes on."""
        del size
        self._progress.advance(0)
