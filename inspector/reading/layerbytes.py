"""Random access to the uncompressed bytes of a layer.

What can be read at any offset, as a plain tar, is read where it lies. A compressed layer is cut
into parts at the seek points that its scan noted: who asks for bytes waits until those before them
in their part are decompressed. In a layer of a single gzip member or zstd frame there are none, as
no library here can begin in the middle of one: it is one part. What has passed is kept in an
unlinked temporary file up to a bound; beyond the bound a stream goes forward from where it stands,
and a part begins again only to go back.

A wrong point, of an index that someone forged, leads to bytes that are no member (a DamageError) or
to other bytes of the layer, as a forged offset of a file does.
"""

from __future__ import annotations

import os
import sys
from bisect import bisect_right
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from inspector.compression.points import ORIGIN
from inspector.io.temporary import unlinked_file
from inspector.io.window import PositionedReadable

if TYPE_CHECKING:
    from inspector.compression.points import SeekPoint
    from inspector.io.window import Readable, SkippingReadable
    from inspector.limits import Limits
    from inspector.reading.image import Layer

_CHUNK = 1 << 20
# Passing over less takes no longer than opening a stream.
_NEAR = 64 << 10
_ENDLESS = sys.maxsize


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

    def __init__(self, layer: Layer, limits: Limits, room: SpoolRoom) -> None:
        self._layer = layer
        self._limits = limits
        self._room = room
        self._lock = Lock()
        self._direct: PositionedReadable | None = None
        self._stream: SkippingReadable | None = None
        self._at = 0
        # The part in which the stream stands, by its number, and where it ends.
        self._place = 0
        self._end = _ENDLESS
        self._spool: int | None = None
        # What the spool holds: parts by their numbers, each from its first byte up to where.
        self._kept: dict[int, int] = {}
        self._is_keeping = True

    def read(self, offset: int, size: int) -> bytes:
        """Return at most ``size`` bytes at ``offset``, none only at the end.

        Raises LayerscopeError: the layer is absent, closed or damaged.
        """
        with self._lock:
            if self._direct is not None:
                return self._direct.pread(size, offset)
            place = bisect_right(self._begins, offset) - 1
            kept = self._kept.get(place, 0)
            if offset < kept and self._spool is not None:
                return os.pread(self._spool, min(size, kept - offset), offset)
            stream = self._stream
            if stream is None or not self._leads_to(offset, place):
                opened = self._layer.data.open(self._limits, self._parts[place])
                if isinstance(opened, PositionedReadable):
                    self._direct = opened
                    return opened.pread(size, offset)
                stream = self._stream = opened
                self._at = self._begins[place]
                self._enter(place)
            return self._forward(stream, offset, size)

    @cached_property
    def _parts(self) -> list[SeekPoint]:
        return [ORIGIN, *self._layer.scan.seek_points]

    @cached_property
    def _begins(self) -> list[int]:
        return [part.offset for part in self._parts]

    def _leads_to(self, offset: int, place: int) -> bool:
        """Whether going on from where the stream stands is the shortest way to ``offset``."""
        ahead = offset - self._at
        return ahead >= 0 and (self._place == place or ahead <= _NEAR)

    def _enter(self, place: int) -> None:
        following = place + 1
        self._place = place
        self._end = self._begins[following] if following < len(self._begins) else _ENDLESS

    def _forward(self, stream: Readable, offset: int, size: int) -> bytes:
        """Read on from where the stream stands, keeping what passes while there is room."""
        while True:
            wanted = offset - self._at
            length = min(wanted, _CHUNK) if wanted else size
            data = stream.read(min(length, self._end - self._at))
            if self._is_keeping:
                self._keep(data)
            self._at += len(data)
            if self._at == self._end:
                self._enter(self._place + 1)
            if not wanted or not data:
                return data

    def _keep(self, data: bytes) -> None:
        """Keep what passes, unless it did before."""
        kept = self._kept.get(self._place, self._begins[self._place])
        fresh = data[kept - self._at :]
        if fresh and self._write(fresh, kept):
            self._kept[self._place] = kept + len(fresh)
        elif fresh:
            self._is_keeping = False

    def _write(self, data: bytes, place: int) -> bool:
        """Write to the spool; return whether there was room for all of it."""
        if not self._room.take(len(data)):
            return False
        try:
            if self._spool is None:
                self._spool = unlinked_file()
            return os.pwrite(self._spool, data, place) == len(data)
        except OSError:
            # A full disk costs speed, nothing else: what is not kept is decompressed again.
            return False

    def __del__(self) -> None:
        if self._spool is not None:
            os.close(self._spool)
