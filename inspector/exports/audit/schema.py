"""docs/audit.schema.json: the JSON Schema of ``audit --json``, made from its typed values."""

from __future__ import annotations

import json

import msgspec

from inspector.exports.audit.document import AuditDocument, ErrorDocument
from inspector.exports.schema_parts import dedented


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
        "$defs": dedented(parts),
    }
    return json.dumps(schema, indent=2) + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(render())
