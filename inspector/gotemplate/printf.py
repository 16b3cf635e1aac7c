"""Go's fmt.Sprintf.

Source: documentation of Go's package fmt; its errors are text in the result (``%!d(MISSING)``).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from inspector.gotemplate.errors import check_length
from inspector.gotemplate.format import PLAIN, Flags, format_value
from inspector.gotemplate.values import Value, type_name
from inspector.text import decode, encode, repaired

if TYPE_CHECKING:
    from collections.abc import Sequence

_LARGEST = 1_000_000  # a width or precision that passes it before its last digit is refused
_FLAGS = re.compile(r"[#0+\- ]*")
_DIGITS = re.compile(r"[0-9]*")
_NUMBER = re.compile(r"[0-9]+")
_INDEX = re.compile(r"\[(?:[^\]]*\])?")


def sprintf(template: bytes, values: Sequence[Value]) -> bytes:
    """Return fmt.Sprintf."""
    return encode(_Printer(decode(template), values).text())


class _Printer:
    """Walks over the directives; operands are taken in order or by explicit index."""

    def __init__(self, template: str, values: Sequence[Value]) -> None:
        self._template = template
        self._values = values
        self._at = 0
        self._next = 0  # operand
        self._reordered = False
        self._good_index = True
        self._after_index = False

    def text(self) -> str:
        out: list[str] = []
        length = 0
        while True:
            percent = self._template.find("%", self._at)
            if percent < 0:
                break
            out.append(self._template[self._at : percent])
            self._at = percent + 1
            directive = self._directive()
            out += directive
            length += sum(map(len, directive))
            check_length(length)
        out.append(self._template[self._at :])
        if not self._reordered and self._next < len(self._values):
            extra = ", ".join(map(_extra, self._values[self._next :]))
            out.append(f"%!(EXTRA {extra})")
        return "".join(out)

    def _directive(self) -> list[str]:
        self._good_index = True
        marks = self._take(_FLAGS)
        flags = Flags("-" in marks, "+" in marks, "#" in marks, " " in marks, "0" in marks)
        self._index()
        flags, width_problem = self._width(flags)
        flags, precision_problem = self._precision(flags)
        if not self._after_index:
            self._index()
        return [width_problem, precision_problem, self._verb(flags)]

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._template, self._at)
        taken = match[0] if match else ""
        self._at += len(taken)
        return taken

    def _index(self) -> None:
        """Take ``[n]`` and move to that operand."""
        self._after_index = False
        if not self._template.startswith("[", self._at):
            return
        self._reordered = True
        if len(self._template) - self._at < len("[n]"):
            self._at += 1
            self._good_index = False
            return
        number = self._take(_INDEX)[1:-1]
        self._after_index = bool(_NUMBER.fullmatch(number)) and not _is_too_large(number)
        if self._after_index and 1 <= int(number) <= len(self._values):
            self._next = int(number) - 1
        else:
            self._good_index = False

    def _star(self) -> int | None:
        """Take ``*`` and its operand; None where that is no integer or too large."""
        self._at += 1
        self._after_index = False
        value = self._values[self._next] if self._next < len(self._values) else None
        self._next += self._next < len(self._values)
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST:
            return None
        return value

    def _number(self) -> int | None:
        """Take digits; a number that is too large takes all that follows, too."""
        digits = self._take(_DIGITS)
        if _is_too_large(digits):
            self._at = len(self._template)
            return None
        return int(digits) if digits else None

    def _width(self, flags: Flags) -> tuple[Flags, str]:
        if self._template.startswith("*", self._at):
            width = self._star()
            if width is None:
                return flags, "%!(BADWIDTH)"
            left = width < 0
            zero = flags.zero and not left
            return replace(flags, width=abs(width), minus=flags.minus or left, zero=zero), ""
        width = self._number()
        if self._after_index and width is not None:
            self._good_index = False
        return replace(flags, width=width), ""

    def _precision(self, flags: Flags) -> tuple[Flags, str]:
        last = len(self._template) - 1  # there a point is the verb
        if not self._template.startswith(".", self._at) or self._at == last:
            return flags, ""
        self._at += 1
        if self._after_index:
            self._good_index = False
        self._index()
        if not self._template.startswith("*", self._at):
            return replace(flags, precision=self._number() or 0), ""
        precision = self._star()
        if precision is None or precision < 0:
            return flags, "%!(BADPREC)"
        return replace(flags, precision=precision), ""

    def _verb(self, flags: Flags) -> str:
        verb = self._template[self._at : self._at + 1]
        self._at += 1
        if not verb:
            return "%!(NOVERB)"
        verb = repaired(verb)
        if verb == "%":
            return "%"
        if not self._good_index:
            return f"%!{verb}(BADINDEX)"
        if self._next >= len(self._values):
            return f"%!{verb}(MISSING)"
        value = self._values[self._next]
        self._next += 1
        # "%+v" asks for the names of members, which nothing here has
        return format_value(value, verb, replace(flags, plus=flags.plus and verb not in "vw"))


def _is_too_large(digits: str) -> bool:
    digits = digits.lstrip("0")
    return len(digits) > 8 or int(digits[:-1] or 0) > _LARGEST


def _extra(value: Value) -> str:
    shown = format_value(value, "v", PLAIN)
    return shown if value is None else f"{type_name(value)}={shown}"
