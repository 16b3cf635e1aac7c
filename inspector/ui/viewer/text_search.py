"""Finds text in lines: small letters match both, a capital only itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.ui.widgets.text_lines import LONGEST_MATCH, Match

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.ui.widgets.line_source import LineSource

# More than anyone goes through with a key.
MOST_MATCHES = 10_000


def find_matches(
    source: LineSource, wanted: str, is_cancelled: Callable[[], bool] = lambda: False
) -> list[Match]:
    """Return the places of a text, at most MOST_MATCHES, in order. For a thread."""
    if not wanted or len(wanted) > LONGEST_MATCH:
        return []
    flags = re.IGNORECASE if wanted == wanted.lower() else re.NOFLAG
    pattern = re.compile(re.escape(wanted), flags)
    found: list[Match] = []
    for line in range(len(source)):
        if is_cancelled():
            break
        for each in pattern.finditer(source.text(line)):
            found.append(Match(line, *each.span()))
            if len(found) == MOST_MATCHES:
                return found
    return found
