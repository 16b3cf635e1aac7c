"""The audit as CSV (RFC 4180): a row for each rule, finding, wasted payload and duplicate.

Before them a row for the image, for what is to be known of it, and for what has changed.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import msgspec

from inspector.exports.audit.notes import notes
from inspector.exports.audit.text.packages import UNOWNED
from inspector.exports.audit.text.waste import unavoidable_note
from inspector.exports.log_commands import without_commands
from inspector.exports.sentences.growth import package_change
from inspector.exports.sentences.problems import DUPLICATE_FILES, WASTED_BYTES
from inspector.findings import Level
from inspector.rules.report import Report
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.duplicates import Duplicate
    from inspector.analyses.usage import Waste
    from inspector.findings import Finding
    from inspector.packages import Packages
    from inspector.rules.report import AnyReport, Growth, RuleResult

# What a spreadsheet takes for a formula: at the beginning of a cell, or behind a semicolon, which
# parts cells in many countries. Full-width signs count, too.
_FORMULA = re.compile(r"(^|;)(\s*)(?=[=+\-@\t\r\n＝＋－＠])")  # noqa: RUF001

# What a spreadsheet takes into one cell is little more.
_LONGEST = 32_000


class _CsvRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """The columns, in their order: docs/reports.md has them for users.

    Attributes:
        kind: "image", "note", "growth", "new-finding", "rule", "finding", "ignored", "waste",
            "duplicate", "package", "unowned" or "unreadable".
        id: Of a rule its key, of a package its URL.
        status: Of an image its verdict; of a rule; of waste its cause.
        bytes: Of one copy of a duplicate; of growth those now, ``value`` has those before.
        count: How many copies; of a package how many files.
        see: Of a finding, the ids that others have for it.

    """

    kind: str
    image: str
    id: str = ""
    level: str = ""
    status: str = ""
    path: str = ""
    bytes: int | None = None
    layer: int | None = None
    hidden_by: int | None = None
    count: int | None = None
    threshold: float | str | None = None
    value: float | str | None = None
    message: str = ""
    see: str = ""


COLUMNS = _CsvRow.__struct_fields__


def render(reports: Sequence[AnyReport]) -> str:
    """Return one table with a line of headings; what is from an image is printable text."""
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow(COLUMNS)
    for report in reports:
        for row in _rows(report):
            table.writerow([_cell(value) for value in msgspec.structs.astuple(row)])
    return file.getvalue()


def _cell(value: float | str | None) -> float | str | None:
    """Return text that no spreadsheet computes with, and numbers as they are."""
    if not isinstance(value, str):
        return value
    shown = _FORMULA.sub(r"\1\2'", without_commands(printable(value)))
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _rows(report: AnyReport) -> Iterator[_CsvRow]:
    if not isinstance(report, Report):
        yield _CsvRow("unreadable", report.reference, message=report.error)
        return
    audit = report.audit
    image = audit.reference
    yield _CsvRow("image", image, id=audit.id, status=_verdict(report), bytes=audit.size)
    for name, text in notes(report):
        yield _CsvRow("note", image, id=name.replace(" ", "-"), message=text)
    if report.growth is not None:
        yield from _growth(image, report.growth)
    yield from (_rule(image, each) for each in report.rules)
    yield from (_finding(image, "finding", each) for each in audit.findings)
    for ignored in report.ignored:
        yield _finding(image, "ignored", ignored.finding, ignored.reason)
    yield from (_waste(image, each) for each in audit.usage.waste)
    copies = audit.duplicates
    for duplicate in copies.rows if copies is not None else ():
        yield from _duplicates(image, duplicate)
    if audit.packages is not None:
        yield from _packages(image, audit.packages)


def _verdict(report: Report) -> str:
    return "fail" if report.has_failed else "pass"


def _growth(image: str, growth: Growth) -> Iterator[_CsvRow]:
    """Yield what has changed since the baseline: layers, folders, packages."""
    for layer in growth.layers:
        yield _CsvRow(
            "growth",
            image,
            id="layer",
            bytes=layer.after,
            value=layer.before,
            layer=layer.layer,
            message=layer.created_by,
        )
    for folder in growth.folders or ():
        yield _CsvRow(
            "growth",
            image,
            id="folder",
            path=folder.path or "/",
            bytes=folder.after,
            value=folder.before,
        )
    for package in growth.packages or ():
        yield _CsvRow(
            "growth",
            image,
            id="package",
            bytes=package.after,
            value=package.before,
            message=package_change(package),
        )
    for finding in growth.new_findings:
        yield _finding(image, "new-finding", finding)


def _rule(image: str, rule: RuleResult) -> _CsvRow:
    return _CsvRow(
        "rule",
        image,
        id=rule.rule,
        level=str(Level.WARNING) if rule.is_warning else "",
        status=str(rule.status),
        threshold=rule.threshold,
        value=rule.value,
        message=rule.message,
    )


def _finding(image: str, kind: str, finding: Finding, reason: str = "") -> _CsvRow:
    return _CsvRow(
        kind,
        image,
        id=finding.id,
        level=str(finding.level),
        path=finding.path or "",
        bytes=finding.bytes,
        layer=finding.layer,
        hidden_by=finding.hidden_by,
        message=": ".join(filter(None, [finding.message, finding.remedy, reason])),
        see=" ".join(finding.references),
    )


def _waste(image: str, row: Waste) -> _CsvRow:
    return _CsvRow(
        "waste",
        image,
        id=WASTED_BYTES,
        status=str(row.cause),
        message=unavoidable_note(row),
        path=row.path,
        bytes=row.bytes,
        layer=row.written_by,
        hidden_by=row.hidden_by,
    )


def _duplicates(image: str, duplicate: Duplicate) -> Iterator[_CsvRow]:
    """Yield a row for each path: the same content is the same message, its SHA-256."""
    for path in duplicate.paths:
        yield _CsvRow(
            "duplicate",
            image,
            id=DUPLICATE_FILES,
            path=path,
            bytes=duplicate.bytes,
            count=duplicate.count,
            message=f"sha256:{duplicate.sha256}",
        )


def _packages(image: str, found: Packages) -> Iterator[_CsvRow]:
    """Yield a row for each package, and for what no package owns in a layer."""
    for row in found.rows:
        yield _CsvRow(
            "package",
            image,
            id=row.purl,
            bytes=row.bytes,
            layer=row.layer,
            count=row.files,
            message=f"{row.name} {row.version}",
        )
    for each in found.unowned:
        yield _CsvRow(
            "unowned",
            image,
            bytes=each.bytes,
            layer=each.layer,
            count=each.files,
            message=UNOWNED,
        )
