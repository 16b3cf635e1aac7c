"""Our rule file: TOML with ``[audit]`` and ``[[audit.ignore]]``; nothing unknown is let pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from inspector import toml
from inspector.errors import UsageError, reason
from inspector.language import Lazy, together
from inspector.rules.audit_rules import read_values
from inspector.rules.ignores import read_ignore
from inspector.rules.quoted import cut

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
        found = toml.loads(text)
    except (ValueError, RecursionError) as error:
        told = Lazy("{name}: broken TOML: {error}", name=name, error=reason(error))
        raise UsageError(told) from error
    for key in found:
        if key != _SECTION:
            raise UsageError(
                Lazy(
                    "{name}: {key} is unknown: rules are keys of [{section}]",
                    name=name,
                    key=cut(key),
                    section=_SECTION,
                )
            )
    section = found.get(_SECTION, {})
    if not isinstance(section, dict):
        raise UsageError(
            Lazy("{name}: {section} is not a table: write [{section}]", name=name, section=_SECTION)
        )
    rows = section.pop(_IGNORE, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError(
            Lazy(
                "{name}: {ignore} is not a list of tables: [[{section}.{ignore}]]",
                name=name,
                ignore=_IGNORE,
                section=_SECTION,
            )
        )
    try:
        values = read_values(section)
    except ValueError as error:
        raise UsageError(together("", (f"{name}: [{_SECTION}] ", reason(error)))) from error
    return OurRules(values, tuple(_ignore(row, number, name) for number, row in enumerate(rows, 1)))


def _ignore(row: dict[str, object], number: int, name: str) -> Ignore:
    try:
        return read_ignore(row)
    except ValueError as error:
        where = Lazy("[[{list}]] number {number}", list=f"{_SECTION}.{_IGNORE}", number=number)
        raise UsageError(together(": ", (name, where, reason(error)))) from error
