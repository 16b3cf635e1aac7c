"""``layerscope audit``: waste, efficiency, findings, and what rules say of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import click
from msgspec import structs

from inspector import garbage
from inspector.cli.kit.audit_options import audit_options
from inspector.cli.kit.auditor import Auditor, complain_of_rules
from inspector.cli.kit.base import base_finder, base_option
from inspector.cli.kit.dive_options import dive_options, sourced
from inspector.cli.kit.dockerfile_lines import dockerfile_option, given_dockerfile
from inspector.cli.kit.faults import fault
from inspector.cli.kit.github import errors_for_github, write_for_github
from inspector.cli.kit.image_folder import candidates
from inspector.cli.kit.opening import image_options, refuse_stdin_twice
from inspector.cli.kit.report_targets import (
    ReportCommand,
    check_inputs,
    inputs,
    report_options,
    targets,
    write_reports,
)
from inspector.cli.kit.rule_options import given_rules, rule_options
from inspector.cli.kit.streams import complain
from inspector.errors import ExitCode, LayerscopeError, NotAnImageError
from inspector.exports.audit.reports import WITH_DIVE_FILES, WITH_FILES, WITH_FOLDERS, WITH_PACKAGES
from inspector.io.processors import processors
from inspector.language import N_, Lazy
from inspector.reading.image import Processes
from inspector.rules.report import Report, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.audit import AuditOptions
    from inspector.cli.kit.image_folder import ImageCandidate
    from inspector.cli.kit.report_targets import ReportTarget
    from inspector.rules.baseline import Baseline
    from inspector.rules.report import AnyReport


@click.command("audit", cls=ReportCommand, epilog="Example: layerscope audit app.tar")
@click.argument("references", metavar="IMAGE…", nargs=-1, required=True)
@report_options
@click.option(
    "--baseline",
    metavar="FILE",
    help=N_("An earlier --json report: show what is new and what has grown."),
)
@rule_options
@audit_options
@dive_options
@dockerfile_option
@base_option
@image_options
def command(
    *,
    references: tuple[str, ...],
    formats: tuple[str, ...],
    outputs: tuple[str, ...],
    as_json: bool,
    json_files: tuple[str, ...],
    baseline: str | None,
    ci: bool,
    source: str | None,
    options: AuditOptions,
    dockerfile: str | None,
    base: str | None,
    name: str | None,
    platform: str | None,
) -> int:
    """Report where the bytes of each IMAGE are, and which are wasted."""
    del as_json  # its place among the formats counts
    refuse_stdin_twice(references)
    return run_audit(
        candidates(sourced(references, source)),
        targets(formats, outputs, json_files),
        Auditor(
            name,
            platform,
            base_finder(base),
            given_rules(wants_dive=ci),
            options,
            dockerfile=given_dockerfile(dockerfile),
        ),
        baseline,
    )


class _Audited(NamedTuple):
    """What came of one candidate: no report where a folder's file is no image."""

    report: AnyReport | None
    exit_code: int = ExitCode.OK


def run_audit(
    found: Sequence[ImageCandidate],
    wanted: Sequence[ReportTarget],
    auditor: Auditor,
    baseline: str | None = None,
) -> int:
    """Audit images, write the reports, return the exit code.

    Raises LayerscopeError where the only image cannot be read; of several the others are audited.
    """
    check_inputs(wanted, _inputs(found, auditor))
    most = min(len(found), processors())
    auditor = structs.replace(
        auditor,
        baselines=_baselines(baseline),
        is_only=len(found) == 1,
        today=datetime.now(UTC).date(),
        options=_options(auditor, wanted, has_baseline=baseline is not None),
        processes=Processes.FORKED if most < 2 else Processes.NONE,
    )
    with errors_for_github(found[0].reference):
        outcomes = list(_outcomes(found, auditor, most))
    outcomes.extend(_folders_without(found, tuple(outcomes)))
    reports = [each.report for each in outcomes if each.report is not None]
    code = write_reports(wanted, reports)
    write_for_github(reports)
    for report in reports:
        if isinstance(report, Report):
            complain_of_rules(report)
    return max(code, _exit_code(outcomes))


def _inputs(found: Sequence[ImageCandidate], auditor: Auditor) -> Iterator[str]:
    """Yield the files and the image folders that are read."""
    yield from inputs((each.reference for each in found), auditor.rules)
    if auditor.dockerfile is not None:
        yield auditor.dockerfile.file


def _options(
    auditor: Auditor, wanted: Sequence[ReportTarget], *, has_baseline: bool
) -> AuditOptions:
    """Return what the reports and the rules need, besides what the user asked for."""
    formats = {each.format for each in wanted}
    return structs.replace(
        auditor.options,
        globs=tuple(auditor.rules.forbidden),
        folders=has_baseline or not formats.isdisjoint(WITH_FOLDERS),
        files=not formats.isdisjoint(WITH_FILES),
        packages=auditor.options.packages or not formats.isdisjoint(WITH_PACKAGES),
        dive_files=not formats.isdisjoint(WITH_DIVE_FILES),
    )


def _baselines(file: str | None) -> tuple[Baseline, ...]:
    if file is None:
        return ()
    from pathlib import Path

    from inspector.rules.baseline import read_baselines

    return read_baselines(Path(file))


def _outcomes(found: Sequence[ImageCandidate], auditor: Auditor, most: int) -> Iterator[_Audited]:
    if len(found) == 1 and found[0].folder is None:
        yield _Audited(*auditor.report_on(found[0].reference))
    elif most < 2:
        for candidate in found:
            garbage.collect()  # one image at a time
            yield _outcome(candidate, auditor)
    else:
        yield from _parallel(found, auditor, most)


def _parallel(found: Sequence[ImageCandidate], auditor: Auditor, most: int) -> Iterator[_Audited]:
    from inspector.cli.kit.parallel import Ended, in_processes

    results = in_processes(lambda number: _outcome(found[number], auditor), len(found), most)
    for candidate, outcome in zip(found, results, strict=True):
        if isinstance(outcome, Ended):
            yield _unreadable(candidate.reference, LayerscopeError(outcome.told))
        else:
            yield outcome


def _outcome(candidate: ImageCandidate, auditor: Auditor) -> _Audited:
    try:
        return _Audited(*auditor.report_on(candidate.reference))
    except NotAnImageError as error:
        if candidate.folder is not None:
            return _Audited(None)
        return _unreadable(candidate.reference, error)
    except LayerscopeError as error:
        return _unreadable(candidate.reference, error)
    except Exception as error:  # noqa: BLE001  a fault with one image stops no other
        return _unreadable(candidate.reference, LayerscopeError(fault(error)))


def _unreadable(reference: str, error: LayerscopeError) -> _Audited:
    unread = Unreadable(reference, error.text, error.exit_code)
    complain(unread.message)
    return _Audited(unread, error.exit_code)


def _folders_without(
    found: Sequence[ImageCandidate], outcomes: Sequence[_Audited]
) -> Iterator[_Audited]:
    """Yield what to say of folders in which nothing is an image."""
    pairs = [each for each in zip(found, outcomes, strict=True) if each[0].folder is not None]
    told = {candidate.folder for candidate, outcome in pairs if outcome.report is not None}
    for folder in dict.fromkeys(candidate.folder for candidate, _outcome in pairs):
        if folder is not None and folder not in told:
            yield _unreadable(
                folder, NotAnImageError(Lazy("{folder}: no image in this folder", folder=folder))
            )


def _exit_code(outcomes: Sequence[_Audited]) -> int:
    """Return the highest that applies; what was read of several images in part is that."""
    reports = [each.report for each in outcomes if each.report is not None]
    code = max((each.exit_code for each in outcomes), default=ExitCode.OK)
    good = [each for each in reports if isinstance(each, Report)]
    if any(each.failed for each in good):
        code = max(code, ExitCode.CHECK_FAILED)
    return ExitCode.PARTIAL if good and len(good) < len(reports) else code
