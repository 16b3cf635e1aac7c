"""Where a result is: a line of the Dockerfile, a path of the image, the rule file; a layer."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import quote

from inspector.analyses.duplicates import Duplicate
from inspector.analyses.finding_groups import FindingGroup
from inspector.exports.audit.sarif.model import (
    ArtifactLocation,
    Location,
    LogicalLocation,
    Message,
    PhysicalLocation,
    Region,
)
from inspector.rules.report import RuleResult
from inspector.text import path_key, printable

if TYPE_CHECKING:
    from inspector.rules.problems import ProblemSubject
    from inspector.rules.report import Report

SOURCE, IMAGE = "%SRCROOT%", "IMAGE"
BASES = {
    SOURCE: ArtifactLocation(description=Message("The root of the source repository")),
    IMAGE: ArtifactLocation(description=Message("The root directory of the image")),
}
# Paths of the image that a result names besides its own place.
_MOST_PATHS = 20


def layer_of(subject: ProblemSubject) -> int | None:
    """Return the layer whose instruction is to be changed: the one that wrote what is wasted."""
    if isinstance(subject, RuleResult | Duplicate):
        return None
    return subject.layer if isinstance(subject, FindingGroup) else subject.rows[0].written_by


def hider_of(subject: ProblemSubject) -> int | None:
    """Return the layer that hides what another wrote."""
    if isinstance(subject, RuleResult | Duplicate):
        return None
    if isinstance(subject, FindingGroup):
        return subject.first.hidden_by
    return subject.rows[0].hidden_by


def paths_of(subject: ProblemSubject) -> tuple[str, ...]:
    """Return the paths of the image that it is about."""
    if isinstance(subject, RuleResult):
        return ()
    if isinstance(subject, Duplicate):
        return subject.paths
    if isinstance(subject, FindingGroup):
        found = (each.path for each in subject.findings)
        return tuple(dict.fromkeys(path for path in found if path))
    return tuple(dict.fromkeys(row.path for row in subject.rows))


def places(
    subject: ProblemSubject, report: Report
) -> tuple[tuple[Location, ...], tuple[Location, ...]]:
    """Return where it is, in one location, and what belongs to it."""
    layer, paths = layer_of(subject), paths_of(subject)
    names = _names(report, layer, paths)
    line = _line(report, layer)
    if line is not None:
        first, rest = line, paths
    elif isinstance(subject, RuleResult) and report.rule_file is not None:
        first, rest = _file(report.rule_file), paths
    elif paths:
        first, rest = _in_image(paths[0]), paths[1:]
    else:
        first, rest = _of_image(report), ()
    related = [Location(_in_image(path)) for path in rest[:_MOST_PATHS]]
    hidden = _hidden(report, subject)
    if hidden is not None:
        related.insert(0, hidden)
    return (Location(first, names),), tuple(related)


def _hidden(report: Report, subject: ProblemSubject) -> Location | None:
    """Return the instruction of the layer that hides the bytes."""
    hider = hider_of(subject)
    line = _line(report, hider) if hider != layer_of(subject) else None
    if hider is None or line is None:
        return None
    return Location(line, _names(report, hider, ()), Message(f"Layer {hider} hides them"))


def _line(report: Report, layer: int | None) -> PhysicalLocation | None:
    """Return the line of the Dockerfile that made a layer."""
    lines = report.audit.dockerfile
    found = lines.of(layer) if lines is not None and layer is not None else None
    if lines is None or found is None:
        return None
    return _file(lines.path, Region(found.first, found.last))


def _file(path: str, region: Region | None = None) -> PhysicalLocation:
    """Return a place in a file of the user's."""
    region = region or Region(1)
    if posixpath.isabs(path):
        return PhysicalLocation(ArtifactLocation("file://" + _uri(path)), region)
    return PhysicalLocation(ArtifactLocation(_uri(posixpath.normpath(path)), SOURCE), region)


def _in_image(path: str) -> PhysicalLocation:
    return PhysicalLocation(ArtifactLocation(_uri(path.lstrip("/")) or ".", IMAGE), Region(1))


def _of_image(report: Report) -> PhysicalLocation:
    """Return the image itself: code hosts want a file for every result."""
    name = _uri(report.audit.reference).lstrip("/") or "image"
    return PhysicalLocation(ArtifactLocation(name), Region(1))


def _uri(path: str) -> str:
    """Return a relative reference of URIs: nothing but ``/`` keeps a meaning."""
    return quote(path_key(path))


def _names(
    report: Report, layer: int | None, paths: tuple[str, ...]
) -> tuple[LogicalLocation, ...]:
    """Return the image, the layer and the first path, each by its whole name."""
    reference = printable(report.audit.reference)
    whole = f"{reference}@{printable(report.audit.id)}"
    names = [LogicalLocation(reference, whole, "image")]
    if layer is not None:
        whole = f"{whole}/layer {layer}"
        names.append(LogicalLocation(f"layer {layer}", whole, "layer"))
    if paths:
        path = printable(paths[0])
        names.append(LogicalLocation(path, f"{whole}{path}", "path"))
    return tuple(names)
