"""The text of an audit: what is worst stands first, and fits a terminal."""

from __future__ import annotations

from msgspec.structs import replace

from inspector.analyses.usage import Cause, Waste
from inspector.exports.audit.text.report import render
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


def test_what_findings_and_pairs_of_layers_say_is_said_once() -> None:
    waste = (Waste("/var/cache/apt/a", 3_000_000, 0, 1, Cause.REMOVED),)
    deleted = Finding("deleted-later", 0, "/var", "1 file", bytes=3_000_000, hidden_by=1)
    cache = Finding("leftover-apt-cache", 0, "/var/cache/apt", "1 file", bytes=2_800_000)
    usage = replace(FULL.audit.usage, waste=waste)
    audit = replace(FULL.audit, usage=usage, base=None, duplicates=None)

    def told(*findings: Finding) -> list[str]:
        lines = worst(render([replace(FULL, rules=(), audit=replace(audit, findings=findings))]))
        return [line for line in lines[1:] if line[:9].strip()]

    (pair,) = told(deleted)
    assert "layer 1 deletes 3.00 MB" in pair
    (leftover,) = told(deleted, replace(cache, hidden_by=1))
    assert "cache of apt" in leftover
    assert len(told(deleted, cache)) == 2  # it is still there: other bytes
    assert len(told(replace(cache, hidden_by=1, bytes=1_000_000))) == 2  # not nearly all
