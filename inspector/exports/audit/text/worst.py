"""What is worst in an image, for people: a few lines before all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.layout.cells import padded_left
from inspector.exports.layout.paragraphs import wrapped
from inspector.exports.layout.words import first_of
from inspector.exports.sentences.problems import level_named, sentence
from inspector.findings import Level
from inspector.language import _
from inspector.rules.report import RuleResult
from inspector.text import human_size, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.audit import Audit
    from inspector.rules.problems import Problem

MOST = 10
_MOST_LINES = 3
_WIDTH = 80


def worst_lines(found: Sequence[Problem], audit: Audit) -> Iterator[str]:
    """Yield the worst ten of an image's problems, nothing where there is none."""
    if not found:
        return
    yield _("Worst problems ({count})").format(count=first_of(MOST, len(found)))
    for each in found[:MOST]:
        yield from _lines(each, printable(sentence(each.subject, audit)))


def _lines(problem: Problem, text: str) -> list[str]:
    """Return a problem's lines: none is too long for a terminal, and they are few."""
    return wrapped(text, _WIDTH, f"{padded_left(_label(problem), 9)}  ", most=_MOST_LINES)


def _label(problem: Problem) -> str:
    """Return what a problem costs, or how bad it is where that matters more."""
    if isinstance(problem.subject, RuleResult):
        return _("FAIL") if problem.level is Level.ERROR else _("warn")
    if problem.bytes and problem.level is not Level.ERROR:
        return human_size(problem.bytes)
    return level_named(problem.level)
