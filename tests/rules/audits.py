"""Audits made of the few figures that a rule looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import astuple

from inspector.analyses.audit import Audit, AuditedLayer
from inspector.analyses.dive import DiveFigures
from inspector.analyses.sums import Sizes, Sums
from inspector.analyses.usage import Cause, LayerUsage, Usage, Waste
from inspector.rules.checks import Facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.folder_bytes import FolderBytes
    from inspector.analyses.path_matches import PathMatch
    from inspector.findings import Finding
    from inspector.rules.report import Growth

NO_FIGURES = DiveFigures(1.0, 0, 0.0, ())


def layer(
    index: int, size: int, *, wasted: int = 0, created_by: str = "", diff_id: str | None = None
) -> AuditedLayer:
    found = LayerUsage(index, size, size, wasted, 0, 0, 0, 0)
    return AuditedLayer(index, diff_id, None, None, size, created_by, created_by, found)


def audit_of(
    *layers: AuditedLayer,
    waste: Sequence[tuple[str, int]] = (),
    findings: Sequence[Finding] = (),
    dive: DiveFigures = NO_FIGURES,
    matches: Sequence[PathMatch] = (),
    folders: Sequence[FolderBytes] | None = None,
    reference: str = "app.tar",
) -> Audit:
    """Return an audit; what is wasted lies in layer 0 and is removed in layer 1."""
    rows = tuple(Waste(path, size, 0, 1, Cause.REMOVED) for path, size in waste)
    stored = sum(each.usage.stored_bytes for each in layers)
    wasted = sum(row.bytes for row in rows) + sum(each.usage.wasted_bytes for each in layers)
    return Audit(
        reference=reference,
        id="sha256:" + "0" * 64,
        platform=None,
        created=None,
        names=(),
        sums=sums_of(layers),
        usage=Usage(stored, wasted, tuple(each.usage for each in layers), rows, len(rows)),
        layers=layers,
        findings=tuple(findings),
        dive=dive,
        matches=tuple(matches),
        folders=None if folders is None else tuple(folders),
    )


def sums_of(layers: Sequence[AuditedLayer]) -> Sums:
    """Return sums of layers that hold plain files alone."""
    sizes = tuple(
        Sizes(
            compressed_bytes=each.compressed_size,
            tar_bytes=each.usage.stored_bytes,
            stored_bytes=each.usage.stored_bytes,
            symlink_bytes=0,
            hole_bytes=0,
            replaced_bytes=0,
            size=each.usage.size,
        )
        for each in layers
    )
    columns = [sum(column) for column in zip(*map(astuple, sizes), strict=True)] or [0] * 7
    wasted = sum(each.usage.wasted_bytes for each in layers)
    total = Sizes(*columns)
    live = total.stored_bytes - wasted
    return Sums(sizes, total, live, wasted, live)


def facts(audit: Audit, *, growth: Growth | None = None, min_wasted_bytes: int = 0) -> Facts:
    return Facts(audit, audit.findings, growth, min_wasted_bytes)
