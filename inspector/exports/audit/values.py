"""What the audit's JSON says of a report: the values of ``audit_document``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from inspector.analyses.unavoidable import unavoidable
from inspector.exports.audit.document import (
    AuditDocument,
    BaseDocument,
    ChangeDocument,
    DiveDocument,
    DiveFileDocument,
    DuplicateDocument,
    ErrorDocument,
    FindingDocument,
    FolderDocument,
    FolderGrowthDocument,
    GrowthDocument,
    IgnoredDocument,
    ImageDocument,
    LayerDocument,
    LayerGrowthDocument,
    PackageDocument,
    PackageGrowthDocument,
    ReferenceDocument,
    RuleDocument,
    WasteDocument,
)
from inspector.exports.audit.rows import LazyRows
from inspector.exports.audit.sums_json import not_counted, sums_document, waste_totals
from inspector.rules.report import Report

if TYPE_CHECKING:
    from inspector.analyses.audit import AuditedLayer
    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.dive import DiveFigures, DiveFile
    from inspector.analyses.duplicates import Duplicate
    from inspector.analyses.folder_bytes import FolderBytes
    from inspector.analyses.usage import Waste
    from inspector.findings import Finding
    from inspector.packages import Package
    from inspector.rules.report import (
        AnyReport,
        FolderGrowth,
        Growth,
        IgnoredFinding,
        LayerGrowth,
        PackageGrowth,
        RuleResult,
    )


def document(report: AnyReport) -> AuditDocument | ErrorDocument:
    """Return what is written for a report; long lists are made when they are written."""
    if not isinstance(report, Report):
        return ErrorDocument(ReferenceDocument(report.reference), report.error)
    audit = report.audit
    usage, duplicates, packages = audit.usage, audit.duplicates, audit.packages
    return AuditDocument(
        schema=1,
        image=ImageDocument(audit.reference, audit.id, audit.platform, audit.created),
        base=None if audit.base is None else _base(audit.base),
        not_counted=not_counted(audit.scope),
        stored_bytes=usage.stored_bytes,
        live_bytes=usage.live_bytes,
        wasted_bytes=usage.wasted_bytes,
        efficiency=usage.efficiency,
        duplicate_bytes=None if duplicates is None else duplicates.bytes,
        layers=LazyRows(_layer, audit.layers),
        waste=LazyRows(_waste, usage.waste),
        waste_totals=waste_totals(usage.waste),
        sums=sums_document(audit.sums),
        duplicates=None if duplicates is None else LazyRows(_duplicate, duplicates.rows),
        packages=None if packages is None else LazyRows(_package, packages.rows),
        unowned_bytes=None if packages is None else packages.unowned_bytes,
        findings=LazyRows(_finding, audit.findings),
        dive=_dive(audit.dive),
        rules=LazyRows(_rule, report.rules),
        verdict="fail" if report.has_failed else "pass",
        rule_file=report.rule_file,
        ignored=LazyRows(_ignored, report.ignored),
        baseline=None if report.growth is None else _growth(report.growth),
        folders=None if audit.folders is None else LazyRows(_folder, audit.folders),
    )


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


def _waste(row: Waste) -> WasteDocument:
    is_unavoidable = unavoidable(row) is not None
    return WasteDocument(
        row.path,
        row.bytes,
        row.written_by,
        row.hidden_by,
        row.cause,
        True if is_unavoidable else UNSET,
    )


def _duplicate(row: Duplicate) -> DuplicateDocument:
    return DuplicateDocument(row.sha256, row.bytes, row.count, row.paths)


def _package(row: Package) -> PackageDocument:
    return PackageDocument(
        row.purl, row.type, row.name, row.version, row.layer, row.files, row.bytes
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
        advice=finding.remedy or UNSET,
        see=finding.references or UNSET,
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
        files=LazyRows(_dive_file, figures.files),
    )


def _dive_file(file: DiveFile) -> DiveFileDocument:
    return DiveFileDocument(file.path, file.count, file.bytes)


def _growth(growth: Growth) -> GrowthDocument:
    return GrowthDocument(
        reference=growth.reference,
        id=growth.id,
        size=ChangeDocument(growth.size_before, growth.size_after),
        wasted_bytes=ChangeDocument(growth.wasted_before, growth.wasted_after),
        layers=tuple(map(_layer_growth, growth.layers)),
        folders=None if growth.folders is None else tuple(map(_folder_growth, growth.folders)),
        packages=None if growth.packages is None else tuple(map(_package_growth, growth.packages)),
        new_findings=tuple(map(_finding, growth.new_findings)),
    )


def _layer_growth(layer: LayerGrowth) -> LayerGrowthDocument:
    return LayerGrowthDocument(
        index=layer.layer,
        baseline_index=layer.baseline_layer,
        created_by=layer.created_by,
        before=layer.before,
        after=layer.after,
    )


def _folder_growth(folder: FolderGrowth) -> FolderGrowthDocument:
    return FolderGrowthDocument(folder.path, folder.before, folder.after)


def _package_growth(package: PackageGrowth) -> PackageGrowthDocument:
    return PackageGrowthDocument(
        package.type, package.name, package.old, package.new, package.before, package.after
    )


def _folder(folder: FolderBytes) -> FolderDocument:
    return FolderDocument(folder.path, folder.bytes)
