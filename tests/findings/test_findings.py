"""The registry of doubts and the bound on how many of them are kept."""

from __future__ import annotations

import re

from inspector.findings import FINDINGS, Finding, FindingKind, FindingLog, Level, most_severe_first
from tests.cases import tried_with


@tried_with("kind", FINDINGS)
def test_every_finding_reads_as_a_sentence(kind: FindingKind) -> None:
    assert re.fullmatch("[a-z]+(-[a-z]+)*", kind.id)
    assert kind.sentence == kind.sentence.strip()
    assert not kind.sentence.endswith(".")
    message = Finding(kind.id, 1, "/path", "DETAIL").message
    assert "{" not in message
    assert ("DETAIL" in message) == ("{detail}" in kind.sentence)


def test_ids_are_unique() -> None:
    ids = [kind.id for kind in FINDINGS]
    assert len(set(ids)) == len(ids)


def test_a_detail_is_text_and_no_template() -> None:
    finding = Finding("path-escape", 0, "/x", "{detail} {0} %s")
    assert finding.message.startswith("name {detail} {0} %s leads")
    assert finding.level is Level.WARNING


def test_the_first_of_each_kind_are_kept_in_their_order() -> None:
    log = FindingLog(2)
    for at in range(5):
        log.add(Finding("path-escape", path=f"/{at}"))
        log.add(Finding("empty-name", path="/"))
    log.add(Finding("lone-zero-block", detail="512"))
    assert [each.id for each in log.findings()] == [
        "path-escape",
        "empty-name",
        "path-escape",
        "empty-name",
        "lone-zero-block",
        "more-findings",
        "more-findings",
    ]
    assert [each.message for each in log.findings()[-2:]] == [
        "3 more path-escape are not listed",
        "3 more empty-name are not listed",
    ]


def test_as_many_as_allowed_are_not_more() -> None:
    log = FindingLog(3)
    for at in range(3):
        log.add(Finding("path-escape", path=f"/{at}"))
    assert [each.path for each in log.findings()] == ["/0", "/1", "/2"]


def test_no_finding_is_none() -> None:
    assert FindingLog(1).findings() == []


def test_the_most_severe_and_most_costly_come_first() -> None:
    levels = [Level.NOTE, Level.ERROR, Level.WARNING]
    found = [
        Finding("path-escape", 0, graded=level, bytes=size)
        for size in (None, 2)
        for level in levels
    ]
    ordered = most_severe_first(found)
    assert [(each.level.value, each.bytes) for each in ordered] == [
        ("error", 2), ("error", None), ("warning", 2), ("warning", None),
        ("note", 2), ("note", None),
    ]  # fmt: skip
