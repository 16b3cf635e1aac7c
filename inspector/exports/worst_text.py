"""What is worst in an image, for people: a few lines before all others."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from inspector.exports.sentences import sentence
from inspector.findings import Level
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
    shown = f"{MOST} of {len(found):,}" if len(found) > MOST else f"{len(found)}"
    yield f"Worst problems ({shown})"
    for each in found[:MOST]:
        yield from _lines(each, printable(sentence(each.subject, audit)))


def _lines(problem: Problem, text: str) -> list[str]:
    """Return a problem's lines: none is too long for a terminal, and they are few."""
    head = f"{_label(problem):>9}  "
    return wrap(
        text,
        _WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_on_hyphens=False,
        max_lines=_MOST_LINES,
        placeholder=" …",
    )


def _label(problem: Problem) -> str:
    """Return what a problem costs, or how bad it is where that matters more."""
    if isinstance(problem.subject, RuleResult):
        return "FAIL" if problem.level is Level.ERROR else "warn"
    if problem.bytes and problem.level is not Level.ERROR:
        return human_size(problem.bytes)
    return str(problem.level)
