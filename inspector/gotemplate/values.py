"""The values of a template: Go's types in Python's, their names, truth and order.

======================  =================================================
Go                      here
======================  =================================================
string                  bytes
[]string                tuple of bytes
bool, int, float64 …    bool, int, float, complex
uint8                   Uint8
map[string]string       dict of bytes (Map for a type with a name)
a struct with methods   Record (Struct for one inside of another)
nil, no value           None
======================  =================================================
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector.gotemplate.errors import FunctionError


class Uint8(int):
    """One byte of a string."""

    __slots__ = ()


class Map(dict[bytes, bytes]):
    """A map of a type with a name of its own; a plain dict is ``map[string]string``."""

    type_name = "map[string]string"


@dataclass(frozen=True, slots=True)
class Struct:
    """What ``%v`` prints in braces."""

    members: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What a template is executed on: values by name, and what it looks like printed whole."""

    type_name: str
    fields: dict[str, Value]  # methods without parameters, in fact
    hidden: frozenset[str]  # members that exist and may not be used
    whole: Struct


Value = (
    bytes
    | bool
    | int
    | float
    | complex
    | tuple[bytes, ...]
    | dict[bytes, bytes]
    | Record
    | Struct
    | None
)


def type_name(value: Value) -> str:
    """Return the name of a value's type as Go prints it."""
    if isinstance(value, Record | Map):
        return value.type_name
    for kind, name in _NAMES:
        if isinstance(value, kind):
            return name
    return "<nil>"


_NAMES = (
    (bytes, "string"),
    (bool, "bool"),
    (Uint8, "uint8"),
    (int, "int"),
    (float, "float64"),
    (complex, "complex128"),
    (tuple, "[]string"),
    (dict, "map[string]string"),
    (Struct, "struct"),
)


def dereferenced(value: Value) -> Value:
    """Return what a value points to: a Record is printed without ``&`` where it stands alone."""
    return value.whole if isinstance(value, Record) else value


def truth(value: Value) -> bool:
    """Tell whether ``if`` takes a value for true: all but zero, empty and nil."""
    return isinstance(value, Record | Struct) or bool(value)


def equal(left: Value, right: Value) -> bool:
    """Return ``eq``; raises FunctionError where the types do not compare."""
    if _kind(left) != _kind(right):
        if left is None or right is None:
            return False
        raise FunctionError("incompatible types for comparison")
    if isinstance(left, tuple | dict) or isinstance(right, tuple | dict):
        raise FunctionError(f"non-comparable types {type_name(left)}, {type_name(right)}")
    return left == right


def less(left: Value, right: Value) -> bool:
    """Return ``lt``; raises FunctionError where the types have no order, or not the same."""
    kinds = {_kind(left), _kind(right)}
    if kinds & {"", "nil"}:
        raise FunctionError("invalid type for comparison")
    if len(kinds) > 1:
        raise FunctionError("incompatible types for comparison")
    if isinstance(left, bytes) and isinstance(right, bytes):
        return left < right
    numbers = kinds <= {"int", "float"}
    if numbers and isinstance(left, int | float) and isinstance(right, int | float):
        return left < right
    raise FunctionError("invalid type for comparison")


def _kind(value: Value) -> str:
    if value is None:
        return "nil"
    name = type_name(value)
    return _KINDS.get(name, "")


_KINDS = {
    "string": "string",
    "bool": "bool",
    "uint8": "int",
    "int": "int",
    "float64": "float",
    "complex128": "complex",
}
