"""What was learnt about a layer, kept so that no one waits for it twice.

An index is used only for bytes that were hashed: in this run, or in an earlier one in a file that
still has the same device, inode, size, mtime and ctime. A digest that an image merely claims is a
hint where to look and never a reason to believe. Plain tars, read by their headers alone, are kept
under their file's identity.

Every index is a file of its own that is written aside and moved, so that two programs, a crash or
a full disk leave whole files or none. The least recently used go first when there are too many.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.indexfile import decode_scan, encode_scan
from inspector.scan import LayerScan, LayerState, hash_blob, is_worth_keeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.formats import LayerSource
    from inspector.scan import Watch
    from inspector.window import Window

# Changes whenever what a scan finds changes; indexes of other versions are never opened.
VERSION = 1
MAX_BYTES = 512 << 20
# A file changed so shortly before it was read may be changed again without its times showing it.
_SETTLED = 0.1
_SETTLED_COARSE = 2.0


@dataclass(frozen=True, slots=True)
class Usage:
    """What the cache holds."""

    path: Path
    files: int
    bytes: int


def default_root() -> Path:
    """Return where the user's cache lies."""
    from platformdirs import user_cache_path

    return user_cache_path("layerscope")


class LayerCache:
    """Indexes of layers below ``root``. Whatever goes wrong costs time, never an answer.

    ``tell`` hears one line about it, once.
    """

    def __init__(self, root: Path, tell: Callable[[str], None], max_bytes: int = MAX_BYTES) -> None:
        self._root = root / f"layers-{VERSION}"
        self._tell = tell
        self._max_bytes = max_bytes
        self._is_broken = False

    # asking ------------------------------------------------------------------------------------

    def find(self, source: LayerSource, watch: Watch | None = None) -> LayerScan | None:
        """Return what is known of a layer's bytes, None where they must be read.

        A compressed blob in a file that was not met before is hashed, if an index exists under
        the digest it claims. Raises CancelledError where the watch does.
        """
        window = source.window
        if window is None or not is_worth_keeping(source) or window.truncated:
            return None
        identity = _identity(window)
        if identity is not None:
            scan = self._open(f"{identity}.plain")
            if scan is not None:
                return scan
            digest = self._read_text(f"{identity}.digest")
            if digest is not None and (scan := self._open(_by_digest(digest))) is not None:
                return scan
        return self._find_by_claim(source, window, identity, watch)

    def is_met(self, source: LayerSource) -> bool:
        """Whether something is known of the very file that holds a layer, as it is now."""
        identity = self.identify(source)
        if identity is None:
            return False
        return any((self._root / f"{identity}.{kind}").exists() for kind in ("plain", "digest"))

    def _find_by_claim(
        self, source: LayerSource, window: Window, identity: str | None, watch: Watch | None
    ) -> LayerScan | None:
        claimed = source.digest
        if claimed is None or not claimed.startswith("sha256:"):
            return None
        if not (self._root / _by_digest(claimed)).exists():
            return None
        digest = hash_blob(window, watch)
        if digest != claimed:
            return None
        if identity is not None and identity == _identity(window):
            self._write(f"{identity}.digest", digest.encode())
        return self._open(_by_digest(digest))

    def _open(self, name: str) -> LayerScan | None:
        data = self._read(name)
        if data is None:
            return None
        scan = decode_scan(data)
        if scan is None:
            with suppress(OSError):
                (self._root / name).unlink()
            return None
        with suppress(OSError):
            os.utime(self._root / name)
        return scan

    def _read(self, name: str) -> bytes | None:
        try:
            return (self._root / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self._complain(error)
            return None

    def _read_text(self, name: str) -> str | None:
        data = self._read(name)
        return data.decode("ascii", "replace") if data is not None else None

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
            or self._is_broken
        ):
            return
        unchanged = identity is not None and identity == _identity(window)
        if scan.digest is None:
            if unchanged:
                self._write(f"{identity}.plain", encode_scan(scan))
        else:
            # The digest is of the very bytes that were read, whatever the file is now.
            self._write(_by_digest(scan.digest), encode_scan(scan))
            if unchanged:
                self._write(f"{identity}.digest", scan.digest.encode())
        self._evict()

    def _write(self, name: str, data: bytes) -> None:
        temporary = None
        try:
            self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
            fd, temporary = tempfile.mkstemp(dir=self._root, prefix=".new-")
            with os.fdopen(fd, "wb") as file:
                file.write(data)
            Path(temporary).replace(self._root / name)
        except OSError as error:
            self._complain(error)
            if temporary is not None:
                with suppress(OSError):
                    Path(temporary).unlink()

    def _evict(self) -> None:
        """Remove the least recently used files until the rest fits."""
        files = _files(self._root)
        total = sum(size for _, size, _ in files)
        for _, size, path in files:
            if total <= self._max_bytes:
                return
            with suppress(OSError):
                path.unlink()
            total -= size

    def _complain(self, error: OSError) -> None:
        if not self._is_broken:
            self._is_broken = True
            self._tell(f"no cache: {self._root}: {error.strerror}")


def usage(root: Path) -> Usage:
    """Return what lies in the cache, of every version."""
    found = [each for folder in _folders(root) for each in _files(folder)]
    return Usage(root, len(found), sum(size for _, size, _ in found))


def clear(root: Path) -> Usage:
    """Remove all of it; return what was removed. Raises OSError."""
    removed = usage(root)
    for folder in _folders(root):
        for _, _, path in _files(folder):
            path.unlink(missing_ok=True)
        folder.rmdir()
    return removed


def _folders(root: Path) -> list[Path]:
    return [path for path in root.glob("layers-*") if path.is_dir()]


def _files(folder: Path) -> list[tuple[float, int, Path]]:
    """Return (last use, bytes, path), least recently used first."""
    found: list[tuple[float, int, Path]] = []
    with suppress(OSError):
        for item in os.scandir(folder):
            with suppress(OSError):
                status = item.stat(follow_symlinks=False)
                found.append((status.st_mtime, status.st_size, Path(item.path)))
    return sorted(found)


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
