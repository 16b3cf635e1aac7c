"""docs/diff.schema.json: the JSON Schema of ``diff --json``, made from its typed values."""

from __future__ import annotations

import json

import msgspec

from inspector.exports.comparison.document import ComparisonDocument
from inspector.exports.schema_parts import dedented


def render() -> str:
    """Return the JSON Schema of what ``diff --json`` prints."""
    (one,), parts = msgspec.json.schema_components(
        (ComparisonDocument,), ref_template="#/$defs/{name}"
    )
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "layerscope diff --json",
        **one,
        "$defs": dedented(parts),
    }
    return json.dumps(schema, indent=2) + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(render())
