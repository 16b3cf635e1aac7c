"""Reads one layer once: bytes to entries, with progress and cancel."""

from __future__ import annotations

from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Protocol

import msgspec

from inspector.compression import claimed_by, detect
from inspector.compression.hashing import HashingReader
from inspector.compression.points import ORIGIN, SeekPoint
from inspector.errors import (
    DamageError,
    LayerscopeError,
    MissingBlobError,
    UnsupportedLayerError,
)
from inspector.findings import Finding
from inspector.formats.layers import CLOSED_TYPES, LAYER_TYPES
from inspector.spec import Digest
from inspector.sweep import Sweep
from inspector.tarstream import Entry, TarScanner
from inspector.text import short_digest, short_digests, short_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.compression import Decompressed
    from inspector.formats import LayerSource
    from inspector.limits import Limits
    from inspector.window import Readable, SkippingReadable, Window

    Sink = Callable[[list[Entry]], None]

_HEAD = 512
# Reading a smaller layer again costs less than opening what was learnt about it.
_LEAST_KEPT = 256 << 10
# Entries that are handed over at a time to who wants them before the end.
HANDFUL = 16_384
# Bytes of a blob from which on a thread that hashes it pays.
_LEAST_BESIDE = 4 << 20
_KEPT_FREE = 4 << 20


class LayerState(StrEnum):
    """How far a layer is known."""

    PENDING = "pending"
    READING = "reading"
    READ = "read"
    PARTIAL = "partial"  # damaged, or a limit was hit: what came before stands
    CLOSED = "closed"  # of a kind that cannot be opened
    MISSING = "missing"  # not in the archive


class Watch(Protocol):
    """Hears how far the reading is, and may end it."""

    def advance(self, size: int) -> None:
        """Hear that ``size`` more bytes of the blob were read. May raise CancelledError."""
        ...


class CancelledError(Exception):
    """The user does not want to wait any longer."""


class LayerScan(msgspec.Struct):
    """What one pass over a layer found. ``digest`` is None where not all bytes were read.

    ``seek_points`` are where a compressed blob can be entered, some distance apart; none for a
    blob of a single member. ``pieces`` are the entries as bytes, where another process found them;
    for whoever keeps them.
    """

    state: LayerState
    entries: list[Entry] = msgspec.field(default_factory=list)
    findings: list[Finding] = msgspec.field(default_factory=list)
    error: LayerscopeError | None = None
    digest: Digest | None = None
    compression: str | None = None
    seek_points: list[SeekPoint] = msgspec.field(default_factory=list)
    pieces: list[bytes] | None = None


class _Watched:
    """A window that tells a watch what is read from it."""

    def __init__(self, window: Window, watch: Watch | None) -> None:
        self._window = window
        self._watch = watch

    def read(self, size: int, /) -> bytes:
        data = self._window.read(size)
        if self._watch is not None:
            self._watch.advance(len(data))
        return data


def scan_layer(
    source: LayerSource,
    limits: Limits,
    watch: Watch | None = None,
    sink: Sink | None = None,
    *,
    beside: bool = False,
) -> LayerScan:
    """Read a layer: a compressed one whole, a plain tar by its headers.

    ``sink`` is given the entries as they come, at most 16,384 at a time, and the result has none.
    ``beside`` hashes a compressed layer in a thread of its own: where a processor is idle.
    Never raises for what is wrong with the layer: state, error and findings say it. What depends
    on the manifest's claims and not on the bytes is told by ``refusal`` and ``claims``.
    Raises CancelledError where the watch does.
    """
    window = source.window
    if window is None:
        return _unread(LayerState.MISSING, missing(source), _name_of(source))
    scan = LayerScan(LayerState.READ)
    try:
        codec = detect(window.pread(_HEAD, 0))
        if codec is None:
            scan.compression = "none"
            with Sweep(window, watch.advance if watch else None) as swept:
                _run(TarScanner(swept, limits), scan, sink)
        else:
            scan.compression = codec.name
            beside = beside and window.size >= _LEAST_BESIDE
            with HashingReader(_Watched(window.reopened(), watch), beside=beside) as raw:
                _read_packed(codec.open(raw, limits), raw, limits, scan, sink)
    except DamageError as error:
        _stopped(scan, source, error)
    except OSError as error:
        _stopped(scan, source, DamageError(f"cannot read the archive ({error.strerror})"))
    if window.truncated and scan.error is None:
        cut = DamageError("the archive ends within this layer", offset=window.size)
        _stopped(scan, source, cut)
    return scan


def _read_packed(
    stream: Decompressed, raw: HashingReader, limits: Limits, scan: LayerScan, sink: Sink | None
) -> None:
    """Read a compressed layer whole. Raises DamageError, OSError, CancelledError."""
    _keep_freed_memory()
    scan.seek_points = stream.points
    _run(TarScanner(stream, limits, fingerprints=True), scan, sink)
    raw.drain()
    scan.digest = Digest(raw.digest)
    if stream.trailing:
        scan.findings.append(Finding("trailing-garbage", detail=f"{stream.trailing:,}"))


def _keep_freed_memory() -> None:
    """Let the C library keep what is freed: pieces of decompressed data come and go all the time.

    glibc gives large blocks back to the system and asks for them again, whose first use then takes
    a fifth of all the time of reading gzip. That it once freed a block of this size makes it keep
    smaller ones (mallopt(3), "M_MMAP_THRESHOLD"); the block itself is never touched.
    """
    bytearray(_KEPT_FREE)


def is_worth_keeping(source: LayerSource) -> bool:
    """Whether what is learnt about a layer should outlive the command."""
    return source.window is not None and source.window.stated_size >= _LEAST_KEPT


def refusal(source: LayerSource) -> LayerScan | None:
    """Return the result for a layer that is not there or cannot be opened, None: read it."""
    if source.window is None:
        return _unread(LayerState.MISSING, missing(source), _name_of(source))
    closed = _closed_kind(source.media_type or "")
    if closed is not None:
        error = UnsupportedLayerError(f"{closed}: not readable")
        return _unread(LayerState.CLOSED, error, closed)
    return None


def hash_blob(window: Window, watch: Watch | None = None) -> Digest:
    """Return the SHA-256 of a blob as stored. Raises CancelledError where the watch does."""
    raw = HashingReader(_Watched(window.reopened(), watch))
    raw.drain()
    return Digest(raw.digest)


def missing(source: LayerSource) -> MissingBlobError:
    """Return the error for a layer that the archive does not hold."""
    hint = "save the image again with all its layers"
    return MissingBlobError(f"layer {_name_of(source)} is not in this archive", hint=hint)


def _run(scanner: TarScanner, scan: LayerScan, sink: Sink | None) -> None:
    try:
        if sink is None:
            scan.entries.extend(scanner)
        else:
            _hand_over(scanner, sink)
    finally:
        scan.findings += scanner.findings


def _hand_over(scanner: TarScanner, sink: Sink) -> None:
    entries = iter(scanner)
    is_more = True
    while is_more:
        some: list[Entry] = []
        try:
            some.extend(islice(entries, HANDFUL))
        finally:  # what came before damage stands
            is_more = bool(some)
            if is_more:
                sink(some)


def _unread(state: LayerState, error: LayerscopeError, detail: str) -> LayerScan:
    kind = "layer-missing" if state is LayerState.MISSING else "layer-unreadable"
    return LayerScan(state, findings=[Finding(kind, detail=detail)], error=error)


def _stopped(scan: LayerScan, source: LayerSource, error: DamageError) -> None:
    """Settle what a scan is worth that did not reach the end."""
    foreign = bool(source.media_type) and source.media_type not in LAYER_TYPES
    if error.offset == 0 and foreign:
        closed = UnsupportedLayerError(
            f"layer of type {source.media_type} is not a tar: not readable"
        )
        scan.state, scan.error = LayerState.CLOSED, closed
        scan.findings.append(Finding("layer-unreadable", detail=str(closed)))
        return
    scan.state, scan.error = LayerState.PARTIAL, error
    scan.findings.append(Finding("layer-damaged", detail=str(error)))


def _closed_kind(media_type: str) -> str | None:
    for part, name in CLOSED_TYPES:
        if part in media_type:
            return name
    return None


def _name_of(source: LayerSource) -> str:
    digest = source.digest or source.diff_id
    return short_digest(digest) if digest else short_names(source.name)


def claims(source: LayerSource, scan: LayerScan) -> list[Finding]:
    """Return where the manifest says otherwise than what was met."""
    found: list[Finding] = []
    window = source.window
    claimed = claimed_by(source.media_type) if source.media_type else None
    if claimed is not None and scan.compression is not None and claimed != scan.compression:
        packed = "not compressed" if scan.compression == "none" else scan.compression
        detail = f"{source.media_type} is {packed}"
        found.append(Finding("media-type-mismatch", detail=detail))
    if window is not None and source.size is not None and source.size != window.stated_size:
        detail = f"{source.size:,} stated, {window.stated_size:,} found"
        found.append(Finding("size-mismatch", detail=detail))
    if (
        scan.digest is not None
        and source.digest is not None
        and source.digest.startswith("sha256:")
        and source.digest != scan.digest
    ):
        stated, computed = short_digests(source.digest, scan.digest)
        found.append(Finding("digest-mismatch", detail=f"{stated} stated, {computed} found"))
    return found


def open_layer(source: LayerSource, limits: Limits, start: SeekPoint = ORIGIN) -> SkippingReadable:
    """Return the uncompressed bytes of a layer from the first on, or from a point of its scan.

    A plain tar is entered anywhere: ``start`` is not for it.
    Raises MissingBlobError, UnsupportedLayerError; the stream may raise DamageError.
    """
    window = source.window
    if window is None:
        raise missing(source)
    codec = detect(window.pread(_HEAD, 0))
    if codec is None:
        return window.reopened()
    part = window.sub(start.stored, window.stated_size - start.stored)
    return _Skipping(codec.open(part, limits, start))


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
