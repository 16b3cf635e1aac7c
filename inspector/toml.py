"""TOML, read in time proportional to its length."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from inspector.language import Lazy

# tomllib takes time by the square of a key's parts: a line of 1 MB would take an hour.
_MOST_PARTS = 100
_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_LONG_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{{_MOST_PARTS}}}")


def loads(text: str) -> dict[str, Any]:
    """Return what a document holds. Raises ValueError, RecursionError where it is nested deep."""
    if _LONG_KEY.search(text) is not None:
        raise ValueError(Lazy("a key of more than {most} parts", most=_MOST_PARTS))
    return tomllib.loads(text)
