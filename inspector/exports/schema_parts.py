"""Parts of a JSON Schema as msgspec makes them, the same by each of its versions."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any


def dedented(parts: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return parts whose descriptions have no indentation; some versions of msgspec keep it."""
    return {name: _dedented(part) for name, part in parts.items()}


def _dedented(part: dict[str, Any]) -> dict[str, Any]:
    if "description" not in part:
        return part
    return {**part, "description": cleandoc(part["description"])}
