"""``find``: tests, ``-delete`` and ``-print``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from inspector.container.shell.errors import CommandError
from inspector.container.shell.patterns import name_pattern
from inspector.container.shell.process import ContainerCommand, base_name, path_in, reason
from inspector.container.shell.quoting import quote
from inspector.container.shell.users import Users
from inspector.errors import FileError
from inspector.language import N_, Lazy
from inspector.tarstream import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.container.shell.process import Process
    from inspector.container.stat import Stat

_TYPES = {
    "f": Kind.FILE, "d": Kind.DIR, "l": Kind.SYMLINK, "p": Kind.FIFO, "b": Kind.BLOCK,
    "c": Kind.CHAR,
}  # fmt: skip
_UNITS = {"c": 1, "w": 2, "b": 512, "k": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_NUMBER = re.compile(r"([-+]?)(\d{1,18})")
_WORDS = (
    "-name -iname -path -wholename -type -size -empty -perm -user -group -newer -mtime -links"
    " -maxdepth -mindepth -depth -xdev -delete -print -true -false -prune -a -o ! -not ( )"
)


@dataclass
class Visit:
    """A path that is looked at; ``is_fine`` turns False where something failed."""

    process: Process
    path: str
    about: Stat
    is_pruned: bool = False
    is_fine: bool = True


@dataclass
class _Expression:
    test: Callable[[Visit], bool] | None = None
    is_depth_first: bool = False
    deepest: int = 1 << 30
    shallowest: int = 0
    acts: bool = False
    words: list[str] = field(default_factory=list)


class _FindParser:
    """Reads an expression by recursive descent: or, and, not, one test."""

    def __init__(self, words: Sequence[str]) -> None:
        self._rest = list(words)
        self.expression = _Expression()
        self._depth = 0

    def parse(self) -> _Expression:
        if self._rest:
            self.expression.test = self._any()
            if self._rest:
                raise _unknown(self._rest[0])
        return self.expression

    def _any(self) -> Callable[[Visit], bool]:
        tests = [self._all()]
        while self._rest[:1] in (["-o"], ["-or"]):
            self._rest.pop(0)
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else lambda visit: any(test(visit) for test in tests)

    def _all(self) -> Callable[[Visit], bool]:
        tests = [self._one()]
        while self._rest and self._rest[0] not in {"-o", "-or", ")"}:
            if self._rest[0] in {"-a", "-and"}:
                self._rest.pop(0)
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda visit: all(test(visit) for test in tests)

    def _one(self) -> Callable[[Visit], bool]:
        if not self._rest:
            raise CommandError(Lazy("find: a test is missing at the end"))
        word = self._rest.pop(0)
        if word in {"!", "-not"}:
            test = self._one()
            return lambda visit: not test(visit)
        if word == "(":
            self._depth += 1
            if self._depth > 50:
                raise CommandError(Lazy("find: the parentheses are nested too deeply"))
            test = self._any()
            if self._rest[:1] != [")"]:
                raise CommandError(Lazy("find: a ) is missing"))
            self._rest.pop(0)
            return test
        return self._option(word) or self._plain(word) or self._valued(word)

    def _option(self, word: str) -> Callable[[Visit], bool] | None:
        expression = self.expression
        if word in {"-maxdepth", "-mindepth"}:
            value = self._value(word)
            if not value.isdecimal() or len(value) > 9:
                told = N_("find: {word} {value} is not understood: it is not a number")
                raise CommandError(Lazy(told, word=word, value=value))
            name = "deepest" if word == "-maxdepth" else "shallowest"
            setattr(expression, name, int(value))
        elif word in {"-depth", "-d"}:
            expression.is_depth_first = True
        elif word not in {"-xdev", "-mount"}:
            return None
        return _yes

    def _plain(self, word: str) -> Callable[[Visit], bool] | None:
        if word in {"-delete", "-print"}:
            self.expression.acts = True
            self.expression.is_depth_first |= word == "-delete"
        return {
            "-empty": _is_empty,
            "-delete": _delete,
            "-print": _print,
            "-prune": _prune,
            "-true": _yes,
            "-false": lambda _visit: False,
        }.get(word)

    def _value(self, word: str) -> str:
        if not self._rest:
            raise CommandError(Lazy("find: a value is missing after {word}", word=word))
        return self._rest.pop(0)

    def _valued(self, word: str) -> Callable[[Visit], bool]:
        makers: dict[str, Callable[[str], Callable[[Visit], bool] | None]] = {
            "-name": partial(_name_test, ignores_case=False),
            "-iname": partial(_name_test, ignores_case=True),
            "-path": _path_test,
            "-wholename": _path_test,
            "-type": _type_test,
            "-size": _size_test,
            "-perm": _mode_test,
            "-user": partial(_owner_test, "user"),
            "-group": partial(_owner_test, "group"),
            "-newer": _newer_test,
            "-mtime": _age_test,
            "-links": _links_test,
        }
        maker = makers.get(word)
        if maker is None:
            raise _unknown(word)
        value = self._value(word)
        test = maker(value)
        if test is None:
            raise CommandError(
                Lazy("find: {word} {value} is not understood", word=word, value=value)
            )
        return test


def _unknown(word: str) -> CommandError:
    return CommandError(
        Lazy("find: {word} is not understood; understood: {words}", word=word, words=_WORDS)
    )


def _yes(visit: Visit) -> bool:
    del visit
    return True


def _name_test(pattern: str, *, ignores_case: bool) -> Callable[[Visit], bool]:
    matches = name_pattern(pattern, ignores_case=ignores_case).fullmatch
    return lambda visit: matches(base_name(visit.path)) is not None


def _path_test(pattern: str) -> Callable[[Visit], bool]:
    matches = name_pattern(pattern).fullmatch
    return lambda visit: matches(visit.path) is not None


def _type_test(value: str) -> Callable[[Visit], bool] | None:
    kinds = [_TYPES.get(each) for each in value.split(",")]
    return None if None in kinds else lambda visit: visit.about.kind in kinds


def _compared(value: str) -> Callable[[int], bool] | None:
    """Return what ``+N``, ``-N``, ``N`` ask of a number."""
    found = _NUMBER.fullmatch(value)
    if found is None:
        return None
    sign, number = found[1], int(found[2])
    if sign == "+":
        return lambda given: given > number
    if sign == "-":
        return lambda given: given < number
    return lambda given: given == number


def _size_test(value: str) -> Callable[[Visit], bool] | None:
    unit = _UNITS.get(value[-1:], 0)
    compare = _compared(value[:-1] if unit else value)
    size = unit or 512
    if compare is None:
        return None

    def test(visit: Visit) -> bool:
        own = 4096 if visit.about.kind is Kind.DIR else visit.about.size
        return compare(-(-own // size))

    return test


def _mode_test(value: str) -> Callable[[Visit], bool] | None:
    sign = value[:1] if value[:1] in {"-", "/"} else ""
    digits = value[len(sign) :]
    if not re.fullmatch(r"[0-7]{1,5}", digits):
        return None
    bits = int(digits, 8)
    if sign == "-":
        return lambda visit: visit.about.mode & bits == bits
    if sign == "/":
        return lambda visit: not bits or bool(visit.about.mode & bits)
    return lambda visit: visit.about.mode == bits


def _owner_test(what: str, value: str) -> Callable[[Visit], bool]:
    def test(visit: Visit) -> bool:
        users = Users(visit.process.filesystem)
        known = users.uids if what == "user" else users.gids
        number = known.get(value, int(value) if value.isdecimal() else None)
        return number == (visit.about.uid if what == "user" else visit.about.gid)

    return test


def _newer_test(value: str) -> Callable[[Visit], bool]:
    def test(visit: Visit) -> bool:
        model = visit.process.stat(value)
        return model is not None and (visit.about.mtime or 0) > (model.mtime or 0)

    return test


def _age_test(value: str) -> Callable[[Visit], bool] | None:
    compare = _compared(value)
    if compare is None:
        return None
    return lambda visit: compare(
        (visit.process.filesystem.clock() - (visit.about.mtime or 0)) // 86400
    )


def _links_test(value: str) -> Callable[[Visit], bool] | None:
    compare = _compared(value)
    return None if compare is None else lambda visit: compare(visit.about.nlink)


def _is_empty(visit: Visit) -> bool:
    if visit.about.kind is Kind.DIR:
        return not visit.process.filesystem.names(visit.process.at(visit.path))
    return visit.about.kind is Kind.FILE and not visit.about.size


def _print(visit: Visit) -> bool:
    visit.process.say(visit.path)
    return True


def _prune(visit: Visit) -> bool:
    visit.is_pruned = True
    return True


def _delete(visit: Visit) -> bool:
    process = visit.process
    if visit.path in {".", "./"}:
        return True
    try:
        place = process.at(visit.path)
        is_dir = visit.about.kind is Kind.DIR
        (process.filesystem.rmdir if is_dir else process.filesystem.unlink)(place)
    except FileError as error:
        process.complain(f"find: cannot delete {quote(visit.path)}: {reason(error)}")
        visit.is_fine = False
        return False
    return True


def _find(starts: list[str], expression: _Expression, process: Process) -> int:
    failed = False
    for start in starts:
        # (path, depth, what it is where all below it is done)
        stack: list[tuple[str, int, Stat | None]] = [(start, 0, None)]
        while stack:
            path, depth, known = stack.pop()
            is_left = known is not None
            try:
                place = process.at(path)
                about = known if known is not None else process.filesystem.lstat(place)
                names = _names(process, place, about, is_left=is_left)
            except FileError as error:
                process.complain(f"find: {quote(path)}: {reason(error)}")
                failed = True
                continue
            enters = about.kind is Kind.DIR and depth < expression.deepest and not is_left
            inner = [(path_in(path, each), depth + 1, None) for each in reversed(names)]
            if expression.is_depth_first and enters:
                stack += [(path, depth, about), *inner]
                continue
            visit = Visit(process, path, about)
            if depth >= expression.shallowest:
                _judge(visit, expression)
            failed = failed or not visit.is_fine
            if enters and not visit.is_pruned:
                stack += inner
    return int(failed)


def _names(process: Process, place: str, about: Stat, *, is_left: bool) -> list[str]:
    return process.filesystem.names(place) if about.kind is Kind.DIR and not is_left else []


def _judge(visit: Visit, expression: _Expression) -> None:
    holds = expression.test is None or expression.test(visit)
    if holds and not expression.acts:
        _print(visit)


def _prepare_find(words: Sequence[str]) -> Callable[[Process], int]:
    starts: list[str] = []
    rest = list(words)
    while rest and rest[0] in {"-P", "-H"}:
        rest.pop(0)
    while rest and not rest[0].startswith("-") and rest[0] not in {"!", "("}:
        starts.append(rest.pop(0))
    return partial(_find, starts or ["."], _FindParser(rest).parse())


COMMANDS = (ContainerCommand("find", _prepare_find),)
