"""Go's encoding/json of a template's values."""

from __future__ import annotations

import json

from inspector.gotemplate.errors import FunctionError
from inspector.gotemplate.values import Record, Value, type_name
from inspector.text import decode, repaired


def to_json(value: Value, *, html: bool = False) -> str:
    """Return Go's JSON; ``html`` escapes ``<``, ``>`` and ``&``, as a Record inside always does.

    Raises FunctionError for what has none.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return _json_string(value, html=html)
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return _json_number(value)
    if isinstance(value, tuple):
        return "[" + ",".join(_json_string(each, html=html) for each in value) + "]"
    if isinstance(value, dict):
        pairs = {decode(key): text for key, text in value.items()}
        return _json_object(pairs, html=html)
    if isinstance(value, Record):
        return _json_object(value.fields, html=True)
    raise FunctionError(f"json: unsupported type: {type_name(value)}")


def _json_object(pairs: dict[str, Value] | dict[str, bytes], *, html: bool) -> str:
    items = sorted(pairs.items())
    return "{" + ",".join(f'"{key}":{to_json(value, html=html)}' for key, value in items) + "}"


_JSON_ESCAPES = {"\u2028": "\\u2028", "\u2029": "\\u2029"}
_HTML_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def _json_string(value: bytes, *, html: bool) -> str:
    # an undecodable byte is written as an escape, a true U+FFFD as itself
    text = json.dumps(decode(value), ensure_ascii=False)
    escapes = _JSON_ESCAPES | (_HTML_ESCAPES if html else {})
    for char, escape in escapes.items():
        text = text.replace(char, escape)
    return text if repaired(text) == text else "".join(map(_json_char, text))


def _json_char(char: str) -> str:
    return char if repaired(char) == char else "\\ufffd"


def _json_number(value: float) -> str:
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        text = f"{value:.17f}" if "e" in repr(value) else repr(value)
        return text.rstrip("0").rstrip(".")
    mantissa, _, exponent = repr(value).partition("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent):+d}"
