"""Where compressed data can be entered: at the first byte of a member or frame."""

from __future__ import annotations

from typing import NamedTuple

# Decompressing that much takes five milliseconds. Twice as close, to wait for zstd frames (of which
# each begins a read of its own) took four hundredths of the time of a scan.
_SPACING = 2 << 20


class SeekPoint(NamedTuple):
    """A byte from which on compressed data can be read without what comes before."""

    stored: int  # its place in the compressed data
    offset: int  # how much the data before it decompress to


ORIGIN = SeekPoint(0, 0)


class PointLog:
    """Notes members' first bytes, some distance apart, the very first left out.

    Where there are more than ``most``, every second goes and the others come twice as far apart:
    they are spread over all of the data, however long it gets. ``turn`` is the offset from which on
    the next is wanted; whoever meets millions of members looks before it tells.
    """

    def __init__(self, most: int) -> None:
        self.points: list[SeekPoint] = []
        self._most = most
        self._spacing = _SPACING
        self.turn = _SPACING

    def note(self, stored: int, offset: int) -> None:
        """Note that a member begins, at ``turn`` or behind; to be told in their order."""
        self.points.append(SeekPoint(stored, offset))
        if len(self.points) > self._most:
            del self.points[::2]
            self._spacing *= 2
        self.turn = offset + self._spacing
