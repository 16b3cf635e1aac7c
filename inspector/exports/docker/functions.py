"""The functions that docker adds to a template.

Source: docker/cli templates/templates.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.gotemplate.errors import FunctionError, check_length
from inspector.gotemplate.function import ANY, INT, STRING, STRINGS, Function
from inspector.gotemplate.gojson import to_json
from inspector.gotemplate.text import lower, title, upper
from inspector.text import decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from inspector.gotemplate.values import Value


def _split(text: bytes, separator: bytes) -> Value:
    if separator:
        return tuple(text.split(separator))
    return tuple(encode(char) for char in decode(text))


def _join(parts: tuple[bytes, ...], separator: bytes) -> Value:
    check_length(len(parts) * len(separator))
    return separator.join(parts)


def _pad(text: bytes, before: int, after: int) -> Value:
    if not text:
        return text
    if before < 0 or after < 0:
        raise FunctionError("strings: negative Repeat count")
    check_length(before + len(text) + after)
    return b" " * before + text + b" " * after


def _truncate(text: bytes, length: int) -> Value:
    if length < 0:
        raise FunctionError(f"runtime error: slice bounds out of range [:{length}]")
    return text[:length]


def _changed(change: Callable[[str], str]) -> Function:
    return Function((STRING,), lambda text: encode(change(decode(text))))


def _same(text: bytes, *_: Value) -> Value:
    return text


DOCKER_FUNCTIONS: Mapping[str, Function] = {
    "json": Function((ANY,), lambda value: encode(to_json(value))),
    "split": Function((STRING, STRING), _split),
    "join": Function((STRINGS, STRING), _join),
    "title": _changed(title),
    "lower": _changed(lower),
    "upper": _changed(upper),
    "pad": Function((STRING, INT, INT), _pad),
    "truncate": Function((STRING, INT), _truncate),
}

# A table's header goes through the same template, with functions that leave it as it is.
DOCKER_HEADER_FUNCTIONS: Mapping[str, Function] = {
    "json": Function((STRING,), _same),
    "split": Function((STRING, STRING), _same),
    "join": Function((STRING, STRING), _same),
    "title": Function((STRING,), _same),
    "lower": Function((STRING,), _same),
    "upper": Function((STRING,), _same),
    "pad": DOCKER_FUNCTIONS["pad"],
    "truncate": Function((STRING, INT), _same),
}
