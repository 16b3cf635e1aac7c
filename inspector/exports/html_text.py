"""Text for HTML: printable, and with nothing in it that a browser would act on."""

from __future__ import annotations

from html import escape

from inspector.exports.log_commands import without_commands
from inspector.text import printable


def escaped(text: str) -> str:
    """Return text that is safe between tags and in quoted attributes, and in the log of a job."""
    return without_commands(escape(printable(text)), "&#35;")
