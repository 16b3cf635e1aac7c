"""Go's fmt.Sprintf.

Source: documentation of Go's package fmt; its errors are text in the result (``%!d(MISSING)``).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from inspector.exports.gotemplate.format import PLAIN, Flags, format_value
from inspector.exports.gotemplate.values import Value, type_name
from inspector.exports.gotext import repaired
from inspector.text import decode, encode

if TYPE_CHECKING:
    from collections.abc import Sequence

_LARGEST = 1_000_000  # widths and precisions above are refused, as in Go

_DIRECTIVE = re.compile(
    r"%(?P<flags>[#0+\- ]*)(?P<first>(?:\[[^\]]*\])?)(?P<width>\*|[0-9]*)"
    r"(?P<dot>(?:\.(?P<second>(?:\[[^\]]*\])?)(?P<precision>\*|[0-9]*))?)"
    r"(?P<third>(?:\[[^\]]*\])?)(?P<verb>.?)",
    re.DOTALL,
)


class _Arguments:
    """The operands, taken in order or by explicit index."""

    def __init__(self, values: Sequence[Value]) -> None:
        self.values = values
        self.next = 0
        self.reordered = False
        self.good = True

    def select(self, index: str) -> bool:
        """Move to ``[n]``; tell whether there was an index."""
        if not index:
            return False
        self.reordered = True
        number = int(index[1:-1]) if re.fullmatch(r"\[[0-9]+\]", index) else 0
        if 1 <= number <= len(self.values):
            self.next = number - 1
        else:
            self.good = False
        return True

    def size(self) -> int | None:
        """Take the integer that stands for ``*``."""
        value = self.values[self.next] if self.next < len(self.values) else None
        self.next += self.next < len(self.values)
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST:
            return None
        return value


def sprintf(template: bytes, values: Sequence[Value]) -> bytes:
    """Return fmt.Sprintf."""
    arguments = _Arguments(values)
    text = decode(template)
    out: list[str] = []
    at = 0
    for match in _DIRECTIVE.finditer(text):
        out += [text[at : match.start()], _directive(match, arguments)]
        at = match.end()
    out.append(text[at:])
    if not arguments.reordered and arguments.next < len(values):
        extra = ", ".join(map(_extra, values[arguments.next :]))
        out.append(f"%!(EXTRA {extra})")
    return encode("".join(out))


def _extra(value: Value) -> str:
    shown = format_value(value, "v", PLAIN)
    return shown if value is None else f"{type_name(value)}={shown}"


def _directive(match: re.Match[str], arguments: _Arguments) -> str:
    out = ""
    arguments.good = True
    marks = match["flags"]
    flags = Flags("-" in marks, "+" in marks, "#" in marks, " " in marks, "0" in marks)
    indexed = arguments.select(match["first"])
    if match["width"] == "*":
        width = arguments.size()
        out += "%!(BADWIDTH)" if width is None else ""
        flags = replace(flags, width=abs(width or 0), minus=flags.minus or (width or 0) < 0)
        indexed = False
    elif match["width"]:
        arguments.good &= not indexed
        flags = replace(flags, width=int(match["width"]))
    if match["dot"]:
        arguments.good &= not indexed
        indexed = arguments.select(match["second"])
        flags, problem = _precision(match["precision"], flags, arguments)
        out += problem
        indexed &= match["precision"] != "*"
    if not indexed:
        arguments.select(match["third"])
    return out + _verb(match["verb"], flags, arguments)


def _precision(text: str, flags: Flags, arguments: _Arguments) -> tuple[Flags, str]:
    if text != "*":
        return replace(flags, precision=int(text or 0)), ""
    size = arguments.size()
    if size is None or size < 0:
        return flags, "%!(BADPREC)"
    return replace(flags, precision=size), ""


def _verb(verb: str, flags: Flags, arguments: _Arguments) -> str:
    if not verb:
        return "%!(NOVERB)"
    if verb == "%":
        return "%"
    if not arguments.good:
        return f"%!{repaired(verb)}(BADINDEX)"
    if arguments.next >= len(arguments.values):
        return f"%!{repaired(verb)}(MISSING)"
    value = arguments.values[arguments.next]
    arguments.next += 1
    # "%+v" asks for the names of members, which nothing here has
    return format_value(value, repaired(verb), replace(flags, plus=flags.plus and verb != "v"))
