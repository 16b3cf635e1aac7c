"""The summary of a fleet as one JSON object (``"schema": 1``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.exports.log_commands import without_commands

if TYPE_CHECKING:
    from inspector.fleet.summary import Summary


def render_json(found: Summary) -> str:
    """Return the object."""
    text = msgspec.json.format(msgspec.json.encode(found), indent=2).decode()
    return without_commands(text + "\n", r"\u0023")
