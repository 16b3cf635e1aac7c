"""The audit as JSON: a contract that other programs rely on (``"schema": 1``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from inspector.analyses.dive import DiveFigures, DiveFile
from inspector.analyses.folder_bytes import FolderBytes
from inspector.analyses.usage import Waste
from inspector.findings import Finding
from inspector.rules.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.audit import AuditedLayer
    from inspector.analyses.base_image import BaseImage
    from inspector.rules.report import AnyReport, Growth, IgnoredFinding, RuleResult, Unreadable

_quoted = json.JSONEncoder(ensure_ascii=True).encode
# Rows that are made into text together: that of all of them may be larger than the tree.
_AT_ONCE = 10_000


def render(reports: Sequence[AnyReport]) -> str:
    """Return the text of ``pieces``."""
    return "".join(pieces(reports))


def pieces(reports: Sequence[AnyReport]) -> Iterator[str]:
    """Yield one object, or an array of several, piece by piece; nothing for one unreadable image.

    ASCII, lone surrogates for undecodable bytes. A row of a list is a line: the encoder that lays
    out all of it is ten times slower.
    """
    if len(reports) == 1:
        if isinstance(reports[0], Report):
            yield from _laid_out(_audit(reports[0]))
            yield "\n"
        return
    yield "[\n"
    for number, each in enumerate(reports):
        yield ",\n" if number else ""
        yield from _laid_out(_audit(each) if isinstance(each, Report) else _error(each))
    yield "\n]\n"


def _audit(report: Report) -> dict[str, object]:
    """Return the fields; lists of which there may be millions as they are."""
    audit = report.audit
    return {
        "schema": 1,
        "image": {
            "reference": audit.reference,
            "id": audit.id,
            "platform": audit.platform,
            "created": audit.created,
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
        "rules": [_rule(each) for each in report.rules],
        "verdict": "fail" if report.has_failed else "pass",
        "rule_file": report.rule_file,
        "ignored": [_ignored(each) for each in report.ignored],
        "baseline": _growth(report.growth) if report.growth is not None else None,
        "folders": audit.folders,
    }


def _error(unreadable: Unreadable) -> dict[str, object]:
    return {"image": {"reference": unreadable.reference}, "error": unreadable.error}


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
    if isinstance(row, FolderBytes):
        return f'{{"path": {_quoted(row.path)}, "bytes": {row.bytes}}}'
    return json.dumps(_finding(row) if isinstance(row, Finding) else row)


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


def _ignored(ignored: IgnoredFinding) -> dict[str, object]:
    until = None if ignored.until is None else ignored.until.isoformat()
    return {**_finding(ignored.finding), "reason": ignored.reason, "until": until}


def _growth(growth: Growth) -> dict[str, object]:
    return {
        "reference": growth.reference,
        "id": growth.id,
        "size": {"before": growth.size_before, "after": growth.size_after},
        "wasted_bytes": {"before": growth.wasted_before, "after": growth.wasted_after},
        "layers": [
            {
                "index": each.layer,
                "baseline_index": each.baseline_layer,
                "created_by": each.created_by,
                "before": each.before,
                "after": each.after,
            }
            for each in growth.layers
        ],
        "folders": None
        if growth.folders is None
        else [
            {"path": each.path, "before": each.before, "after": each.after}
            for each in growth.folders
        ],
        "new_findings": [_finding(each) for each in growth.new_findings],
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
