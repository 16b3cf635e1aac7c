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
    watch = LayerWatch(limits)
    scan.secrets, scan.dumps = watch.secrets, watch.dumps
    keeping = KeepingWatch(watch, keep, limits)
    scanner = TarScanner(tar, limits, fingerprints=True, watch=keeping)
    try:
        try:
            collect(scanner, scan)
        finally:
            scan.unpacked = stream.spent if stream is not None else 0
        tar.drain()
        raw.drain()
        scan.tar_bytes = tar.size
        if stream is not None and stream.trailing:
            scan.findings.append(Finding("trailing-garbage", detail=f"{stream.trailing:,}"))
        if window.truncated:
            raise DamageError(Lazy("the archive ends within this layer"), offset=window.size)  # noqa: TRY301
        scan.digest = Digest(raw.digest)
    except DamageError as error:
        stop(scan, source, error)
    packed = encode_scan(scan)
    if packed is None:  # no honest layer has so many entries in so few bytes
        scan.entries.clear()
        stop(scan, source, LimitError(Lazy("it has more entries than can be kept")))
        packed = encode_scan(scan) or b""
    is_whole = scan.error is None
    facts = LayerFacts(
        state=scan.state,
        error="" if scan.error is None else str(scan.error.text),
        diff_id=tar.digest if is_whole else None,
        digest=scan.digest,
        compression=scan.compression,
        size=window.stated_size,
        entries=len(scan.entries),
        read_from=read_from,
        but_times=_but_times(scan.entries) if is_whole else None,
    )
    return ReadLayer(packed, facts, _large_contents(scan.entries))


def _but_times(entries: Iterable[Entry]) -> str:
    """Return a digest of entries without their times, whatever their order."""
    rows = sorted(
        repr(
            (
                encode(each.path),
                int(each.kind),
                tuple(each.access),
                each.size,
                encode(each.link),
                each.fingerprint,
                each.device,
                sorted((each.xattrs or {}).items()),
            )
        )
        for each in entries
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _large_contents(entries: Iterable[Entry]) -> bytes:
    """Return ``fingerprint,size,"path"`` of each large file, lines of CSV."""
    lines: list[str] = []
    for each in entries:
        if each.size >= LARGE and each.kind in FILE_KINDS and each.fingerprint is not None:
            path = printable("/" + each.path).replace('"', '""')
            lines.append(f'{each.fingerprint},{each.stored},"{path}"\n')
    return "".join(lines).encode()
