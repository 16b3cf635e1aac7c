"""Random access to the uncompressed bytes of a layer.

A plain tar is read where it lies. A compressed layer is decompressed once, as far as someone
asks, and what has passed is kept in an unlinked temporary file up to a bound; beyond the bound a
stream goes forward from where it stands, and begins again only to go back.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from inspector.scan import open_layer
from inspector.window import Window

if TYPE_CHECKING:
    from inspector.formats import LayerSource
    from inspector.limits import Limits
    from inspector.window import SkippingReadable

_CHUNK = 1 << 20


class SpoolRoom:
    """The bytes of temporary files that all layers of an image may use together."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._lock = Lock()

    def take(self, size: int) -> bool:
        """Reserve ``size`` bytes, where there is room."""
        with self._lock:
            if size > self._left:
                return False
            self._left -= size
            return True


class LayerBytes:
    """The uncompressed bytes of one layer, by offset; safe to use from several threads."""

    def __init__(self, source: LayerSource, limits: Limits, room: SpoolRoom) -> None:
        self._source = source
        self._limits = limits
        self._room = room
        self._lock = Lock()
        self._stream: SkippingReadable | None = None
        self._at = 0
        self._spool: int | None = None
        self._kept = 0  # bytes from the first on that the spool holds
        self._is_keeping = True

    def read(self, offset: int, size: int) -> bytes:
        """Return at most ``size`` bytes at ``offset``, none at the end.

        Raises LayerscopeError: the layer is absent, closed or damaged.
        """
        with self._lock:
            if self._stream is None:
                self._start()
            if isinstance(self._stream, Window):
                return self._stream.pread(size, offset)
            if offset < self._kept and self._spool is not None:
                return os.pread(self._spool, min(size, self._kept - offset), offset)
            return self._forward(offset, size)

    def _start(self) -> None:
        self._stream = open_layer(self._source, self._limits)
        self._at = 0

    def _forward(self, offset: int, size: int) -> bytes:
        """Read on from where the stream stands, keeping what passes while there is room."""
        if offset < self._at:
            self._start()
        stream = self._stream
        while stream is not None:
            wanted = offset - self._at
            data = stream.read(size if not wanted else min(wanted, _CHUNK))
            self._keep(data)
            self._at += len(data)
            if not wanted or not data:
                return data
        return b""

    def _keep(self, data: bytes) -> None:
        if not self._is_keeping or self._at != self._kept or not data:
            return
        try:
            if not self._room.take(len(data)):
                self._is_keeping = False
                return
            if self._spool is None:
                self._spool = _unlinked_file()
            os.pwrite(self._spool, data, self._kept)
        except OSError:
            # A full disk costs speed, nothing else: what is not kept is decompressed again.
            self._is_keeping = False
            return
        self._kept += len(data)

    def __del__(self) -> None:
        if self._spool is not None:
            os.close(self._spool)


def _unlinked_file() -> int:
    fd, path = tempfile.mkstemp(prefix="layerscope-")
    Path(path).unlink()
    return fd
