"""Finds tokens of all forms, and private keys, in one pass over the bytes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Protocol

import msgspec

from inspector.secrets.forms import FORMS
from inspector.secrets.hit import Hit, SecretKind
from inspector.secrets.keys import KEY_START, PUTTY_START, key_at, putty_key_at

if TYPE_CHECKING:
    from inspector.secrets.forms import TokenForm

_Reader = Callable[[bytes, int], Hit | None]

# Bytes of a value whose start lies within it.
_LONGEST = 256
# Of each form in one text; a file made of tokens is a list, and costs no more than any other.
_MOST = 100


# One start for so many bytes of a text: more are there to cost time.
_DENSEST = 16
_FREE_STARTS = 1000


_compiled = cache(re.compile)


class _StartSearch(Protocol):
    """Finds where any of many starts begins, the longest of those that begin at one place."""

    def find_matches_as_indexes(self, data: bytes) -> list[tuple[int, int, int]]:
        """Return (number of the start, from, to) of each match."""
        ...


class _Automaton(msgspec.Struct, frozen=True):
    """What is looked for, and how each value that begins so is read."""

    search: _StartSearch
    readers: tuple[tuple[_Reader, ...], ...]


class _Alternation:
    """The same by ``re``, an eighth as fast: where no ahocorasick-rs is installed."""

    def __init__(self, starts: list[bytes]) -> None:
        self._numbers = {start: number for number, start in enumerate(starts)}
        longest_first = sorted(starts, key=len, reverse=True)
        self._pattern = re.compile(b"|".join(map(re.escape, longest_first)))

    def find_matches_as_indexes(self, data: bytes) -> list[tuple[int, int, int]]:
        return [(self._numbers[match[0]], *match.span()) for match in self._pattern.finditer(data)]


def _search(starts: list[bytes]) -> _StartSearch:
    try:
        from ahocorasick_rs import BytesAhoCorasick, MatchKind
    except ImportError:
        return _Alternation(starts)
    return BytesAhoCorasick(starts, MatchKind.LeftmostLongest)


@cache
def _automaton() -> _Automaton:
    starts: dict[bytes, list[_Reader]] = {KEY_START: [key_at], PUTTY_START: [putty_key_at]}
    for form in FORMS:
        for start in form.starts:
            starts.setdefault(start, []).append(partial(_token_at, form))
    return _Automaton(_search(list(starts)), tuple(map(tuple, starts.values())))


def find_tokens(data: bytes) -> list[Hit]:
    """Return the private keys and tokens in a text, some of each form at most."""
    automaton = _automaton()
    starts = automaton.search.find_matches_as_indexes(data)
    if len(starts) > _FREE_STARTS + len(data) // _DENSEST:
        return []
    found: list[Hit] = []
    counts: Counter[str] = Counter()
    passed = 0
    for number, begin, _ in starts:
        if begin < passed:
            continue
        for read in automaton.readers[number]:
            hit = read(data, begin)
            if hit is not None:
                passed = hit.at + len(hit.value)
                counts[hit.what] += 1
                if counts[hit.what] <= _MOST:
                    found.append(hit)
                break
    return found


def _token_at(form: TokenForm, data: bytes, begin: int) -> Hit | None:
    pattern = _compiled(form.pattern)
    if form.behind:
        match = pattern.search(data, max(0, begin - form.behind), begin + _LONGEST)
    else:
        match = pattern.match(data, begin)
    if match is None or not form.check(match):
        return None
    return Hit(SecretKind.TOKEN, form.what, match.start("value"), match["value"])
