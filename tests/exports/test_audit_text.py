"""The text of an audit: what is worst stands first, and fits a terminal."""

from __future__ import annotations

from msgspec.structs import replace

from inspector.exports.audit_text import render
from inspector.findings import Finding
from tests.exports.sample_reports import EMPTY, FULL, report_with


def worst(text: str) -> list[str]:
    """Return the lines of the worst problems."""
    lines = text.splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("Worst problems"))
    return lines[at : lines.index("", at)]


def test_the_worst_comes_before_all_others() -> None:
    text = render([FULL])
    lines = worst(text)
    assert lines[0] == "Worst problems (7)"
    heads = [line[:9].strip() for line in lines[1:] if line[:9].strip()]
    assert heads == [
        "FAIL",
        "FAIL",
        "error",
        "warn",
        "3.00 MB",
        "2.00 MB",
        "warning",
    ]
    assert text.index("Worst problems") < text.index("LAYER") < text.index("What dive 0.13 prints")


def test_ten_are_named_of_many() -> None:
    found = tuple(Finding("path-escape", at, "/x", "x") for at in range(30))
    lines = worst(render([replace(FULL, audit=replace(FULL.audit, findings=found))]))
    assert lines[0] == "Worst problems (10 of 35)"
    assert sum(bool(line[:9].strip()) for line in lines[1:]) == 10


def test_no_line_of_them_is_longer_than_a_terminal() -> None:
    lines = worst(render([report_with("long/" * 5_000)]))
    assert max(map(len, lines)) <= 80
    assert len(lines) < 24


def test_an_image_without_problems_has_none() -> None:
    assert "Worst" not in render([EMPTY])
