"""The rules of a SARIF log: every kind of result with its help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.duplicates import Duplicate
from inspector.analyses.finding_groups import FindingGroup
from inspector.exports.audit.sarif.model import (
    Configuration,
    Message,
    ReportingDescriptor,
    RuleProperties,
)
from inspector.exports.sentences.problems import subject_id
from inspector.exports.sentences.references import address
from inspector.findings import Level
from inspector.rules.report import RuleResult
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspector.findings import FindingKind
    from inspector.rules.problems import ProblemSubject

# Of each kind: its title, what it means, what to do.
_WASTE = (
    "Hidden files of a lower layer",
    "Files were overwritten, removed or stored again: their bytes are stored, but not visible.",
    "Delete a file in the step that writes it; set mode and owner where it is copied.",
)
_DUPLICATES = (
    "Files with the same content",
    "Several paths of the final image have the same content, and each stores its own copy.",
    "Keep one file and make links to it, or copy it only once.",
)


def descriptors(subjects: Iterable[ProblemSubject]) -> dict[str, ReportingDescriptor]:
    """Return the rules of these results by id, in the order in which they are first met."""
    found: dict[str, ReportingDescriptor] = {}
    for subject in subjects:
        id_ = subject_id(subject)
        if id_ not in found:
            found[id_] = _descriptor(id_, subject)
    return found


def _descriptor(id_: str, subject: ProblemSubject) -> ReportingDescriptor:
    if isinstance(subject, RuleResult):
        return _made(id_, _of_rule(printable(subject.rule)), Level.ERROR, "rule")
    if isinstance(subject, FindingGroup):
        pages = filter(None, map(address, subject.first.references))
        return _made(id_, _of_finding(subject), subject.kind.level, "finding", next(pages, None))
    texts = _DUPLICATES if isinstance(subject, Duplicate) else _WASTE
    return _made(id_, texts, Level.WARNING, "size")


def _of_rule(key: str) -> tuple[str, str, str]:
    return (
        f"The rule {key} failed",
        f"The image does not keep to the rule {key} of the rule file or the command line.",
        "Change the image, or the threshold if it no longer fits.",
    )


def _of_finding(group: FindingGroup) -> tuple[str, str, str]:
    kind = group.kind
    said = _sentence(kind)
    see = ", ".join(group.first.references)
    advice = kind.advice or group.first.advice or "Look at the layer that the result names."
    return (
        said,
        " ".join(filter(None, (f"{said}.", kind.why))),
        advice + (f" See also: {see}." if see else ""),
    )


def _sentence(kind: FindingKind) -> str:
    said = kind.sentence.replace("{detail}", "…")
    return said[:1].upper() + said[1:]


def _made(
    id_: str, texts: tuple[str, str, str], level: Level, tag: str, page: str | None = None
) -> ReportingDescriptor:
    short, full, help_ = (printable(each) for each in texts)
    return ReportingDescriptor(
        id=id_,
        name="".join(word.capitalize() for word in id_.split("-")),
        short_description=Message(short),
        full_description=Message(full),
        help=Message(f"{full} {help_}"),
        default_configuration=Configuration(str(level)),
        properties=RuleProperties((tag, "container-image")),
        help_uri=page,
    )
