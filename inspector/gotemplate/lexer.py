"""The tokens of Go's text/template.

Source: documentation of Go 1.24's text/template/parse; docker 28.2.2, which is written in Go.
Text is a ``str`` in which undecodable bytes are lone surrogates (``text.decode``).
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

import msgspec

from inspector.gotemplate.text import quote, unicode_name

if TYPE_CHECKING:
    from collections.abc import Iterator


class TokenKind(Enum):
    """The kinds of tokens of a template, as Go's text/template/parse has them."""

    ASSIGN = auto()
    BOOL = auto()
    CHAR = auto()  # a punctuation mark, such as the comma
    CHAR_CONSTANT = auto()
    COMPLEX = auto()
    DECLARE = auto()
    EOF = auto()
    ERROR = auto()  # the value is the message; nothing follows
    FIELD = auto()
    IDENTIFIER = auto()
    KEYWORD = auto()
    LEFT_DELIM = auto()
    LEFT_PAREN = auto()
    NUMBER = auto()
    PIPE = auto()
    RAW_STRING = auto()
    RIGHT_DELIM = auto()
    RIGHT_PAREN = auto()
    SPACE = auto()
    STRING = auto()
    TEXT = auto()
    VARIABLE = auto()


KEYWORDS = frozenset(
    {
        ".",
        "block",
        "break",
        "continue",
        "define",
        "else",
        "end",
        "if",
        "nil",
        "range",
        "template",
        "with",
    }
)


class Token(msgspec.Struct, frozen=True):
    """A piece of the text; ``position`` counts characters, ``line`` begins at 1."""

    kind: TokenKind
    value: str
    position: int
    line: int

    def __str__(self) -> str:
        if self.kind is TokenKind.EOF:
            return "EOF"
        if self.kind is TokenKind.ERROR:
            return self.value
        if self.kind is TokenKind.KEYWORD:
            return f"<{self.value}>"
        return quote(self.value[:10]) + "..." if len(self.value) > 10 else quote(self.value)

    def is_keyword(self, word: str) -> bool:
        """Tell whether this is the keyword ``word`` (``.`` is one)."""
        return self.kind is TokenKind.KEYWORD and self.value == word


class _BadTokenError(Exception):
    """Ends the reading; the message becomes the last token."""


_SPACES = " \t\r\n"
_RIGHT = re.compile(r"(?P<trim>[ \t\r\n]-)?\}\}")
_TRIMMED_END = re.compile(r"[ \t\r\n]-\}\}")
_LEFT_TRIM = re.compile(r"-[ \t\r\n]")
_SPACE_RUN = re.compile(r"[ \t\r\n]+")
_NUMBER = re.compile(
    r"[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?"
    r"|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?"
    r"|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?"
)
_QUOTED = {
    '"': (TokenKind.STRING, re.compile(r'"(?:\\[^\n]|[^"\\\n])*"'), "unterminated quoted string"),
    "`": (TokenKind.RAW_STRING, re.compile(r"`[^`]*`"), "unterminated raw quoted string"),
    "'": (
        TokenKind.CHAR_CONSTANT,
        re.compile(r"'(?:\\[^\n]|[^'\\\n])*'"),
        "unterminated character constant",
    ),
}
_MARKS = {
    "=": TokenKind.ASSIGN,
    "|": TokenKind.PIPE,
    "(": TokenKind.LEFT_PAREN,
    ")": TokenKind.RIGHT_PAREN,
}


def tokenize(text: str) -> list[Token]:
    """Return all tokens, the last of kind EOF or ERROR."""
    return list(_Lexer(text).tokens())


def _alphanumeric(char: str) -> bool:
    return char == "_" or char.isalpha() or char.isdecimal()


class _Lexer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def tokens(self) -> Iterator[Token]:
        line, counted = 1, 0
        try:
            for kind, start, end in self._spans():
                line += self._text.count("\n", counted, start)
                counted = start
                yield Token(kind, self._text[start:end], start, line)
        except _BadTokenError as error:
            line += self._text.count("\n", counted, self._at)
            yield Token(TokenKind.ERROR, str(error), self._at, line)
        else:
            line += self._text.count("\n", counted)
            yield Token(TokenKind.EOF, "", len(self._text), line)

    def _spans(self) -> Iterator[tuple[TokenKind, int, int]]:
        while self._at < len(self._text):
            start = self._at
            left = self._text.find("{{", start)
            if left < 0:
                self._at = len(self._text)
                yield TokenKind.TEXT, start, self._at
                return
            inside = left + 2
            trimmed = bool(_LEFT_TRIM.match(self._text, inside))
            kept = len(self._text[start:left].rstrip(_SPACES)) if trimmed else left - start
            if kept:
                yield TokenKind.TEXT, start, start + kept
            self._at = left
            inside += 2 * trimmed  # past "- "
            if self._text.startswith("/*", inside):
                self._comment(inside)
            else:
                yield TokenKind.LEFT_DELIM, left, left + 2
                self._at = inside
                yield from self._action()

    def _comment(self, inside: int) -> None:
        end = self._text.find("*/", inside + 2)
        if end < 0:
            raise _BadTokenError("unclosed comment")
        right = _RIGHT.match(self._text, end + 2)
        if right is None:
            raise _BadTokenError("comment ends before closing delimiter")
        self._leave(right)

    def _leave(self, right: re.Match[str]) -> None:
        self._at = right.end()
        if right["trim"]:
            rest = _SPACE_RUN.match(self._text, self._at)
            self._at = rest.end() if rest else self._at

    def _action(self) -> Iterator[tuple[TokenKind, int, int]]:
        depth = 0
        while True:
            right = _RIGHT.match(self._text, self._at)
            if right:
                if depth:
                    raise _BadTokenError("unclosed left paren")
                yield TokenKind.RIGHT_DELIM, right.end() - 2, right.end()
                self._leave(right)
                return
            start = self._at
            kind, self._at = self._item(start)
            depth += (kind is TokenKind.LEFT_PAREN) - (kind is TokenKind.RIGHT_PAREN)
            if depth < 0:
                raise _BadTokenError("unexpected right paren")
            yield kind, start, self._at

    def _item(self, start: int) -> tuple[TokenKind, int]:
        char = self._text[start : start + 1]
        if not char:
            raise _BadTokenError("unclosed action")
        if char in _SPACES:
            return TokenKind.SPACE, self._spaces_end(start)
        if char in _QUOTED:
            kind, pattern, message = _QUOTED[char]
            match = pattern.match(self._text, start)
            if match is None:
                raise _BadTokenError(message)
            return kind, match.end()
        if char in _MARKS:
            return _MARKS[char], start + 1
        if char == ":":
            if not self._text.startswith("=", start + 1):
                raise _BadTokenError("expected :=")
            return TokenKind.DECLARE, start + 2
        return self._word(char, start)

    def _spaces_end(self, start: int) -> int:
        run = _SPACE_RUN.match(self._text, start)
        end = run.end() if run else start
        # the last space before "-}}" belongs to the delimiter
        return end - 1 if _TRIMMED_END.match(self._text, end - 1) else end

    def _word(self, char: str, start: int) -> tuple[TokenKind, int]:
        following = self._text[start + 1 : start + 2]
        if char == "$" or (char == "." and following and following not in "0123456789"):
            end = self._name_end(start + 1)
            if char == "$":
                return TokenKind.VARIABLE, end
            return (TokenKind.KEYWORD if end == start + 1 else TokenKind.FIELD), end
        if char in "+-." or char in "0123456789":
            return self._number(start)
        if _alphanumeric(char):
            return self._identifier(start)
        if char.isascii() and char.isprintable():
            return TokenKind.CHAR, start + 1
        raise _BadTokenError(f"unrecognized character in action: {unicode_name(char)}")

    def _name_end(self, at: int) -> int:
        while at < len(self._text) and _alphanumeric(self._text[at]):
            at += 1
        rest = self._text[at : at + 1]
        if rest and rest not in _SPACES + ".,|:)(" and not self._text.startswith("}}", at):
            raise _BadTokenError(f"bad character {unicode_name(rest)}")
        return at

    def _identifier(self, start: int) -> tuple[TokenKind, int]:
        end = self._name_end(start)
        word = self._text[start:end]
        if word in KEYWORDS:
            return TokenKind.KEYWORD, end
        return (TokenKind.BOOL if word in {"true", "false"} else TokenKind.IDENTIFIER), end

    def _number(self, start: int) -> tuple[TokenKind, int]:
        end = self._number_end(start, start)
        if self._text[end : end + 1] not in {"+", "-"}:
            return TokenKind.NUMBER, end
        end = self._number_end(start, end)
        if self._text[end - 1] != "i":
            raise _BadTokenError(f"bad number syntax: {quote(self._text[start:end])}")
        return TokenKind.COMPLEX, end

    def _number_end(self, start: int, at: int) -> int:
        match = _NUMBER.match(self._text, at)
        end = match.end() if match else at
        if end < len(self._text) and _alphanumeric(self._text[end]):
            raise _BadTokenError(f"bad number syntax: {quote(self._text[start : end + 1])}")
        return end
