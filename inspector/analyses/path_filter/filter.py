"""A line that narrows a tree down: words, sizes, kinds, changes, layers, owners together.

``passwd`` finds names, ``pswd`` by letters in their order, ``/re/`` by regular expression, ``*.so``
by pattern, ``"a b"`` as it stands; ``>10MB``, ``<1k`` by size; ``kind:setuid``,
``change:removed``, ``layer:3``, ``layer:2..5``, ``owner:0``, ``owner:0:4``, ``ext:py``. A few words
need no field (``setuid``, ``added``): ``name:setuid`` looks for the name. A field takes several
values: ``ext:py,pyc``. Terms combine: all must hold; what ``-term`` and ``!term`` say must not.
What looks like a field or a regular expression and is none is looked for as a text: such names
exist. A remark says so, for where nothing is found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspector.analyses.path_filter.conditions import ByName, BySubject, ByVersion, any_of
from inspector.analyses.path_filter.kinds import FIELD_OF_BARE, change_named, kind_named
from inspector.analyses.path_filter.words import (
    FAR,
    MOST_LETTERS,
    Reach,
    is_pattern,
    is_regex,
    nearness,
    part,
    pattern,
    regex,
    word_test,
)
from inspector.errors import UsageError
from inspector.language import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.analyses.path_filter.conditions import Subject, Test
    from inspector.tree import Version

_TOKEN = re.compile(
    r"""[!-]?(?:name[:=])?"[^"]*"?\S*       # a text in quotes, perhaps not closed yet
    | [!-]?/(?:\\.|[^/\\])+/(?=\s|$)        # a regular expression
    | [!-]?(?:size\s*+[:=]?+\s*+)?[<>]=?\s*[0-9][0-9.]*(?:\s*[kmgt]?i?b?(?=\s|$)|\S*)
    | \S+""",
    re.IGNORECASE | re.VERBOSE,
)
_SIZE = re.compile(
    r"(?:size)?\s*+[:=]?+\s*+([<>]?=?)\s*+([0-9]+(?:\.[0-9]+)?)\s*+([kmgt]?)(i?)b?", re.IGNORECASE
)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_FIELD = re.compile(r"(\w+)[:=](.*)", re.DOTALL)
_OF_REGEX = frozenset("()[]{}|\\^$+")
# A layer's number, a user's or a group's has at most so many digits.
_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. ``text`` is how it was understood; ``word``, where it looks for a word.

    ``remark`` says what it is not, where it looks like more than a word.
    """

    text: str
    test: Test
    word: str = ""
    remark: str = ""

    def narrows(self, other: Term) -> bool:
        """Whether what it matches is sure to be matched by ``other``."""
        if self.text == other.text:
            return True
        is_longer = other.word != "" and self.word.startswith(other.word)
        return is_longer and "/" not in self.word[len(other.word) :]


@dataclass(frozen=True, slots=True)
class PathFilter:
    """A parsed line; an empty one lets everything through."""

    text: str
    terms: tuple[Term, ...] = ()
    reach: Reach = Reach.NAMES

    @property
    def is_empty(self) -> bool:
        """Whether it holds no term."""
        return not self.terms

    @property
    def said(self) -> str:
        """How it was understood; not printable yet."""
        return " ".join(term.text for term in self.terms)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to say of its terms where nothing is found; not printable yet."""
        return tuple(term.remark for term in self.terms if term.remark)

    @property
    def asks_for_change(self) -> bool:
        """Whether a term tells kinds of change apart."""
        return any(term.text.lstrip("-").startswith("change:") for term in self.terms)

    @property
    def asks_for_removed(self) -> bool:
        """Whether only what a layer removed may match."""
        return any(term.text == "change:removed" for term in self.terms)

    @property
    def looser(self) -> PathFilter | None:
        """What to try where nothing is found, None where there is nothing more to try."""
        words = [term.word for term in self.terms if term.word]
        if self.reach is Reach.PATHS or not words or len(max(words, key=len)) > MOST_LETTERS:
            return None
        reach = Reach(self.reach + 1)
        return replace(
            self, terms=tuple(_reaching(each, reach) for each in self.terms), reach=reach
        )

    def matches(self, subject: Subject) -> bool:
        """Whether all terms hold."""
        return all(term.test.matches(subject) for term in self.terms)

    def nearness(self, path: str) -> int:
        """Return how well a match fits the word that it fits best, as ``path_words.nearness``."""
        return min((nearness(each.word, path) for each in self.terms if each.word), default=FAR)

    def narrows(self, other: PathFilter) -> bool:
        """Whether what it matches is sure to be matched by ``other``."""
        pairs = zip(self.terms, other.terms, strict=False)
        return (
            self.reach is other.reach
            and len(self.terms) >= len(other.terms)
            and all(mine.narrows(its) for mine, its in pairs)
        )


NO_FILTER = PathFilter("")


def parse_filter(text: str) -> PathFilter:
    """Parse a line. Raises UsageError that names the term which is not understood."""
    terms = dict.fromkeys(_TOKEN.findall(text))  # said twice, a term changes nothing
    return PathFilter(text, tuple(map(_term, terms)))


def _term(text: str) -> Term:
    wanted = text.lstrip("!-")
    if not wanted:
        raise UsageError(Lazy("{sign} excludes what follows it: {sign}*.pyc", sign=text[0]))
    if wanted != text:
        is_left_out = (len(text) - len(wanted)) % 2
        return _negated(_term(wanted)) if is_left_out else _term(wanted)
    for read in (_as_size, _as_field, _as_quoted, _as_regex, _as_pattern):
        found = read(text)
        if found is not None:
            return found
    field = FIELD_OF_BARE.get(text)
    if field is not None:
        return _field(field, text)
    return replace(_word(text), remark=_remark(text))


def _remark(text: str) -> str:
    """Return what a word is not, though it looks like it."""
    match = _FIELD.fullmatch(text)
    if match is not None:
        names = ", ".join((*_FIELDS, "size", "name"))
        return Lazy(
            "{text} is matched as text: {field} is not a field; fields are {names}",
            text=text,
            field=match[1],
            names=names,
        )
    if not _OF_REGEX.isdisjoint(text):
        return Lazy(
            "{text} is matched as text: a regular expression is written between slashes", text=text
        )
    return ""


def _negated(inner: Term) -> Term:
    # What a word leaves out may lie in a folder of that name, too.
    test = part(inner.word) if inner.word else inner.test
    return Term(f"-{inner.text}", test.negated(), remark=inner.remark)


def _word(word: str, text: str = "") -> Term:
    return Term(text or word, word_test(word, Reach.NAMES), word)


def _reaching(term: Term, reach: Reach) -> Term:
    return replace(term, test=word_test(term.word, reach)) if term.word else term


def _as_quoted(text: str) -> Term | None:
    wanted = text.strip('"')
    if not text.startswith('"') or not wanted:
        return None
    return Term(f'"{wanted}"', part(wanted))


def _as_regex(text: str) -> Term | None:
    if len(text) > 2 and text[0] == text[-1] == "/":
        return Term(text, regex(text[1:-1]))
    return Term(f"/{text}/", regex(text)) if is_regex(text) else None


def _as_pattern(text: str) -> Term | None:
    return Term(text, pattern(text)) if is_pattern(text) else None


def _as_size(text: str) -> Term | None:
    is_size = text[0] in "<>" or re.match(r"size\s*[:=<>]", text, re.IGNORECASE)
    return _size(text) if is_size else None


def _size(text: str) -> Term:
    match = _SIZE.fullmatch(text)
    if match is None:
        raise UsageError(Lazy("size {text!r} is not understood, try >10MB", text=text))
    sign, number, unit, binary = match.groups()
    limit = float(number) * (1024 if binary else 1000) ** _POWERS[unit.lower()]
    said = f"{sign}{number}{unit}{binary}" + ("B" if unit else "")
    least, most = limit, limit
    if sign.startswith(">"):
        least, most = limit + (sign == ">"), float("inf")
    elif sign.startswith("<"):
        least, most = 0, limit - (sign == "<")
    said = said if sign[:1] in {"<", ">"} else f"size:{said.lstrip('=')}"
    return Term(said, ByVersion(_sized(least, most)))


def _sized(least: float, most: float) -> Callable[[Version], bool]:
    if least > 0:  # whatever is no file has no size
        return lambda version: least <= version.size <= most
    return lambda version: version.is_file and version.size <= most


def _as_field(text: str) -> Term | None:
    match = _FIELD.fullmatch(text)
    if match is None:
        return None
    field, value = match.groups()
    if field.lower() == "name":
        return (
            _word(value.strip('"'), text)
            if value.strip('"')
            else Term(text, ByName(lambda _: True))
        )
    name = _SYNONYMS.get(field.lower(), field.lower())
    return _field(name, value) if name in _FIELDS else None


def _field(name: str, value: str) -> Term:
    read = _FIELDS[name]
    found = [read(each) for each in dict.fromkeys(value.split(",")) if each] or [read("")]
    said = f"{name}:{','.join(each for each, _ in found)}"
    return Term(said, any_of([test for _, test in found]))


def _layer(value: str) -> tuple[str, Test]:
    match = re.fullmatch(r"([0-9]+)(?:(?:\.\.|-)([0-9]*))?", value)
    if match is None or len(value) > 2 * _DIGITS:
        raise UsageError(
            Lazy("layer {value!r} is not a number or a range such as 2..5", value=value)
        )
    low, last = int(match[1]), match[2]
    high = low if last is None else int(last) if last else float("inf")

    def test(subject: Subject) -> bool:
        is_changed = subject.change is not None and low <= subject.layer <= high
        return is_changed or low <= subject.version.layer <= high

    return value, BySubject(test)


def _owner(value: str) -> tuple[str, Test]:
    uid, colon, gid = value.replace("root", "0").partition(":")
    if not all(_is_number(each) for each in (uid, gid) if each) or not uid + gid:
        raise UsageError(
            Lazy("owner {value!r} is not of the form uid, uid:gid or :gid", value=value)
        )

    def test(version: Version) -> bool:
        entry = version.entry
        have = (entry.uid, entry.gid) if entry is not None else (0, 0)
        return (not uid or have[0] == int(uid)) and (not colon or not gid or have[1] == int(gid))

    return value, ByVersion(test)


def _is_number(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) <= _DIGITS


def _group(value: str) -> tuple[str, Test]:
    return value, _owner(f":{value}")[1]


def _extension(value: str) -> tuple[str, Test]:
    ending = "." + value.lower().lstrip("*.")
    if ending == ".":
        raise UsageError(Lazy("ext: needs the end of a name, such as ext:py"))
    return ending[1:], ByName(lambda name: name.lower().endswith(ending))


_FIELDS: dict[str, Callable[[str], tuple[str, Test]]] = {
    "kind": kind_named,
    "change": change_named,
    "layer": _layer,
    "owner": _owner,
    "group": _group,
    "ext": _extension,
}
_SYNONYMS = {
    "type": "kind",
    "is": "kind",
    "changed": "change",
    "layers": "layer",
    "user": "owner",
    "uid": "owner",
    "gid": "group",
    "extension": "ext",
}
