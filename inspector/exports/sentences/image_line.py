"""The line that names an image in a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.formats.choice import labels
from inspector.language import _
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

_ID = 19


def image_line(names: Sequence[str], image_id: str, platform: str) -> str:
    """Return the names, the beginning of the ID, and the platform, printable."""
    shown = ", ".join(labels(names)) or _("(no name)")
    return f"{printable(shown)}  {image_id[:_ID]}  {printable(platform)}"
