"""A layer whose entries and bytes come from a blob in an archive."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import msgspec

from inspector.compression import MAGIC_BYTES, detect
from inspector.compression.hashing import HashingReader
from inspector.compression.points import ORIGIN
from inspector.errors import UnsupportedLayerError
from inspector.formats.layers import unsupported_kind
from inspector.io.descriptors import is_settled
from inspector.io.progress import NoProgress, ReportingWindow
from inspector.language import Lazy
from inspector.reading.allowance import scan_within
from inspector.reading.scan import LayerState, absent, missing, unread
from inspector.spec import Digest

if TYPE_CHECKING:
    from inspector.compression.points import SeekPoint
    from inspector.formats import LayerSource
    from inspector.io.progress import Progress
    from inspector.io.window import Readable, SkippingReadable, Window
    from inspector.limits import Limits
    from inspector.reading.allowance import Share
    from inspector.reading.scan import LayerScan

# Reading a smaller layer again costs less than opening what is kept of it.
_LEAST_KEPT = 256 << 10


class ArchiveLayer(msgspec.Struct, frozen=True):
    """The ``LayerData`` of a layer that a manifest names, whether its blob is there or not."""

    source: LayerSource

    @property
    def window(self) -> Window | None:
        """The blob; None where the archive does not hold it."""
        return self.source.window

    @property
    def is_here(self) -> bool:
        """Whether nothing is to be fetched: what the archive does not hold cannot be."""
        return True

    @property
    def is_compressed(self) -> bool:
        """Whether the blob begins as a compressed stream does. Raises OSError."""
        return self.window is not None and detect(self.window.pread(MAGIC_BYTES, 0)) is not None

    @property
    def is_worth_keeping(self) -> bool:
        """Whether the blob is whole, and not small."""
        window = self.window
        return window is not None and not window.truncated and window.size >= _LEAST_KEPT

    def refusal(self) -> LayerScan | None:
        """Return the result for a blob that is absent or of a type that is not opened."""
        if self.window is None:
            return absent(self.source)
        return closed(self.source)

    def scan(self, limits: Limits, progress: Progress | None, share: Share) -> LayerScan:
        """Read a compressed blob whole, a plain tar by its headers."""
        return scan_within(self.source, limits, progress, share)

    def open(self, limits: Limits, start: SeekPoint = ORIGIN) -> Window | SkippingReadable:
        """Return the uncompressed bytes, of a plain tar where they lie.

        Raises MissingBlobError; the stream may raise DamageError.
        """
        window = self.window
        if window is None:
            raise missing(self.source)
        codec = detect(window.pread(MAGIC_BYTES, 0))
        if codec is None:
            return window.reopened()
        part = window.sub(start.stored, window.stated_size - start.stored)
        return _Skipping(codec.open(part, limits, start))

    def identity(self) -> str | None:
        """Return a name for these bytes of this file; None where its times do not prove them.

        It is made of the file's device, inode, size and times, and of where the blob lies in it.
        """
        window = self.window
        if window is None:
            return None
        try:
            status = os.fstat(window.file.fd)
        except OSError:
            return None
        if not status.st_nlink:
            return None
        if not is_settled(max(status.st_ctime_ns, status.st_mtime_ns)):
            return None
        told = (
            status.st_dev,
            status.st_ino,
            status.st_size,
            status.st_mtime_ns,
            status.st_ctime_ns,
            window.start,
            window.stated_size,
        )
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def digest(self, progress: Progress | None) -> Digest:
        """Return the SHA-256 of the blob. Raises MissingBlobError, OSError, CancelledError."""
        if self.window is None:
            raise missing(self.source)
        raw = HashingReader(ReportingWindow(self.window, progress or NoProgress()))
        raw.drain()
        return Digest(raw.digest)

    def fetch(self, progress: Progress | None) -> Window | None:
        """Return the blob, None where the archive does not hold it."""
        del progress
        return self.window


def closed(source: LayerSource) -> LayerScan | None:
    """Return the result for a layer of a type that is not opened, None for others."""
    kind = unsupported_kind(source.media_type or "")
    if kind is None:
        return None
    error = UnsupportedLayerError(Lazy("{kind}: not readable", kind=kind))
    return unread(LayerState.UNSUPPORTED, error, kind)


class _Skipping:
    """A decompressed stream that is passed over by reading it."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        return self._stream.read(size)

    def skip(self, size: int, /) -> int:
        rest = size
        while rest and (data := self._stream.read(min(rest, 1 << 20))):
            rest -= len(data)
        return size - rest
