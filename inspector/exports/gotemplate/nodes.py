"""The parsed template, and each operand's source text as error messages quote it.

Positions count characters of the template; an operand's ``str()`` is Go's normal form of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector.exports.gotext import quote
from inspector.text import decode


@dataclass(frozen=True, slots=True)
class Dot:
    """``.``, the cursor."""

    position: int

    def __str__(self) -> str:
        return "."


@dataclass(frozen=True, slots=True)
class Nil:
    """``nil``."""

    position: int

    def __str__(self) -> str:
        return "nil"


@dataclass(frozen=True, slots=True)
class Bool:
    """``true`` or ``false``."""

    position: int
    value: bool

    def __str__(self) -> str:
        return "true" if self.value else "false"


@dataclass(frozen=True, slots=True)
class Number:
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


@dataclass(frozen=True, slots=True)
class String:
    """A string constant; ``source`` has its quotes."""

    position: int
    source: str
    value: bytes

    def __str__(self) -> str:
        return self.source


@dataclass(frozen=True, slots=True)
class Field:
    """``.A.B``."""

    position: int
    names: tuple[str, ...]

    def __str__(self) -> str:
        return "".join(f".{name}" for name in self.names)


@dataclass(frozen=True, slots=True)
class Variable:
    """``$x.A``; the name includes the dollar sign."""

    position: int
    name: str
    fields: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join((self.name, *self.fields))


@dataclass(frozen=True, slots=True)
class Identifier:
    """A function's name."""

    position: int
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Chain:
    """``(pipeline).A.B``."""

    position: int
    node: Operand
    fields: tuple[str, ...]

    def __str__(self) -> str:
        head = f"({self.node})" if isinstance(self.node, Pipeline) else str(self.node)
        return ".".join((head, *self.fields))


@dataclass(frozen=True, slots=True)
class Command:
    """An operand with its arguments."""

    position: int
    operands: tuple[Operand, ...]

    def __str__(self) -> str:
        return " ".join(
            f"({each})" if isinstance(each, Pipeline) else str(each) for each in self.operands
        )


@dataclass(frozen=True, slots=True)
class Pipeline:
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


@dataclass(frozen=True, slots=True)
class Text:
    """What stands outside of ``{{`` and ``}}``."""

    value: bytes


@dataclass(frozen=True, slots=True)
class Action:
    """``{{pipeline}}``."""

    pipeline: Pipeline


@dataclass(frozen=True, slots=True)
class Clause:
    """``{{if pipeline}}``, ``{{else if pipeline}}`` or the same of ``with``, and what follows."""

    pipeline: Pipeline
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """``if`` or ``with`` (which moves the cursor)."""

    moves_dot: bool
    clauses: tuple[Clause, ...]
    otherwise: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """``range``."""

    pipeline: Pipeline
    body: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Leave:
    """``break``, or ``continue`` where ``again``."""

    again: bool


@dataclass(frozen=True, slots=True)
class Invocation:
    """``{{template "name" pipeline}}``."""

    position: int
    name: bytes
    pipeline: Pipeline | None

    def __str__(self) -> str:
        argument = "" if self.pipeline is None else f" {self.pipeline}"
        return f"{{{{template {quote(decode(self.name))}{argument}}}}}"


Statement = Text | Action | Branch | Range | Leave | Invocation
