"""Numbers as dive reads them: Go's ``strconv.ParseFloat`` and go-humanize's ``ParseBytes``.

Source: go-humanize ``bytes.go``; Go's "strconv", ``ParseFloat``; both checked against dive 0.13.1.
"""

from __future__ import annotations

import math
import re

from inspector.language import Lazy
from inspector.rules.quoted import cut

# Powers of 1000, and of 1024 where an "i" follows; "" is bytes, a trailing "b" says nothing.
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5, "e": 6}
# Patterns are texts, compiled when they are needed: most audits have no rules.
_UNIT = r"(?i)(?:([kmgtpe])(i?))?b?"
_NUMBER = r"[\d.,]*"
_DECIMAL = r"(?i)[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?"
_HEXADECIMAL = r"(?i)[-+]?0x(?:[0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)p[-+]?[0-9]+"
_SPECIAL = r"(?i)nan|[-+]?inf(?:inity)?"
_MOST = 1 << 64  # what does not fit 64 bits is an error


def parse_float(text: str) -> float:
    """Return a number as Go reads it, NaN and infinity included. Raises ValueError."""
    if re.fullmatch(_DECIMAL, text) or re.fullmatch(_SPECIAL, text):
        value = float(text)
        if math.isinf(value) and re.fullmatch(_DECIMAL, text):
            raise ValueError(Lazy("{text!r} is too large", text=cut(text)))
        return value
    if re.fullmatch(_HEXADECIMAL, text):
        try:
            return float.fromhex(text)
        except OverflowError:
            raise ValueError(Lazy("{text!r} is too large", text=cut(text))) from None
    raise ValueError(Lazy("{text!r} is not a number", text=cut(text)))


def parse_ratio(text: str) -> float:
    """Return a number from 0 to 1; NaN passes, as in dive. Raises ValueError."""
    value = parse_float(text)
    if value < 0 or value > 1:
        raise ValueError(Lazy("{text} is not between 0 and 1", text=cut(text)))
    return value


def parse_bytes(text: str) -> int:
    """Return a size in bytes: ``20MB``, ``1.5 GiB``, ``1,000``, ``7k``. Raises ValueError.

    Decimals are cut off. Units are case-insensitive; there may be white space before them and at
    the end, not in front of the number.
    """
    match = re.match(_NUMBER, text)
    number = match[0] if match else ""
    unit = re.fullmatch(_UNIT, text[len(number) :].strip())
    digits = number.replace(",", "")
    if unit is None or not re.fullmatch(_DECIMAL, digits):
        raise ValueError(
            Lazy("{text!r} is not a size such as 500kB, 20MB or 1.5GiB", text=cut(text))
        )
    base = 1024 if unit[2] else 1000
    value = float(digits) * float(base ** _POWERS[(unit[1] or "").lower()])
    if value >= _MOST:
        raise ValueError(Lazy("{text!r} is too large", text=cut(text)))
    return int(value)
