"""Rules and growth for people."""

from __future__ import annotations

from datetime import date

from inspector.exports.audit.text.rules import rule_text, rules_lines
from inspector.exports.sentences.growth import growth_lines, signed
from inspector.findings import Finding
from inspector.rules.report import (
    FolderGrowth,
    Growth,
    IgnoredFinding,
    LayerGrowth,
    Report,
    RuleResult,
    Status,
)
from tests.cases import tried_with
from tests.rules.audits import audit_of

AUDIT = audit_of()


@tried_with(
    ("result", "text"),
    [
        (
            RuleResult("max_size", 1000, 2_500_000, Status.FAIL),
            "2.50 MB, at most 1.00 kB allowed",
        ),
        (
            RuleResult("max_size", 2_000_104, 2_000_105, Status.FAIL),
            "2,000,105 bytes, at most 2,000,104 bytes allowed",
        ),
        (RuleResult("max_size", 2_000, 2_000, Status.PASS), "2.00 kB, at most 2.00 kB allowed"),
        (
            RuleResult("lowestEfficiency", 0.9, 0.899999, Status.FAIL),
            "0.899999, at least 0.9 allowed",
        ),
        (RuleResult("max_layers", 2000, 3, Status.PASS), "3, at most 2,000 allowed"),
        (
            RuleResult("min_efficiency", 0.9, 2 / 3, Status.FAIL),
            "0.6667, at least 0.9 allowed",
        ),
        (RuleResult("lowestEfficiency", "NaN", 0.75, Status.PASS), "0.75"),
        (RuleResult("max_growth", 1000, -50, Status.PASS), "-50 B, at most 1.00 kB allowed"),
        (RuleResult("max_growth", 0.05, 0.1, Status.FAIL), "10%, at most 5% allowed"),
        (RuleResult("max_growth", 0.01, 602.9, Status.FAIL), "60,290%, at most 1% allowed"),
        (RuleResult("max_growth", 5, None, Status.SKIP, "no baseline"), "no baseline"),
        (RuleResult("forbid", "*.a", 1, Status.FAIL, "/x\x1b.a"), "1 path: /x\\x1b.a"),
        (RuleResult("fail_on", "error", 2000, Status.FAIL), "2,000 findings"),
        (
            RuleResult("highestUserWastedPercent", 0.1, "+Inf", Status.FAIL),
            "+Inf, at most 0.1 allowed",
        ),
    ],
)
def test_a_rule_in_words(result: RuleResult, text: str) -> None:
    assert rule_text(result) == text


def test_the_lines_name_the_file_and_the_verdict() -> None:
    rules = (
        RuleResult("max_layers", 2, 3, Status.FAIL),
        RuleResult("warn_on", "note", 1, Status.PASS, "layer-damaged", is_warning=True),
        RuleResult("max_growth", 5, None, Status.SKIP, "no baseline"),
        RuleResult("forbid", "*.a", 1, Status.FAIL, "/" + "x" * 80),
    )
    assert list(rules_lines(Report(AUDIT, "a\nb.toml", rules))) == [
        "Rules (a\\nb.toml): 2 of 4 failed",
        "  FAIL  max_layers  3, at most 2 allowed",
        "  warn  warn_on     1 finding: layer-damaged",
        "  skip  max_growth  no baseline",
        "  FAIL  forbid      1 path",
        "        /" + "x" * 80,
    ]
    assert list(rules_lines(Report(AUDIT))) == ["Rules: none (no rule file)"]
    assert list(rules_lines(Report(AUDIT, "x"))) == ["Rules: none (x)"]
    passed = Report(AUDIT, None, rules[1:2])
    assert next(rules_lines(passed)) == "Rules (no rule file): passed"


def test_ignored_findings_are_counted_and_listed() -> None:
    finding = Finding("duplicate-path", 0, "/a\u202e")
    rows = [IgnoredFinding(finding, "known\n", date(2030, 1, 2))] * 12
    lines = list(rules_lines(Report(AUDIT, ignored=tuple(rows))))
    assert lines[1] == "Ignored findings (10 of 12)"
    assert lines[2:] == ["  duplicate-path /a\\u202e (layer 0) until 2030-01-02: known\\n"] * 10


def test_growth() -> None:
    layers = (
        LayerGrowth(2, None, "RUN\x1b new", 0, 5000),
        LayerGrowth(None, 1, "RUN " + "x" * 90, 300, 0),
        LayerGrowth(0, 0, "", 10, 11),
    )
    new = Finding("duplicate-member", 1, "/a\x1b", "b")
    growth = Growth("old\n", "", 1000, 5701, 7, 0, layers, (FolderGrowth("/a", 0, 5000),), (new,))
    assert list(growth_lines(growth)) == [
        "Since the baseline (old\\n): 1.00 kB to 5.70 kB (+4.70 kB), wasted -7 B",
        "   +5.00 kB  layer 2 (new) RUN\\x1b new",
        "     -300 B  layer 1 (gone) RUN " + "x" * 55 + "…",
        "       +1 B  layer 0",
        "   +5.00 kB  /a",
        "  1 new finding",
        "    warning: layer 1 /a\\x1b: engines disagree: duplicate member b; the last one is used",
    ]
    assert signed(0) == "0 B"
