"""Rows of findings: the most severe first, each with where it is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from inspector.findings import Finding, Level
from inspector.tree import Tree
from inspector.ui.findings.rows import FindingRows
from inspector.ui.session.selection import FindingLevels
from tests.cases import tried_with

if TYPE_CHECKING:
    from inspector.ui.session.session import Session

FOUND = (
    Finding("history-short"),
    Finding("tooling-file", 0, "/stargz.index.json", "eStargz's table"),
    Finding("hardlink-broken", 1, "/b", "/nowhere\x1b[31m"),
    Finding("layer-missing", 2, detail="blob sha256:00"),
    Finding("duplicate-path", 0, "/a"),
)


def rows(*findings: Finding, group: FindingLevels = FindingLevels.ALL) -> FindingRows:
    session = SimpleNamespace(findings=findings, tree=Tree())
    return FindingRows(cast("Session", session), group)


def shown(source: FindingRows, index: int) -> list[str]:
    cells = source.row(index).cells
    return [str(cell(40)) if callable(cell) else str(cell) for cell in cells]


def test_errors_come_first_and_notes_last() -> None:
    source = rows(*FOUND)
    assert [each.id for each in source.findings] == [
        "layer-missing", "hardlink-broken", "duplicate-path", "history-short", "tooling-file",
    ]  # fmt: skip


def test_a_row_says_what_where_since_and_until_when_how_large_and_what_to_do() -> None:
    found = Finding("leftover-git", 2, "/srv/.git", "3 files", 4_000_000, 5, "Delete it.")
    assert shown(rows(found), 0) == [
        "warning", "leftover-git", "/srv/.git", "2", "5", "4.00 MB", "Delete it.",
    ]  # fmt: skip
    assert shown(rows(*FOUND), 0) == ["error", "layer-missing", "layer", "2", "", "", ""]


@tried_with(
    ("finding", "place"),
    [
        (Finding("runs-as-root"), "configuration"),
        (Finding("secret-config", detail="ENV TOKEN"), "configuration"),
        (Finding("secret-config", 1, detail="RUN (token), history row 2"), "history"),
        (Finding("secret-config", detail="ARG TOKEN, history row 0"), "history"),
        (Finding("history-short", 1), "history"),
        (Finding("mergeable-layers", 1, detail="1 and 2"), "history"),
        (Finding("layer-damaged", 1), "layer"),
        (Finding("index-disagreement"), "image"),
    ],
)
def test_what_has_no_path_says_where_it_is(finding: Finding, place: str) -> None:
    assert shown(rows(finding), 0)[2] == place


def test_a_group_has_its_findings_and_no_others() -> None:
    found = (
        Finding("secret-file", 0, "/k"),
        Finding("build-tools", 0, "/usr/lib/gcc"),
        Finding("leftover-log", 0, "/var/log", graded=Level.NOTE),
        Finding("duplicate-path", 0, "/a"),
    )
    listed = {
        group: [each.id for each in rows(*found, group=group).findings] for group in FindingLevels
    }
    assert listed == {
        "all": ["secret-file", "build-tools", "duplicate-path", "leftover-log"],
        "errors": ["secret-file"],
        "warnings": ["build-tools", "duplicate-path"],
        "notes": ["leftover-log"],
        "secrets": ["secret-file"],
        "leftovers": ["build-tools", "leftover-log"],
    }
    assert rows(group=FindingLevels.SECRETS).empty == "No secrets among the findings."
