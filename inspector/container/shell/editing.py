"""``sed``: ``s/a/b/``, ``d`` and ``p``, with a line or an expression in front."""

from __future__ import annotations

import re
from dataclasses import dataclass
from errno import EISDIR, ENXIO
from functools import partial
from typing import TYPE_CHECKING

from inspector.container.content import Content
from inspector.container.shell.errors import CommandError
from inspector.container.shell.process import ContainerCommand, free_name, reason
from inspector.container.shell.regexes import compiled
from inspector.errors import FileError
from inspector.language import Lazy
from inspector.text import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.container.shell.process import Process

_OPTION = re.compile(r"-([nErsu]*)(?:([ie])(.*))?", re.DOTALL)
_SHORT = {
    "--in-place": "-i", "--expression": "-e", "--regexp-extended": "-E", "--quiet": "-n",
    "--silent": "-n",
}  # fmt: skip
_FLAGS = re.compile(r"[gpiI0-9]*")
# A text that is edited is held in memory; configuration files are far below.
_EDITED_BYTES = 64 << 20
_PANIC = 4
_UNDERSTOOD = Lazy(
    "understood: s/RE/TEXT/ with the flags g, i, p and a number; d; p;"
    " each may follow a line number, $ or /RE/"
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
        parts: list[str] = []
        at, count, done = 0, 0, False
        for match in self.pattern.finditer(line):
            if not match[0] and count and match.start() == at:
                continue  # nothing right behind a match is none
            count += 1
            parts.append(line[at : match.start()])
            at = match.end()
            if count == self.first or (count > self.first and self.is_global):
                done = True
                parts += [
                    (match[each] or "") if isinstance(each, int) else each
                    for each in self.replacement
                ]
            else:
                parts.append(match[0])
        return "".join([*parts, line[at:]]) if done else None


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
                found.append(_Edit(name, address, prints=name == "p"))
            else:
                raise CommandError(
                    Lazy(
                        "sed: {name} is not understood; {understood}",
                        name=name or Lazy("a script"),
                        understood=_UNDERSTOOD,
                    )
                )
            self._skip(" \t")
            if self._text[self._at : self._at + 1] not in {"", ";", "\n"}:
                raise CommandError(
                    Lazy(
                        "sed: {text} is not understood; {understood}",
                        text=self._text[self._at :],
                        understood=_UNDERSTOOD,
                    )
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
        while (char := self._next()) != delimiter:
            if not char:
                raise CommandError(Lazy("sed: a {delimiter} is missing", delimiter=delimiter))
            if char == "\\":
                following = self._next()
                is_plain = following == delimiter
                parts.append(following if is_plain else char + following)
                continue
            parts.append(char)
        return "".join(parts)

    def _compiled(self, text: str, *, ignores_case: bool) -> re.Pattern[str]:
        if not text:
            raise CommandError(Lazy("sed: an empty expression is not understood"))
        return compiled(text, is_extended=self._is_extended, ignores_case=ignores_case)

    def _substitution(self, address: int | re.Pattern[str] | None) -> _Edit:
        delimiter = self._next()
        if not delimiter or delimiter in "\n\\":
            told = Lazy("sed: s is not understood; {understood}", understood=_UNDERSTOOD)
            raise CommandError(told)
        expression, replacement = self._until(delimiter), self._until(delimiter)
        found = _FLAGS.match(self._text, self._at)
        flags = found[0] if found else ""
        self._at += len(flags)
        pattern = self._compiled(expression, ignores_case="i" in flags.lower())
        parts = _replacement(replacement)
        if any(isinstance(each, int) and each > pattern.groups for each in parts):
            told = Lazy("sed: the replacement names a group that the expression does not have")
            raise CommandError(told)
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
            told = Lazy("sed: \\{escaped} is not understood in a replacement", escaped=escaped)
            raise CommandError(told)
        else:
            parts.append({"n": "\n", "t": "\t"}.get(escaped or "\\", escaped or "\\"))
    return tuple(parts)


@dataclass(frozen=True)
class _SedOptions:
    edits: tuple[_Edit, ...]
    names: tuple[str, ...]
    is_quiet: bool
    suffix: str | None  # of the backup that -i makes; None without -i


def _edited(data: bytes, given: _SedOptions) -> bytes:
    text = data.decode("latin-1")
    ends = text.endswith("\n")
    lines = text.split("\n")
    if ends or not text:
        lines.pop()
    out: list[str] = []
    last: list[str] = []
    for number, line in enumerate(lines, 1):
        last = _edited_line(line, number, given, is_last=number == len(lines))
        out += last
    edited = "".join(f"{line}\n" for line in out)
    if last and not ends:  # the last line is not ended by what reads it either
        edited = edited[:-1]
    return edited.encode("latin-1")


def _edited_line(line: str, number: int, given: _SedOptions, *, is_last: bool) -> list[str]:
    """Return the lines that a script makes of one."""
    out: list[str] = []
    for edit in given.edits:
        if not edit.applies(line, number, is_last=is_last):
            continue
        if edit.name == "d":
            return out
        after = line if edit.name == "p" else edit.replaced(line)
        if after is not None:
            line = after
            out += [line] if edit.prints else []
    return out if given.is_quiet else [*out, line]


class _Editor:
    """Edits files one by one with ``-i``, else all of them as one text."""

    def __init__(self, given: _SedOptions, process: Process) -> None:
        self._given = given
        self._process = process
        self.code = 0

    def run(self) -> int:
        texts: list[bytes] = []
        for name in self._given.names:
            text = self._read(name)
            if text is None:
                if self.code == _PANIC:
                    break
                continue
            if self._given.suffix is None:
                texts.append(text)
            elif not self._edit(name, text):
                return _PANIC
        *others, last = [text for text in texts if text] or [b""]
        whole = b"".join(text if text.endswith(b"\n") else text + b"\n" for text in others) + last
        self._process.write(Content.of_bytes(_edited(whole, self._given)))
        return self.code

    def _read(self, name: str) -> bytes | None:
        """Return what a file holds, None after a complaint."""
        filesystem = self._process.filesystem
        try:
            content = filesystem.content(self._process.at(name))
        except FileError as error:
            self._cannot_read(name, error)
            return None
        if content.size > _EDITED_BYTES:
            self._process.complain(f"sed: couldn't edit {name}: it is larger than 64 MiB")
            self.code = _PANIC
            return None
        return b"".join(content.chunks(filesystem.contents))

    def _cannot_read(self, name: str, error: FileError) -> None:
        self.code = _PANIC if error.errno in {EISDIR, ENXIO} else 2
        if self.code != _PANIC:
            told = f"can't read {name}: {reason(error)}"
        elif self._given.suffix is None:
            told = f"read error on {name}: {reason(error)}"
        else:
            told = f"couldn't edit {name}: not a regular file"
        self._process.complain(f"sed: {told}")

    def _edit(self, name: str, text: bytes) -> bool:
        after = Content.of_bytes(_edited(text, self._given))
        try:
            _replace(self._process, name, after, self._given.suffix or "")
        except FileError as error:
            self._process.complain(f"sed: couldn't open temporary file {name}: {reason(error)}")
            return False
        return True


def _sed(given: _SedOptions, process: Process) -> int:
    return _Editor(given, process).run()


def _replace(process: Process, name: str, content: Content, suffix: str) -> None:
    """Write a new file and give it the name, as ``sed -i`` does: other names keep the old one."""
    filesystem, place = process.filesystem, process.at(name)
    about = filesystem.stat(place)
    folder, _, last = place.rpartition("/")
    temporary = free_name(process, folder or "/")
    filesystem.write(temporary, content, mode=0o600)
    filesystem.chown(temporary, about.uid, about.gid)
    filesystem.chmod(temporary, about.mode)
    if suffix:
        backup = suffix.replace("*", last) if "*" in suffix else last + suffix
        filesystem.rename(place, backup if "/" in backup else f"{folder}/{backup}")
    filesystem.rename(temporary, place)


class _SedWords:
    """Reads the words of the command: ``-i`` may have a suffix, which no other option has."""

    def __init__(self, words: Sequence[str]) -> None:
        self._rest = list(words)
        self.suffix: str | None = None
        self.scripts: list[str] = []
        self.names: list[str] = []
        self.letters = ""
        while self._rest:
            word = self._rest.pop(0)
            if word == "--":
                self.names += self._rest
                break
            if word.startswith("-") and word != "-":
                self._option(_SHORT.get(word.partition("=")[0], ""), word)
            else:
                self.names.append(word)
        if not self.scripts:
            if not self.names:
                raise CommandError(
                    Lazy("sed: a script is missing; {understood}", understood=_UNDERSTOOD)
                )
            self.scripts.append(self.names.pop(0))

    def _option(self, short: str, word: str) -> None:
        if short:  # a long one
            word = short + word.partition("=")[2]
        found = _OPTION.fullmatch(word)
        if found is None:
            raise CommandError(
                Lazy("sed: {word} is not understood; understood: -i -e -E -r -n -s", word=word)
            )
        letters, last, value = found.groups()
        self.letters += letters
        if last == "i":
            self.suffix = value
        elif last == "e":
            if not value and not self._rest:
                raise CommandError(Lazy("sed: a value is missing after -e"))
            self.scripts.append(value or self._rest.pop(0))


def _prepare_sed(words: Sequence[str]) -> Callable[[Process], int]:
    given = _SedWords(words)
    is_extended = bool({"E", "r"} & set(given.letters))
    edits = _Script("\n".join(given.scripts), is_extended=is_extended).edits()
    read = _SedOptions(tuple(edits), tuple(given.names), "n" in given.letters, given.suffix)
    return partial(_sed, read)


COMMANDS = (ContainerCommand("sed", _prepare_sed),)
