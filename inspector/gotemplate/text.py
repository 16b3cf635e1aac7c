"""Go's view of text: which bytes are characters, quoted strings, one-to-one case mappings.

Text is ``str`` in which each undecodable byte is a lone surrogate, as ``text.decode`` makes it.
Source: documentation of Go's packages strconv, strings and unicode.
"""

from __future__ import annotations

import re
import unicodedata

from inspector.text import decode, encode, repaired

_SHORT = {7: "a", 8: "b", 12: "f", 10: "n", 13: "r", 9: "t", 11: "v", 92: "\\"}
_LETTERS = {letter: chr(code) for code, letter in _SHORT.items()}
_ESCAPE = r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|((?s:.)))"
MAX_RUNE = 0x10FFFF


def is_bad_byte(char: str) -> bool:
    """Tell whether ``char`` stands for a byte that is no UTF-8."""
    return "\udc80" <= char <= "\udcff"


def is_print(char: str) -> bool:
    """Return Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the space."""
    return char == " " or unicodedata.category(char)[0] in "LMNPS"


def quote(text: str, mark: str = '"', *, ascii_only: bool = False) -> str:
    """Return Go's quoted form, as ``%q`` prints it."""
    return mark + "".join(_quoted(char, mark, ascii_only=ascii_only) for char in text) + mark


def _quoted(char: str, mark: str, *, ascii_only: bool) -> str:
    code = ord(char)
    if is_bad_byte(char):
        return f"\\x{code - 0xDC00:02x}"
    if char == mark:
        return "\\" + char
    if is_print(char) and char != "\\" and (char.isascii() or not ascii_only):
        return char
    if code in _SHORT:
        return "\\" + _SHORT[code]
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def unicode_name(char: str) -> str:
    """Return Go's ``%#U``: ``U+007D '}'``."""
    char = "\ufffd" if is_bad_byte(char) else char
    shown = f" '{char}'" if is_print(char) else ""
    return f"U+{ord(char):04X}{shown}"


def can_backquote(text: str) -> bool:
    """Tell whether a raw string can hold the text on one line."""
    return not any(
        is_bad_byte(char) or char in "`\x7f\ufeff" or (char < " " and char != "\t") for char in text
    )


def unquote(literal: str) -> bytes | None:
    """Return what a quoted or raw string means, None where Go calls it invalid syntax."""
    inner = literal[1:-1]
    if literal.startswith("`"):
        return encode(inner.replace("\r", ""))
    out = bytearray()
    at = 0
    while at < len(inner):
        if inner[at] != "\\":
            out += repaired(inner[at]).encode()
            at += 1
            continue
        match = re.compile(_ESCAPE).match(inner, at)
        piece = unescape(match, '"') if match else None
        if match is None or piece is None:
            return None
        out += encode(piece)
        at = match.end()
    return bytes(out)


def unescape(match: re.Match[str], mark: str) -> str | None:
    """Return the character of one escape (a bad byte is a surrogate), None where it is none."""
    byte, short, long, octal, letter = match.groups()
    if byte or octal:
        value = int(byte, 16) if byte else int(octal, 8)
        return decode(bytes([value])) if value < 0x100 else None
    if short or long:
        value = int(short or long, 16)
        return chr(value) if value <= MAX_RUNE and not 0xD800 <= value <= 0xDFFF else None
    return mark if letter == mark else _LETTERS.get(letter)


def rune_of(literal: str) -> int:
    """Return the code of a character constant.

    Raises ValueError with Go's message.
    """
    inner = literal[1:-1]
    match = re.match(_ESCAPE, inner)
    if match:
        char, length = unescape(match, "'"), match.end()
    else:
        char, length = (None if inner[:1] in {"", "\\"} else repaired(inner[0])), 1
    if char is None:
        raise ValueError("invalid syntax")
    if len(inner) > length:
        raise ValueError(f"malformed character constant: {literal}")
    return ord(char) - 0xDC00 if is_bad_byte(char) else ord(char)


def upper(text: str) -> str:
    """Return strings.ToUpper: one character for one, so ``ß`` stays."""
    return "".join(map(_upper_char, _mappable(text)))


def lower(text: str) -> str:
    """Return strings.ToLower: one character for one, wherever it stands."""
    return "".join(char.lower()[0] for char in _mappable(text))


def title(text: str) -> str:
    """Return strings.Title: the first letter of each word in title case."""
    text = repaired(text)
    return "".join(
        _title_char(char) if _is_separator(previous) else char
        for previous, char in zip(" " + text, text, strict=False)
    )


def _mappable(text: str) -> str:
    return text if text.isascii() else repaired(text)


def _title_char(char: str) -> str:
    mapped = char.title()
    return mapped if len(mapped) == 1 else char


def _upper_char(char: str) -> str:
    mapped = char.upper()
    return mapped if len(mapped) == 1 else _title_char(char)


def _is_separator(char: str) -> bool:
    if char.isascii():
        return not (char.isalnum() or char == "_")
    return char.isspace()
