"""One image audited and judged, as the options of a command say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.audit import DEFAULT_OPTIONS, audit
from inspector.cli.kit.dockerfile_lines import match_dockerfile
from inspector.cli.kit.opening import open_image, read_image
from inspector.cli.kit.progress import ProgressLine
from inspector.cli.kit.streams import complain
from inspector.errors import ExitCode
from inspector.language import _, ngettext, shown
from inspector.reading.image import Processes
from inspector.rules.verdict import judge
from inspector.text import percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.analyses.audit import Audit, AuditOptions
    from inspector.analyses.base_image import BaseImage
    from inspector.cli.kit.dockerfile_lines import Dockerfile
    from inspector.reading.image import Image
    from inspector.rules.baseline import Baseline
    from inspector.rules.report import Report
    from inspector.rules.rule_set import RuleSet

_MOST_TOLD = 10


class Auditor(msgspec.Struct, frozen=True):
    """How every image is audited.

    Attributes:
        options: What is asked for beyond the usual.
        baselines: Earlier reports.
        is_only: Whether there is one image to audit.
        today: Decides which findings are still ignored.
        dockerfile: What the image was built from.

    """

    name: str | None
    platform: str | None
    find_base: Callable[[Image], BaseImage | None]
    rules: RuleSet
    options: AuditOptions = DEFAULT_OPTIONS
    baselines: tuple[Baseline, ...] = ()
    is_only: bool = True
    today: date = date.min
    dockerfile: Dockerfile | None = None
    processes: Processes = Processes.FORKED

    def report_on(self, reference: str) -> tuple[Report, int]:
        """Return the report on one image and the exit code its reading earned.

        Raises LayerscopeError.
        """
        image = open_image(reference, self.name, self.platform)
        base = self.find_base(image)  # before the layers, as it may be a mistake
        lines = match_dockerfile(self.dockerfile, image)
        loaded = read_image(reference, image, self.processes)
        if self.options.ignore_base and base is None:
            complain(
                _("{reference}: no base image is known, so all layers count; give --base").format(
                    reference=reference
                )
            )
        line = ProgressLine()
        done = audit(
            reference,
            image,
            loaded.tree,
            loaded.contents,
            base,
            dockerfile=lines,
            options=self.options,
            progress=lambda read, total: line.show(lambda: _compared(read, total)),
        )
        line.end()
        loaded.keep_fingerprints()
        report = judge(done, self.rules, self._baseline(reference, done), self.today)
        return report, max(loaded.exit_code, complain_of_unread(done))

    def _baseline(self, reference: str, done: Audit) -> Baseline | None:
        if not self.baselines:
            return None
        from inspector.rules.baseline import baseline_of, unlike

        found = baseline_of(reference, self.baselines, only=self.is_only)
        if found is None:
            complain(
                _(
                    "{reference}: the baseline has no image of this name: nothing is compared"
                ).format(reference=reference)
            )
            return None
        for told in unlike(found, done):
            complain(f"{reference}: {told}")
        return found


def _compared(read: int, total: int) -> str:
    return _("comparing files  {share:>4}").format(share=percent(read, total))


def complain_of_unread(done: Audit) -> int:
    """Say what could not be compared or understood; return the exit code that this is worth."""
    told: list[str] = []
    if done.duplicates is not None and done.duplicates.unread:
        sentence = _("{count:,} files could not be read and compared")
        told.append(sentence.format(count=done.duplicates.unread))
    if done.packages is not None and done.packages.unread:
        from inspector.exports.audit.text.packages import unread_lines

        told += unread_lines(done.packages)
    for line in told:
        complain(f"{done.reference}: {line}")
    return ExitCode.PARTIAL if told else ExitCode.OK


def complain_of_rules(report: Report) -> None:
    """Say on stderr what failed: a report may have gone to a file."""
    for each in report.expired[:_MOST_TOLD]:
        told = _("{file}: {finding} counts again: it was ignored until {day}")
        complain(
            told.format(file=report.rule_file, finding=shown(each.finding.name), day=each.until)
        )
    if len(report.expired) > _MOST_TOLD:
        more = len(report.expired) - _MOST_TOLD
        told = ngettext(
            "{file}: {count:,} more finding no longer ignored",
            "{file}: {count:,} more findings no longer ignored",
            more,
        )
        complain(told.format(file=report.rule_file, count=more))
    failed = report.failed
    if failed:
        told = ngettext(
            "{reference}: {count} rule failed: {rules}",
            "{reference}: {count} rules failed: {rules}",
            len(failed),
        )
        rules = ", ".join(each.rule for each in failed)
        complain(told.format(reference=report.audit.reference, count=len(failed), rules=rules))
