"""Which commands are meant by what was typed: its words as they stand, else apart, else letters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.fuzzy import FuzzySearch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


# The score of a text that begins with what was typed.
AT_START = 300


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """How well a text fits, and the parts of it that do; ``is_loose``: by letters alone."""

    score: float
    spans: tuple[tuple[int, int], ...]
    is_loose: bool = False


def best_matches(query: str, texts: Sequence[str]) -> Iterator[tuple[int, LabelMatch]]:
    """Yield the places of texts that fit, in the strictest way in which any does."""
    words = re.findall(r"\w+", query) or [query.strip()]
    for way in (_phrase(words), _apart(words), _letters(query)):
        found = [(place, each) for place, text in enumerate(texts) if (each := way(text))]
        if found:
            yield from found
            return


def _phrase(words: Sequence[str]) -> Callable[[str], LabelMatch | None]:
    """Words one after the other: best at the beginning, then at a word's."""
    pattern = _compiled(r"\W+".join(map(_word, words)))
    within = _compiled(r"(?<!\w)" + pattern.pattern)

    def match(text: str) -> LabelMatch | None:
        found = within.search(text) or pattern.search(text)
        if found is None:
            return None
        rank = AT_START if found.start() == 0 else 200 if found.re is within else 100
        return LabelMatch(rank, (found.span(),))

    return match


def _apart(words: Sequence[str]) -> Callable[[str], LabelMatch | None]:
    """All words in any order, each at the beginning of one."""
    patterns = [_compiled(r"(?<!\w)" + _word(word)) for word in words]

    def match(text: str) -> LabelMatch | None:
        found = [pattern.search(text) for pattern in patterns]
        spans = tuple(each.span() for each in found if each is not None)
        return LabelMatch(50, spans) if len(spans) == len(words) else None

    return match


def _letters(query: str) -> Callable[[str], LabelMatch | None]:
    fuzzy = FuzzySearch()

    def match(text: str) -> LabelMatch | None:
        score, offsets = fuzzy.match(query, text)
        spans = tuple((at, at + 1) for at in offsets)
        return LabelMatch(score, spans, is_loose=True) if score > 0 else None

    return match


def _word(word: str) -> str:
    """Return the pattern of a word; a number is meant whole."""
    return re.escape(word) + (r"(?!\d)" if word[-1:].isdigit() else "")


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
