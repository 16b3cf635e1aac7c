"""Names in messages, as GNU's programs quote them in the C locale (gnulib, quotearg)."""

from __future__ import annotations

import re

# What a shell does not read as anything else.
_PLAIN = re.compile(r"[A-Za-z0-9_%+,./:@\-\x80-\U0010ffff]+")
_UNSAFE_IN_DOUBLE = re.compile(r'["$`\\!]')


def quote(name: str) -> str:
    """Return a name in quotes."""
    if "'" not in name:
        return f"'{name}'"
    if not _UNSAFE_IN_DOUBLE.search(name):
        return f'"{name}"'
    return "'" + name.replace("'", "'\\''") + "'"


def quote_if_needed(name: str) -> str:
    """Return a name in quotes where a shell would need them."""
    return name if _PLAIN.fullmatch(name) else quote(name)
