"""What the HTML report shows, as values for its script. All text in it is printable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict

from inspector.analyses.unavoidable import unavoidable
from inspector.exports.audit.html.growth import growth_rows
from inspector.exports.audit.notes import notes, titled
from inspector.exports.audit.text.packages import UNOWNED
from inspector.exports.audit.text.waste import unavoidable_note
from inspector.exports.layout.words import trouble_named
from inspector.exports.sentences.references import address
from inspector.formats.choice import labels
from inspector.language import _, shown
from inspector.rules.report import Report
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.audit import Audit, AuditedLayer
    from inspector.analyses.duplicates import Duplicates
    from inspector.analyses.file_tree import FileTreeColumns
    from inspector.analyses.usage import Waste
    from inspector.findings import Finding
    from inspector.packages import Packages
    from inspector.rules.report import AnyReport, IgnoredFinding, RuleResult

# Notes that have a card or a table of their own.
_SHOWN = frozenset({"rule file", "sums", "unavoidable", "duplicates", "packages"})

Json = dict[str, object]


def report_data(report: AnyReport) -> Json:
    """Return one image's report; of one that could not be read why."""
    if not isinstance(report, Report):
        return {"reference": printable(report.reference), "error": printable(shown(report.error))}
    audit = report.audit
    return {
        "reference": printable(audit.reference),
        "names": [printable(each) for each in labels(audit.names)],
        "id": printable(audit.id),
        "platform": printable(audit.platform or ""),
        "created": printable(audit.created or ""),
        "notes": list(_notes(report)),
        "baseLayers": 0 if audit.base is None else audit.base.layers,
        "notCounted": audit.scope.base_layers,
        "stored": audit.usage.stored_bytes,
        "live": audit.usage.live_bytes,
        "wasted": audit.usage.wasted_bytes,
        "sums": {
            "live": audit.sums.live_bytes,
            "wasted": audit.sums.wasted_bytes,
            "visible": audit.sums.visible_bytes,
            "header": audit.sums.header_bytes,
            "total": asdict(audit.sums.total),
        },
        "layers": [
            _layer(each, sizes.tar_bytes)
            for each, sizes in zip(audit.layers, audit.sums.layers, strict=True)
        ],
        "waste": _waste(audit.usage.waste, audit.files),
        "files": None if audit.files is None else _files(audit.files),
        "duplicates": None if audit.duplicates is None else _duplicates(audit.duplicates),
        "packages": None if audit.packages is None else _packages(audit.packages),
        "findings": [_finding(each) for each in audit.findings],
        "ignored": [_ignored(each) for each in report.ignored],
        "ruleFile": None if report.rule_file is None else printable(report.rule_file),
        "growth": None if report.growth is None else list(map(asdict, growth_rows(report.growth))),
        "rules": [_rule(each) for each in report.rules],
        "failed": report.has_failed,
        "dive": _dive(audit),
    }


def _notes(report: Report) -> Iterator[str]:
    """Yield what the page does not show in another way."""
    for name, text in notes(report):
        if name not in _SHOWN:
            yield printable(titled(name, text))


def _layer(audited: AuditedLayer, tar_bytes: int | None) -> Json:
    usage = audited.usage
    return {
        "instruction": printable(audited.instruction),
        "command": printable(audited.created_by),
        "diffId": printable(audited.diff_id or ""),
        "trouble": trouble_named(audited.trouble or ""),
        "size": usage.size,
        "compressed": audited.compressed_size,
        "tar": tar_bytes,
        "stored": usage.stored_bytes,
        "wasted": usage.wasted_bytes,
        "added": usage.added,
        "modified": usage.modified,
        "removed": usage.removed,
        "metadata": usage.metadata,
    }


def _waste(rows: Sequence[Waste], files: FileTreeColumns | None) -> Json:
    """Return columns: paths as rows of the tree of files where there is one."""
    return {
        "row": None if files is None else files.waste,
        "path": [printable(row.path) for row in rows] if files is None else None,
        "bytes": [row.bytes for row in rows],
        "by": [row.written_by for row in rows],
        "hidden": [row.hidden_by for row in rows],
        "cause": [str(row.cause) for row in rows],
        # by its number, the reason of a row
        "unavoidable": {
            number: unavoidable_note(row)
            for number, row in enumerate(rows)
            if unavoidable(row) is not None
        },
    }


def _files(files: FileTreeColumns) -> Json:
    """Return columns: one text for all names, as none has a slash, is shortest once deflated."""
    return {
        "names": "/".join(map(printable, files.names)),
        "depths": files.depths,
        "kinds": files.kinds,
        "sizes": files.sizes,
        "layers": files.layers,
    }


def _duplicates(found: Duplicates) -> Json:
    return {
        "bytes": found.bytes,
        "unread": found.unread,
        "rows": [
            {
                "sha256": row.sha256,
                "bytes": row.bytes,
                "saved": row.saved_bytes,
                "paths": [printable(path) for path in row.paths],
            }
            for row in found.rows
        ],
    }


def _packages(found: Packages) -> list[Json]:
    """Return rows, with one a layer for what no package owns."""
    return [
        *(
            {
                "name": printable(row.name),
                "version": printable(row.version),
                "type": str(row.type),
                "layer": row.layer,
                "files": row.files,
                "bytes": row.bytes,
            }
            for row in found.rows
        ),
        *(
            {
                "name": _(UNOWNED),
                "version": "",
                "type": "",
                "layer": each.layer,
                "files": each.files,
                "bytes": each.bytes,
            }
            for each in found.unowned
        ),
    ]


def _finding(finding: Finding) -> Json:
    return {
        "id": finding.id,
        "level": str(finding.level),
        "message": printable(finding.message),
        "layer": finding.layer,
        "path": printable(finding.path or ""),
        "bytes": finding.bytes or 0,
        "hidden": finding.hidden_by,
        "advice": printable(finding.remedy),
        "see": [[printable(each), address(each)] for each in finding.references],
    }


def _ignored(each: IgnoredFinding) -> Json:
    until = each.until.isoformat() if each.until is not None else ""
    return {**_finding(each.finding), "reason": printable(each.reason), "until": until}


def _rule(result: RuleResult) -> Json:
    return {
        "rule": printable(result.rule),
        "threshold": _value(result.threshold),
        "value": _value(result.value),
        "status": "warning" if result.is_warning else str(result.status),
        "message": printable(shown(result.message)),
    }


def _value(value: float | str | None) -> str:
    return "" if value is None else printable(str(value))


def _dive(audit: Audit) -> Json:
    figures = audit.dive
    return {
        "efficiency": figures.efficiency,
        "wasted": figures.wasted_bytes,
        "userPercent": figures.user_wasted_percent,
    }
