"""Bytes as lines of sixteen, read where they are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.cache import LRUCache

from inspector.language import _
from inspector.ui.widgets.line_source import TextSpan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDTH = 16
BLOCK = 64 * 1024
_REMEMBERED_BLOCKS = 64
_COLUMN = 3
_LETTERS = "".join(chr(code) if 0x20 <= code < 0x7F else "." for code in range(256))
_TEXT_AT = WIDTH * _COLUMN + 1


class HexLines:
    """A file as a hex dump. A block that is not there yet is asked for by ``want``, and is ``…``.

    ``want`` is called while drawing, once for each block that is missed.
    """

    wraps = False

    def __init__(self, size: int, want: Callable[[int], None]) -> None:
        self._size = size
        self._want = want
        self._blocks: LRUCache[int, bytes] = LRUCache(_REMEMBERED_BLOCKS)
        self._wanted: set[int] = set()
        self.found = range(0)
        self.numbers = max(8, len(f"{size:x}"))

    def __len__(self) -> int:
        return (self._size + WIDTH - 1) // WIDTH

    def fill(self, block: int, data: bytes) -> None:
        """Know a block's bytes; fewer than it has mean that the rest cannot be read."""
        self._wanted.discard(block)
        self._blocks[block] = data

    def number(self, line: int) -> str:
        """Return the offset of a line's first byte."""
        return f"{line * WIDTH:0{self.numbers}x}"

    def text(self, line: int) -> str:
        """Return a line's bytes in hexadecimal and as letters."""
        at = line * WIDTH
        block = self._blocks.get(at // BLOCK)
        if block is None:
            self._ask(at // BLOCK)
            return "…"
        start = at % BLOCK
        data = block[start : start + min(WIDTH, self._size - at)]
        if not data:
            return _("(cannot be read)")
        digits = data[:8].hex(" ").ljust(8 * _COLUMN) + " " + data[8:].hex(" ")
        return f"{digits:<{_TEXT_AT}}  {''.join(_LETTERS[code] for code in data)}"

    def spans(self, line: int) -> Sequence[TextSpan]:
        start = max(self.found.start, line * WIDTH) - line * WIDTH
        stop = min(self.found.stop, (line + 1) * WIDTH) - line * WIDTH
        if start >= stop:
            return ()
        left, right = _place(start), _place(stop - 1) + 2
        letters = _TEXT_AT + 2
        tone = "lines--current"
        return (TextSpan(left, right, tone), TextSpan(letters + start, letters + stop, tone))

    def tone(self, line: int) -> str:
        del line
        return ""

    def _ask(self, block: int) -> None:
        if block not in self._wanted:
            self._wanted.add(block)
            self._want(block)


def _place(byte: int) -> int:
    """Return the column of a byte's first digit."""
    return byte * _COLUMN + (byte >= WIDTH // 2)


def find_bytes(
    read: Callable[[int, int], bytes], size: int, wanted: bytes, start: int, step: int
) -> int | None:
    """Return the first place at or after ``start`` (``step`` 1), or the last before it (-1).

    Searches on from the other end where there is none; ``read(offset, size)`` gives bytes.
    """
    if not wanted:
        return None
    chunk = 1 << 20
    around = len(wanted) - 1
    if step > 0:
        for low, high in ((start, size), (0, min(size, start + around))):
            for at in range(low, high, chunk):
                found = read(at, min(chunk, high - at) + around).find(wanted)
                if found >= 0:
                    return at + found
        return None
    for low, high in ((0, start), (start, size)):
        for end in range(high, low, -chunk):
            at = max(low, end - chunk)
            found = read(at, end - at + around).rfind(wanted)
            if found >= 0:
                return at + found
    return None
