"""Parse Go's text/template into nodes.

Source: Go 1.24, text/template/parse: the same language, the same errors at the same places.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspector.errors import UsageError
from inspector.exports.gotemplate import nodes
from inspector.exports.gotemplate.lexer import Kind, Token, tokenize
from inspector.exports.gotemplate.numbers import parse_complex, parse_number
from inspector.exports.gotemplate.quote import quote, rune_of, unquote
from inspector.text import encode

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_DEPTH = 100  # nested parentheses and blocks, so that a template cannot exhaust the stack

_OPERANDS = frozenset(
    {
        Kind.BOOL,
        Kind.CHAR_CONSTANT,
        Kind.COMPLEX,
        Kind.FIELD,
        Kind.IDENTIFIER,
        Kind.NUMBER,
        Kind.RAW_STRING,
        Kind.STRING,
        Kind.VARIABLE,
        Kind.LEFT_PAREN,
    }
)
_LITERALS = (nodes.Bool, nodes.String, nodes.Number, nodes.Nil, nodes.Dot)
Body = tuple[nodes.Statement, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The templates of one text by name, the text itself under ``b""``."""

    source: str
    templates: dict[bytes, Body]


@dataclass(slots=True)
class _Scope:
    """What is visible within one template: its variables, and whether it may leave a range."""

    variables: list[str] = field(default_factory=lambda: ["$"])
    ranges: int = 0


def parse(source: str, functions: Collection[str]) -> Parsed:
    """Return the templates in ``source``, which may call ``functions``.

    Raises UsageError with docker's message.
    """
    parser = _Parser(source, functions)
    return Parsed(source, parser.parse())


class _Parser:
    def __init__(self, source: str, functions: Collection[str]) -> None:
        self._tokens = tokenize(source)
        self._next = 0
        self._seen = 0  # how far tokens were ever read: the line of errors
        self._functions = functions
        self._templates: dict[bytes, Body] = {}
        self._scope = _Scope()
        self._depth = 0

    # --- tokens

    def _take(self) -> Token:
        token = self._tokens[min(self._next, len(self._tokens) - 1)]
        self._seen = max(self._seen, self._next)
        self._next += 1
        return token

    def _peek(self) -> Token:
        token = self._take()
        self._next -= 1
        return token

    def _skip_spaces(self) -> Token:
        """Return the next token that is no space, without taking it."""
        while self._peek().kind is Kind.SPACE:
            self._next += 1
        return self._peek()

    def _take_solid(self) -> Token:
        self._skip_spaces()
        return self._take()

    def _error(self, message: str) -> UsageError:
        line = self._tokens[min(self._seen, len(self._tokens) - 1)].line
        return UsageError(f"template parsing error: template: :{line}: {message}")

    def _unexpected(self, token: Token, context: str) -> UsageError:
        if token.kind is Kind.ERROR:
            return self._error(token.value)
        return self._error(f"unexpected {token} in {context}")

    def _expect(self, kind: Kind, context: str) -> Token:
        token = self._take_solid()
        if token.kind is not kind:
            raise self._unexpected(token, context)
        return token

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(f"nested more than {MAX_DEPTH} deep")

    # --- statements

    def parse(self) -> dict[bytes, Body]:
        body: list[nodes.Statement] = []
        while self._peek().kind is not Kind.EOF:
            if self._define():
                continue
            statement = self._statement()
            if isinstance(statement, str):
                raise self._error(f"unexpected {{{{{statement}}}}}")
            body.append(statement)
        self._add(b"", tuple(body))
        return self._templates

    def _define(self) -> bool:
        start = self._next
        if self._peek().kind is Kind.LEFT_DELIM:
            self._take()
            if self._take_solid().is_keyword("define"):
                name = self._name(self._take_solid(), "define clause")
                self._expect(Kind.RIGHT_DELIM, "define clause")
                self._definition(name, "define clause")
                return True
        self._next = start
        return False

    def _definition(self, name: bytes, context: str) -> None:
        outer, self._scope = self._scope, _Scope()
        body, end = self._list()
        if end != "end":
            raise self._error(f"unexpected {{{{{end}}}}} in {context}")
        self._add(name, body)
        self._scope = outer

    def _add(self, name: bytes, body: Body) -> None:
        """Keep a template; an empty one neither replaces another nor stands in its way."""
        known = self._templates.get(name)
        if known is None or _is_empty(known):
            self._templates[name] = body
        elif not _is_empty(body):
            shown = quote(name.decode("utf-8", "surrogateescape"))
            raise self._error(f"template: multiple definition of template {shown}")

    def _list(self) -> tuple[Body, str]:
        """Parse up to ``{{end}}`` or ``{{else``; the word is returned with the statements."""
        self._deeper()
        body: list[nodes.Statement] = []
        while self._skip_spaces().kind is not Kind.EOF:
            statement = self._statement()
            if isinstance(statement, str):
                self._depth -= 1
                return tuple(body), statement
            body.append(statement)
        raise self._error("unexpected EOF")

    def _statement(self) -> nodes.Statement | str:
        token = self._take_solid()
        if token.kind is Kind.TEXT:
            return nodes.Text(encode(token.value))
        if token.kind is not Kind.LEFT_DELIM:
            raise self._unexpected(token, "input")
        token = self._take_solid()
        if token.kind is Kind.KEYWORD and token.value in _STATEMENTS:
            return _STATEMENTS[token.value](self)
        self._next -= 1
        return nodes.Action(self._pipeline("command", Kind.RIGHT_DELIM))

    def _end(self) -> str:
        self._expect(Kind.RIGHT_DELIM, "end")
        return "end"

    def _else(self) -> str:
        # {{else if}} and {{else with}} are left for the block that they belong to
        token = self._skip_spaces()
        if not (token.is_keyword("if") or token.is_keyword("with")):
            self._expect(Kind.RIGHT_DELIM, "else")
        return "else"

    def _leave(self, word: str) -> nodes.Leave:
        token = self._take_solid()
        if token.kind is not Kind.RIGHT_DELIM:
            raise self._unexpected(token, f"{{{{{word}}}}}")
        if self._scope.ranges == 0:
            raise self._error(f"{{{{{word}}}}} outside {{{{range}}}}")
        return nodes.Leave(again=word == "continue")

    def _branch(self, word: str) -> nodes.Branch:
        mark = len(self._scope.variables)
        clauses: list[nodes.Clause] = []
        otherwise: Body = ()
        end = "else"
        while end == "else":
            pipeline = self._pipeline(word, Kind.RIGHT_DELIM)
            body, end = self._list()
            clauses.append(nodes.Clause(pipeline, body))
            if end == "else" and self._peek().is_keyword(word):
                self._take()
            elif end == "else":
                otherwise = self._last_list()
                break
        del self._scope.variables[mark:]
        return nodes.Branch(word == "with", tuple(clauses), otherwise)

    def _last_list(self) -> Body:
        body, end = self._list()
        if end != "end":
            raise self._error(f"expected end; found {{{{{end}}}}}")
        return body

    def _range(self) -> nodes.Range:
        mark = len(self._scope.variables)
        pipeline = self._pipeline("range", Kind.RIGHT_DELIM)
        self._scope.ranges += 1
        body, end = self._list()
        self._scope.ranges -= 1
        otherwise = self._last_list() if end == "else" else ()
        del self._scope.variables[mark:]
        return nodes.Range(pipeline, body, otherwise)

    def _block(self) -> nodes.Invocation:
        token = self._take_solid()
        name = self._name(token, "block clause")
        pipeline = self._pipeline("block clause", Kind.RIGHT_DELIM)
        self._definition(name, "block clause")
        return nodes.Invocation(token.position, name, pipeline)

    def _template(self) -> nodes.Invocation:
        token = self._take_solid()
        name = self._name(token, "template clause")
        pipeline = None
        if self._skip_spaces().kind is Kind.RIGHT_DELIM:
            self._take()
        else:
            pipeline = self._pipeline("template clause", Kind.RIGHT_DELIM)
        return nodes.Invocation(token.position, name, pipeline)

    def _name(self, token: Token, context: str) -> bytes:
        if token.kind not in {Kind.STRING, Kind.RAW_STRING}:
            raise self._unexpected(token, context)
        return self._unquoted(token)

    def _unquoted(self, token: Token) -> bytes:
        value = unquote(token.value)
        if value is None:
            raise self._error("invalid syntax")
        return value

    # --- pipelines

    def _pipeline(self, context: str, end: Kind) -> nodes.Pipeline:
        self._deeper()
        position = self._skip_spaces().position
        variables, assigns = self._declarations(context)
        commands: list[nodes.Command] = []
        while (token := self._skip_spaces()).kind is not end:
            if token.kind not in _OPERANDS and token.value not in {".", "nil"}:
                raise self._unexpected(self._take(), context)
            commands.append(self._command())
        self._take()
        self._check(commands, context)
        self._depth -= 1
        return nodes.Pipeline(position, tuple(variables), assigns, tuple(commands))

    def _declarations(self, context: str) -> tuple[list[str], bool]:
        names: list[str] = []
        while (token := self._skip_spaces()).kind is Kind.VARIABLE:
            start = self._next
            self._take()
            following = self._skip_spaces()
            if following.kind in {Kind.ASSIGN, Kind.DECLARE}:
                self._take()
                names.append(token.value)
                self._scope.variables.append(token.value)
                return names, following.kind is Kind.ASSIGN
            if following.kind is not Kind.CHAR or following.value != ",":
                self._next = start
                break
            self._take()
            names.append(token.value)
            self._scope.variables.append(token.value)
            if context != "range" or len(names) > 1:
                raise self._error(f"too many declarations in {context}")
            if self._skip_spaces().kind not in {Kind.VARIABLE, Kind.RIGHT_DELIM, Kind.RIGHT_PAREN}:
                raise self._error("range can only initialize variables")
        return names, False

    def _check(self, commands: list[nodes.Command], context: str) -> None:
        if not commands:
            raise self._error(f"missing value for {context}")
        for stage, command in enumerate(commands[1:], 2):
            if isinstance(command.operands[0], _LITERALS):
                raise self._error(f"non executable command in pipeline stage {stage}")

    def _command(self) -> nodes.Command:
        position = self._skip_spaces().position
        operands: list[nodes.Operand] = []
        while True:
            self._skip_spaces()
            operand = self._operand()
            if operand is not None:
                operands.append(operand)
            token = self._take()
            if token.kind is Kind.SPACE:
                continue
            if token.kind in {Kind.RIGHT_DELIM, Kind.RIGHT_PAREN}:
                self._next -= 1
            elif token.kind is not Kind.PIPE:
                raise self._unexpected(token, "operand")
            break
        if not operands:
            raise self._error("empty command")
        return nodes.Command(position, tuple(operands))

    def _operand(self) -> nodes.Operand | None:
        node = self._term()
        if node is None or self._peek().kind is not Kind.FIELD:
            return node
        position = self._peek().position
        fields: list[str] = []
        while self._peek().kind is Kind.FIELD:
            fields.append(self._take().value[1:])
        if isinstance(node, _LITERALS):
            raise self._error(f"unexpected . after term {quote(str(node))}")
        if isinstance(node, nodes.Field):
            return nodes.Field(position, (*node.names, *fields))
        if isinstance(node, nodes.Variable):
            return nodes.Variable(position, node.name, (*node.fields, *fields))
        return nodes.Chain(position, node, tuple(fields))

    def _term(self) -> nodes.Operand | None:
        token = self._take_solid()
        if token.kind is Kind.LEFT_PAREN:
            return self._pipeline("parenthesized pipeline", Kind.RIGHT_PAREN)
        if token.kind in {Kind.STRING, Kind.RAW_STRING}:
            return nodes.String(token.position, token.value, self._unquoted(token))
        if token.kind in {Kind.NUMBER, Kind.COMPLEX, Kind.CHAR_CONSTANT}:
            return self._number(token)
        if token.kind is Kind.FIELD:
            return nodes.Field(token.position, (token.value[1:],))
        if token.kind is Kind.BOOL:
            return nodes.Bool(token.position, token.value == "true")
        if token.kind is Kind.IDENTIFIER:
            if token.value not in self._functions:
                raise self._error(f"function {quote(token.value)} not defined")
            return nodes.Identifier(token.position, token.value)
        if token.kind is Kind.VARIABLE:
            if token.value not in self._scope.variables:
                raise self._error(f"undefined variable {quote(token.value)}")
            return nodes.Variable(token.position, token.value, ())
        if token.kind is Kind.KEYWORD and token.value in {".", "nil"}:
            return (nodes.Dot if token.value == "." else nodes.Nil)(token.position)
        self._next -= 1
        return None

    def _number(self, token: Token) -> nodes.Number:
        source = token.value
        if token.kind is Kind.CHAR_CONSTANT:
            rune = rune_of(source)
            if rune is None:
                raise self._error(f"malformed character constant: {source}")
            return nodes.Number(token.position, source, rune, rune)
        try:
            if token.kind is Kind.COMPLEX:
                return nodes.Number(token.position, source, parse_complex(source), None)
            value, integer = parse_number(source)
        except ValueError as error:
            raise self._error(str(error)) from None
        return nodes.Number(token.position, source, value, integer)


_STATEMENTS = {
    "block": _Parser._block,
    "break": lambda parser: parser._leave("break"),
    "continue": lambda parser: parser._leave("continue"),
    "else": _Parser._else,
    "end": _Parser._end,
    "if": lambda parser: parser._branch("if"),
    "range": _Parser._range,
    "template": _Parser._template,
    "with": lambda parser: parser._branch("with"),
}


def _is_empty(body: Body) -> bool:
    return all(isinstance(each, nodes.Text) and not each.value.strip() for each in body)
