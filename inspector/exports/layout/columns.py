"""Tables whose columns are as wide as their titles, in whatever language, need them to be."""

from __future__ import annotations

from inspector.exports.layout.cells import display_width, padded, padded_left


class Columns:
    """Aligned columns: each has a title, and how it stands: ``>9`` right, nine cells at least."""

    def __init__(self, *columns: tuple[str, str]) -> None:
        self._titles = [title for title, _ in columns]
        self._pads = [padded_left if form[0] == ">" else padded for _, form in columns]
        self._widths = [max(display_width(title), int(form[1:])) for title, form in columns]

    @property
    def title(self) -> str:
        """The line of the titles."""
        return self.row(*self._titles)

    def row(self, *cells: str) -> str:
        """Return a line; a cell that is too wide moves those behind it."""
        told = zip(self._pads, cells, self._widths, strict=True)
        return "  ".join(pad(cell, width) for pad, cell, width in told).rstrip()
