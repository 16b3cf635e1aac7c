"""Evaluate the pipelines of a template, with Go's rules for arguments and its errors.

Source: documentation of Go 1.24's text/template, and what docker 28.2.2, written in Go, answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.gotemplate import nodes
from inspector.gotemplate.errors import FunctionError, TemplateError, check_length
from inspector.gotemplate.function import ANY, INT, STRING, STRINGS, VALUE
from inspector.gotemplate.text import quote
from inspector.gotemplate.values import Record, Value, truth, type_name
from inspector.text import decode, encode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inspector.gotemplate.function import Function

MAX_DEPTH = 150  # templates, blocks and parentheses within each other


class _Missing:
    """No value came down the pipeline."""


_MISSING = _Missing()
_Final = Value | _Missing
Node = nodes.Operand | nodes.Command | nodes.Invocation


class Evaluator:
    """Evaluates the pipelines of one template; knows its variables, and whom to blame."""

    def __init__(
        self, source: str, name: bytes, library: Mapping[str, Function], data: Value
    ) -> None:
        self._source = source
        self._name = name
        self._library = library
        self.node: Node | None = None
        self.variables: list[tuple[str, Value]] = [("$", data)]
        self.depth = 0

    def error(self, message: str) -> TemplateError:
        """Return the error, blaming the node evaluated last."""
        before = self._source[: self.node.position if self.node else 0]
        line = before.count("\n") + 1
        column = len(encode(before.rpartition("\n")[2]))
        return TemplateError(
            f"template: :{line}:{column}: "
            f"executing {quote(decode(self._name))} at <{self.node}>: {message}"
        )

    def enter(self) -> None:
        """Count a level of nesting; whoever leaves it takes one off ``depth``."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"exceeded maximum template depth ({MAX_DEPTH})")

    def assign(self, name: str, value: Value) -> None:
        """Give the innermost variable of that name a value."""
        for index in range(len(self.variables) - 1, -1, -1):
            if self.variables[index][0] == name:
                self.variables[index] = (name, value)
                return
        raise self.error(f"undefined variable: {name}")

    def _variable(self, name: str) -> Value:
        for known, value in reversed(self.variables):
            if known == name:
                return value
        raise self.error(f"undefined variable: {name}")

    # --- pipelines

    def pipeline(self, pipeline: nodes.Pipeline, dot: Value) -> Value:
        """Return the value of the last command; raises TemplateError."""
        self.enter()
        self.node = pipeline
        first, *others = pipeline.commands
        value = self._command(first, dot, _MISSING)
        for command in others:
            value = self._command(command, dot, value)
        for name in pipeline.variables:
            if pipeline.assigns:
                self.assign(name, value)
            else:
                self.variables.append((name, value))
        self.depth -= 1
        return value

    def _command(self, command: nodes.Command, dot: Value, final: _Final) -> Value:
        first, *arguments = command.operands
        if isinstance(first, nodes.Identifier):
            return self._function(first, command, arguments, dot, final)
        if isinstance(first, nodes.Field | nodes.Chain | nodes.Variable):
            return self._path(first, arguments, dot, final)
        if not isinstance(first, nodes.Pipeline):
            self.node = first
        if arguments or final is not _MISSING:
            raise self.error(f"can't give argument to non-function {first}")
        if isinstance(first, nodes.Pipeline):
            return self.pipeline(first, dot)
        if isinstance(first, nodes.Nil):
            raise self.error("nil is not a command")
        return self._literal(first, dot)

    def _literal(
        self, node: nodes.Dot | nodes.Bool | nodes.Number | nodes.String, dot: Value
    ) -> Value:
        if isinstance(node, nodes.Dot):
            return dot
        if isinstance(node, nodes.Number) and node.value is None:
            self.node = node
            raise self.error(f"{node.source} overflows int")
        return node.value

    def _path(
        self,
        node: nodes.Field | nodes.Chain | nodes.Variable,
        arguments: Sequence[nodes.Operand],
        dot: Value,
        final: _Final,
    ) -> Value:
        self.node = node
        if isinstance(node, nodes.Field):
            value, names = dot, node.names
        elif isinstance(node, nodes.Variable):
            value, names = self._variable(node.name), node.fields
            if not names and (arguments or final is not _MISSING):
                raise self.error(f"can't give argument to non-function {node}")
        else:
            value, names = self._argument(node.node, ANY, dot), node.fields
        for name in names[:-1]:
            value = self._field(value, name, given=0)
        for name in names[-1:]:
            value = self._field(value, name, given=len(arguments) + (final is not _MISSING))
        return value

    def _field(self, receiver: Value, name: str, *, given: int) -> Value:
        """Return a member; ``given`` arguments are too many, as none takes any."""
        if receiver is None:
            return None
        if isinstance(receiver, Record):
            if name in receiver.fields:
                if given:
                    raise self.error(f"wrong number of args for {name}: want 0 got {given}")
                return receiver.fields[name]
            if name in receiver.hidden:
                typ = receiver.type_name
                raise self.error(f"{name} is an unexported field of struct type {typ}")
        if isinstance(receiver, dict):
            if given:
                raise self.error(f"{name} is not a method but has arguments")
            return receiver.get(encode(name))
        raise self.error(f"can't evaluate field {name} in type {type_name(receiver)}")

    # --- calls

    def _function(
        self,
        node: nodes.Identifier,
        caller: nodes.Command | nodes.Identifier,
        arguments: Sequence[nodes.Operand],
        dot: Value,
        final: _Final,
    ) -> Value:
        self.node = node
        name = node.name
        function = self._library[name]
        self._count(name, function, len(arguments), final)
        if name in {"and", "or"}:
            return self._short_circuit(name, arguments, dot, final)
        types = _types(function, len(arguments) + (final is not _MISSING))
        values = [
            self._argument(argument, wanted, dot)
            for argument, wanted in zip(arguments, types, strict=False)
        ]
        if not isinstance(final, _Missing):
            values.append(self._checked(final, types[-1]))
        try:
            check_length(sum(len(value) for value in values if isinstance(value, bytes)))
            result = function.call(*values)
            check_length(len(result) if isinstance(result, bytes) else 0)
        except FunctionError as error:
            self.node = caller
            raise self.error(f"error calling {name}: {error}") from None
        return result

    def _count(self, name: str, function: Function, arguments: int, final: _Final) -> None:
        given = arguments + (final is not _MISSING)
        wanted = len(function.parameters) - function.variadic
        if function.variadic and given < wanted:
            raise self.error(
                f"wrong number of args for {name}: want at least {wanted} got {arguments}"
            )
        if not function.variadic and given != wanted:
            raise self.error(f"wrong number of args for {name}: want {wanted} got {given}")

    def _short_circuit(
        self, name: str, arguments: Sequence[nodes.Operand], dot: Value, final: _Final
    ) -> Value:
        value: Value = None
        for argument in arguments:
            value = self._argument(argument, VALUE, dot)
            if truth(value) == (name == "or"):
                return value
        return value if isinstance(final, _Missing) else final

    def _argument(self, node: nodes.Operand, wanted: str, dot: Value) -> Value:
        self.node = node
        if isinstance(node, nodes.Dot):
            return self._checked(dot, wanted)
        if isinstance(node, nodes.Nil):
            if wanted in {STRING, INT}:
                raise self.error(f"cannot assign nil to {wanted}")
            return () if wanted == STRINGS else None
        if isinstance(node, nodes.Pipeline):
            return self._checked(self.pipeline(node, dot), wanted)
        if isinstance(node, nodes.Identifier):
            return self._checked(self._function(node, node, (), dot, _MISSING), wanted)
        if isinstance(node, nodes.Field | nodes.Chain | nodes.Variable):
            return self._checked(self._path(node, (), dot, _MISSING), wanted)
        return self._constant(node, wanted, dot)

    def _constant(
        self, node: nodes.Bool | nodes.Number | nodes.String, wanted: str, dot: Value
    ) -> Value:
        if wanted == STRINGS:
            raise self.error(f"can't handle {node} for arg of type {wanted}")
        if wanted == INT:
            if not isinstance(node, nodes.Number) or node.integer is None:
                raise self.error(f"expected integer; found {node}")
            return node.integer
        if wanted == STRING and not isinstance(node, nodes.String):
            raise self.error(f"expected string; found {node}")
        return self._literal(node, dot)

    def _checked(self, value: Value, wanted: str) -> Value:
        if wanted in {ANY, VALUE}:
            return value
        if value is None:
            if wanted == STRINGS:
                return ()
            raise self.error(f"invalid value; expected {wanted}")
        if type_name(value) != wanted:
            raise self.error(f"wrong type for value; expected {wanted}; got {type_name(value)}")
        return value


def _types(function: Function, count: int) -> tuple[str, ...]:
    """Return the type of each of ``count`` arguments."""
    fixed = function.parameters
    return (fixed + fixed[-1:] * count)[:count] if function.variadic else fixed
