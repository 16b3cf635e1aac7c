"""Reads one layer from first to last byte, and keeps all that audits of images ask of it.

Unlike elsewhere a plain tar is read whole, too: its digest tells which layer it is, and its
contents are fingerprinted, so that images of other archives need not read theirs.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from inspector.compression import MAGIC_BYTES, detect
from inspector.compression.hashing import HashingReader
from inspector.errors import DamageError, LimitError
from inspector.findings import Finding
from inspector.fleet.kept_files import KeepingWatch
from inspector.fleet.layer_file import LayerFacts
from inspector.io.progress import ReportingWindow
from inspector.language import Lazy
from inspector.reading.index import encode_scan
from inspector.reading.scan import LayerScan, LayerState, collect, keep_freed_memory, stop
from inspector.reading.watch import LayerWatch
from inspector.spec import Digest
from inspector.tarstream import FILE_KINDS, TarScanner
from inspector.text import encode, printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspector.compression import Decompressed
    from inspector.fleet.kept_files import Keep
    from inspector.formats import LayerSource
    from inspector.io.progress import Progress
    from inspector.io.window import Window
    from inspector.limits import Limits
    from inspector.tarstream import Entry

# Smaller contents are many and cost little, wherever they are stored again.
LARGE = 16 << 10
_LEAST_KEPT_FREE = 4 << 20


class ReadLayer(NamedTuple):
    """What was found in a layer: its entries as bytes, facts, a line for each large content."""

    scan: bytes
    facts: LayerFacts
    contents: bytes


def read_layer(
    source: LayerSource,
    window: Window,
    limits: Limits,
    progress: Progress,
    keep: Keep,
    *,
    read_from: str,
) -> ReadLayer:
    """Read a layer whole; ``keep`` is given contents as they pass.

    What is wrong with the layer is in the result. Raises OSError where the file cannot be read,
    and whatever ``keep`` and ``progress`` raise.
    """
    if window.size >= _LEAST_KEPT_FREE:
        keep_freed_memory()
    scan = LayerScan(LayerState.READ)
    raw = HashingReader(ReportingWindow(window, progress))
    codec = detect(window.pread(MAGIC_BYTES, 0))
    stream = codec.open(raw, limits) if codec is not None else None
    tar = HashingReader(stream) if stream is not None else raw
    scan.compression = codec.name if codec is not None else "none"
    try:
        _scan(tar, scan, limits, keep)
        scan.tar_bytes = tar.size
        _end(stream, raw, window, scan)
    except DamageError as error:
        stop(scan, source, error)
    scan.unpacked = stream.spent if stream is not None else 0
    packed = _packed(scan, source)
    facts = LayerFacts(
        state=scan.state,
        error="" if scan.error is None else str(scan.error.text),
        diff_id=tar.digest if scan.error is None else None,
        digest=scan.digest,
        compression=scan.compression,
        size=window.stated_size,
        entries=len(scan.entries),
        read_from=read_from,
        but_times=_but_times(scan.entries) if scan.error is None else None,
    )
    return ReadLayer(packed, facts, _large_contents(scan.entries))


def _scan(tar: HashingReader, scan: LayerScan, limits: Limits, keep: Keep) -> None:
    """Read a tar to its end, what stands behind the end marker too. Raises DamageError, OSError."""
    watch = LayerWatch(limits)
    scan.secrets, scan.dumps = watch.secrets, watch.dumps
    keeping = KeepingWatch(watch, keep, limits)
    collect(TarScanner(tar, limits, fingerprints=True, watch=keeping), scan)
    tar.drain()


def _end(stream: Decompressed | None, raw: HashingReader, window: Window, scan: LayerScan) -> None:
    """Read what is left of a blob. Raises DamageError where it is cut, OSError."""
    raw.drain()
    if stream is not None and stream.trailing:
        scan.findings.append(Finding("trailing-garbage", detail=f"{stream.trailing:,}"))
    if window.truncated:
        raise DamageError(Lazy("the archive ends within this layer"), offset=window.size)
    scan.digest = Digest(raw.digest)


def _packed(scan: LayerScan, source: LayerSource) -> bytes:
    """Return the entries as bytes; of more than can be kept none, which is the layer's error."""
    packed = encode_scan(scan)
    if packed is None:  # no honest layer has so many entries in so few bytes
        scan.entries.clear()
        stop(scan, source, LimitError(Lazy("it has more entries than can be stored")))
        packed = encode_scan(scan) or b""
    return packed


def _but_times(entries: Iterable[Entry]) -> str:
    """Return a digest of entries without their times, whatever their order."""
    rows = sorted(map(_timeless, entries))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _timeless(entry: Entry) -> str:
    named = encode(entry.path), encode(entry.link)
    numbers = int(entry.kind), tuple(entry.access), entry.size, entry.fingerprint, entry.device
    return repr((*named, *numbers, sorted((entry.xattrs or {}).items())))


def _large_contents(entries: Iterable[Entry]) -> bytes:
    """Return ``fingerprint,size,"path"`` of each large file, lines of CSV."""
    lines: list[str] = []
    for each in entries:
        if each.size >= LARGE and each.kind in FILE_KINDS and each.fingerprint is not None:
            path = printable("/" + each.path).replace('"', '""')
            lines.append(f'{each.fingerprint},{each.stored},"{path}"\n')
    return "".join(lines).encode()
