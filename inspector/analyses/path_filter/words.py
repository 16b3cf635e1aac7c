"""Words that a path is looked for with: part of a name, its letters in order, patterns, regex.

A word is tried in three reaches, the next only where the one before found nothing at all:
the word as it stands in a name, its letters in order in a name, its letters in order in the path.
A word with a slash stands for folders, too: ``etc/pass``; one that begins with it starts at the
root. Every pattern here runs in time proportional to the path, whatever the path is.
"""

from __future__ import annotations

import fnmatch
import re
from enum import IntEnum
from typing import TYPE_CHECKING

from inspector.analyses.path_filter.conditions import ByName, BySubject
from inspector.errors import UsageError
from inspector.language import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.analyses.path_filter.conditions import Subject, Test

# What only a regular expression has: names with it are rarer than people who type one unasked.
_REGEX = re.compile(r"^\^|\$$|\\.|\.[*+]|[^\\]\||\(.*\)|\[[^\]]*\][*+]")
_PATTERN = frozenset("*?[")
# A longer word is a text and nothing else: what is made of it takes too long to make. Names have
# at most 255 bytes on all usual file systems; a text that is pasted by mistake may have thousands.
_LONGEST = 1000
MOST_LETTERS = 255
FAR = 3


class Reach(IntEnum):
    """How far a word is looked for."""

    NAMES = 0
    LETTERS = 1
    PATHS = 2


def is_regex(word: str) -> bool:
    """Whether a word without slashes around it can only be meant as a regular expression."""
    return len(word) <= _LONGEST and not word.startswith("*") and _REGEX.search(word) is not None


def is_pattern(word: str) -> bool:
    """Whether a word holds what file name patterns are made of."""
    return len(word) <= _LONGEST and not _PATTERN.isdisjoint(word)


def regex(wanted: str) -> Test:
    """Search paths for a regular expression. Raises UsageError."""
    if len(wanted) > _LONGEST:
        raise UsageError(
            Lazy("a regular expression has at most {most:,} characters", most=_LONGEST)
        )
    try:
        found = re.compile(wanted, re.IGNORECASE).search
    except (re.error, RecursionError, OverflowError) as error:
        raise UsageError(
            Lazy("regular expression {wanted!r}: {error}", wanted=wanted, error=error)
        ) from error
    return BySubject(lambda subject: found(subject.path) is not None)


def pattern(word: str) -> Test:
    """Match names with a pattern such as ``*.so``; one with a slash, paths or their ends."""
    anywhere = "*/" if "/" in word and word[0] not in "/*" else ""
    found = re.compile(fnmatch.translate(anywhere + word), re.IGNORECASE).match
    if "/" in word:
        return BySubject(lambda subject: found(subject.path) is not None)
    return ByName(lambda name: found(name) is not None)


def part(word: str) -> Test:
    """Look for a text in paths; small letters match capitals, too."""
    if _is_small(word):
        return BySubject(lambda subject: word in subject.path.lower())
    return BySubject(lambda subject: word in subject.path)


def word_test(word: str, reach: Reach) -> Test:
    """Look for a word as far as ``reach`` says; small letters match capitals, too."""
    if reach is Reach.PATHS:
        found = _in_order(word)
        return BySubject(lambda subject: found(subject.path) is not None)
    if "/" in word:
        return _beginning(word) if reach is Reach.NAMES else _components(word)
    if reach is Reach.LETTERS:
        found = _in_order(word)
        return ByName(lambda name: found(name) is not None)
    if _is_small(word):
        return ByName(lambda name: word in name.lower())
    return ByName(lambda name: word in name)


def nearness(word: str, path: str) -> int:
    """Return how well a path that holds a word fits it, 0 best.

    0: named so; 1: ends so; 2: its name begins so; ``FAR``: none of these.
    """
    found = path.lower() if _is_small(word) else path
    name = found.rpartition("/")[2]
    whole, last = (found, word.rpartition("/")[2]) if "/" in word else (name, word)
    if whole == word:
        return 0
    if whole.endswith(word):
        return 1
    return 2 if last and name.startswith(last) else FAR


def _is_small(word: str) -> bool:
    return word == word.lower()


def _in_order(letters: str) -> Callable[[str], object]:
    # Possessive, and no step passes its own letter: there is nothing to go back to.
    steps = (f"[^{re.escape(letter)}]*+{re.escape(letter)}" for letter in letters)
    flags = re.DOTALL | (re.IGNORECASE if _is_small(letters) else re.NOFLAG)
    return re.compile("".join(steps), flags).match


def _beginning(word: str) -> Test:
    if not word.startswith("/"):
        return part(word)
    if _is_small(word):
        return BySubject(lambda subject: subject.path.lower().startswith(word))
    return BySubject(lambda subject: subject.path.startswith(word))


def _components(word: str) -> Test:
    """Match the letters between slashes in the names of a path and of the folders around it."""
    *around, last = (_in_order(each) for each in word.lstrip("/").split("/"))
    around.reverse()
    is_anchored = word.startswith("/")

    def test(subject: Subject) -> bool:
        if last(subject.node.name) is None:
            return False
        each = subject.node.parent
        for match in around:
            if each is None or each.parent is None or match(each.name) is None:
                return False
            each = each.parent
        return not is_anchored or each is None or each.parent is None

    return BySubject(test)
