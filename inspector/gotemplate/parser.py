"""Parse Go's text/template into nodes.

Source: Go 1.24, text/template/parse: the same language, and the same errors at the same places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.gotemplate import nodes
from inspector.gotemplate.lexer import Token, TokenKind
from inspector.gotemplate.operands import Operands
from inspector.gotemplate.text import quote
from inspector.gotemplate.tokens import Tokens
from inspector.text import decode, encode

if TYPE_CHECKING:
    from collections.abc import Collection

Body = tuple[nodes.Statement, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The templates of one text by name; the text itself is the one called ``b""``."""

    source: str
    templates: dict[bytes, Body]


def parse(source: str, functions: Collection[str]) -> Parsed:
    """Return the templates in ``source``, which may call ``functions``.

    Raises TemplateError.
    """
    return Parsed(source, _Parser(source, functions).parse())


class _Parser:
    """Reads statements; a word instead of one ends a list of them: ``end`` or ``else``."""

    def __init__(self, source: str, functions: Collection[str]) -> None:
        self._tokens = Tokens(source)
        self._functions = functions
        self._operands = Operands(self._tokens, functions)
        self._ranges = 0
        self._templates: dict[bytes, Body] = {}

    def parse(self) -> dict[bytes, Body]:
        body: list[nodes.Statement] = []
        while self._tokens.peek().kind is not TokenKind.EOF:
            if self._define():
                continue
            statement = self._statement()
            if isinstance(statement, str):
                raise self._tokens.error(f"unexpected {{{{{statement}}}}}")
            body.append(statement)
        self._add(b"", tuple(body))
        return self._templates

    def _define(self) -> bool:
        start = self._tokens.at
        opens = self._tokens.take().kind is TokenKind.LEFT_DELIM
        if not opens or not self._tokens.take_solid().is_keyword("define"):
            self._tokens.at = start
            return False
        name = self._name(self._tokens.take_solid(), "define clause")
        self._tokens.expect(TokenKind.RIGHT_DELIM, "define clause")
        self._definition(name, "define clause")
        return True

    def _definition(self, name: bytes, context: str) -> None:
        outer, ranges = self._operands, self._ranges
        self._operands, self._ranges = Operands(self._tokens, self._functions), 0
        body, end = self._list()
        if end != "end":
            raise self._tokens.error(f"unexpected {{{{{end}}}}} in {context}")
        self._add(name, body)
        self._operands, self._ranges = outer, ranges

    def _add(self, name: bytes, body: Body) -> None:
        """Keep a template; an empty one neither replaces another nor stands in its way."""
        known = self._templates.get(name)
        if known is None or _is_empty(known):
            self._templates[name] = body
        elif not _is_empty(body):
            shown = quote(decode(name))
            raise self._tokens.error(f"template: multiple definition of template {shown}")

    def _list(self) -> tuple[Body, str]:
        body: list[nodes.Statement] = []
        with self._tokens.nested():
            while self._tokens.peek_solid().kind is not TokenKind.EOF:
                statement = self._statement()
                if isinstance(statement, str):
                    return tuple(body), statement
                body.append(statement)
        raise self._tokens.error("unexpected EOF")

    def _statement(self) -> nodes.Statement | str:
        token = self._tokens.take_solid()
        if token.kind is TokenKind.TEXT:
            return nodes.Text(encode(token.value))
        if token.kind is not TokenKind.LEFT_DELIM:
            raise self._tokens.unexpected(token, "input")
        self._tokens.action_line = token.line
        statement = self._action()
        self._tokens.action_line = 0
        return statement

    def _action(self) -> nodes.Statement | str:
        token = self._tokens.peek_solid()
        if token.kind is TokenKind.KEYWORD and token.value not in {".", "nil"}:
            self._tokens.take()
            if token.value in {"if", "with"}:
                return self._branch(token.value)
            if token.value in {"break", "continue"}:
                return self._leave(token.value)
            if token.value in {"template", "block"}:
                return self._invocation(token.value)
            if token.value == "range":
                return self._range()
            if token.value in {"end", "else"}:
                return self._end(token.value)
            self._tokens.at -= 1  # a "define" that is not at the top
        return nodes.Action(self._operands.pipeline("command"))

    def _end(self, word: str) -> str:
        token = self._tokens.peek_solid()
        # {{else if}} and {{else with}} are left to the block that they belong to
        chained = token.is_keyword("if") or token.is_keyword("with")
        if word == "end" or not chained:
            self._tokens.expect(TokenKind.RIGHT_DELIM, word)
        return word

    def _leave(self, word: str) -> nodes.Leave:
        self._tokens.expect(TokenKind.RIGHT_DELIM, f"{{{{{word}}}}}")
        if self._ranges == 0:
            raise self._tokens.error(f"{{{{{word}}}}} outside {{{{range}}}}")
        return nodes.Leave(again=word == "continue")

    def _branch(self, word: str) -> nodes.Branch:
        mark = len(self._operands.variables)
        clauses: list[nodes.Clause] = []
        otherwise: Body = ()
        end = ""
        while end != "end":
            pipeline = self._operands.pipeline(word)
            body, end = self._list()
            clauses.append(nodes.Clause(pipeline, body))
            if end == "else" and self._tokens.peek().is_keyword(word):
                self._tokens.take()
            elif end == "else":
                otherwise, end = self._last_list()
        del self._operands.variables[mark:]
        return nodes.Branch(word == "with", tuple(clauses), otherwise)

    def _last_list(self) -> tuple[Body, str]:
        body, end = self._list()
        if end != "end":
            raise self._tokens.error(f"expected end; found {{{{{end}}}}}")
        return body, end

    def _range(self) -> nodes.Range:
        mark = len(self._operands.variables)
        pipeline = self._operands.pipeline("range")
        self._ranges += 1
        body, end = self._list()
        self._ranges -= 1
        otherwise = self._last_list()[0] if end == "else" else ()
        del self._operands.variables[mark:]
        return nodes.Range(pipeline, body, otherwise)

    def _invocation(self, word: str) -> nodes.Invocation:
        context = f"{word} clause"
        token = self._tokens.take_solid()
        name = self._name(token, context)
        pipeline = None
        if word == "template" and self._tokens.peek_solid().kind is TokenKind.RIGHT_DELIM:
            self._tokens.take()
        else:
            pipeline = self._operands.pipeline(context)
        if word == "block":
            self._definition(name, context)
        return nodes.Invocation(token.position, name, pipeline)

    def _name(self, token: Token, context: str) -> bytes:
        if token.kind not in {TokenKind.STRING, TokenKind.RAW_STRING}:
            raise self._tokens.unexpected(token, context)
        return self._operands.string(token)


def _is_empty(body: Body) -> bool:
    return all(isinstance(each, nodes.Text) and not each.value.strip() for each in body)
