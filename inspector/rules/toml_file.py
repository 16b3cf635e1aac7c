"""Our rule file: TOML with ``[audit]`` and ``[[audit.ignore]]``; nothing unknown is let pass."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

from inspector.errors import UsageError
from inspector.rules.audit_rules import read_values
from inspector.rules.ignores import read_ignore

if TYPE_CHECKING:
    from inspector.rules.ignores import Ignore

_SECTION = "audit"
_IGNORE = "ignore"


class OurRules(NamedTuple):
    """The values of ``[audit]`` as rules take them, and what is to be ignored."""

    values: dict[str, Any]
    ignores: tuple[Ignore, ...]


def read_our_rules(text: str, name: str) -> OurRules:
    """Read a rule file. Raises UsageError, which names the file and the key or the line."""
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{name}: broken TOML: {error}") from error
    for key in found:
        if key != _SECTION:
            raise UsageError(f"{name}: {key} is unknown: rules are keys of [{_SECTION}]")
    section = found.get(_SECTION, {})
    if not isinstance(section, dict):
        raise UsageError(f"{name}: {_SECTION} is not a table: write [{_SECTION}]")
    rows = section.pop(_IGNORE, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError(f"{name}: {_IGNORE} is not a list of tables: [[{_SECTION}.{_IGNORE}]]")
    try:
        values = read_values(section)
    except ValueError as error:
        raise UsageError(f"{name}: [{_SECTION}] {error}") from error
    return OurRules(values, tuple(_ignore(row, number, name) for number, row in enumerate(rows, 1)))


def _ignore(row: dict[str, object], number: int, name: str) -> Ignore:
    try:
        return read_ignore(row)
    except ValueError as error:
        where = f"[[{_SECTION}.{_IGNORE}]] number {number}"
        raise UsageError(f"{name}: {where}: {error}") from error
