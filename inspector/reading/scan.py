"""Reads one layer once: bytes to entries, with progress and cancel."""

from __future__ import annotations

from enum import StrEnum
from itertools import islice
from operator import ne
from typing import TYPE_CHECKING, Protocol

import msgspec

from inspector.compression import claimed_by, detect
from inspector.compression.hashing import HashingReader
from inspector.errors import (
    DamageError,
    LayerscopeError,
    MissingBlobError,
    UnreadableError,
    UnsupportedLayerError,
    reason,
)
from inspector.findings import Finding
from inspector.formats.layers import LAYER_TYPES
from inspector.io.prefetch import Sweep
from inspector.io.progress import NoProgress, ReportingWindow
from inspector.language import N_, Lazy
from inspector.reading.toc.place import stated
from inspector.reading.watch import LayerWatch
from inspector.spec import Digest
from inspector.tarstream import Entry, TarScanner
from inspector.text import short_digest, short_digests, short_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inspector.compression import Decompressed
    from inspector.compression.points import SeekPoint
    from inspector.formats import LayerSource
    from inspector.io.progress import Progress
    from inspector.limits import Limits
    from inspector.reading.toc.compare import TocCheck
    from inspector.secrets import Secret

    Sink = Callable[[list[Entry], int], None]

_HEAD = 512
# Entries that are handed over at a time to who wants them before the end.
ENTRY_BATCH = 16_384
# Bytes of a blob from which on a thread that hashes it pays.
_LEAST_BESIDE = 4 << 20
_KEPT_FREE = 4 << 20


class LayerState(StrEnum):
    """How far a layer is known."""

    PENDING = "pending"
    READING = "reading"
    READ = "read"
    PARTIAL = "partial"  # damaged, or a limit was hit: what came before stands
    UNSUPPORTED = "unsupported"  # of a kind that cannot be opened
    MISSING = "missing"  # not in the archive


class LayerScan(msgspec.Struct):
    """What one pass over a layer found. ``digest`` is None where not all bytes were read.

    ``seek_points`` are where a compressed blob can be entered, some distance apart; none for a
    blob of a single member. ``pieces`` are the entries as bytes, where another process found them;
    for whoever keeps them. ``weight`` is what the entries cost, in plain ones, ``unpacked`` what a
    compressed blob decompressed to, in bytes of gzip that cost as much. ``tar_bytes`` is the length
    of the uncompressed tar, None where its end was not reached. ``secrets`` are
    those in files whose names tell, by their entries' offsets, ``dumps`` are the offsets of dumps
    of processes; None where contents were not read. ``toc`` is what the manifest says of the table
    of contents that the tar was compared with. ``digests`` are those of files' contents, by their
    entries' offsets, that are known without their bytes; None where the bytes are here.
    """

    state: LayerState
    entries: list[Entry] = msgspec.field(default_factory=list)
    findings: list[Finding] = msgspec.field(default_factory=list)
    error: LayerscopeError | None = None
    digest: Digest | None = None
    compression: str | None = None
    seek_points: list[SeekPoint] = msgspec.field(default_factory=list)
    pieces: list[bytes] | None = None
    weight: int = 0
    unpacked: int = 0
    tar_bytes: int | None = None
    secrets: dict[int, tuple[Secret, ...]] | None = None
    dumps: set[int] | None = None
    toc: str | None = None
    digests: dict[int, str] | None = None


def scan_layer(
    source: LayerSource,
    limits: Limits,
    progress: Progress | None = None,
    sink: Sink | None = None,
    *,
    beside: bool = False,
) -> LayerScan:
    """Read a layer: a compressed one whole, a plain tar by its headers.

    ``sink`` is given the entries as they come, at most 16,384 at a time, with what they weigh, and
    the result has none. It may raise LimitError.
    ``beside`` hashes a compressed layer in a thread of its own: where a processor is idle.
    Never raises for what is wrong with the layer: state, error and findings say it. What depends
    on the manifest's claims and not on the bytes is told by ``LayerData.refusal`` and ``claims``.
    Raises CancelledError where ``progress`` does.
    """
    window = source.window
    if window is None:
        return absent(source)
    scan = LayerScan(LayerState.READ, toc=stated(source.annotations))
    check = _check(source, limits, scan)
    sink = _checked(check, sink or _keep(scan))
    try:
        codec = detect(window.pread(_HEAD, 0))
        if codec is None:
            scan.compression = "none"
            with Sweep(window, progress.advance if progress else None) as swept:
                collect(TarScanner(swept, limits), scan, sink)
            scan.tar_bytes = None if window.truncated else window.size
            if swept.has_shrunk:
                scan.tar_bytes = None
                shorter = Lazy("the file became shorter while it was read")
                stop(scan, source, DamageError(shorter))
        else:
            scan.compression = codec.name
            beside = beside and window.size >= _LEAST_BESIDE
            reported = ReportingWindow(window, progress or NoProgress())
            with HashingReader(reported, beside=beside) as raw:
                _read_packed(codec.open(raw, limits), raw, limits, scan, sink)
    except DamageError as error:
        stop(scan, source, error)
    except UnreadableError as error:
        refuse(scan, error)
    except OSError as error:
        stop(
            scan,
            source,
            DamageError(Lazy("cannot read the archive ({reason})", reason=reason(error))),
        )
    if window.truncated and scan.error is None:
        cut = DamageError(Lazy("the archive ends within this layer"), offset=window.size)
        stop(scan, source, cut)
    if check is not None and scan.error is None:
        scan.findings += check.findings()
    return scan


def _check(source: LayerSource, limits: Limits, scan: LayerScan) -> TocCheck | None:
    """Return the table of contents to compare the tar with, if the manifest promises one."""
    if scan.toc is None:
        return None
    from inspector.reading.toc.compare import check_of  # few layers have one

    check, scan.findings, scan.unpacked = check_of(source, limits)
    return check


def _keep(scan: LayerScan) -> Sink:
    def keep(entries: list[Entry], _weight: int) -> None:
        scan.entries += entries

    return keep


def _checked(check: TocCheck | None, sink: Sink) -> Sink:
    """Return what shows entries to ``check``, too."""
    if check is None:
        return sink

    def give(entries: list[Entry], weight: int) -> None:
        check.see(entries)
        sink(entries, weight)

    return give


def _read_packed(
    stream: Decompressed, raw: HashingReader, limits: Limits, scan: LayerScan, sink: Sink
) -> None:
    """Read a compressed layer whole. Raises DamageError, OSError, CancelledError."""
    keep_freed_memory()
    scan.seek_points = stream.points
    watch = LayerWatch(limits)
    scan.secrets, scan.dumps = watch.secrets, watch.dumps
    try:
        collect(TarScanner(stream, limits, fingerprints=True, watch=watch), scan, sink)
    finally:
        scan.unpacked += stream.spent
    scan.tar_bytes = stream.produced
    raw.drain()
    scan.digest = Digest(raw.digest)
    if stream.trailing:
        scan.findings.append(Finding("trailing-garbage", detail=f"{stream.trailing:,}"))


def keep_freed_memory() -> None:
    """Let the C library keep what is freed: pieces of decompressed data come and go all the time.

    glibc gives large blocks back to the system and asks for them again, whose first use then takes
    a fifth of all the time of reading gzip. That it once freed a block of this size makes it keep
    smaller ones (mallopt(3), "M_MMAP_THRESHOLD"); the block itself is never touched.
    """
    bytearray(_KEPT_FREE)


def absent(source: LayerSource) -> LayerScan:
    """Return the result for a layer whose blob is not there, or may not be read."""
    error = missing(source)
    if source.refused is not None:
        return unread(LayerState.UNSUPPORTED, error, error.text)
    return unread(LayerState.MISSING, error, name_of(source))


def missing(source: LayerSource) -> MissingBlobError:
    """Return the error for a layer whose blob the archive does not hold, or does not give."""
    if source.refused is not None:
        told, name = N_("layer {name} cannot be read: {reason}"), name_of(source)
        return MissingBlobError(Lazy(told, name=name, reason=source.refused))
    hint = Lazy("save the image again with all its layers")
    return MissingBlobError(
        Lazy("layer {name} is not in this archive", name=name_of(source)), hint=hint
    )


def name_of(source: LayerSource) -> str:
    """Return a layer's digest, or else its name, shortened."""
    digest = source.digest or source.diff_id
    return short_digest(digest) if digest else short_names(source.name)


def collect(scanner: TarScanner, scan: LayerScan, sink: Sink | None = None) -> None:
    """Add what a scanner finds, findings and weight too. Raises DamageError, OSError."""
    try:
        hand_over(scanner, scan, sink or _keep(scan))
    finally:
        scan.findings += scanner.findings


class Weighed(Protocol):
    """Entries; those that came so far cost ``extra`` more than as many plain ones."""

    @property
    def extra(self) -> int: ...

    def __iter__(self) -> Iterator[Entry]: ...


def hand_over(scanner: Weighed, scan: LayerScan, sink: Sink) -> None:
    """Give entries to ``sink``, some at a time, and note what they weigh; raises what it raises."""
    entries = iter(scanner)
    extra, folder, is_more = 0, "", True
    while is_more:
        some: list[Entry] = []
        try:
            some.extend(islice(entries, ENTRY_BATCH))
        finally:  # what came before damage stands
            is_more = bool(some)
            if is_more:
                weight = len(some) + _moves(some, folder) + scanner.extra - extra
                extra, folder = scanner.extra, some[-1].folder
                scan.weight += weight
                sink(some, weight)


def _moves(entries: list[Entry], folder: str) -> int:
    """Return how often the entries go on in another folder, each time with a text of its own.

    Tars list a folder's entries in one go; one that does not may name a new folder in each.
    """
    folders = [entry.folder for entry in entries]
    return sum(map(ne, folders, [folder, *folders]))


def unread(state: LayerState, error: LayerscopeError, detail: str) -> LayerScan:
    """Return the result for a layer that is not read at all."""
    kind = "layer-missing" if state is LayerState.MISSING else "layer-unreadable"
    return LayerScan(state, findings=[Finding(kind, detail=detail)], error=error)


def stop(scan: LayerScan, source: LayerSource, error: DamageError) -> LayerScan:
    """Settle what a scan is worth that did not reach the end, and return it."""
    foreign = bool(source.media_type) and source.media_type not in LAYER_TYPES
    if error.offset == 0 and foreign:
        refused = UnsupportedLayerError(
            Lazy(
                "layer of type {media_type} is not a tar: not readable",
                media_type=source.media_type,
            )
        )
        return refuse(scan, refused)
    scan.state, scan.error = LayerState.PARTIAL, error
    scan.findings.append(Finding("layer-damaged", detail=error.text))
    return scan


def refuse(scan: LayerScan, error: LayerscopeError) -> LayerScan:
    """Settle a scan of a layer that cannot be opened, and return it."""
    scan.state, scan.error = LayerState.UNSUPPORTED, error
    scan.findings.append(Finding("layer-unreadable", detail=error.text))
    return scan


def claims(source: LayerSource, scan: LayerScan) -> list[Finding]:
    """Return where the manifest says otherwise than what was met."""
    found: list[Finding] = []
    window = source.window
    claimed = claimed_by(source.media_type) if source.media_type else None
    if claimed is not None and scan.compression is not None and claimed != scan.compression:
        told = (
            N_("{media_type} is not compressed")
            if scan.compression == "none"
            else N_("{media_type} is {compression}")
        )
        detail = Lazy(told, media_type=source.media_type, compression=scan.compression)
        found.append(Finding("media-type-mismatch", detail=detail))
    if window is not None and source.size is not None and source.size != window.stated_size:
        detail = Lazy(
            "{size:,} stated, {stated_size:,} found",
            size=source.size,
            stated_size=window.stated_size,
        )
        found.append(Finding("size-mismatch", detail=detail))
    if (
        scan.digest is not None
        and source.digest is not None
        and source.digest.startswith("sha256:")
        and source.digest != scan.digest
    ):
        stated, computed = short_digests(source.digest, scan.digest)
        found.append(
            Finding(
                "digest-mismatch",
                detail=Lazy("{stated} stated, {computed} found", stated=stated, computed=computed),
            )
        )
    return found
