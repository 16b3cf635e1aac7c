"""What was learnt about a layer, kept so that no one waits for it twice.

An index is used only for bytes that were hashed: in this run, or in an earlier one in a file that
still has the same device, inode, size, mtime and ctime. A digest that an image merely claims is a
hint where to look and never a reason to believe. Plain tars, read by their headers alone, are kept
under their file's identity.

Every index is a file of its own (``cachefolder``). The least recently used go first when there are
too many.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.reading.cachefolder import MAX_BYTES, CacheFolder
from inspector.reading.index import (
    decode_fingerprints,
    decode_scan,
    encode_fingerprints,
    encode_scan,
)
from inspector.reading.scan import LayerScan, LayerState, hash_blob, is_worth_keeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.formats import LayerSource
    from inspector.io.window import Window
    from inspector.reading.scan import Watch

# Changes whenever what a scan finds changes; indexes of other versions are never opened.
VERSION = 3
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")
# A file changed so shortly before it was read may be changed again without its times showing it.
_SETTLED = 0.1
_SETTLED_COARSE = 2.0


def default_root() -> Path:
    """Return where the user's cache lies; a relative path where no home is known."""
    from platformdirs import user_cache_path

    try:
        return user_cache_path("layerscope")
    except RuntimeError:
        return Path("~/.cache/layerscope")


class LayerCache:
    """Indexes of layers below ``root``. Whatever goes wrong costs time, never an answer.

    ``tell`` hears one line about it, once.
    """

    def __init__(self, root: Path, tell: Callable[[str], None], max_bytes: int = MAX_BYTES) -> None:
        self._folder = CacheFolder(root / f"layers-{VERSION}", tell, max_bytes)
        # Of plain layers, by the identities of their sources: what file they were read from.
        self._plain: dict[int, str] = {}

    # asking ------------------------------------------------------------------------------------

    def find(self, source: LayerSource, watch: Watch | None = None) -> LayerScan | None:
        """Return what is known of a layer's bytes, None where they must be read.

        A compressed blob in a file that was not met before is hashed, if an index exists under
        the digest it claims. Raises CancelledError where the watch does.
        """
        window = source.window
        if window is None or not is_worth_keeping(source) or window.truncated:
            return None
        if not self._folder.is_trusted():
            return None
        identity = _identity(window)
        if identity is not None:
            scan = self._open(f"{identity}.plain")
            if scan is not None and scan.digest is None:
                self._remind(source, scan, identity)
                return scan
            digest = self._read_digest(f"{identity}.digest")
            if digest is not None and (scan := self._open_blob(digest, window)):
                return scan
        return self._find_by_claim(source, window, identity, watch)

    def _remind(self, source: LayerSource, scan: LayerScan, identity: str) -> None:
        """Give a plain layer the fingerprints that were made of its files."""
        self._plain[id(source)] = identity
        data = self._folder.read(f"{identity}.prints")
        known = decode_fingerprints(data) if data is not None else None
        if known and max(known) < len(scan.entries):
            for at, fingerprint in known.items():
                scan.entries[at].fingerprint = fingerprint
            self._folder.touch(f"{identity}.prints")

    def is_met(self, source: LayerSource) -> bool:
        """Whether something is known of the very file that holds a layer, as it is now."""
        identity = self.identify(source)
        if identity is None or not self._folder.is_trusted():
            return False
        return any(self._folder.has(f"{identity}.{kind}") for kind in ("plain", "digest"))

    def _find_by_claim(
        self, source: LayerSource, window: Window, identity: str | None, watch: Watch | None
    ) -> LayerScan | None:
        claimed = source.digest
        if (
            claimed is None
            or not _DIGEST.match(claimed)
            or not self._folder.has(_by_digest(claimed))
        ):
            return None
        digest = hash_blob(window, watch)
        if digest != claimed:
            return None
        if identity is not None and identity == _identity(window):
            self._folder.write(f"{identity}.digest", digest.encode())
        return self._open_blob(digest, window)

    def _open_blob(self, digest: str, window: Window) -> LayerScan | None:
        scan = self._open(_by_digest(digest))
        if scan is None or scan.digest != digest:
            return None
        points = scan.seek_points
        return scan if not points or points[-1].stored < window.size else None

    def _open(self, name: str) -> LayerScan | None:
        data = self._folder.read(name)
        if data is None:
            return None
        scan = decode_scan(data)
        if scan is None:
            self._folder.remove(name)
            return None
        self._folder.touch(name)
        return scan

    def _read_digest(self, name: str) -> str | None:
        data = self._folder.read(name)
        if data is None:
            return None
        self._folder.touch(name)
        digest = data[:80].decode("ascii", "replace")
        return digest if _DIGEST.match(digest) else None

    # keeping -----------------------------------------------------------------------------------

    def identify(self, source: LayerSource) -> str | None:
        """Return the identity of a layer's file, to be given to ``keep`` once it was read."""
        return _identity(source.window) if source.window is not None else None

    def keep(self, source: LayerSource, scan: LayerScan, identity: str | None) -> None:
        """Keep what was found, if the file did not change while it was read."""
        window = source.window
        if (
            window is None
            or scan.state is not LayerState.READ
            or not is_worth_keeping(source)
            or self._folder.is_broken
        ):
            return
        unchanged = identity is not None and identity == _identity(window)
        if scan.digest is None:
            if unchanged and identity is not None:
                self._plain[id(source)] = identity
                self._folder.write(f"{identity}.plain", encode_scan(scan))
        else:
            # The digest is of the very bytes that were read, whatever the file is now.
            self._folder.write(_by_digest(scan.digest), encode_scan(scan))
            if unchanged:
                self._folder.write(f"{identity}.digest", scan.digest.encode())
        self._folder.evict()

    def keep_fingerprints(self, source: LayerSource, scan: LayerScan) -> None:
        """Keep what was learnt of a plain layer's files since, if its file did not change.

        Those of sparse files are left out: what they are made of depends on who asks.
        """
        identity = self._plain.get(id(source))
        if identity is None or source.window is None or identity != _identity(source.window):
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


def _identity(window: Window) -> str | None:
    """Return a name for these bytes of this file; None where its times cannot vouch for them."""
    try:
        status = os.fstat(window.file.fd)
    except OSError:
        return None
    if not status.st_nlink:
        return None
    changed = max(status.st_ctime_ns, status.st_mtime_ns)
    settled = _SETTLED if changed % 1_000_000_000 else _SETTLED_COARSE
    if time.time() - changed / 1e9 < settled:
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
