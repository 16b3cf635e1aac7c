"""The parsed template, and each operand's source text as error messages quote it.

Positions count characters of the template; an operand's ``str()`` is Go's normal form of it.
"""

from __future__ import annotations

import msgspec

from inspector.gotemplate.text import quote
from inspector.text import decode


class Dot(msgspec.Struct, frozen=True):
    """``.``, the cursor."""

    position: int

    def __str__(self) -> str:
        return "."


class Nil(msgspec.Struct, frozen=True):
    """``nil``."""

    position: int

    def __str__(self) -> str:
        return "nil"


class Bool(msgspec.Struct, frozen=True):
    """``true`` or ``false``."""

    position: int
    value: bool

    def __str__(self) -> str:
        return "true" if self.value else "false"


class Number(msgspec.Struct, frozen=True):
    """A number or character constant.

    ``value`` is what it is by itself, None for an integer that overflows; ``integer`` what it is as
    an argument that must be one, None where it has a fraction.
    """

    position: int
    source: str
    value: complex | None
    integer: int | None

    def __str__(self) -> str:
        return self.source


class String(msgspec.Struct, frozen=True):
    """A string constant; ``source`` has its quotes."""

    position: int
    source: str
    value: bytes

    def __str__(self) -> str:
        return self.source


class Field(msgspec.Struct, frozen=True):
    """``.A.B``."""

    position: int
    names: tuple[str, ...]

    def __str__(self) -> str:
        return "".join(f".{name}" for name in self.names)


class Variable(msgspec.Struct, frozen=True):
    """``$x.A``; the name includes the dollar sign."""

    position: int
    name: str
    fields: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join((self.name, *self.fields))


class Identifier(msgspec.Struct, frozen=True):
    """A function's name."""

    position: int
    name: str

    def __str__(self) -> str:
        return self.name


class Chain(msgspec.Struct, frozen=True):
    """``(pipeline).A.B``."""

    position: int
    node: Operand
    fields: tuple[str, ...]

    def __str__(self) -> str:
        head = f"({self.node})" if isinstance(self.node, Pipeline) else str(self.node)
        return ".".join((head, *self.fields))


class Command(msgspec.Struct, frozen=True):
    """An operand with its arguments."""

    position: int
    operands: tuple[Operand, ...]

    def __str__(self) -> str:
        return " ".join(
            f"({each})" if isinstance(each, Pipeline) else str(each) for each in self.operands
        )


class Pipeline(msgspec.Struct, frozen=True):
    """Commands, each fed with the result of the one before, and the variables that it sets."""

    position: int
    variables: tuple[str, ...]
    assigns: bool  # "=" and not ":="
    commands: tuple[Command, ...]

    def __str__(self) -> str:
        head = ""
        if self.variables:
            head = ", ".join(self.variables) + (" = " if self.assigns else " := ")
        return head + " | ".join(map(str, self.commands))


Operand = Dot | Nil | Bool | Number | String | Field | Variable | Identifier | Chain | Pipeline


class Text(msgspec.Struct, frozen=True):
    """What stands outside of ``{{`` and ``}}``."""

    value: bytes


class Action(msgspec.Struct, frozen=True):
    """``{{pipeline}}``."""

    pipeline: Pipeline


class Clause(msgspec.Struct, frozen=True):
    """``{{if pipeline}}``, ``{{else if pipeline}}`` or the same of ``with``, and what follows."""

    pipeline: Pipeline
    body: tuple[Statement, ...]


class Branch(msgspec.Struct, frozen=True):
    """``if`` or ``with`` (which moves the cursor)."""

    moves_dot: bool
    clauses: tuple[Clause, ...]
    otherwise: tuple[Statement, ...]


class Range(msgspec.Struct, frozen=True):
    """``range``."""

    pipeline: Pipeline
    body: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]


class Leave(msgspec.Struct, frozen=True):
    """``break``, or ``continue`` where ``again``."""

    again: bool


class Invocation(msgspec.Struct, frozen=True):
    """``{{template "name" pipeline}}``."""

    position: int
    name: bytes
    pipeline: Pipeline | None

    def __str__(self) -> str:
        argument = "" if self.pipeline is None else f" {self.pipeline}"
        return f"{{{{template {quote(decode(self.name))}{argument}}}}}"


Statement = Text | Action | Branch | Range | Leave | Invocation
