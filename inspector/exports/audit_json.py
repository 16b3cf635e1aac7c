"""The audit as JSON: a contract that other programs rely on (``audit_document``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET

from inspector.exports.audit_document import (
    AuditDocument,
    BaseDocument,
    DiveDocument,
    DiveFileDocument,
    DuplicateDocument,
    ErrorDocument,
    FindingDocument,
    IgnoredDocument,
    ImageDocument,
    LayerDocument,
    ReferenceDocument,
    RuleDocument,
    WasteDocument,
)
from inspector.exports.log_commands import without_commands
from inspector.rules.report import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.audit import AuditedLayer
    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.dive import DiveFigures
    from inspector.analyses.duplicates import Duplicates
    from inspector.findings import Finding
    from inspector.rules.report import AnyReport, IgnoredFinding, RuleResult


_ENCODE = json.JSONEncoder().encode


def render(reports: Sequence[AnyReport]) -> str:
    """Return one object, or an array of several; nothing for one image that cannot be read."""
    if len(reports) == 1 and not isinstance(reports[0], Report):
        return ""
    text = _to_json([document(each) for each in reports]) + "\n"
    return without_commands(text, r"\u0023")


def document(report: AnyReport) -> AuditDocument | ErrorDocument:
    """Return what is written for a report."""
    if not isinstance(report, Report):
        return ErrorDocument(ReferenceDocument(report.reference), report.error)
    audit = report.audit
    usage, duplicates = audit.usage, audit.duplicates
    return AuditDocument(
        schema=1,
        image=ImageDocument(audit.reference, audit.id, audit.platform, audit.created),
        base=None if audit.base is None else _base(audit.base),
        stored_bytes=usage.stored_bytes,
        live_bytes=usage.live_bytes,
        wasted_bytes=usage.wasted_bytes,
        efficiency=usage.efficiency,
        duplicate_bytes=None if duplicates is None else duplicates.bytes,
        layers=tuple(map(_layer, audit.layers)),
        waste=tuple(
            WasteDocument(row.path, row.bytes, row.written_by, row.hidden_by, row.cause)
            for row in usage.waste
        ),
        duplicates=None if duplicates is None else _duplicates(duplicates),
        findings=tuple(map(_finding, audit.findings)),
        dive=_dive(audit.dive),
        rules=tuple(map(_rule, report.rules)),
        verdict="fail" if report.has_failed else "pass",
        rule_file=report.rule_file,
        ignored=tuple(map(_ignored, report.ignored)),
    )


def _to_json(documents: list[AuditDocument | ErrorDocument]) -> str:
    """Return JSON in ASCII, with lone surrogates for undecodable bytes.

    A row of a list is a line: the encoder that lays out all of it is ten times slower.
    """
    texts = [_laid_out(msgspec.to_builtins(each)) for each in documents]
    return texts[0] if len(texts) == 1 else "[\n" + ",\n".join(texts) + "\n]"


def _laid_out(fields: dict[str, object]) -> str:
    lines = ",\n".join(f"  {json.dumps(key)}: {_rows(value)}" for key, value in fields.items())
    return f"{{\n{lines}\n}}"


def _rows(value: object) -> str:
    if not isinstance(value, list | tuple) or not value:
        return json.dumps(value)
    return "[\n    " + ",\n    ".join(map(_ENCODE, value)) + "\n  ]"


def _base(base: BaseImage) -> BaseDocument:
    return BaseDocument(base.layers, base.source, base.reference)


def _layer(audited: AuditedLayer) -> LayerDocument:
    usage = audited.usage
    return LayerDocument(
        index=audited.index,
        diff_id=audited.diff_id,
        digest=audited.digest,
        media_type=audited.media_type,
        size=usage.size,
        compressed_size=audited.compressed_size,
        created_by=audited.created_by,
        added=usage.added,
        modified=usage.modified,
        removed=usage.removed,
        metadata=usage.metadata,
        wasted_bytes=usage.wasted_bytes,
    )


def _duplicates(duplicates: Duplicates) -> tuple[DuplicateDocument, ...]:
    return tuple(
        DuplicateDocument(each.sha256, each.bytes, each.count, each.paths)
        for each in duplicates.rows
    )


def _finding(finding: Finding) -> FindingDocument:
    has_bytes = finding.bytes is not None
    return FindingDocument(
        id=finding.id,
        level=finding.level,
        message=finding.message,
        layer=finding.layer,
        path=finding.path,
        bytes=finding.bytes if finding.bytes is not None else UNSET,
        hidden_by=finding.hidden_by if has_bytes or finding.hidden_by is not None else UNSET,
        advice=finding.advice or UNSET,
        see=finding.see or UNSET,
    )


def _ignored(ignored: IgnoredFinding) -> IgnoredDocument:
    finding = ignored.finding
    return IgnoredDocument(
        id=finding.id,
        level=finding.level,
        message=finding.message,
        layer=finding.layer,
        path=finding.path,
        reason=ignored.reason,
        until=ignored.until,
    )


def _rule(result: RuleResult) -> RuleDocument:
    return RuleDocument(result.rule, result.threshold, result.value, result.status)


def _dive(figures: DiveFigures) -> DiveDocument:
    return DiveDocument(
        efficiency=figures.efficiency,
        wasted_bytes=figures.wasted_bytes,
        user_wasted_percent=figures.user_wasted_percent,
        files=tuple(DiveFileDocument(each.path, each.count, each.bytes) for each in figures.files),
    )
