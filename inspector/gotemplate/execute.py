"""Execute a parsed template on a value, as Go's text/template does.

Source: documentation of Go 1.24's text/template, and what docker 28.2.2, written in Go, answers.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from inspector.gotemplate import nodes
from inspector.gotemplate.errors import MOST_BYTES
from inspector.gotemplate.evaluate import Evaluator
from inspector.gotemplate.format import sprint
from inspector.gotemplate.text import quote
from inspector.gotemplate.values import Value, dereferenced, truth
from inspector.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from inspector.gotemplate.function import Function
    from inspector.gotemplate.parser import Body, Parsed


# Statements and rounds of one execution. Go has no limit: it ranges over any number, for years.
MAX_STEPS = 10_000


def execute(parsed: Parsed, library: Mapping[str, Function], data: Value, out: bytearray) -> None:
    """Append to ``out`` what the template makes of ``data``.

    Raises TemplateError; what was written before stays in ``out``.
    """
    _Run(parsed, library, out, steps=count(1), name=b"", data=data).walk(
        parsed.templates[b""], data
    )


class _Run:
    """The execution of one template; statements return the ``break`` or ``continue`` they met."""

    def __init__(
        self,
        parsed: Parsed,
        library: Mapping[str, Function],
        out: bytearray,
        *,
        steps: Iterator[int],
        name: bytes,
        data: Value,
    ) -> None:
        self._parsed = parsed
        self._library = library
        self._out = out
        self._most = len(out) + MOST_BYTES
        self._steps = steps
        self._evaluator = Evaluator(parsed.source, name, library, data)

    def walk(self, body: Body, dot: Value) -> nodes.Leave | None:
        """Execute statements in order."""
        self._evaluator.enter()
        leave = None
        for statement in body:
            leave = self._statement(statement, dot)
            if leave is not None:
                break
        self._evaluator.depth -= 1
        return leave

    def _statement(self, statement: nodes.Statement, dot: Value) -> nodes.Leave | None:
        self._count()
        if isinstance(statement, nodes.Text):
            self._out += statement.value
        elif isinstance(statement, nodes.Action):
            value = self._evaluator.pipeline(statement.pipeline, dot)
            if not statement.pipeline.variables:
                self._print(value)
        elif isinstance(statement, nodes.Invocation):
            self._invoke(statement, dot)
        elif isinstance(statement, nodes.Leave):
            return statement
        else:
            mark = len(self._evaluator.variables)
            if isinstance(statement, nodes.Range):
                leave = self._range(statement, dot)
            else:
                leave = self._branch(statement, dot)
            del self._evaluator.variables[mark:]
            return leave
        return None

    def _count(self) -> None:
        if next(self._steps) > MAX_STEPS:
            raise self._evaluator.error(f"more than {MAX_STEPS} steps")
        if len(self._out) > self._most:
            raise self._evaluator.error(f"more than {MOST_BYTES} bytes")

    def _print(self, value: Value) -> None:
        self._out += b"<no value>" if value is None else sprint([dereferenced(value)])

    def _branch(self, branch: nodes.Branch, dot: Value) -> nodes.Leave | None:
        for clause in branch.clauses:
            value = self._evaluator.pipeline(clause.pipeline, dot)
            if truth(value):
                return self.walk(clause.body, value if branch.moves_dot else dot)
        return self.walk(branch.otherwise, dot)

    def _range(self, statement: nodes.Range, dot: Value) -> nodes.Leave | None:
        value = self._evaluator.pipeline(statement.pipeline, dot)
        mark = len(self._evaluator.variables)
        empty = True
        for index, element in self._elements(value, len(statement.pipeline.variables)):
            empty = False
            self._count()
            self._set_loop_variables(statement.pipeline, index, element)
            leave = self.walk(statement.body, element)
            del self._evaluator.variables[mark:]
            if leave is not None and not leave.again:
                break
        return self.walk(statement.otherwise, dot) if empty else None

    def _elements(self, value: Value, variables: int) -> Iterator[tuple[Value, Value]]:
        if isinstance(value, tuple):
            yield from enumerate(value)
        elif isinstance(value, dict):
            yield from sorted(value.items())
        elif isinstance(value, int) and not isinstance(value, bool):
            if variables > 1:
                raise self._evaluator.error(
                    f"can't use {int(value)} to iterate over more than one variable"
                )
            for number in range(value):
                yield None, type(value)(number)
        elif value is not None:
            shown = decode(sprint([dereferenced(value)]))
            raise self._evaluator.error(f"range can't iterate over {shown}")

    def _set_loop_variables(self, pipeline: nodes.Pipeline, index: Value, element: Value) -> None:
        names = pipeline.variables
        values = (index, element) if len(names) == 2 else (element,)[: len(names)]
        pairs = list(zip(names, values, strict=True))
        if pipeline.assigns:
            for name, value in pairs:
                self._evaluator.assign(name, value)
        elif names:
            # the pipeline has declared them last
            self._evaluator.variables[-len(names) :] = pairs

    def _invoke(self, statement: nodes.Invocation, dot: Value) -> None:
        self._evaluator.node = statement
        body = self._parsed.templates.get(statement.name)
        if body is None:
            raise self._evaluator.error(f"template {quote(decode(statement.name))} not defined")
        data = None
        if statement.pipeline:
            data = self._evaluator.pipeline(statement.pipeline, dot)
        run = _Run(
            self._parsed,
            self._library,
            self._out,
            steps=self._steps,
            name=statement.name,
            data=data,
        )
        run._evaluator.node = statement
        run._evaluator.depth = self._evaluator.depth
        run.walk(body, data)
