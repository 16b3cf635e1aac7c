"""A line as words and operators: what POSIX calls token recognition (XCU 2.2, 2.3)."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.container.shell.errors import CommandError
from inspector.language import Lazy

HOME = "/root"
_GLOB = "*?["
# What a backslash keeps from its meaning in a pattern.
_SPECIAL = frozenset("*?[]!^-\\")
# Longest first.
_OPERATORS = ("&&", "||", ">>", ">&1", ">&2", ">", ";", "\n")
_BLANKS = " \t"
_ESCAPED_IN_QUOTES = '$`"\\'
_EXPANDED = frozenset("{(@*#?!$-_")
_UNKNOWN = {
    "&": Lazy("commands in the background"),
    "|": Lazy("pipes"),
    "<": Lazy("reading from a file with <"),
    "(": Lazy("subshells"),
    ")": Lazy("subshells"),
    "`": Lazy("command substitution"),
}


@dataclass(frozen=True)
class Word:
    """A word without its quotes; ``pattern`` where it has a glob, quoted characters escaped."""

    text: str
    pattern: str | None = None


@dataclass(frozen=True)
class Operator:
    """``;`` (a line end, too), ``&&``, ``||``; ``>``, ``>>``, ``>&1`` with their descriptor."""

    text: str
    descriptor: int = 1


class _Lexer:
    def __init__(self, line: str) -> None:
        self._line = line
        self._at = 0
        self._text: list[str] = []
        self._pattern: list[str] = []
        self._has_glob = False
        self._is_word = False
        self._tokens: list[Word | Operator] = []

    def tokens(self) -> list[Word | Operator]:
        while self._at < len(self._line):
            char = self._line[self._at]
            if char in _BLANKS:
                self._end_word()
                self._at += 1
            elif char == "#" and not self._is_word:
                end = self._line.find("\n", self._at)
                self._at = len(self._line) if end < 0 else end
            elif operator := self._operator():
                self._at += len(operator)
                self._end_operator(";" if operator == "\n" else operator)
            else:
                self._take(char)
        self._end_word()
        return self._tokens

    def _operator(self) -> str:
        here = (each for each in _OPERATORS if self._line.startswith(each, self._at))
        return next(here, "")

    def _end_operator(self, operator: str) -> None:
        descriptor = 1
        if operator.startswith(">") and self._is_word and self._text in (["1"], ["2"]):
            descriptor = int(self._text[0])
            self._clear()
        self._end_word()
        self._tokens.append(Operator(operator, descriptor))

    def _end_word(self) -> None:
        if self._is_word:
            pattern = "".join(self._pattern) if self._has_glob else None
            self._tokens.append(Word("".join(self._text), pattern))
        self._clear()

    def _clear(self) -> None:
        self._text, self._pattern = [], []
        self._has_glob = self._is_word = False

    def _take(self, char: str) -> None:
        """Take one character, or all that is between quotes."""
        if char == "'":
            end = self._line.find("'", self._at + 1)
            if end < 0:
                raise _open_quote(char)
            self._quoted(self._line[self._at + 1 : end])
            self._at = end + 1
        elif char == '"':
            self._at += 1
            self._double_quoted()
        elif char == "\\":
            self._escaped()
        else:
            self._plain(char)

    def _plain(self, char: str) -> None:
        self._refuse(char)
        if char == "~" and not self._is_word and self._line[self._at + 1 :][:1] in {"", "/", " "}:
            self._quoted(HOME)
        else:
            self._is_word = True
            self._text.append(char)
            self._pattern.append(char)
            self._has_glob = self._has_glob or char in _GLOB
        self._at += 1

    def _escaped(self) -> None:
        following = self._line[self._at + 1 :][:1]
        if following != "\n":  # a line that goes on
            self._quoted(following or "\\")
        self._at += 2

    def _double_quoted(self) -> None:
        while (char := self._line[self._at :][:1]) != '"':
            if not char:
                raise _open_quote('"')
            following = self._line[self._at + 1 :][:1]
            if char == "\\" and following == "\n":
                self._at += 1
            elif char == "\\" and following and following in _ESCAPED_IN_QUOTES:
                self._quoted(following)
                self._at += 1
            else:
                if char in "$`":
                    self._refuse(char)
                self._quoted(char)
            self._at += 1
        self._quoted("")
        self._at += 1

    def _quoted(self, text: str) -> None:
        self._is_word = True
        self._text += text
        self._pattern += [f"\\{char}" if char in _SPECIAL else char for char in text]

    def _refuse(self, char: str) -> None:
        """Raise CommandError where a character means what is not understood."""
        what = _UNKNOWN.get(char)
        if char == "$":
            following = self._line[self._at + 1 :][:1]
            if following.isalnum() or following in _EXPANDED:
                what = Lazy("variables and command substitution")
        if what:
            raise CommandError(
                Lazy(
                    "{char} is not understood ({what}); quote it to use it as a character",
                    char=char,
                    what=what,
                )
            )


def split(line: str) -> list[Word | Operator]:
    """Return the tokens of a line. Raises CommandError."""
    return _Lexer(line).tokens()


def _open_quote(quote: str) -> CommandError:
    return CommandError(Lazy("a quote is not closed: {quote}", quote=quote))
