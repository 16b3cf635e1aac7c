"""Parse what stands between ``{{`` and ``}}``: pipelines, commands, operands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.gotemplate import nodes
from inspector.gotemplate.lexer import Token, TokenKind
from inspector.gotemplate.numbers import parse_complex, parse_number
from inspector.gotemplate.text import quote, rune_of, unquote

if TYPE_CHECKING:
    from collections.abc import Collection

    from inspector.gotemplate.tokens import Tokens

_LITERALS = (nodes.Bool, nodes.String, nodes.Number, nodes.Nil, nodes.Dot)
_NUMBERS = frozenset({TokenKind.NUMBER, TokenKind.COMPLEX, TokenKind.CHAR_CONSTANT})
_STRINGS = frozenset({TokenKind.STRING, TokenKind.RAW_STRING})
_BEGINS_OPERAND = (
    _NUMBERS
    | _STRINGS
    | {
        TokenKind.BOOL,
        TokenKind.FIELD,
        TokenKind.IDENTIFIER,
        TokenKind.VARIABLE,
        TokenKind.LEFT_PAREN,
    }
)
_AFTER_COMMA = frozenset({TokenKind.VARIABLE, TokenKind.RIGHT_DELIM, TokenKind.RIGHT_PAREN})


class Operands:
    """Reads pipelines; knows the functions, and the variables visible where it stands."""

    def __init__(self, tokens: Tokens, functions: Collection[str]) -> None:
        self._tokens = tokens
        self._functions = functions
        self.variables = ["$"]

    def pipeline(self, context: str, end: TokenKind = TokenKind.RIGHT_DELIM) -> nodes.Pipeline:
        """Read ``$x := command | command`` and the token that ends it.

        Raises TemplateError.
        """
        tokens = self._tokens
        position = tokens.peek_solid().position
        commands: list[nodes.Command] = []
        with tokens.nested():
            variables, assigns = self._declarations(context)
            while (token := tokens.peek_solid()).kind is not end:
                named = token.is_keyword(".") or token.is_keyword("nil")
                if token.kind not in _BEGINS_OPERAND and not named:
                    raise tokens.unexpected(token, context)
                commands.append(self._command())
        tokens.take()
        self._check(commands, context)
        return nodes.Pipeline(position, tuple(variables), assigns, tuple(commands))

    def string(self, token: Token) -> bytes:
        """Return what a string constant means; raises TemplateError where it means nothing."""
        value = unquote(token.value)
        if value is None:
            raise self._tokens.error("invalid syntax")
        return value

    def _declarations(self, context: str) -> tuple[list[str], bool]:
        tokens = self._tokens
        names: list[str] = []
        while (token := tokens.peek_solid()).kind is TokenKind.VARIABLE:
            start = tokens.at
            tokens.take()
            following = tokens.peek_solid()
            declares = following.kind in {TokenKind.ASSIGN, TokenKind.DECLARE}
            if not declares and (following.kind, following.value) != (TokenKind.CHAR, ","):
                tokens.at = start
                break
            tokens.take()
            names.append(token.value)
            self.variables.append(token.value)
            if declares:
                return names, following.kind is TokenKind.ASSIGN
            if context != "range" or len(names) > 1:
                raise tokens.error(f"too many declarations in {context}")
            if tokens.peek_solid().kind not in _AFTER_COMMA:
                raise tokens.error("range can only initialize variables")
        return names, False

    def _check(self, commands: list[nodes.Command], context: str) -> None:
        if not commands:
            raise self._tokens.error(f"missing value for {context}")
        for stage, command in enumerate(commands[1:], 2):
            if isinstance(command.operands[0], _LITERALS):
                raise self._tokens.error(f"non executable command in pipeline stage {stage}")

    def _command(self) -> nodes.Command:
        tokens = self._tokens
        position = tokens.peek_solid().position
        operands: list[nodes.Operand] = []
        while True:
            tokens.peek_solid()
            operand = self._operand()
            if operand is not None:
                operands.append(operand)
            token = tokens.take()
            if token.kind is TokenKind.SPACE:
                continue
            if token.kind in {TokenKind.RIGHT_DELIM, TokenKind.RIGHT_PAREN}:
                tokens.at -= 1
            elif token.kind is not TokenKind.PIPE:
                raise tokens.unexpected(token, "operand")
            break
        if not operands:
            raise tokens.error("empty command")
        return nodes.Command(position, tuple(operands))

    def _operand(self) -> nodes.Operand | None:
        node = self._term()
        if node is None or self._tokens.peek().kind is not TokenKind.FIELD:
            return node
        position = self._tokens.peek().position
        fields: list[str] = []
        while self._tokens.peek().kind is TokenKind.FIELD:
            fields.append(self._tokens.take().value[1:])
        if isinstance(node, _LITERALS):
            raise self._tokens.error(f"unexpected . after term {quote(str(node))}")
        if isinstance(node, nodes.Field):
            return nodes.Field(position, (*node.names, *fields))
        if isinstance(node, nodes.Variable):
            return nodes.Variable(position, node.name, (*node.fields, *fields))
        return nodes.Chain(position, node, tuple(fields))

    def _term(self) -> nodes.Operand | None:
        token = self._tokens.take_solid()
        if token.kind is TokenKind.LEFT_PAREN:
            return self.pipeline("parenthesized pipeline", TokenKind.RIGHT_PAREN)
        if token.kind in _STRINGS:
            return nodes.String(token.position, token.value, self.string(token))
        if token.kind in _NUMBERS:
            return self._number(token)
        if token.kind is TokenKind.FIELD:
            return nodes.Field(token.position, (token.value[1:],))
        if token.kind is TokenKind.BOOL:
            return nodes.Bool(token.position, token.value == "true")
        if token.kind in {TokenKind.IDENTIFIER, TokenKind.VARIABLE}:
            return self._named(token)
        if token.is_keyword("."):
            return nodes.Dot(token.position)
        if token.is_keyword("nil"):
            return nodes.Nil(token.position)
        self._tokens.at -= 1
        return None

    def _named(self, token: Token) -> nodes.Identifier | nodes.Variable:
        if token.kind is TokenKind.VARIABLE:
            if token.value not in self.variables:
                raise self._tokens.error(f"undefined variable {quote(token.value)}")
            return nodes.Variable(token.position, token.value, ())
        if token.value not in self._functions:
            raise self._tokens.error(f"function {quote(token.value)} not defined")
        return nodes.Identifier(token.position, token.value)

    def _number(self, token: Token) -> nodes.Number:
        value: complex | None
        integer: int | None
        try:
            if token.kind is TokenKind.CHAR_CONSTANT:
                value = integer = rune_of(token.value)
            elif token.kind is TokenKind.COMPLEX:
                value, integer = parse_complex(token.value), None
            else:
                value, integer = parse_number(token.value)
        except ValueError as error:
            raise self._tokens.error(str(error)) from None
        return nodes.Number(token.position, token.value, value, integer)
