"""The audit as JSON: a contract that other programs rely on (``"schema": 1``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.unavoidable import unavoidable
from inspector.exports.sums_json import not_counted, sums_document, waste_totals
from inspector.rules.report import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.audit import AuditedLayer
    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.dive import DiveFigures
    from inspector.analyses.duplicates import Duplicate
    from inspector.findings import Finding
    from inspector.rules.report import AnyReport, RuleResult, Unreadable


def render(reports: Sequence[AnyReport]) -> str:
    """Return one object, or an array of several; nothing for one image that cannot be read."""
    if len(reports) == 1 and not isinstance(reports[0], Report):
        return ""
    return _to_json([_document(each) for each in reports]) + "\n"


def _document(report: AnyReport) -> dict[str, object]:
    return _audit(report) if isinstance(report, Report) else _error(report)


def _audit(report: Report) -> dict[str, object]:
    audit = report.audit
    duplicates = audit.duplicates
    return {
        "schema": 1,
        "image": {
            "reference": audit.reference,
            "id": audit.id,
            "platform": audit.platform,
            "created": audit.created,
        },
        "base": _base(audit.base),
        "not_counted": msgspec.to_builtins(not_counted(audit.scope)),
        "stored_bytes": audit.usage.stored_bytes,
        "live_bytes": audit.usage.live_bytes,
        "wasted_bytes": audit.usage.wasted_bytes,
        "efficiency": audit.usage.efficiency,
        "duplicate_bytes": None if duplicates is None else duplicates.bytes,
        "layers": [_layer(each) for each in audit.layers],
        "waste": [
            {
                "path": row.path,
                "bytes": row.bytes,
                "written_by": row.written_by,
                "hidden_by": row.hidden_by,
                "cause": str(row.cause),
                **({"unavoidable": True} if unavoidable(row) is not None else {}),
            }
            for row in audit.usage.waste
        ],
        "waste_totals": msgspec.to_builtins(waste_totals(audit.usage.waste)),
        "sums": msgspec.to_builtins(sums_document(audit.sums)),
        "duplicates": None if duplicates is None else [_duplicate(row) for row in duplicates.rows],
        "findings": [_finding(each) for each in audit.findings],
        "dive": _dive(audit.dive),
        "rules": [_rule(each) for each in report.rules],
        "verdict": "fail" if report.has_failed else "pass",
    }


def _error(unreadable: Unreadable) -> dict[str, object]:
    return {"image": {"reference": unreadable.reference}, "error": unreadable.error}


def _to_json(documents: list[dict[str, object]]) -> str:
    """Return JSON in ASCII, with lone surrogates for undecodable bytes.

    A row of a list is a line: the encoder that lays out all of it is ten times slower.
    """
    texts = [_laid_out(each) for each in documents]
    return texts[0] if len(texts) == 1 else "[\n" + ",\n".join(texts) + "\n]"


def _laid_out(document: dict[str, object]) -> str:
    fields = ",\n".join(f"  {json.dumps(key)}: {_rows(value)}" for key, value in document.items())
    return f"{{\n{fields}\n}}"


def _rows(value: object) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value)
    return "[\n    " + ",\n    ".join(map(json.dumps, value)) + "\n  ]"


def _layer(audited: AuditedLayer) -> dict[str, object]:
    usage = audited.usage
    return {
        "index": audited.index,
        "diff_id": audited.diff_id,
        "digest": audited.digest,
        "media_type": audited.media_type,
        "size": usage.size,
        "compressed_size": audited.compressed_size,
        "created_by": audited.created_by,
        "added": usage.added,
        "modified": usage.modified,
        "removed": usage.removed,
        "metadata": usage.metadata,
        "wasted_bytes": usage.wasted_bytes,
    }


def _duplicate(row: Duplicate) -> dict[str, object]:
    return {
        "sha256": row.sha256,
        "bytes": row.bytes,
        "count": row.count,
        "paths": list(row.paths),
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "id": finding.id,
        "level": str(finding.level),
        "message": finding.message,
        "layer": finding.layer,
        "path": finding.path,
    }


def _rule(result: RuleResult) -> dict[str, object]:
    return {
        "rule": result.rule,
        "threshold": result.threshold,
        "value": result.value,
        "status": str(result.status),
    }


def _base(base: BaseImage | None) -> dict[str, object] | None:
    if base is None:
        return None
    return {"layers": base.layers, "source": str(base.source), "reference": base.reference}


def _dive(figures: DiveFigures) -> dict[str, object]:
    return {
        "efficiency": figures.efficiency,
        "wasted_bytes": figures.wasted_bytes,
        "user_wasted_percent": figures.user_wasted_percent,
        "files": [
            {"path": each.path, "count": each.count, "bytes": each.bytes} for each in figures.files
        ],
    }
