"""Long lines of a Dockerfile, continued so that a parser joins the very same text again.

A parser takes the backslash at a line's end away and keeps all blanks (moby/buildkit
frontend/dockerfile/parser): broken this way a command stays the same to the byte, quotes and all.
It leaves out lines that are blank or begin with ``#``, takes no backslash behind a backslash for
the sign, and no line of 64 KiB: nothing is broken so that one of these would arise.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 100
# In characters, of which each takes up to four bytes.
_LONGEST = 15_000
_QUOTED = r"""'[^']*'|"[^"\\]*(?:\\.[^"\\]*)*"|\\."""
# The first blank of several, or before a tab: a line that was continued leaves these behind.
_WIDE = re.compile(rf"{_QUOTED}|(?P<cut>(?<![ \t])(?: (?=[ \t])|(?=\t)))", re.DOTALL)
_OPERATOR = re.compile(rf"{_QUOTED}|(?P<cut>(?<=[^ \t]) (?=&& |\|\| ))", re.DOTALL)
_BAD = "# \t"  # at a continued line's beginning
_BLANKS = re.compile(r"\s*")


def continued(text: str, *, is_command: bool = False) -> list[str] | None:
    """Return the lines of one instruction; None where a parser would refuse it however broken.

    A command is broken where its author once did so, as far as that shows, and before ``&&``.
    """
    pieces = [text]
    if is_command and len(text) > WIDTH:
        pieces = [part for piece in _cut(text, _WIDE) for part in _cut_long(piece)]
    pieces = [part for piece in pieces for part in _forced(piece)]
    if not all(_joins(left, right) for left, right in pairwise(pieces)):
        return None
    if max(map(len, pieces)) > _LONGEST:
        return None
    return [piece + "\\" for piece in pieces[:-1]] + pieces[-1:]


def _joins(left: str, right: str) -> bool:
    rest = right.lstrip()
    return bool(left.strip()) and not left.endswith("\\") and rest[:1] not in {"", "#"}


def _cut_long(text: str) -> list[str]:
    return _cut(text, _OPERATOR) if len(text) > WIDTH else [text]


def _cut(text: str, places: re.Pattern[str]) -> list[str]:
    pieces: list[str] = []
    begin = 0
    for end in _ends(text, places):
        if text[begin:end].strip():
            pieces.append(text[begin:end])
            begin = end
    return [*pieces, text[begin:]]


def _ends(text: str, places: re.Pattern[str]) -> Iterator[int]:
    """Yield where a line may end: not before a comment's sign, not behind a backslash."""
    for match in places.finditer(text):
        end = match.end()
        if match["cut"] is None or end == 0 or text[end - 1] == "\\":
            continue
        blanks = _BLANKS.match(text, end)
        following = blanks.end() if blanks else end
        if following < len(text) and text[following] != "#":
            yield end


def _forced(text: str) -> Iterator[str]:
    """Yield parts that no parser finds too long, as far as there are places to break."""
    begin = 0
    while len(text) - begin > _LONGEST:
        ends = range(begin + _LONGEST, begin, -1)
        end = next((at for at in ends if text[at - 1] != "\\" and text[at] not in _BAD), None)
        if end is None:
            break
        yield text[begin:end]
        begin = end
    yield text[begin:]
