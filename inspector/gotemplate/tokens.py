"""The tokens as the parsers read them: one after the other, with a way back, and with errors."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from inspector.gotemplate.errors import TemplateError
from inspector.gotemplate.lexer import Token, TokenKind, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 100  # nested parentheses and blocks, so that no template exhausts the stack


class Tokens:
    """A cursor on a template's tokens; ``at`` may be kept and set back."""

    def __init__(self, source: str) -> None:
        self._tokens = tokenize(source)
        self._seen = 0  # the furthest token ever read gives an error its line
        self._depth = 0
        self.at = 0
        self.action_line = 0  # of the innermost open action

    def take(self) -> Token:
        """Return the next token and step over it; the last one stays."""
        index = min(self.at, len(self._tokens) - 1)
        self._seen = max(self._seen, index)
        self.at += 1
        return self._tokens[index]

    def peek(self) -> Token:
        token = self.take()
        self.at -= 1
        return token

    def peek_solid(self) -> Token:
        """Step over spaces and return the next token."""
        while self.peek().kind is TokenKind.SPACE:
            self.at += 1
        return self.peek()

    def take_solid(self) -> Token:
        """Return the next token that is no space and step over it."""
        self.peek_solid()
        return self.take()

    def expect(self, kind: TokenKind, context: str) -> Token:
        """Return the next token that is no space; raises TemplateError where it is another."""
        token = self.take_solid()
        if token.kind is not kind:
            raise self.unexpected(token, context)
        return token

    def error(self, message: str) -> TemplateError:
        """Return the error for the place that was reached."""
        line = self._tokens[self._seen].line
        return TemplateError(f"template: :{line}: {message}")

    def unexpected(self, token: Token, context: str) -> TemplateError:
        """Return the error for a token that does not fit, or that is an error itself."""
        if token.kind is not TokenKind.ERROR:
            return self.error(f"unexpected {token} in {context}")
        if self.action_line in {0, token.line}:
            return self.error(token.value)
        action = "" if token.value.endswith(" action") else " in action"
        return self.error(f"{token.value}{action} started at :{self.action_line}")

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Count a level of nesting; raises TemplateError where there are too many."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.error(f"nested more than {MAX_DEPTH} deep")
        yield
        self._depth -= 1
