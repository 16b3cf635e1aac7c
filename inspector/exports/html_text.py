"""Text for HTML: printable, and with nothing in it that a browser would act on."""

from __future__ import annotations

from html import escape

from inspector.text import printable


def escaped(text: str) -> str:
    """Return text that is safe between tags and in quoted attributes."""
    return escape(printable(text))
