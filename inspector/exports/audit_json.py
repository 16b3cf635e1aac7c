"""The audit as JSON: a contract that other programs rely on (``"schema": 1``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from inspector.analyses.dive import DiveFigures, DiveFile
from inspector.analyses.usage import Waste
from inspector.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.audit import Audit, AuditedLayer
    from inspector.analyses.base_image import BaseImage

_quoted = json.JSONEncoder(ensure_ascii=True).encode
# Rows that are made into text together: that of all of them may be larger than the tree.
_AT_ONCE = 10_000


def audit_document(audit: Audit) -> dict[str, object]:
    """Return the audit as what ``to_json`` writes; lists of rows as they are."""
    image = audit.image
    return {
        "schema": 1,
        "image": {
            "reference": audit.reference,
            "id": image.id,
            "platform": str(image.source.platform) or None,
            "created": image.config.created,
        },
        "base": _base(audit.base),
        "stored_bytes": audit.usage.stored_bytes,
        "live_bytes": audit.usage.live_bytes,
        "wasted_bytes": audit.usage.wasted_bytes,
        "efficiency": audit.usage.efficiency,
        "duplicate_bytes": None,
        "layers": [_layer(each) for each in audit.layers],
        "waste": audit.usage.waste,
        "duplicates": None,
        "findings": audit.findings,
        "dive": audit.dive,
        "rules": [],
        "verdict": "pass",
    }


def error_document(reference: str, message: str) -> dict[str, object]:
    """Return what stands in the array for an image that could not be read."""
    return {"image": {"reference": reference}, "error": message}


def to_json(documents: list[dict[str, object]]) -> Iterator[str]:
    """Yield one object, or an array of several, piece by piece.

    ASCII, lone surrogates for undecodable bytes. A row of a list is a line: the encoder that lays
    out all of it is ten times slower.
    """
    if len(documents) == 1:
        yield from _laid_out(documents[0])
        return
    for number, document in enumerate(documents):
        yield ",\n" if number else "[\n"
        yield from _laid_out(document)
    yield "\n]"


def _laid_out(document: dict[str, object]) -> Iterator[str]:
    for number, (key, value) in enumerate(document.items()):
        yield f"{',' if number else '{'}\n  {json.dumps(key)}: "
        if isinstance(value, DiveFigures):
            yield from _dive(value)
        elif isinstance(value, list | tuple) and value:
            yield from _rows(value, "[\n    ", ",\n    ", "\n  ]")
        else:
            yield json.dumps(value)
    yield "\n}"


def _rows(rows: Sequence[object], before: str, between: str, after: str) -> Iterator[str]:
    """Yield a list, many rows at a time: the text of all may be larger than the tree."""
    for start in range(0, len(rows), _AT_ONCE):
        yield between if start else before
        yield between.join(map(_row, rows[start : start + _AT_ONCE]))
    yield after


def _row(row: object) -> str:
    """Return an element of a list; those of which there may be millions in one go."""
    if isinstance(row, Waste):
        return (
            f'{{"path": {_quoted(row.path)}, "bytes": {row.bytes}, "written_by": {row.written_by}, '
            f'"hidden_by": {row.hidden_by}, "cause": "{row.cause}"}}'
        )
    if isinstance(row, DiveFile):
        return f'{{"path": {_quoted(row.path)}, "count": {row.count}, "bytes": {row.bytes}}}'
    return json.dumps(_finding(row) if isinstance(row, Finding) else row)


def _layer(audited: AuditedLayer) -> dict[str, object]:
    layer, usage = audited.layer, audited.usage
    return {
        "index": layer.index,
        "diff_id": layer.diff_id,
        "digest": layer.digest,
        "media_type": layer.source.media_type,
        "size": usage.size,
        "compressed_size": layer.compressed_size,
        "created_by": layer.created_by,
        "added": usage.added,
        "modified": usage.modified,
        "removed": usage.removed,
        "metadata": usage.metadata,
        "wasted_bytes": usage.wasted_bytes,
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "id": finding.id,
        "level": str(finding.level),
        "message": finding.message,
        "layer": finding.layer,
        "path": finding.path,
    }


def _base(base: BaseImage | None) -> dict[str, object] | None:
    if base is None:
        return None
    return {"layers": base.layers, "source": str(base.source), "reference": base.reference}


def _dive(figures: DiveFigures) -> Iterator[str]:
    told = {
        "efficiency": figures.efficiency,
        "wasted_bytes": figures.wasted_bytes,
        "user_wasted_percent": figures.user_wasted_percent,
    }
    yield json.dumps(told)[:-1] + ', "files": '
    if figures.files:
        yield from _rows(figures.files, "[", ", ", "]")
    else:
        yield "[]"
    yield "}"
