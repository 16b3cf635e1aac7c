"""What every report says besides what is wrong: where its numbers come from, and what they are of.

Nothing is printable yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.unavoidable import unavoidable
from inspector.exports.audit.text.packages import packages_told
from inspector.exports.audit.text.scope import not_counted
from inspector.exports.layout.words import explained
from inspector.exports.sentences.base_image import base_named
from inspector.exports.sentences.growth import change
from inspector.language import N_, _, shown
from inspector.text import counted, human_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.sums import Sums
    from inspector.rules.report import IgnoredFinding, Report


def notes(report: Report) -> Iterator[tuple[str, str]]:
    """Yield the name of a note, to be translated, and what it says."""
    audit = report.audit
    yield N_("rule file"), _("none") if report.rule_file is None else report.rule_file
    for expired in report.expired:
        yield N_("counts again"), _expired(expired)
    if audit.base is not None:
        yield N_("base image"), base_named(audit.base)
    for told in not_counted(audit.scope):
        yield N_("not counted"), told
    yield N_("sums"), _sums(audit.sums)
    spared = sum(row.bytes for row in audit.usage.waste if unavoidable(row) is not None)
    if spared:
        yield N_("unavoidable"), _("{size} of the waste").format(size=human_size(spared))
    if audit.duplicates is not None:
        saved = human_size(audit.duplicates.bytes)
        told = _("one copy of each would save {size}").format(size=saved)
        yield N_("duplicates"), told if audit.duplicates.rows else _("none")
    if audit.packages is not None:
        yield N_("packages"), packages_told(audit.packages)
    if report.growth is not None:
        found = counted(len(report.growth.new_findings), "new finding")
        growth = report.growth
        told = _("{change}, {findings}").format(change=change(growth), findings=found)
        yield N_("baseline"), explained(growth.reference, told)


def titled(name: str, text: str) -> str:
    """Return a note as a line: ``Rule file: none``."""
    name = _(name)
    return explained(name[:1].upper() + name[1:], text)


def _expired(expired: IgnoredFinding) -> str:
    return _("{finding} was ignored until {day}").format(
        finding=shown(expired.finding.name), day=expired.until
    )


def _sums(sums: Sums) -> str:
    total = sums.total
    return _(
        "stored {stored} = live {live} + wasted {wasted} bytes in all layers; docker images shows"
        " {size}"
    ).format(
        stored=f"{total.stored_bytes:,}",
        live=f"{sums.live_bytes:,}",
        wasted=f"{sums.wasted_bytes:,}",
        size=f"{total.size:,}",
    )
