"""TOML, read in time proportional to its length."""

from __future__ import annotations

import re
import tomllib
from itertools import islice
from typing import Any

from inspector.language import Lazy
from inspector.text import cut

# tomllib takes time by the square of a key's parts: a line of 1 MB would take an hour.
_MOST_PARTS = 100
_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
# With its quotes a text is no longer than others.
_MOST_QUOTED = 78
# Tables in tables that are shown.
_DEEPEST = 2
_LONG_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{{_MOST_PARTS}}}")


def written(value: object) -> str:
    """Return a value as a document has it, or the beginning of it."""
    return cut(_written(value, _DEEPEST))


def _written(value: object, depth: int) -> str:
    if isinstance(value, str):
        return repr(cut(value, _MOST_QUOTED))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict) and depth == 0:
        return "…"
    if isinstance(value, list):
        return f"[{', '.join(_written(each, depth - 1) for each in value[:_MOST_QUOTED])}]"
    if isinstance(value, dict):
        rows = islice(value.items(), _MOST_QUOTED)
        return f"{{{', '.join(f'{key} = {_written(each, depth - 1)}' for key, each in rows)}}}"
    return str(value)


def loads(text: str) -> dict[str, Any]:
    """Return what a document holds. Raises ValueError, RecursionError where it is nested deep."""
    if _LONG_KEY.search(text) is not None:
        raise ValueError(Lazy("a key of more than {most} parts", most=_MOST_PARTS))
    return tomllib.loads(text)
