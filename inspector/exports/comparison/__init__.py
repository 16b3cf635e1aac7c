"""Two images beside each other: reports for people and for programs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.rules.compared import Compared

# name, module with ``render``
FORMATS = (
    ("text", "inspector.exports.comparison.text"),
    ("json", "inspector.exports.comparison.document"),
    ("markdown", "inspector.exports.comparison.markdown"),
    ("html", "inspector.exports.comparison.html"),
)


def render(name: str, found: Compared) -> str:
    """Return a report in a format of ``FORMATS``."""
    text: str = import_module(dict(FORMATS)[name]).render(found)
    return text
