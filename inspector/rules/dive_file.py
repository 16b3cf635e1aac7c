"""dive's rule file: YAML, of which it looks at the three keys below ``rules`` and nothing else.

Source: dive's ``cmd/ci.go`` (viper) and yaml.v3's ``resolve.go``, checked against dive 0.13.1: keys
in any case, ``rules.key`` in one word too, null is as if it were not there; the first document.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import yaml
from yaml.reader import ReaderError

from inspector.errors import UsageError, reason
from inspector.language import Lazy, together
from inspector.rules.dive import DEFAULTS
from inspector.rules.quoted import cut

if TYPE_CHECKING:
    from collections.abc import Iterator

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NAN = frozenset({".nan", ".NaN", ".NAN"})
_SECTION = "rules"


class GivenText(NamedTuple):
    """A value as dive makes text of it, and where it stands."""

    text: str
    line: int


def read_dive_rules(text: str, name: str) -> dict[str, GivenText]:
    """Return the values that a file gives, by dive's key. Raises UsageError: not a mapping."""
    try:
        return _read(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        places = () if mark is None else (Lazy("line {number}", number=mark.line + 1),)
        problem = error.problem or Lazy("broken YAML")
        raise UsageError(together(": ", (name, *places, problem))) from error
    except ReaderError as error:
        line = Lazy("line {number}", number=text.count("\n", 0, error.position) + 1)
        told = Lazy("{character!r} is not allowed in YAML", character=chr(error.character))
        raise UsageError(together(": ", (name, line, told))) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        told = Lazy("{name}: broken YAML: {error}", name=name, error=reason(error))
        raise UsageError(told) from error


def _read(text: str) -> dict[str, GivenText]:
    loader = yaml.SafeLoader(text)
    try:
        root = loader.get_node() if loader.check_node() else None
        nested: dict[str, yaml.Node] = {}
        dotted: dict[str, yaml.Node] = {}
        for key, node in _pairs(loader, root):
            if key == _SECTION:
                nested = dict(_pairs(loader, node))
            elif key.startswith(f"{_SECTION}."):
                dotted[key.removeprefix(f"{_SECTION}.")] = node
    finally:
        loader.dispose()
    found = {**nested, **dotted}
    rules = {key: found[key.lower()] for key in DEFAULTS if key.lower() in found}
    return {
        key: GivenText(_text(node), node.start_mark.line + 1)
        for key, node in rules.items()
        if not _is_null(node)
    }


def _pairs(loader: yaml.SafeLoader, node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    """Yield keys in small letters with their values, those of merged mappings (``<<``) too."""
    if node is None or _is_null(node):
        return
    if not isinstance(node, yaml.MappingNode):
        raise yaml.MarkedYAMLError(
            problem=Lazy("not a mapping of keys"), problem_mark=node.start_mark
        )
    lines: dict[str, int] = {}
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(problem=Lazy("not a key"), problem_mark=key.start_mark)
        if key.value in lines:
            told = Lazy(
                "key {key!r} is already in line {line}", key=cut(key.value), line=lines[key.value]
            )
            raise yaml.MarkedYAMLError(problem=told, problem_mark=key.start_mark)
        lines[key.value] = key.start_mark.line + 1
    loader.flatten_mapping(node)
    for key, value in node.value:
        yield key.value.lower(), value


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style is None and node.value in _NULLS


def _text(node: yaml.Node) -> str:
    """Return a value as text: numbers in decimal, of what is no scalar nothing."""
    if not isinstance(node, yaml.ScalarNode):
        return ""
    if node.style is not None:
        return str(node.value)
    return _number(node.value) or str(node.value)


def _number(plain: str) -> str | None:
    """Return a number as Go prints it, None where a plain scalar is none."""
    if plain in _NAN:
        return "NaN"
    digits = plain.replace("_", "")
    try:
        return str(_integer(digits))
    except ValueError:
        pass
    return (
        format(Decimal(repr(float(digits))).normalize(), "f") if _FLOAT.fullmatch(digits) else None
    )


def _integer(digits: str) -> int:
    """Return an integer as Go's ``ParseInt`` with base 0: a leading 0 means octal."""
    sign, unsigned = (digits[0], digits[1:]) if digits[:1] in {"-", "+"} else ("", digits)
    if not unsigned.isascii() or unsigned != unsigned.strip():
        raise ValueError(digits)
    if len(unsigned) > 1 and unsigned[0] == "0" and unsigned[1].isdigit():
        return int(f"{sign}{unsigned}", 8)
    return int(f"{sign}{unsigned}", 0)
