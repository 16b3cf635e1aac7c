"""docs/audit.schema.json: the JSON Schema of ``audit --json``, made from its typed values."""

from __future__ import annotations

import json
from inspect import cleandoc
from typing import Any

import msgspec

from inspector.exports.audit_document import AuditDocument, ErrorDocument


def render() -> str:
    """Return the schema: of one image, or of an array of several."""
    (one, error), parts = msgspec.json.schema_components(
        (AuditDocument, ErrorDocument), ref_template="#/$defs/{name}"
    )
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "layerscope audit --json",
        "description": "One object for one image, an array for several.",
        "oneOf": [one, {"type": "array", "items": {"oneOf": [one, error]}}],
        "$defs": {name: _dedented(part) for name, part in parts.items()},
    }
    return json.dumps(schema, indent=2) + "\n"


def _dedented(part: dict[str, Any]) -> dict[str, Any]:
    """Return a schema whose description has no indentation; some versions of msgspec keep it."""
    if "description" not in part:
        return part
    return {**part, "description": cleandoc(part["description"])}


if __name__ == "__main__":
    import sys

    sys.stdout.write(render())
