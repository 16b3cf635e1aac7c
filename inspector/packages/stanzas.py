"""Stanzas of ``Field: value`` lines, parted by empty lines, as dpkg and apk write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.text import decode, repaired

if TYPE_CHECKING:
    from collections.abc import Iterator

_EMPTY_LINE = re.compile(rb"\n[ \t\r]*\n")


def stanzas(data: bytes) -> Iterator[bytes]:
    """Yield each stanza."""
    start = 0
    for match in _EMPTY_LINE.finditer(data):
        yield data[start : match.start()]
        start = match.end()
    yield data[start:]


def fields(stanza: bytes, wanted: re.Pattern[bytes]) -> dict[bytes, str]:
    """Return the fields that a pattern finds as (name, value); the first of a name counts."""
    found: dict[bytes, str] = {}
    for name, value in wanted.findall(stanza):
        found.setdefault(name, repaired(decode(value.strip())))
    return found
