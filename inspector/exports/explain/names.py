"""What an image says, for a sentence: on one line, not too long, printable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.layout.cells import ellipsis
from inspector.exports.layout.words import joined_last
from inspector.language import _
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 60  # cells
_MOST = 4  # names in a list


def quoted(text: str) -> str:
    """Return an image's text for a sentence: on one line, not too long, printable."""
    return ellipsis(printable(text[:1000]), _LONGEST)


def listed(names: Sequence[str]) -> str:
    """Return ``A, B and C``, ``A, B, C, D and 5 more``; made printable."""
    if len(names) <= _MOST + 1:
        return joined_last(list(map(quoted, names)))
    told = _("{count} more").format(count=f"{len(names) - _MOST:,}")
    return joined_last([*map(quoted, names[:_MOST]), told])
