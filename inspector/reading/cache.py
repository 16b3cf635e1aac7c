"""The layer cache: what scans found, kept so that no one waits for it twice.

An index is used only for bytes that were hashed: in this run, or in an earlier one in a file that
still has the same device, inode, size, mtime and ctime. A digest that an image merely claims is a
hint where to look and never a reason to believe; but a registry's blob is not taken if it has
another one, so that what is known of its digest holds before it is fetched. Plain tars, read by
their headers alone, are kept under their file's identity, or that digest.

Every index is a file of its own (``cachefolder``). The least recently used go first when there are
too many.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector import fingerprint
from inspector.io.cachefolder import MAX_BYTES, CacheFolder
from inspector.reading.index import (
    decode_fingerprints,
    decode_scan,
    encode_fingerprints,
    encode_scan,
)
from inspector.reading.scan import LayerScan, LayerState
from inspector.reading.toc.place import stated

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from inspector.io.progress import Progress
    from inspector.reading.layer_data import LayerData

# Changes whenever what a scan finds changes; indexes of other versions are never opened.
VERSION = f"8{fingerprint.VARIANT}"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")


class LayerCache:
    """Indexes of layers below ``root``. Whatever goes wrong costs time, never an answer.

    ``tell`` is called with one line about it, once.
    """

    def __init__(self, root: Path, tell: Callable[[str], None], max_bytes: int = MAX_BYTES) -> None:
        self._folder = CacheFolder(root / f"layers-{VERSION}", tell, max_bytes)
        # Of plain layers, by the identities of their sources: what file they were read from.
        self._plain: dict[int, str] = {}

    # asking ------------------------------------------------------------------------------------

    def find(self, data: LayerData, progress: Progress | None = None) -> LayerScan | None:
        """Return what is known of a layer's bytes, None where they must be read.

        A compressed blob in a file that was not met before is hashed, if an index exists under
        the digest it claims. Raises CancelledError where ``progress`` does.
        """
        if not data.is_worth_keeping or not self._folder.is_trusted():
            return None
        identity = data.identity()
        if identity is not None:
            scan = self._open(f"{identity}.plain", data)
            if scan is not None and scan.digest is None:
                self._remind(data, scan, identity)
                return scan
            digest = self._read_digest(f"{identity}.digest")
            if digest is not None and (scan := self._open_blob(digest, data)):
                return scan
        return self._find_by_claim(data, identity, progress)

    def _remind(self, data: LayerData, scan: LayerScan, identity: str) -> None:
        """Give a plain layer the fingerprints that were made of its files."""
        self._plain[id(data)] = identity
        kept = self._folder.read(f"{identity}.prints")
        known = decode_fingerprints(kept) if kept is not None else None
        if known and max(known) < len(scan.entries):
            for at, fingerprint in known.items():
                scan.entries[at].fingerprint = fingerprint
            self._folder.touch(f"{identity}.prints")

    def is_met(self, data: LayerData) -> bool:
        """Whether something is known of the very file that holds a layer, as it is now."""
        identity = data.identity()
        if identity is None or not self._folder.is_trusted():
            return False
        return any(self._folder.has(f"{identity}.{kind}") for kind in ("plain", "digest"))

    def _find_by_claim(
        self, data: LayerData, identity: str | None, progress: Progress | None
    ) -> LayerScan | None:
        claimed = data.source.digest
        if (
            claimed is None
            or not _DIGEST.match(claimed)
            or not self._folder.has(_by_digest(claimed))
        ):
            return None
        digest = data.digest(progress)
        if digest != claimed:
            return None
        if identity is not None and identity == data.identity():
            self._folder.write(f"{identity}.digest", digest.encode())
        return self._open_blob(digest, data)

    def _open_blob(self, digest: str, data: LayerData) -> LayerScan | None:
        scan = self._open(_by_digest(digest), data)
        if scan is None or scan.digest != digest:
            return None
        points, size = scan.seek_points, data.source.stored_size or 0
        return scan if not points or points[-1].stored < size else None

    def _open(self, name: str, data: LayerData) -> LayerScan | None:
        """Return what is kept, unless its tar was compared with another table of contents."""
        kept = self._folder.read(name)
        if kept is None:
            return None
        scan = decode_scan(kept)
        if scan is None:
            self._folder.remove(name)
            return None
        self._folder.touch(name)
        return scan if scan.toc == stated(data.source.annotations) else None

    def _read_digest(self, name: str) -> str | None:
        data = self._folder.read(name)
        if data is None:
            return None
        self._folder.touch(name)
        digest = data[:80].decode("ascii", "replace")
        return digest if _DIGEST.match(digest) else None

    # keeping -----------------------------------------------------------------------------------

    def keep(self, data: LayerData, scan: LayerScan, identity: str | None) -> None:
        """Keep what was found, if the layer still is what it was before the scan: ``identity``."""
        if scan.state is not LayerState.READ or not data.is_worth_keeping or self._folder.is_broken:
            return
        unchanged = identity is not None and identity == data.identity()
        if scan.digest is None:
            if unchanged and identity is not None:
                self._plain[id(data)] = identity
                self._folder.write(f"{identity}.plain", encode_scan(scan))
        else:
            # The digest is of the very bytes that were read, whatever the file is now.
            self._folder.write(_by_digest(scan.digest), encode_scan(scan))
            if unchanged:
                self._folder.write(f"{identity}.digest", scan.digest.encode())
        self._folder.evict()

    def keep_fingerprints(self, data: LayerData, scan: LayerScan) -> None:
        """Keep the fingerprints made of a plain layer's files since, if its file did not change.

        Those of sparse files are left out: what they are made of depends on who asks.
        """
        identity = self._plain.get(id(data))
        if identity is None or identity != data.identity():
            return
        known = {
            at: entry.fingerprint
            for at, entry in enumerate(scan.entries)
            if entry.fingerprint is not None and entry.segments is None
        }
        if known:
            self._folder.write(f"{identity}.prints", encode_fingerprints(known))
            self._folder.evict()


def _by_digest(digest: str) -> str:
    return digest.replace(":", "-") + ".blob"
