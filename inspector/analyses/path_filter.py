"""A line that narrows a tree down: words, sizes, kinds, changes, layers, owners together.

``passwd`` matches names fuzzily, ``/re/`` by regular expression, ``*.so`` by pattern;
``>10MB``, ``<1k`` by size; ``kind:setuid``, ``change:removed``, ``layer:3``, ``layer:2..5``,
``owner:0``, ``owner:0:4``, ``ext:py``. Terms combine: all must hold; ``-term`` must not.
"""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.errors import UsageError
from inspector.tarstream import Kind
from inspector.tree.view import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.tree import Node, Version

    Test = Callable[["Subject"], bool]

_SIZE = re.compile(r"([<>]=?)\s*([0-9]+(?:\.[0-9]+)?)\s*([kmgt]?)(i?)b?", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_SETUID, _SETGID, _STICKY, _WORLD = 0o4000, 0o2000, 0o1000, 0o002


@dataclass(frozen=True, slots=True)
class Subject:
    """What a filter looks at: a path as it is shown, and what the layer did to it."""

    node: Node
    path: str
    version: Version
    change: ChangeKind | None = None


def _mode(subject: Subject) -> int:
    entry = subject.version.entry
    return entry.mode if entry is not None and not subject.version.is_symlink else 0


def _has_kind(kind: Kind) -> Test:
    return lambda subject: subject.version.entry is not None and subject.version.entry.kind is kind


KINDS: dict[str, Test] = {
    "file": lambda subject: subject.version.is_file,
    "dir": lambda subject: subject.version.is_dir,
    "symlink": lambda subject: subject.version.is_symlink,
    "device": lambda subject: (
        subject.version.entry is not None and subject.version.entry.kind in {Kind.CHAR, Kind.BLOCK}
    ),
    "fifo": _has_kind(Kind.FIFO),
    "setuid": lambda subject: bool(_mode(subject) & _SETUID),
    "setgid": lambda subject: bool(_mode(subject) & _SETGID),
    "sticky": lambda subject: bool(_mode(subject) & _STICKY),
    "writable": lambda subject: bool(_mode(subject) & _WORLD),
    "executable": lambda subject: subject.version.is_file and bool(_mode(subject) & 0o111),
    "xattr": lambda subject: bool(subject.version.entry and subject.version.entry.xattrs),
    "whiteout": lambda subject: subject.change is ChangeKind.REMOVED,
    "implied": lambda subject: subject.version.is_implied,
    "empty": lambda subject: subject.version.is_file and not subject.version.size,
}


@dataclass(frozen=True, slots=True)
class PathFilter:
    """A parsed line; an empty one lets everything through."""

    text: str
    tests: tuple[Test, ...]

    @property
    def is_empty(self) -> bool:
        """Whether it holds no term."""
        return not self.tests

    def matches(self, subject: Subject) -> bool:
        """Whether all terms hold."""
        return all(test(subject) for test in self.tests)


def parse_filter(text: str) -> PathFilter:
    """Parse a line. Raises UsageError that names the term which is not understood."""
    return PathFilter(text, tuple(_term(term) for term in _split(text)))


def _split(text: str) -> list[str]:
    """Split at spaces; a regular expression between slashes may hold some."""
    return re.findall(r"-?/(?:\\.|[^/\\])*/(?=\s|$)|\S+", text)


def _term(term: str) -> Test:
    if term.startswith("-") and len(term) > 1:
        inner = _term(term[1:])
        return lambda subject: not inner(subject)
    if term[0] in "<>":
        return _size(term)
    word, colon, value = term.partition(":")
    if colon and word in _FIELDS:
        return _FIELDS[word](value)
    if len(term) > 2 and term[0] == term[-1] == "/":
        return _regex(term[1:-1])
    if any(char in term for char in "*?["):
        pattern = re.compile(fnmatch.translate(term), re.IGNORECASE)
        whole = "/" in term
        return lambda subject: (
            pattern.match(subject.path if whole else subject.node.name) is not None
        )
    return _fuzzy(term)


def _size(term: str) -> Test:
    match = _SIZE.fullmatch(term)
    if match is None:
        raise UsageError(f"size {term!r} is not understood, try >10MB")
    sign, number, unit, binary = match.groups()
    limit = float(number) * (1024 if binary else 1000) ** _POWERS[unit.lower()]
    if sign.startswith(">"):
        least = limit if sign == ">=" else limit + 1
        return lambda subject: subject.version.is_file and subject.version.size >= least
    most = limit if sign == "<=" else limit - 1
    return lambda subject: subject.version.is_file and subject.version.size <= most


def _regex(pattern: str) -> Test:
    try:
        found = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise UsageError(f"regular expression {pattern!r}: {error}") from error
    return lambda subject: found.search(subject.path) is not None


def _fuzzy(term: str) -> Test:
    """Match the letters in their order; small letters match capitals, too."""
    if term.islower():
        return lambda subject: _in_order(term, subject.path.lower())
    return lambda subject: _in_order(term, subject.path)


def _in_order(letters: str, text: str) -> bool:
    at = -1
    for letter in letters:
        at = text.find(letter, at + 1)
        if at < 0:
            return False
    return True


def _kind(value: str) -> Test:
    if value not in KINDS:
        raise UsageError(f"kind {value!r} is not one of {', '.join(KINDS)}")
    return KINDS[value]


def _change(value: str) -> Test:
    wanted = next((kind for kind in ChangeKind if value and kind.startswith(value)), None)
    if wanted is None:
        raise UsageError(f"change {value!r} is not one of {', '.join(ChangeKind)}")
    return lambda subject: subject.change is wanted


def _layer(value: str) -> Test:
    first, dots, last = value.partition("..")
    if not first.isdigit() or (dots and not last.isdigit()):
        raise UsageError(f"layer {value!r} is no number and no range such as 2..5")
    low, high = int(first), int(last if dots else first)
    return lambda subject: low <= subject.version.layer <= high


def _owner(value: str) -> Test:
    uid, colon, gid = value.partition(":")
    if not all(each.isdigit() for each in (uid, gid) if each) or not (uid or gid):
        raise UsageError(f"owner {value!r} is not of the form uid, uid:gid or :gid")

    def test(subject: Subject) -> bool:
        entry = subject.version.entry
        have = (entry.uid, entry.gid) if entry is not None else (0, 0)
        return (not uid or have[0] == int(uid)) and (not colon or not gid or have[1] == int(gid))

    return test


def _extension(value: str) -> Test:
    ending = "." + value.lower().lstrip(".")
    return lambda subject: subject.node.name.lower().endswith(ending)


_FIELDS: dict[str, Callable[[str], Test]] = {
    "kind": _kind,
    "change": _change,
    "layer": _layer,
    "owner": _owner,
    "ext": _extension,
}
