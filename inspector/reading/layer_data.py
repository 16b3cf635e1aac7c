"""Where a layer's entries and bytes come from.

A blob of an archive is one such place (``archive_layer``). Whoever has entries and bytes from
elsewhere implements ``LayerData`` and hands it to ``Image``; what merges, reports and shows layers
then takes them as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from inspector.compression.points import SeekPoint
    from inspector.formats import LayerSource
    from inspector.io.progress import Progress
    from inspector.io.window import PositionedReadable, SkippingReadable, Window
    from inspector.limits import Limits
    from inspector.reading.allowance import Share
    from inspector.reading.scan import LayerScan
    from inspector.spec import Digest


class LayerData(Protocol):
    """One layer: its entries in their order, and the uncompressed bytes that they point into."""

    @property
    def source(self) -> LayerSource:
        """What the manifest says of the layer; only claims."""
        ...

    @property
    def window(self) -> Window | None:
        """The part of an open file to give to other processes that scan; None: there is none."""
        ...

    @property
    def is_here(self) -> bool:
        """Whether nothing is to be fetched before its bytes are read."""
        ...

    @property
    def is_compressed(self) -> bool:
        """Whether a scan keeps a processor busy, so that several pay side by side."""
        ...

    @property
    def is_worth_keeping(self) -> bool:
        """Whether a cache should keep the scan: for small layers a new one costs less."""
        ...

    def refusal(self) -> LayerScan | None:
        """Return the result for a layer that is not there or cannot be opened, None: scan it."""
        ...

    def scan(self, limits: Limits, progress: Progress | None, share: Share) -> LayerScan:
        """Return all entries, with offsets into the bytes that ``open`` gives.

        What they cost is to be taken from ``share`` before they are kept; what it refuses is left.

        Never raises for what is wrong with the layer: state, error and findings say it. Raises
        CancelledError where ``progress`` does.
        """
        ...

    def open(self, limits: Limits, start: SeekPoint) -> SkippingReadable | PositionedReadable:
        """Return the bytes: a stream from ``start`` on (the first byte, or a point of the scan).

        What can be read at any offset ignores ``start``. Raises LayerscopeError.
        """
        ...

    def identity(self) -> str | None:
        """Return a name for these very bytes, which others would change; None: none is sure."""
        ...

    def digest(self, progress: Progress | None) -> Digest:
        """Return the SHA-256 of what is stored. Raises OSError, CancelledError."""
        ...

    def fetch(self, progress: Progress | None) -> Window | None:
        """Return ``window``, of a blob that is elsewhere once it is here; None: there is none.

        Raises LayerscopeError, CancelledError.
        """
        ...
