"""Build arguments in front of a RUN's command: ``|2 A=b c D=e /bin/sh -c …``.

Values are printed without quotes, so that only what ARG rows declare tells where each one ends.
Docker counts arguments: the classic builder sorts them (moby builder/dockerfile/dispatchers.go,
``prependEnvOnCmd``), BuildKit keeps the order of the ARG lines (dockerfile2llb/convert.go,
``runCommandString``). Buildah counts the words between blanks, and sorts.
"""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Pairs = tuple[tuple[str, str], ...]

_START = re.compile(r"(?:(?<= )|^)([A-Za-z_][\w.-]*)=", re.ASCII)
_DECLARED = re.compile(r"(?:(?<= )|^)([A-Za-z_]\w*)(?:=|(?= |\Z))", re.ASCII)
# What is kept and tried of one history. No Dockerfile has as many arguments, no row of one needs a
# hundredth of the tries.
_MOST_DECLARED = 500
_MOST_PAIRS = 200
_MOST_READINGS = 50
_MOST_CHARACTERS = 1_000_000
_MOST_TRIES = 100_000
_TRIES_PER_ROW = 5_000


class Candidate(NamedTuple):
    """Where an ARG row declares a name, or may: it can also stand in the value before it."""

    at: int
    name: str
    begin: int | None  # of its value; None where the name stands alone
    is_sure: bool


class Split(NamedTuple):
    """The arguments, where the command begins, and whether another reading is possible."""

    pairs: Pairs
    command: int
    is_guess: bool


def candidates(text: str) -> list[Candidate]:
    """Return where the text of an ARG row may declare a name; nothing where it begins with none.

    Names are sure up to the first value: from there on, words may belong to it.
    """
    found: list[Candidate] = []
    is_sure = True
    for match in islice(_DECLARED.finditer(text), _MOST_DECLARED):
        begin = match.end() if match[0].endswith("=") else None
        found.append(Candidate(match.start(), match[1], begin, is_sure))
        is_sure = is_sure and begin is None
    return found if found and found[0].at == 0 else []


class BuildArguments(msgspec.Struct):
    """The names that the ARG rows so far declare, and the values that these may give them."""

    _places: dict[str, list[int]] = msgspec.field(default_factory=dict)  # in the order of the rows
    _values: dict[str, set[str]] = msgspec.field(default_factory=dict)
    _sure: set[str] = msgspec.field(default_factory=set)
    # sure names with a value: last place
    _valued: dict[str, int] = msgspec.field(default_factory=dict)
    _count: int = 0
    _characters_left: int = _MOST_CHARACTERS
    _tries_left: int = _MOST_TRIES

    def declare(self, text: str, found: Sequence[Candidate]) -> None:
        """Note an ARG row, and where it may declare a name."""
        for number, each in enumerate(found[: _MOST_DECLARED - self._count]):
            self._places.setdefault(each.name, []).append(self._count)
            if each.is_sure:
                self._sure.add(each.name)
            if each.is_sure and each.begin is not None:
                self._valued[each.name] = self._count
            self._count += 1
            values = self._values.setdefault(each.name, set())
            if each.begin is None:
                continue
            following = found[number + 1 : number + _MOST_READINGS]
            for end in (*(after.at - 1 for after in following), len(text)):
                self._characters_left -= end - each.begin
                if self._characters_left >= 0:
                    values.add(text[each.begin : end])

    def is_once(self, name: str) -> bool:
        """Whether one row alone may declare a name."""
        return len(self._places.get(name, ())) == 1

    def split(
        self,
        text: str,
        count: int,
        shells: Sequence[re.Pattern[str]],
        env: Mapping[str, str | None],
        *,
        is_sorted: bool,
    ) -> Split | None:
        """Part ``count`` arguments from the command behind them; None where that cannot be.

        ``shells``: what a command begins with, the first of them that occurs at all; else it is in
        exec form. ``env``: what ENV sets, which wins over ARG. ``is_sorted``: for builders that
        sort the arguments.
        """
        if count == 0:
            return Split((), 0, is_guess=False)
        commands = next(filter(None, (_offsets(each, text) for each in shells)), [])
        starts = [match for match in _START.finditer(text) if match[1] in self._values]
        if not starts or starts[0].start() > 0 or count > _MOST_PAIRS:
            return _in_order(text, count, commands)
        tries = min(self._tries_left, _TRIES_PER_ROW)
        places = {} if is_sorted else self._places
        search = _ArgSearch(
            text, count, starts, frozenset(commands), self._values, env, places, tries
        )
        found = self._best(search) or _in_order(text, count, commands)
        self._tries_left -= tries - max(0, search.tries)
        return found

    def _best(self, search: _ArgSearch) -> Split | None:
        known = self._chosen(search, search.readings(only_known=True))
        if known is not None:
            # What was given may look like defaults.
            others = self._complete(search, search.readings())
            return known._replace(
                is_guess=known.is_guess or any(known[:2] != each for each in others)
            )
        found = [
            self._chosen(search, search.readings()),
            self._chosen(search, search.readings(only_known=True, is_exec=True)),
            None if search.places else _of_words(search),
        ]
        different = list(dict.fromkeys(each[:2] for each in found if each is not None))
        best = next((each for each in found if each is not None), None)
        return best and best._replace(is_guess=best.is_guess or len(different) > 1)

    def _chosen(self, search: _ArgSearch, readings: Iterator[_Parting]) -> Split | None:
        """Return the reading with the fewest names and values that no row is sure to have."""
        found = list(islice(self._complete(search, readings), _MOST_READINGS))
        if not found:
            return None
        best = min(found, key=lambda each: self._doubts(search, each))
        return Split(*best, is_guess=len(found) > 1 or search.tries <= 0)

    def _complete(self, search: _ArgSearch, readings: Iterator[_Parting]) -> Iterator[_Parting]:
        """Yield those with each name that has a value in the rows from the first name's on."""
        # The classic builder leaves out what ENV sets.
        left_out = {} if search.places else search.env
        valued = {name: at for name, at in self._valued.items() if name not in left_out}
        for each in readings:
            names = dict(each.pairs)
            first = min(self._places[name][-1] for name in names)
            if not any(at > first and name not in names for name, at in valued.items()):
                yield each

    def _doubts(self, search: _ArgSearch, reading: _Parting) -> tuple[int, int]:
        unsure = sum(name not in self._sure for name, _ in reading.pairs)
        return unsure, sum(not search.is_known(*each) for each in reading.pairs)


class _Parting(NamedTuple):
    """A way to part the arguments from each other and from the command."""

    pairs: Pairs
    command: int


class _ArgSearch(msgspec.Struct):
    """Tries where the arguments of a row may end, shortest values first.

    ``places`` is empty where the builder sorts, so that the order of the ARG rows says nothing.
    """

    text: str
    count: int
    starts: list[re.Match[str]]
    commands: frozenset[int]
    values: Mapping[str, set[str]]
    env: Mapping[str, str | None]
    places: Mapping[str, list[int]]
    tries: int

    def is_known(self, name: str, value: str) -> bool:
        """Whether a row may have set this value."""
        return value in self.values[name] or value == self.env.get(name)

    def readings(self, *, only_known: bool = False, is_exec: bool = False) -> Iterator[_Parting]:
        """Yield the readings; ``only_known``: of values that a row may have set.

        ``is_exec``: with a command that begins with no shell.
        """
        numbers = {match.start(): number for number, match in enumerate(self.starts)}

        def following(number: int, pairs: Pairs, place: int) -> Iterator[_Parting]:
            name = self.starts[number][1]
            place = self._next_place(name, place)
            if place < 0 or any(name == each for each, _ in pairs):
                return
            is_last = len(pairs) + 1 == self.count
            ends = self._known_ends(number) if only_known else self._ends(number, is_last=is_last)
            for end in ends:
                self.tries -= 1
                if self.tries <= 0:
                    return
                found = (*pairs, (name, self.text[self.starts[number].end() : end]))
                if not self.places and not _is_sorted(found[-2:]):
                    continue
                if not is_last and end + 1 in numbers:
                    yield from following(numbers[end + 1], found, place)
                elif is_last and (
                    end + 1 in self.commands
                    or (is_exec and end + 1 < len(self.text) and end + 1 not in numbers)
                ):
                    self.tries -= 2 * self.count  # to be compared with others
                    yield _Parting(found, end + 1)

        yield from following(0, (), 0)

    def _next_place(self, name: str, place: int) -> int:
        """Return the place behind the next row that declares a name, -1 where there is none."""
        if not self.places:
            return 0
        return next((each + 1 for each in self.places[name] if each >= place), -1)

    def _known_ends(self, number: int) -> list[int]:
        name, begin = self.starts[number][1], self.starts[number].end()
        set_by_env = self.env.get(name)
        known = self.values[name] | ({set_by_env} if set_by_env is not None else set())
        return sorted(
            begin + len(each) for each in known if self.text.startswith(f"{each} ", begin)
        )

    def _ends(self, number: int, *, is_last: bool) -> Iterator[int]:
        begin = self.starts[number].end()
        if is_last:
            yield from sorted(each - 1 for each in self.commands if each > begin)
        else:
            yield from (match.start() - 1 for match in self.starts[number + 1 :])


def _of_words(search: _ArgSearch) -> Split | None:
    """Return the arguments where the count is that of the words between blanks."""
    words = search.text.split(" ", search.count)
    end = len(search.text) - len(words[-1])
    if len(words) <= search.count or end not in search.commands:
        return None
    within = [match for match in search.starts if match.start() < end]
    pairs = _parted(search.text[: end - 1], within)
    is_clear = len(dict(pairs)) == len(pairs) and _is_sorted(pairs)
    return Split(pairs, end, not is_clear)


def _in_order(text: str, count: int, commands: list[int]) -> Split | None:
    """Take every name for one, the first first; None where there is none, or too few.

    Without a shell between them and the command, values are taken to hold no blank.
    """
    if not commands:
        words = text.split(" ", count)
        if len(words) <= count or not all("=" in word for word in words[:count]):
            return None
        pairs = tuple(_pair(word) for word in words[:count])
        return Split(pairs, len(text) - len(words[count]), is_guess=True)
    end = commands[0]
    starts = [match for match in _START.finditer(text) if match.start() < end]
    if not starts:
        return None
    pairs = _parted(text[: end - 1], starts[:count])
    return Split(pairs, end, is_guess=len(starts) != count or len(commands) > 1)


def _offsets(shell: re.Pattern[str], text: str) -> list[int]:
    """Return where a shell stands between arguments and a command."""
    found = shell.finditer(text)
    return [match.start() for match in found if match.start() > 0 and text[match.end() :].strip()]


def _parted(text: str, starts: Sequence[re.Match[str]]) -> Pairs:
    """Return the pairs that begin at these places, each up to the next."""
    ends = [match.start() - 1 for match in starts[1:]] + [len(text)]
    return tuple(
        (match[1], text[match.end() : end]) for match, end in zip(starts, ends, strict=True)
    )


def _pair(word: str) -> tuple[str, str]:
    name, _, value = word.partition("=")
    return name, value


def _is_sorted(pairs: Pairs) -> bool:
    texts = ["=".join(pair) for pair in pairs]
    return all(first <= second for first, second in pairwise(texts))
