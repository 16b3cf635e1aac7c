"""Proportional bars of block characters, drawn with whole numbers so that no length is rounded up.

A bar is blank only for zero and full only for the whole: neither end is ever a rounding.
"""

from __future__ import annotations

_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_FULL = "█"
_TRACK = "░"


def bar(part: int, whole: int, width: int) -> str:
    """Return a bar of at most ``width`` cells, ``part`` / ``whole`` of them filled, by eighths.

    As ``functools.partial(bar, part, whole)`` it is a cell that takes its column's width.
    """
    filled = _share(part, whole, width * len(_EIGHTHS))
    return _FULL * (filled // len(_EIGHTHS)) + _EIGHTHS[filled % len(_EIGHTHS)]


def gauge(part: int, whole: int, width: int) -> str:
    """Return a bar of exactly ``width`` cells, what is missing drawn as a track: ``███████░░░``."""
    filled = _share(part, whole, width)
    return _FULL * filled + _TRACK * (max(width, 0) - filled)


def _share(part: int, whole: int, steps: int) -> int:
    if part <= 0 or whole <= 0 or steps <= 0:
        return 0
    if part >= whole:
        return steps
    # A lone step is drawn for anything but zero, even where it then cannot differ from the whole.
    return max(1, part * steps // whole)
