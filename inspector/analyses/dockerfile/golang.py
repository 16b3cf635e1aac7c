"""Values as Go's fmt package prints them: ``%q`` and ``%v`` of strings, slices and maps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.analyses.dockerfile.words import parse_json_array

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_ESCAPE = re.compile(
    r"""\\(?:(?P<short>[abfnrtv\\'"])|x(?P<byte>[0-9a-f]{2})"""
    r"|u(?P<four>[0-9a-f]{4})|U(?P<eight>[0-9a-f]{8}))"
)
_PLAIN = re.compile(r"""[^\\"']+""")
_QUOTE = re.compile("[\"']")  # the other one
_ANY = "surrogatepass"
_SHORT = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
# Longer lists are not matched against the configuration: no Dockerfile has them.
_MOST_WORDS = 20
_LONGEST = 10_000


def unquote(text: str, at: int) -> tuple[str, int] | None:
    """Return the string or rune that is quoted at an offset, and where what follows begins."""
    quote = text[at : at + 1]
    if quote not in {'"', "'"}:
        return None
    value = bytearray()
    at += 1
    while at < len(text):
        if text[at] == quote:
            return value.decode("utf-8", "surrogateescape"), at + 1
        match = _PLAIN.match(text, at) or _ESCAPE.match(text, at) or _QUOTE.match(text, at)
        if match is None:
            return None
        value += _escaped(match) if match.re is _ESCAPE else match[0].encode("utf-8", _ANY)
        at = match.end()
    return None


def _escaped(match: re.Match[str]) -> bytes:
    if match["short"]:
        return bytes([_SHORT.get(match["short"], ord(match["short"]))])
    if match["byte"]:
        return bytes([int(match["byte"], 16)])
    code = int(match["four"] or match["eight"], 16)
    return chr(code if code < 0x110000 else 0xFFFD).encode("utf-8", _ANY)


def quoted_slice(text: str, at: int = 0) -> tuple[list[str], int] | None:
    """Return the strings of ``["a" "b"]`` at an offset, and where what follows begins."""
    if not text.startswith("[", at):
        return None
    values: list[str] = []
    at += 1
    while not text.startswith("]", at):
        if values:
            if not text.startswith(" ", at):
                return None
            at += 1
        found = unquote(text, at)
        if found is None:
            return None
        values.append(found[0])
        at = found[1]
    return values, at + 1


def words_of(text: str, exact: Sequence[str] = (), members: Collection[str] = ()) -> GoWords | None:
    """Return the words of ``["a" "b"]``, ``["a", "b"]`` or ``[a b]``, and how sure that is.

    In the last form blanks within a word are lost: where the text is that of ``exact`` these are
    the words, and blanks within one of ``members`` do not part it.
    """
    found = quoted_slice(text)
    if found is not None and found[1] == len(text):
        return found[0], False
    written = parse_json_array(text)
    if written is not None:
        return written, False
    if not (text.startswith("[") and text.endswith("]")):
        return None
    inner = text[1:-1]
    if exact and " ".join(exact) == inner:
        return list(exact), False
    words = inner.split(" ") if inner else []
    if len(words) < 2 or all(word in members for word in words):
        return words, False
    if len(words) > _MOST_WORDS or len(text) > _LONGEST:
        return words, True
    return _joined(words, members)


GoWords = tuple[list[str], bool]


def _joined(words: list[str], members: Collection[str]) -> GoWords:
    """Join words to the longest members, from left to right."""
    found: list[str] = []
    is_guess = False
    while words:
        for count in range(len(words), 0, -1):
            word = " ".join(words[:count])
            if word in members:
                break
        is_guess |= word not in members
        found.append(word)
        words = words[count:]
    return found, is_guess


def keys_of(text: str) -> list[str] | None:
    """Return the keys of a set: ``map[8080/tcp:{} 53/udp:{}]``."""
    if not (text.startswith("map[") and text.endswith("]")):
        return None
    return [each.removesuffix(":{}") for each in text[4:-1].split(" ") if each]
