"""Instructions that begin alike, cut so that what differs is seen in a narrow column."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Characters that are compared: no column shows more.
_COMPARED = 500
# Characters of what differs that are to be seen.
_SEEN = 12
# Characters of a word that are shown again before what differs in it.
_LONGEST_WORD = 24
_CUT = "… "


def common_starts(texts: Sequence[str]) -> list[int]:
    """Return for each text how many of its first characters any other, different one shares."""
    starts = dict.fromkeys((text[:_COMPARED] for text in texts), 0)
    for one, next_one in pairwise(sorted(starts)):
        length = _common(one, next_one)
        starts[one] = max(starts[one], length)
        starts[next_one] = max(starts[next_one], length)
    return [starts[text[:_COMPARED]] for text in texts]


def _common(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def distinctly(text: str, common: int, width: int) -> str:
    """Return a text without the middle of its first ``common`` characters.

    In ``width`` cells what comes after these would not be seen otherwise; where it would, or all of
    the text is, it stays whole.
    """
    if len(text) <= width or common <= width - _SEEN:
        return text
    word = text.rfind(" ", 0, common) + 1
    at = word if common - word <= _LONGEST_WORD else common
    head = text[: max(1, width // 3)]
    head = head[: head.rfind(" ")] if " " in head.strip() else head
    return head + _CUT + text[at:] if len(head) + len(_CUT) < at else text
