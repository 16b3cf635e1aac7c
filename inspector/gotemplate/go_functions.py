"""The functions that every template has.

Source: documentation of Go's text/template.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from inspector.gotemplate.errors import FunctionError
from inspector.gotemplate.format import sprint, sprintln
from inspector.gotemplate.function import ANY, STRING, VALUE, Function
from inspector.gotemplate.printf import sprintf
from inspector.gotemplate.text import is_bad_byte, is_print
from inspector.gotemplate.values import (
    Uint8,
    Value,
    dereferenced,
    equal,
    less,
    truth,
    type_name,
)
from inspector.text import decode, encode

if TYPE_CHECKING:
    from collections.abc import Mapping


def _printable(values: tuple[Value, ...]) -> bytes:
    """Return values as a template prints them."""
    shown = (b"<no value>" if value is None else value for value in values)
    return sprint([dereferenced(value) for value in shown])


def _html(*values: Value) -> Value:
    text = _printable(values)
    for char, escape in _HTML.items():
        text = text.replace(char, escape)
    return text


_HTML = {  # the ampersand first
    b"&": b"&amp;",
    b"<": b"&lt;",
    b">": b"&gt;",
    b'"': b"&#34;",
    b"'": b"&#39;",
    b"\0": "\ufffd".encode(),
}


def _js(*values: Value) -> Value:
    return encode("".join(map(_js_char, decode(_printable(values)))))


def _js_char(char: str) -> str:
    if char in "\\'\"":
        return "\\" + char
    if char in "<>&=" or char < " ":
        return f"\\u{ord(char):04X}"
    if char.isascii():
        return char
    if is_bad_byte(char):
        return char
    return char if is_print(char) else f"\\u{ord(char):04X}"


def _urlquery(*values: Value) -> Value:
    return quote_plus(_printable(values)).encode()


def _length(value: Value) -> Value:
    if isinstance(value, bytes | tuple | dict):
        return len(value)
    if value is None:
        raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
    raise FunctionError(f"len of type {type_name(value).lstrip('*')}")


def _position(index: Value, largest: int) -> int:
    if index is None:
        raise FunctionError("cannot index slice/array with nil")
    if not isinstance(index, int) or isinstance(index, bool):
        raise FunctionError(f"cannot index slice/array with type {type_name(index)}")
    if not 0 <= index <= largest:
        raise FunctionError(f"index out of range: {int(index)}")
    return int(index)


def _index(item: Value, *indexes: Value) -> Value:
    if item is None:
        raise FunctionError("index of untyped nil")
    for index in indexes:
        if isinstance(item, bytes | tuple):
            position = _position(index, len(item))
            if position == len(item):
                kind = "string" if isinstance(item, bytes) else "slice"
                raise FunctionError(f"reflect: {kind} index out of range")
            item = Uint8(item[position]) if isinstance(item, bytes) else item[position]
        elif isinstance(item, dict):
            if not isinstance(index, bytes):
                raise FunctionError(f"value has type {type_name(index)}; should be string")
            item = item.get(index, b"")
        else:
            raise FunctionError(f"can't index item of type {type_name(item).lstrip('*')}")
    return item


def _slice(item: Value, *indexes: Value) -> Value:
    if item is None:
        raise FunctionError("slice of untyped nil")
    if len(indexes) > 3:
        raise FunctionError(f"too many slice indexes: {len(indexes)}")
    if not isinstance(item, bytes | tuple):
        raise FunctionError(f"can't slice item of type {type_name(item)}")
    if isinstance(item, bytes) and len(indexes) == 3:
        raise FunctionError("cannot 3-index slice a string")
    bounds = [_position(index, len(item)) for index in indexes]
    for first, second in pairwise(bounds):
        if first > second:
            raise FunctionError(f"invalid slice index: {first} > {second}")
    first, last = [*bounds, *(0, len(item))[len(bounds) :]][:2]
    return item[first:last]


def _equal(first: Value, *others: Value) -> Value:
    if not others:
        raise FunctionError("missing argument for comparison")
    return any(equal(first, other) for other in others)


def _less_or_equal(first: Value, second: Value) -> bool:
    return less(first, second) or equal(first, second)


def _call(function: Value, *_: Value) -> Value:
    # no value here is a function
    if function is None:
        raise FunctionError("call of nil")
    raise FunctionError(f"non-function of type {type_name(function)}")


GO_FUNCTIONS: Mapping[str, Function] = {
    # "and" and "or" are the evaluator's: they do not evaluate all arguments
    "and": Function((VALUE, VALUE), lambda *values: values[-1], variadic=True),
    "or": Function((VALUE, VALUE), lambda *values: values[-1], variadic=True),
    "call": Function((VALUE, VALUE), _call, variadic=True),
    "not": Function((VALUE,), lambda value: not truth(value)),
    "len": Function((VALUE,), _length),
    "index": Function((VALUE, VALUE), _index, variadic=True),
    "slice": Function((VALUE, VALUE), _slice, variadic=True),
    "eq": Function((VALUE, VALUE), _equal, variadic=True),
    "ne": Function((VALUE, VALUE), lambda first, second: not equal(first, second)),
    "lt": Function((VALUE, VALUE), less),
    "le": Function((VALUE, VALUE), _less_or_equal),
    "gt": Function((VALUE, VALUE), lambda first, second: not _less_or_equal(first, second)),
    "ge": Function((VALUE, VALUE), lambda first, second: not less(first, second)),
    "print": Function((ANY,), lambda *values: sprint(values), variadic=True),
    "println": Function((ANY,), lambda *values: sprintln(values), variadic=True),
    "printf": Function((STRING, ANY), lambda form, *values: sprintf(form, values), variadic=True),
    "html": Function((ANY,), _html, variadic=True),
    "js": Function((ANY,), _js, variadic=True),
    "urlquery": Function((ANY,), _urlquery, variadic=True),
}
