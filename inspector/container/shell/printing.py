"""``echo``, ``printf``, ``cat``, ``pwd``, ``cd``, ``true``, ``false`` and ``:``."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from inspector.container.shell.errors import CommandError
from inspector.container.shell.lexer import HOME
from inspector.container.shell.options import Options
from inspector.container.shell.process import ContainerCommand, Redirected, reason
from inspector.container.shell.quoting import quote_if_needed
from inspector.errors import FileError
from inspector.language import Lazy
from inspector.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.container.content import Content
    from inspector.container.shell.options import Given
    from inspector.container.shell.process import Process

_CAT = Options("cat", "-u", "-n --number")
_NO_OPTIONS = {name: Options(name) for name in ("pwd", "cd")}
_ESCAPE = re.compile(r"\\(0?[0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)", re.DOTALL)
_LETTERS = {
    "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", '"': '"', "'": "'",
}  # fmt: skip
_DIRECTIVE = re.compile(r"%(%|([-+ #0]*)(\d*)(?:\.(\d*))?([A-Za-z]))")
_NUMBERS = "diouxX"
_WIDEST = 4096


# echo, printf --------------------------------------------------------------------------------


def _prepare_echo(words: Sequence[str]) -> Callable[[Process], int]:
    rest = list(words)
    ends, escapes = "\n", False
    while rest and re.fullmatch(r"-[neE]+", rest[0]):
        for letter in rest.pop(0)[1:]:
            if letter == "n":
                ends = ""
            else:
                escapes = letter == "e"
    text = " ".join(rest)
    if escapes:
        text, _, cut = text.partition("\\c")
        text, ends = _unescaped(text), "" if cut or "\\c" in " ".join(rest) else ends
    return partial(_write, text + ends)


def _write(text: str, process: Process) -> int:
    process.write(text)
    return 0


def _unescaped(text: str) -> str:
    def char(found: re.Match[str]) -> str:
        code = found[1]
        if code[0] in "01234567":
            return decode(bytes([int(code, 8) & 0xFF]))
        if code[0] == "x" and len(code) > 1:
            return decode(bytes([int(code[1:], 16)]))
        return _LETTERS.get(code, found[0])

    return _ESCAPE.sub(char, text)


def _prepare_printf(words: Sequence[str]) -> Callable[[Process], int]:
    rest = list(words[1:] if words[:1] == ["--"] else words)
    if not rest:
        return _no_format
    template = rest.pop(0)
    for found in _DIRECTIVE.finditer(template):
        wide = max(int(found[3] or 0), int(found[4] or 0))
        if found[1] != "%" and (found[5] not in f"{_NUMBERS}sbc" or wide > _WIDEST):
            raise CommandError(
                Lazy(
                    "printf: {field} is not understood; understood: {fields}",
                    field=found[0],
                    fields="%s %b %c %d %i %o %u %x %X %%",
                )
            )
    return partial(_print_formatted, template, rest)


def _no_format(process: Process) -> int:
    process.complain("printf: missing operand")
    return 1


class _Printf:
    """Fills a format with arguments, as often as it takes."""

    def __init__(self, process: Process, template: str, arguments: list[str]) -> None:
        self._process = process
        self._template = template
        self._rest = list(arguments)
        self.code = 0

    def run(self) -> int:
        while True:
            before = len(self._rest)
            self._process.write(self._filled())
            if not self._rest or len(self._rest) == before:
                return self.code

    def _filled(self) -> str:
        parts: list[str] = []
        at = 0
        for found in _DIRECTIVE.finditer(self._template):
            parts += [_unescaped(self._template[at : found.start()]), self._value(found)]
            at = found.end()
        return "".join([*parts, _unescaped(self._template[at:])])

    def _value(self, found: re.Match[str]) -> str:
        if found[1] == "%":
            return "%"
        given = self._rest.pop(0) if self._rest else ""
        if found[5] not in _NUMBERS:
            return _formatted(found, _unescaped(given) if found[5] == "b" else given)
        number = _number(given)
        if number is None:
            self._process.complain(f"printf: '{given}': expected a numeric value")
            self.code = 1
        return _formatted(found, number or 0)


def _print_formatted(template: str, arguments: list[str], process: Process) -> int:
    return _Printf(process, template, arguments).run()


def _number(text: str | None) -> int | None:
    if not text:
        return 0
    if text[0] in "'\"" and len(text) > 1:
        return ord(text[1])
    try:
        sign, digits = (-1, text[1:]) if text[0] == "-" else (1, text.removeprefix("+"))
        base = 16 if digits[:2].lower() == "0x" else 8 if digits[:1] == "0" else 10
        return sign * int(digits, base) if len(digits) < 25 else None
    except ValueError:
        return None


def _formatted(found: re.Match[str], value: str | int) -> str:
    _, flags, width, precision, letter = found.groups()
    letter = {"b": "s", "i": "d", "u": "d"}.get(letter, letter)
    if letter == "c":
        letter, value = "s", str(value)[:1]
    dot = f".{precision}" if precision is not None else ""
    return f"%{flags}{width}{dot}{letter}" % value


# cat -----------------------------------------------------------------------------------------


class _Numbers:
    """Numbers lines; one that a file leaves open goes on in the next."""

    def __init__(self) -> None:
        self._count = 0
        self._is_open = False

    def numbered(self, text: str) -> str:
        lines = re.findall(r"[^\n]*\n|[^\n]+", text)
        parts: list[str] = []
        for line in lines:
            if not self._is_open:
                self._count += 1
                parts.append(f"{self._count:>6}\t")
            parts.append(line)
            self._is_open = not line.endswith("\n")
        return "".join(parts)


def _cat(given: Given, process: Process) -> int:
    numbers = _Numbers() if given.has("n") else None
    names = [each for each in given.operands if each not in {"-", "/dev/null"}]
    results = [_cat_one(process, each, numbers) for each in names]
    return int(not all(results))


def _cat_one(process: Process, name: str, numbers: _Numbers | None) -> bool:
    try:
        place = process.at(name)
        about, content = process.filesystem.stat(place), process.filesystem.content(place)
    except FileError as error:
        process.complain(f"cat: {quote_if_needed(name)}: {reason(error)}")
        return False
    sink = process.stdout
    if isinstance(sink, Redirected) and sink.is_read_by(about):
        process.complain(f"cat: {quote_if_needed(name)}: input file is output file")
        return False
    _write_numbered(process, content, numbers)
    return True


def _write_numbered(process: Process, content: Content, numbers: _Numbers | None) -> None:
    if numbers is None:
        process.write(content)
    else:
        data = b"".join(content.chunks(process.filesystem.contents))
        process.write(numbers.numbered(decode(data)))


def _prepare_cat(words: Sequence[str]) -> Callable[[Process], int]:
    return partial(_cat, _CAT.read(words))


# cd, pwd -------------------------------------------------------------------------------------


def _cd(operands: tuple[str, ...], process: Process) -> int:
    name = operands[0] if operands else HOME
    try:
        place = _tidy(process.at(name))
        process.filesystem.names(place)
    except FileError:
        process.complain(f"/bin/sh: 1: cd: can't cd to {name}")
        return 2
    process.directory = place
    return 0


def _tidy(path: str) -> str:
    """Return a path without ``.`` and ``..``, as a shell's ``cd`` keeps it."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in {"", "."}:
            parts.append(part)
    return "/" + "/".join(parts)


def _pwd(process: Process) -> int:
    process.say(process.directory)
    return 0


def _prepare_cd(words: Sequence[str]) -> Callable[[Process], int]:
    given = _NO_OPTIONS["cd"].read(words)
    if given.operands[:1] == ("-",):
        raise CommandError(Lazy("cd: - is not understood; understood: a directory"))
    return partial(_cd, given.operands)


def _prepare_pwd(words: Sequence[str]) -> Callable[[Process], int]:
    _NO_OPTIONS["pwd"].read(words)
    return _pwd


def _ended(code: int, process: Process) -> int:
    del process
    return code


def _always(code: int) -> Callable[[Sequence[str]], Callable[[Process], int]]:
    return lambda _words: partial(_ended, code)


COMMANDS = (
    ContainerCommand("echo", _prepare_echo),
    ContainerCommand("printf", _prepare_printf),
    ContainerCommand("cat", _prepare_cat),
    ContainerCommand("cd", _prepare_cd),
    ContainerCommand("pwd", _prepare_pwd),
    ContainerCommand("true", _always(0)),
    ContainerCommand("false", _always(1)),
    ContainerCommand(":", _always(0)),
)
