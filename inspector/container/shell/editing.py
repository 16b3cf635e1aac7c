"""``sed``: ``s/a/b/``, ``d`` and ``p``, with a line or an expression in front."""

from __future__ import annotations

import re
from dataclasses import dataclass
from errno import EISDIR
from functools import partial
from typing import TYPE_CHECKING

from inspector.container.content import Content

from inspector.container.shell.errors import CommandError
from inspector.container.shell.process import Command, reason
from inspector.container.shell.regexes import compiled
from inspector.errors import FileError
from inspector.tarstream import Kind
from inspector.text import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.container.shell.process import Process

_IN_PLACE = re.compile(r"-([nErsu]*)i(.*)", re.DOTALL)
_FLAGS = re.compile(r"[gpiI0-9]*")
# A text that is edited is held in memory; configuration files are far below.
_EDITED_BYTES = 64 << 20
_UNDERSTOOD = (
    "understood: s/RE/TEXT/ with the flags g, i, p and a number; d; p;"
    " behind a line number, $ or /RE/"
)


@dataclass(frozen=True)
class _Edit:
    """One command of a script; ``address`` is a line, -1 for the last, an expression, or None."""

    name: str
    address: int | re.Pattern[str] | None
    pattern: re.Pattern[str] | None = None
    replacement: tuple[str | int, ...] = ()  # texts and groups
    first: int = 1  # which match is the first to be replaced
    is_global: bool = False
    prints: bool = False

    def applies(self, line: str, number: int, *, is_last: bool) -> bool:
        """Whether a line is meant."""
        if self.address is None:
            return True
        if isinstance(self.address, int):
            return is_last if self.address == -1 else number == self.address
        return self.address.search(line) is not None

    def replaced(self, line: str) -> str | None:
        """Return the line after ``s``, None where nothing matches."""
        if self.pattern is None:
            return None
        found = 0
        done = False

        def text(match: re.Match[str]) -> str:
            nonlocal found, done
            found += 1
            if found < self.first or (found > self.first and not self.is_global):
                return match[0]
            done = True
            parts = (
                match[each] or "" if isinstance(each, int) else each for each in self.replacement
            )
            return "".join(parts)

        line = self.pattern.sub(text, line)
        return line if done else None


class _Script:
    """Reads a script."""

    def __init__(self, text: str, *, is_extended: bool) -> None:
        # a character is a byte, as in the C locale
        self._text = encode(text).decode("latin-1")
        self._at = 0
        self._is_extended = is_extended

    def edits(self) -> list[_Edit]:
        """Return its commands. Raises CommandError."""
        found: list[_Edit] = []
        while True:
            self._skip(" \t\n;")
            if self._at >= len(self._text):
                return found
            address = self._address()
            self._skip(" \t")
            name = self._next()
            if name == "s":
                found.append(self._substitution(address))
            elif name in {"d", "p"}:
                found.append(_Edit(name, address))
            else:
                raise CommandError(f"sed: {name or 'a script'} is not understood; {_UNDERSTOOD}")
            self._skip(" \t")
            if self._text[self._at : self._at + 1] not in {"", ";", "\n"}:
                raise CommandError(
                    f"sed: {self._text[self._at :]} is not understood; {_UNDERSTOOD}"
                )

    def _skip(self, chars: str) -> None:
        while self._at < len(self._text) and self._text[self._at] in chars:
            self._at += 1

    def _next(self) -> str:
        char = self._text[self._at : self._at + 1]
        self._at += 1
        return char

    def _address(self) -> int | re.Pattern[str] | None:
        number = re.compile(r"\d{1,9}").match(self._text, self._at)
        if number is not None:
            self._at = number.end()
            return int(number[0])
        char = self._text[self._at : self._at + 1]
        if char == "$":
            self._at += 1
            return -1
        if char in {"/", "\\"} and char:
            self._at += 1
            expression = self._until(self._next() if char == "\\" else "/")
            ignores = self._text[self._at : self._at + 1] == "I"
            self._at += ignores
            return self._compiled(expression, ignores_case=ignores)
        return None

    def _until(self, delimiter: str) -> str:
        """Return what stands before the next delimiter; a quoted one is none."""
        parts: list[str] = []
        in_bracket = False
        while (char := self._next()) != delimiter or in_bracket:
            if not char:
                raise CommandError(f"sed: a {delimiter} is missing")
            if char == "\\" and not in_bracket:
                following = self._next()
                is_plain = following == delimiter
                parts.append(following if is_plain else char + following)
                continue
            parts.append(char)
        return "".join(parts)

    def _compiled(self, text: str, *, ignores_case: bool) -> re.Pattern[str]:
        if not text:
            raise CommandError("sed: an empty expression is not understood")
        return compiled(text, is_extended=self._is_extended, ignores_case=ignores_case)

    def _substitution(self, address: int | re.Pattern[str] | None) -> _Edit:
        delimiter = self._next()
        if not delimiter or delimiter in "\n\\":
            raise CommandError(f"sed: s is not understood; {_UNDERSTOOD}")
        expression, replacement = self._until(delimiter), self._until(delimiter)
        found = _FLAGS.match(self._text, self._at)
        flags = found[0] if found else ""
        self._at += len(flags)
        pattern = self._compiled(expression, ignores_case="i" in flags.lower())
        parts = _replacement(replacement)
        if any(isinstance(each, int) and each > pattern.groups for each in parts):
            raise CommandError("sed: the replacement names a group that the expression has not")
        number = re.sub(r"\D", "", flags)
        return _Edit("s", address, pattern, parts, int(number or 1), "g" in flags, "p" in flags)


def _replacement(text: str) -> tuple[str | int, ...]:
    parts: list[str | int] = []
    for found in re.finditer(r"\\(.)|(&)|([^\\&]+)|(\\)$", text, re.DOTALL):
        escaped, whole, plain, _ = found.groups()
        if whole:
            parts.append(0)
        elif plain:
            parts.append(plain)
        elif escaped and escaped.isdecimal():
            parts.append(int(escaped))
        elif escaped and escaped in "ULEul":
            raise CommandError(f"sed: \\{escaped} is not understood in a replacement")
        else:
            parts.append({"n": "\n", "t": "\t"}.get(escaped or "\\", escaped or "\\"))
    return tuple(parts)


@dataclass(frozen=True)
class _Given:
    edits: tuple[_Edit, ...]
    names: tuple[str, ...]
    is_quiet: bool
    suffix: str | None  # of the backup that -i makes; None without -i


def _edited(data: bytes, given: _Given) -> bytes:
    text = data.decode("latin-1")
    ends = text.endswith("\n")
    lines = text.split("\n")
    if ends or not text:
        lines.pop()
    out: list[str] = []
    for number, original in enumerate(lines, 1):
        line: str | None = original
        for edit in given.edits:
            if line is None:
                break
            if not edit.applies(line, number, is_last=number == len(lines)):
                continue
            if edit.name == "d":
                line = None
            elif edit.name == "p":
                out.append(line)
            elif (after := edit.replaced(line)) is not None:
                line = after
                if edit.prints:
                    out.append(line)
        if line is not None and not given.is_quiet:
            out.append(line)
    if not out:
        return b""
    return ("\n".join(out) + ("\n" if ends else "")).encode("latin-1")


def _sed(given: _Given, process: Process) -> int:
    code = 0
    for name in given.names:
        try:
            place = process.at(name)
            filesystem = process.filesystem
            about = filesystem.stat(place)
            if about.kind is not Kind.FILE:
                raise FileError(EISDIR, place)
            content = filesystem.content(place)
        except FileError as error:
            if error.errno != EISDIR:
                process.complain(f"sed: can't read {name}: {reason(error)}")
                code = code or 2
            elif given.suffix is None:
                process.complain(f"sed: couldn't read {name}: {reason(error)}")
                code = code or 2
            else:
                process.complain(f"sed: couldn't edit {name}: not a regular file")
                code = 4
            continue
        if content.size > _EDITED_BYTES:
            process.complain(f"sed: couldn't edit {name}: it is larger than 64 MiB")
            return 4
        after = Content.of_bytes(_edited(b"".join(content.chunks(filesystem.contents)), given))
        if given.suffix is None:
            process.write(after)
            continue
        try:
            _replace(process, name, after, given.suffix)
        except FileError as error:
            process.complain(f"sed: couldn't open temporary file {name}: {reason(error)}")
            return 4
    return code


def _replace(process: Process, name: str, content: Content, suffix: str) -> None:
    """Write a new file and give it the name, as ``sed -i`` does: other names keep the old one."""
    filesystem, place = process.filesystem, process.at(name)
    about = filesystem.stat(place)
    folder, _, last = place.rpartition("/")
    taken = set(filesystem.names(folder or "/"))
    new = next(each for each in (f"sed{number:06}" for number in range(10**6)) if each not in taken)
    temporary = f"{folder}/{new}"
    filesystem.write(temporary, content, mode=0o600)
    filesystem.chown(temporary, about.uid, about.gid)
    filesystem.chmod(temporary, about.mode)
    if suffix:
        backup = suffix.replace("*", last) if "*" in suffix else last + suffix
        filesystem.rename(place, backup if "/" in backup else f"{folder}/{backup}")
    filesystem.rename(temporary, place)


def _prepare_sed(words: Sequence[str]) -> Callable[[Process], int]:
    suffix: str | None = None
    scripts: list[str] = []
    names: list[str] = []
    letters = ""
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            names += rest
            break
        in_place = _IN_PLACE.fullmatch(word)
        if in_place is not None:
            letters += in_place[1]
            suffix = in_place[2]
        elif word.startswith("--in-place"):
            suffix = word.partition("=")[2]
        elif word in {"--regexp-extended", "--quiet", "--silent"}:
            letters += "E" if word == "--regexp-extended" else "n"
        elif re.fullmatch(r"-[nErsu]*e", word) or word == "--expression":
            letters += word[1:-1] if word[1] != "-" else ""
            if not rest:
                raise CommandError(f"sed: a value is missing behind {word}")
            scripts.append(rest.pop(0))
        elif word.startswith("--expression="):
            scripts.append(word.partition("=")[2])
        elif re.fullmatch(r"-[nErsu]+", word):
            letters += word[1:]
        elif word.startswith("-") and word != "-":
            raise CommandError(f"sed: {word} is not understood; understood: -i -e -E -r -n -s")
        else:
            names.append(word)
    if not scripts:
        if not names:
            raise CommandError(f"sed: a script is missing; {_UNDERSTOOD}")
        scripts.append(names.pop(0))
    is_extended = bool({"E", "r"} & set(letters))
    edits = _Script("\n".join(scripts), is_extended=is_extended).edits()
    return partial(_sed, _Given(tuple(edits), tuple(names), "n" in letters, suffix))


COMMANDS = (Command("sed", _prepare_sed),)
