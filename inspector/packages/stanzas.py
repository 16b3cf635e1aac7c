"""Stanzas of ``Field: value`` lines, parted by empty lines, as dpkg and apk write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.errors import LimitError
from inspector.language import Lazy
from inspector.text import decode, repaired

if TYPE_CHECKING:
    from collections.abc import Iterator

# Possessive: what would be kept to go back is a hundred times as large as millions of empty lines.
_EMPTY_LINES = re.compile(rb"\n(?:[ \t\r]*+\n)++")


def stanzas(data: bytes, most: int) -> Iterator[bytes]:
    """Yield each stanza. Raises LimitError after ``most`` of them."""
    start = 0
    for number, match in enumerate(_EMPTY_LINES.finditer(data)):
        if number == most:
            raise LimitError(Lazy("only the first {most:,} packages are listed", most=most))
        yield data[start : match.start()]
        start = match.end()
    yield data[start:]


def fields(stanza: bytes, wanted: re.Pattern[bytes]) -> dict[bytes, str]:
    """Return the fields that a pattern finds as (name, value); the first of a name counts."""
    found: dict[bytes, str] = {}
    for match in wanted.finditer(stanza):
        if match[1] not in found:
            found[match[1]] = repaired(decode(match[2].strip()))
    return found
