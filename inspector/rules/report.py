"""What is reported of an image: its audit, what rules say of it, and what has changed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    from datetime import date

    from inspector.analyses.audit import Audit
    from inspector.errors import ExitCode
    from inspector.findings import Finding


class Status(StrEnum):
    """What became of a rule."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    SKIP = "skip"
    MISCONFIGURED = "misconfigured"


class RuleResult(msgspec.Struct, frozen=True):
    """A rule by its key in the rule file; ``message`` says why, where the figures do not."""

    rule: str
    threshold: float | str | None
    value: float | str | None
    status: Status
    message: str = ""


class IgnoredFinding(msgspec.Struct, frozen=True):
    """A finding that the rule file wants ignored."""

    finding: Finding
    reason: str
    until: date | None = None


class Report(msgspec.Struct, frozen=True):
    """One image's report. Plain values: it goes from process to process.

    Attributes:
        rule_file: The path of the rule file that was used, None where there was none.
        rules: Every rule that was looked at.
        ignored: Findings that count for no rule; they are not among those of the audit.

    """

    audit: Audit
    rule_file: str | None = None
    rules: tuple[RuleResult, ...] = ()
    ignored: tuple[IgnoredFinding, ...] = ()

    @property
    def has_failed(self) -> bool:
        """Whether a rule failed."""
        return any(each.status is Status.FAIL for each in self.rules)


class Unreadable(msgspec.Struct, frozen=True):
    """An image that could not be audited, and why."""

    reference: str
    error: str
    exit_code: ExitCode


AnyReport: TypeAlias = Report | Unreadable
