"""What is reported of an image: its audit, what rules say of it, and what has changed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from inspector.formats.source import STDIN
from inspector.text import printable

if TYPE_CHECKING:
    from datetime import date

    from inspector.analyses.audit import Audit
    from inspector.errors import ExitCode
    from inspector.findings import Finding
    from inspector.packages import PackageType


class Status(StrEnum):
    """What became of a rule."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    SKIP = "skip"
    MISCONFIGURED = "misconfigured"


class RuleResult(msgspec.Struct, frozen=True):
    """A rule by its key in the rule file.

    Attributes:
        threshold: As understood: bytes, a number, a fraction; globs and ids with commas.
        message: Why, where the figures do not say it. Not printable yet.
        is_warning: Whether it found what it warns of; a rule that warns never fails.

    """

    rule: str
    threshold: float | str | None
    value: float | str | None
    status: Status
    message: str = ""
    is_warning: bool = False


class IgnoredFinding(msgspec.Struct, frozen=True):
    """A finding that the rule file wants ignored."""

    finding: Finding
    reason: str
    until: date | None = None


class Sorted(msgspec.Struct, frozen=True):
    """Findings that count, those that are ignored, and those that no longer are."""

    counted: tuple[Finding, ...]
    ignored: tuple[IgnoredFinding, ...] = ()
    expired: tuple[IgnoredFinding, ...] = ()


class LayerGrowth(msgspec.Struct, frozen=True):
    """A layer whose size changed; sizes are bytes as ``docker history`` counts them.

    ``layer`` is None of one that is gone, ``baseline_layer`` of one that is new; ``created_by`` is
    the command of its history row. Not printable yet.
    """

    layer: int | None
    baseline_layer: int | None
    created_by: str
    before: int
    after: int


class FolderGrowth(msgspec.Struct, frozen=True):
    """A folder whose visible files take more or less space; sizes are bytes."""

    path: str
    before: int
    after: int


class PackageGrowth(msgspec.Struct, frozen=True):
    """A package whose version or bytes changed.

    ``old`` is None of one that is new, ``new`` of one that is gone; of a package that is there in
    several versions they name all of them. Not printable yet.
    """

    type: PackageType
    name: str
    old: str | None
    new: str | None
    before: int
    after: int


class Growth(msgspec.Struct, frozen=True):
    """What has changed since an earlier report; sizes are bytes, the largest change comes first.

    Attributes:
        reference: Of the image of the earlier report, as it was named then.
        size_before: The sum of its layers' sizes, as ``docker images`` shows it.
        folders: None where the earlier report does not tell of folders.
        packages: None where one of the two does not tell of packages.
        new_findings: Those that were not there; of the audit's others nothing is new.

    """

    reference: str
    id: str
    size_before: int
    size_after: int
    wasted_before: int
    wasted_after: int
    layers: tuple[LayerGrowth, ...]
    folders: tuple[FolderGrowth, ...] | None
    new_findings: tuple[Finding, ...]
    packages: tuple[PackageGrowth, ...] | None = None

    @property
    def bytes(self) -> int:
        """By how much the image has grown; negative where it has shrunk."""
        return self.size_after - self.size_before


class Report(msgspec.Struct, frozen=True):
    """One image's report. Plain values: it goes from process to process.

    Attributes:
        rule_file: The path of the rule file that was used, None where there was none.
        rules: Every rule that was looked at.
        ignored: Findings that count for no rule; they are not among those of the audit.
        expired: Those that the rule file wanted ignored until a day that is over.
        growth: What has changed since the baseline, None where none was given.

    """

    audit: Audit
    rule_file: str | None = None
    rules: tuple[RuleResult, ...] = ()
    ignored: tuple[IgnoredFinding, ...] = ()
    expired: tuple[IgnoredFinding, ...] = ()
    growth: Growth | None = None

    @property
    def failed(self) -> tuple[RuleResult, ...]:
        """The rules that failed."""
        return tuple(each for each in self.rules if each.status is Status.FAIL)

    @property
    def has_failed(self) -> bool:
        """Whether a rule failed."""
        return bool(self.failed)


class Unreadable(msgspec.Struct, frozen=True):
    """An image that could not be audited, and why."""

    reference: str
    error: str
    exit_code: ExitCode

    @property
    def message(self) -> str:
        """The error with the image's name, which most errors begin with; not printable yet."""
        named = f"{printable(self.reference)}: "
        is_named = printable(self.error).startswith(named) or self.reference == STDIN
        return self.error if is_named else named + self.error


AnyReport: TypeAlias = Report | Unreadable
