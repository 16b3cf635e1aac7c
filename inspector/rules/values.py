"""Values of our rule file and of the options of the same name: each reader takes one kind.

A reader takes what TOML gives (a number, a text, a list) or what was typed (a text, a tuple of
them), and raises ValueError with what it takes instead.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TypeGuard

from inspector.errors import UsageError
from inspector.findings import FINDINGS, Level
from inspector.language import Lazy, together
from inspector.rules.go_values import parse_bytes, parse_float
from inspector.rules.quoted import cut

_SIZE = Lazy("a size such as 500MB or 20MiB")
_COUNT = Lazy("a whole number")
_SHARE = Lazy("a share from 0 to 1, or a percentage such as 5%")
_GROWTH = Lazy("a size such as 10MB, a share below 1 such as 0.05, or a percentage")
_GLOBS = Lazy("a list of path globs such as ['*.pem', '/root/.ssh']")
_IDS = Lazy("a list of finding ids, such as layer-damaged, and levels: note, warning, error")

_LEVELS = frozenset(map(str, Level))


def _is_number(raw: object) -> TypeGuard[int | float]:
    return isinstance(raw, int | float) and not isinstance(raw, bool)


def size(raw: object) -> int:
    """Return bytes."""
    if isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0:
        return raw
    if isinstance(raw, str):
        try:
            return parse_bytes(raw)
        except ValueError:
            pass
    raise ValueError(_SIZE)


def count(raw: object) -> int:
    """Return a number of things."""
    if isinstance(raw, str) and raw.isascii() and raw.isdigit():
        return int(raw)
    if isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0:
        return raw
    raise ValueError(_COUNT)


def share(raw: object) -> float:
    """Return a fraction from 0 to 1."""
    value = _fraction(raw) if isinstance(raw, str) else raw
    if _is_number(value) and 0 <= value <= 1:
        return float(value)
    raise ValueError(_SHARE)


def _fraction(text: str) -> float | None:
    is_percent = text.endswith("%")
    try:
        value = parse_float(text.removesuffix("%").rstrip())
    except ValueError:
        return None
    return value / 100 if is_percent else value


def growth(raw: object) -> int | float:
    """Return bytes (an integer), or a share of what there was before (a float).

    A number below 1 without a unit is a share: there are no sizes of less than a byte.
    """
    is_percent = isinstance(raw, str) and raw.endswith("%")
    value = _fraction(raw) if isinstance(raw, str) else raw
    if isinstance(value, float) and (0 <= value < float("inf") if is_percent else 0 < value < 1):
        return value
    if not is_percent:
        with suppress(ValueError):
            return size(raw)
    raise ValueError(_GROWTH)


def globs(raw: object) -> tuple[str, ...]:
    """Return globs of paths."""
    from inspector.analyses.path_globs import PathGlobs

    found = _texts(raw, _GLOBS)
    try:
        PathGlobs(found)
    except UsageError as error:
        raise ValueError(together(": ", (_GLOBS, error.text))) from error
    return found


def ids(raw: object) -> tuple[str, ...]:
    """Return ids of findings, patterns of them (``secret-*``) and levels; all known."""
    texts = _texts(raw, _IDS)
    found = tuple(each.strip() for text in texts for each in text.split(",") if each.strip())
    if texts and not found:
        raise ValueError(_IDS)  # an empty variable of a script: it would never fail
    for each in found:
        if each not in _LEVELS and not is_id(each):
            raise ValueError(Lazy("{wanted}; {given!r} is neither", wanted=_IDS, given=cut(each)))
    return found


def is_id(wanted: str) -> bool:
    """Whether it is the id of a finding, or a pattern that fits one."""
    from fnmatch import fnmatchcase

    return any(fnmatchcase(kind.id, wanted) for kind in FINDINGS)


def flag(raw: object) -> bool:
    """Return whether something is on."""
    if isinstance(raw, bool):
        return raw
    raise ValueError(Lazy("true or false"))


def _texts(raw: object, wanted: str) -> tuple[str, ...]:
    given = [raw] if isinstance(raw, str) else raw
    if isinstance(given, list | tuple):
        found = tuple(each for each in given if isinstance(each, str))
        if len(found) == len(given):
            return found
    raise ValueError(wanted)
