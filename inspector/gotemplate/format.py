"""Go's fmt of single values: Sprint, Sprintln, and each verb of Sprintf.

Source: documentation of Go's package fmt; errors are part of the text (``%!d(string=hi)``). Left
out, as only a template's own constants could be meant: ``#`` and hexadecimal digits of floats.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspector.gotemplate.errors import check_length
from inspector.gotemplate.text import MAX_RUNE, can_backquote, quote, unicode_name
from inspector.gotemplate.values import Record, Struct, Uint8, Value, type_name
from inspector.text import decode, encode, repaired

if TYPE_CHECKING:
    from collections.abc import Sequence

_BASES = {"b": 2, "o": 8, "O": 8, "d": 10, "v": 10, "x": 16, "X": 16}
_PREFIXES = {"b": "0b", "x": "0x", "X": "0X"}


@dataclass(frozen=True, slots=True)
class Flags:
    """What stands between ``%`` and the verb."""

    minus: bool = False
    plus: bool = False
    sharp: bool = False
    space: bool = False
    zero: bool = False
    width: int | None = None
    precision: int | None = None


PLAIN = Flags()


def sprint(values: Sequence[Value]) -> bytes:
    """Return fmt.Sprint: a space between two values of which neither is a string."""
    out = ""
    for index, value in enumerate(values):
        between = (
            index and not isinstance(value, bytes) and not isinstance(values[index - 1], bytes)
        )
        out += (" " if between else "") + format_value(value, "v", PLAIN)
    return encode(out)


def sprintln(values: Sequence[Value]) -> bytes:
    """Return fmt.Sprintln: spaces between all, a line break at the end."""
    return encode(" ".join(format_value(value, "v", PLAIN) for value in values) + "\n")


def format_value(value: Value, verb: str, flags: Flags) -> str:
    """Return one operand under one verb."""
    if value is None:
        return _pad("<nil>", flags) if verb in "vT" else _bad_verb(value, verb, flags)
    if verb == "T":
        return _text(type_name(value), "s", flags)
    if isinstance(value, bytes) and verb in "vsxXq":
        return _text(decode(value), verb, flags)
    if isinstance(value, bool):
        shown = "true" if value else "false"
        return _pad(shown, flags) if verb in "tv" else _bad_verb(value, verb, flags)
    if isinstance(value, int) and verb in "vdboOxXcqU":
        return _integer(value, verb, flags)
    if isinstance(value, float) and verb in "veEfFgG":
        return _float(value, verb, flags)
    if isinstance(value, complex) and not isinstance(value, float | int) and verb in "veEfFgG":
        imaginary = _float(value.imag, verb, replace(flags, plus=True))
        return f"({_float(value.real, verb, flags)}{imaginary}i)"
    if isinstance(value, tuple | dict | Struct | Record) and verb != "w":
        return _composite(value, verb, flags)
    return _bad_verb(value, verb, flags)


def _composite(
    value: tuple[bytes, ...] | dict[bytes, bytes] | Struct | Record, verb: str, flags: Flags
) -> str:
    if isinstance(value, Record):
        return "&" + _composite(value.whole, verb, flags)
    if isinstance(value, Struct):
        shown = (
            "<nil>" if each is None else format_value(each, verb, flags) for each in value.members
        )
        return "{" + " ".join(shown) + "}"
    # Each part is given the width and the digits.
    check_length(len(value) * max(flags.width or 0, flags.precision or 0))
    if isinstance(value, dict):
        pairs = (
            f"{format_value(key, verb, flags)}:{format_value(value[key], verb, flags)}"
            for key in sorted(value)
        )
        return "map[" + " ".join(pairs) + "]"
    if verb == "v" and flags.sharp:
        return "[]string{" + ", ".join(format_value(each, verb, flags) for each in value) + "}"
    return "[" + " ".join(format_value(each, verb, flags) for each in value) + "]"


def _bad_verb(value: Value, verb: str, flags: Flags) -> str:
    shown = "<nil>"
    if value is not None:
        # only %w, which wraps errors elsewhere, keeps the mark that asks for Go's syntax
        flags = replace(flags, sharp=flags.sharp and verb == "w")
        shown = f"{type_name(value)}={format_value(value, 'v', flags)}"
    return f"%!{verb}({shown})"


def _pad(text: str, flags: Flags, *, zero: bool = True) -> str:
    missing = (flags.width or 0) - len(text)
    if missing <= 0:
        return text
    if flags.minus:
        return text + " " * missing
    return ("0" if flags.zero and zero else " ") * missing + text


def _text(text: str, verb: str, flags: Flags) -> str:
    if verb in "xX":
        return _hex_text(encode(text), verb, flags)
    if flags.precision is not None:
        text = text[: flags.precision]
    if verb == "q" or (verb == "v" and flags.sharp):
        if verb == "q" and flags.sharp and can_backquote(text):
            return _pad(f"`{text}`", flags)
        return _pad(quote(text, ascii_only=flags.plus and verb == "q"), flags)
    return _pad(text, flags)


def _hex_text(raw: bytes, verb: str, flags: Flags) -> str:
    if flags.precision is not None:
        raw = raw[: flags.precision]
    digits = [f"{byte:02{verb}}" for byte in raw]
    prefix = _PREFIXES[verb] if flags.sharp and digits else ""
    if flags.space:
        return _pad(" ".join(prefix + each for each in digits), flags)
    return _pad(prefix + "".join(digits), flags)


def _sign(*, negative: bool, flags: Flags) -> str:
    return "-" if negative else "+" if flags.plus else " " if flags.space else ""


def _integer(value: int, verb: str, flags: Flags) -> str:
    if verb in "cqU":
        return _rune(value, verb, flags)
    if verb == "v" and flags.sharp and isinstance(value, Uint8):
        verb = "x"
    sign = _sign(negative=value < 0, flags=flags)
    digits = _digits(abs(value), _BASES[verb])
    if verb == "X":
        digits = digits.upper()
    if flags.precision is not None:
        if flags.precision == 0 and value == 0:
            return " " * (flags.width or 0)
        digits = digits.rjust(flags.precision, "0")
    elif flags.zero and not flags.minus and flags.width:
        digits = digits.rjust(flags.width - len(sign), "0")
    if flags.sharp:
        octal = verb in "oO" and not digits.startswith("0")
        digits = ("0" if octal else _PREFIXES.get(verb, "")) + digits
    return _pad(sign + ("0o" if verb == "O" else "") + digits, flags, zero=False)


def _digits(value: int, base: int) -> str:
    return {2: f"{value:b}", 8: f"{value:o}", 10: str(value), 16: f"{value:x}"}[base]


def _rune(value: int, verb: str, flags: Flags) -> str:
    if verb == "U":
        least = max(flags.precision or 0, 4)
        shown = f"U+{value % 2**64:0{least}X}"
        char = chr(value) if 0 <= value <= MAX_RUNE else ""
        if flags.sharp and char and unicode_name(char).endswith("'"):
            shown += f" '{char}'"
        return _pad(shown, flags, zero=False)
    char = repaired(chr(value)) if 0 <= value <= MAX_RUNE else "\ufffd"
    return _pad(quote(char, "'", ascii_only=flags.plus) if verb == "q" else char, flags)


def _float(value: float, verb: str, flags: Flags) -> str:
    number = _number(abs(value), "g" if verb == "v" else verb, flags.precision)
    sign = _sign(negative=value < 0, flags=flags)
    if flags.zero and not flags.minus and flags.width:
        number = number.rjust(flags.width - len(sign), "0")
    return _pad(sign + number, flags, zero=False)


def _number(value: float, verb: str, precision: int | None) -> str:
    if verb in "eEfF":
        return f"{value:.{6 if precision is None else precision}{verb}}"
    if precision is not None:
        return f"{value:.{precision}{verb}}"
    # the shortest digits that give the number back; exponents from 6 on, and below -4
    digits, _, exponent = f"{value:.16e}".partition("e")
    for places in range(17):
        digits, _, exponent = f"{value:.{places}e}".partition("e")
        if float(f"{digits}e{exponent}") == value:
            break
    if not -4 <= int(exponent) < 6:
        return f"{digits}{'E' if verb == 'G' else 'e'}{exponent}"
    return f"{value:.{max(0, len(digits.replace('.', '')) - 1 - int(exponent))}f}"
