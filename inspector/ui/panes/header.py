"""The line on top: which image, how large, how much of it is wasted, how far the reading is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from inspector.text import human_size, printable
from inspector.ui.widgets.bars import gauge
from inspector.ui.widgets.ending import keep_end

if TYPE_CHECKING:
    from inspector.ui.session import Session

_GAUGE = 10
# Below so many cells a line is narrow. Other parts leave before the name gets less than ``_NAME``
# cells; when none can, it is cut down to ``_LEAST_NAME``.
_WIDE = 110
_NAME, _LEAST_NAME = 24, 12


class HeaderPane(Widget):
    """One line; parts that matter less leave first where there is no room."""

    DEFAULT_CSS = """
    HeaderPane {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $foreground;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """

    def __init__(self, reference: str) -> None:
        super().__init__(id="header")
        self._reference = reference
        self._session: Session | None = None
        self._progress: tuple[int, float] | None = None
        self._received = 0

    def show_session(self, session: Session) -> None:
        """Show an image."""
        self._session = session
        self._progress = None
        self.refresh()

    def refresh_session(self) -> None:
        """Show what has become known."""
        if self._session is not None and self._session.is_read:
            self._progress = None
        self.refresh()

    def show_received(self, size: int) -> None:
        """Show how many bytes have come of an archive that must be copied first."""
        self._received = size
        self.refresh()

    def show_progress(self, layer: int, share: float) -> None:
        """Show that a layer is being read, and the share of all bytes that are."""
        self._progress = (layer, share)
        self.refresh()

    def render(self) -> Content:
        """Return the line."""
        if self._session is None:
            came = f"   receiving: {human_size(self._received)}" if self._received else ""
            return Content(printable(self._reference) + came)
        is_narrow = self.size.width < _WIDE
        gap = " " * (2 if is_narrow else 3)
        name = printable(self._session.name)
        parts = [part for part in self._parts(self._session) if part[1]]
        needed = min(cell_len(name), _NAME)
        while needed + _width(parts, gap) > self.size.width and any(rank for rank, _ in parts):
            parts.remove(max(parts, key=lambda part: part[0]))
        short = keep_end(name, max(_LEAST_NAME, self.size.width - _width(parts, gap)))
        line = gap.join([short, *(text for _, text in parts)])
        file = keep_end(self._reference.rpartition("/")[2], _NAME)
        # Where it came from says least: only where there is room for all the rest.
        if file != short and cell_len(file) + len(gap) + cell_len(line) <= self.size.width:
            line = file + gap + line
        return Content(line)

    def _parts(self, session: Session) -> list[tuple[int, str]]:
        """Return (rank, text): the highest rank leaves first, 0 never leaves."""
        return [
            (3, printable(str(session.image.source.platform))),
            *self._size_parts(session),
            *self._waste_parts(session),
            *self._state_parts(session),
        ]

    @staticmethod
    def _size_parts(session: Session) -> list[tuple[int, str]]:
        count = len(session.image.layers)
        layers = f"{count:,} layer" + ("" if count == 1 else "s")
        if session.size is None:
            return [(1, layers)]
        return [(0, f"{human_size(session.size)} in {layers}")]

    @staticmethod
    def _waste_parts(session: Session) -> list[tuple[int, str]]:
        usage = session.usage
        if usage is None:
            return []
        drawn = gauge(usage.live_bytes, usage.stored_bytes or 1, _GAUGE)
        share = efficiency(usage.live_bytes, usage.stored_bytes)
        wasted = f"{human_size(usage.wasted_bytes)} wasted"
        return [(0, f"efficiency {share}"), (4, drawn), (0, wasted)]

    def _state_parts(self, session: Session) -> list[tuple[int, str]]:
        count = len(session.image.layers)
        if self._progress is not None and not session.is_read:
            layer, share = self._progress
            drawn = gauge(int(share * 100), 100, 5 if self.size.width < _WIDE else _GAUGE)
            return [(0, f"reading layer {layer + 1} of {count} {drawn} {share:.0%}")]
        if not session.is_read:
            return [(0, f"reading layer 1 of {count}…")]
        if session.usage is None:
            return [(0, "adding up…")]
        bad = len(session.troubles)
        parts = [(0, f"{bad} of {count} layers not read whole")] if bad else []
        if session.is_checking and len(session.checks) < count:
            words = "digests" if self.size.width < _WIDE else "checking digests:"
            parts.append((0, f"{words} {len(session.checks)}/{count}"))
        return parts


def _width(parts: list[tuple[int, str]], gap: str) -> int:
    return sum(cell_len(text) + len(gap) for _, text in parts)


def efficiency(live: int, stored: int) -> str:
    """Return a share as a percentage that is 100% only where nothing is wasted."""
    percent = 100 if stored == live else min(99, int(100 * live / stored + 0.5))
    return f"{percent}%"
