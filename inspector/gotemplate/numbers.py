"""Go's number constants, which are typed only where they are used."""

from __future__ import annotations

import re

from inspector.gotemplate.text import quote

MAX_INT = 2**63 - 1
_INTEGER = re.compile(
    r"[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+"
    r"|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)"
)
_DECIMAL = r"[0-9](?:_?[0-9])*"
_FLOAT = re.compile(rf"[+-]?(?:{_DECIMAL}\.?(?:{_DECIMAL})?|\.{_DECIMAL})(?:[eE][+-]?{_DECIMAL})?")
_HEX_FLOAT = re.compile(
    r"[+-]?0[xX]_?(?:[0-9a-fA-F_]+\.?[0-9a-fA-F_]*|\.[0-9a-fA-F_]+)[pP][+-]?[0-9_]+"
)
_COMPLEX = re.compile(r"(?P<real>[+-]?.+?)(?P<imaginary>(?<![eEpP])[+-].+)i")
_LONGEST = 4000  # digits; Python refuses to read more than 4,300
_BASES = {"x": 16, "o": 8, "b": 2}


def parse_number(source: str) -> tuple[complex | None, int | None]:
    """Return the value by itself (None: overflows an int) and as an integer (None: it is none).

    Raises ValueError with Go's message.
    """
    if source.endswith("i"):
        imaginary = _float(source[:-1])
        if imaginary is not None:
            return complex(0, imaginary), 0 if imaginary == 0 else None
    integer = _integer(source)
    number = _float(source)
    if integer is not None and -MAX_INT - 1 <= integer <= 2 * MAX_INT + 1:
        return (integer, integer) if integer <= MAX_INT else (None, None)
    if number is None:
        raise ValueError(f"illegal number syntax: {quote(source)}")
    if not any(mark in source for mark in ".eEpP"):
        raise ValueError(f"integer overflow: {quote(source)}")
    exact = number.is_integer() and abs(number) <= MAX_INT
    return number, int(number) if exact else None


def parse_complex(source: str) -> complex:
    """Return ``1+2i``; raises ValueError with Go's message."""
    match = _COMPLEX.fullmatch(source)
    parts = match and (_float(match["real"]), _float(match["imaginary"]))
    if not parts or parts[0] is None or parts[1] is None:
        raise ValueError("syntax error scanning complex number")
    return complex(parts[0], parts[1])


def _integer(source: str) -> int | None:
    if len(source) > _LONGEST or not _INTEGER.fullmatch(source):
        return None
    digits = source.lstrip("+-").replace("_", "")
    base = _BASES.get(digits[1:2].lower())
    if base is None:
        value = int(digits, 8 if digits.startswith("0") else 10)
    else:
        value = int(digits[2:], base)
    return -value if source.startswith("-") else value


def _float(source: str) -> float | None:
    try:
        if _FLOAT.fullmatch(source):
            value = float(source)
        elif _HEX_FLOAT.fullmatch(source):
            value = float.fromhex(source.replace("_", ""))
        else:
            return None
    except OverflowError:
        return None
    return value if abs(value) != float("inf") else None
