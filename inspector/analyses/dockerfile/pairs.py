"""``KEY=value`` texts, in which builders print values without their quotes.

``NAME=two words B=c`` is ambiguous. The configuration settles it: keys of ENV and LABEL are never
taken away again by a later instruction, and a value that was not set again is there as it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspector.analyses.dockerfile.words import split_words, unquoted

if TYPE_CHECKING:
    from collections.abc import Mapping

_START = re.compile(r"(?:(?<= )|^)([^\s=\"']+)=")
_NAME = re.compile(r"[A-Za-z_][\w./-]*")
# More pairs in one row are split at every key: no builder was ever given as many.
_MOST_PAIRS = 1000
_MOST_SPACED_KEYS = 50


@dataclass(frozen=True, slots=True)
class ConfigValues:
    """What a configuration has; ``spaced``: its keys with a blank, up to a limit."""

    values: Mapping[str, str] = field(default_factory=dict)
    spaced: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Mapping[str, str]) -> ConfigValues:
        """Return the values with what is looked for in each row."""
        return cls(values, tuple(key for key in values if " " in key)[:_MOST_SPACED_KEYS])


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of a text in order, and whether another reading is as likely."""

    pairs: tuple[tuple[str, str], ...]
    exact: bool  # each is in the configuration
    is_guess: bool


def printed_pairs(text: str, known: ConfigValues) -> Pairs | None:
    """Read a text whose values are printed without quotes; None where it begins with no key."""
    starts = _starts(text, known)
    if not starts or starts[0][0] != 0:
        return None
    pairs = _settled(text, starts, known.values)
    strange = [value for key, value in pairs if known.values.get(key) != value]
    # A key within a value looks like one of a pair, and words of a value like a key's own blank.
    is_guess = bool(strange) and (len(starts) > 1 or any(" " in value for value in strange))
    return Pairs(tuple(pairs), not strange, is_guess)


def _starts(text: str, known: ConfigValues) -> list[tuple[int, str]]:
    """Return where keys may begin; with a configuration, only its own keys are keys."""
    found = [(match.start(), match[1]) for match in _START.finditer(text)]
    if known.values:
        found = [each for each in found if each[1] in known.values or each[0] == 0]
    else:
        found = [each for each in found if _NAME.fullmatch(each[1])]
    for key in known.spaced:
        at = text.find(key + "=")
        while at >= 0:
            if at == 0 or text[at - 1] == " ":
                found.append((at, key))
            at = text.find(key + "=", at + 1)
    return sorted(found)


def _settled(
    text: str, starts: list[tuple[int, str]], known: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Choose the reading with the fewest values that the configuration does not have."""
    count = len(starts)
    ends = {at - 1: index for index, (at, _) in enumerate(starts) if at}
    ends[len(text)] = count
    # for each start, from the last: (values not in the configuration, start of the next pair)
    best = [(0, count)] * (count + 1)
    for index in range(count - 1, -1, -1):
        at, key = starts[index]
        begin = at + len(key) + 1
        following = _following(starts, index, begin)
        end = starts[following][0] - 1 if following < count else len(text)
        cost = int(known.get(key) != text[begin:end]) + best[following][0]
        best[index] = (cost, following)
        value = known.get(key)
        if value is not None and count <= _MOST_PAIRS and text.startswith(value, begin):
            reached = ends.get(begin + len(value))
            if reached is not None and best[reached][0] < cost:
                best[index] = (best[reached][0], reached)
    return _read(text, starts, [following for _, following in best])


def _following(starts: list[tuple[int, str]], index: int, begin: int) -> int:
    """Return the next start behind this key: a key with a blank may hold another."""
    following = index + 1
    while following < len(starts) and starts[following][0] <= begin:
        following += 1
    return following


def _read(text: str, starts: list[tuple[int, str]], following: list[int]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    index = 0
    while index < len(starts):
        at, key = starts[index]
        index = following[index]
        end = starts[index][0] - 1 if index < len(starts) else len(text)
        pairs.append((key, text[at + len(key) + 1 : end]))
    return pairs


def written_pairs(text: str) -> list[tuple[str, str | None]] | None:
    """Read a text in the Dockerfile's own syntax; a value is None where variables decide it.

    None where a parser would refuse the text.
    """
    words = split_words(text)
    if not words or text.startswith("--"):  # a flag to a parser
        return None
    if "=" not in words[0]:
        key, _, value = text.partition(" ")
        return [(key, unquoted(value.strip()))] if value.strip() else None
    if not all("=" in word for word in words):
        return None
    parts = [word.partition("=") for word in words]
    return [(unquoted(key) or key, unquoted(value)) for key, _, value in parts]
