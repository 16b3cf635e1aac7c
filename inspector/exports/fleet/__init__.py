"""The summary of a fleet, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.fleet.summary import Summary

FORMATS = ("text", "json", "html")


def render(form: str, found: Summary) -> str:
    """Return a summary in one of ``FORMATS``."""
    if form == "json":
        from inspector.exports.fleet.document import render_json

        return render_json(found)
    if form == "html":
        from inspector.exports.fleet.html import render_html

        return render_html(found)
    from inspector.exports.fleet.text import render_text

    return render_text(found)
