"""Rows of findings: the most severe first, each with where it is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from inspector.findings import Finding
from inspector.tree import Tree
from inspector.ui.findings.rows import FindingRows

if TYPE_CHECKING:
    from inspector.ui.session.session import Session

FOUND = (
    Finding("history-short"),
    Finding("tooling-file", 0, "/stargz.index.json", "eStargz's table"),
    Finding("hardlink-broken", 1, "/b", "/nowhere\x1b[31m"),
    Finding("layer-missing", 2, detail="blob sha256:00"),
    Finding("duplicate-path", 0, "/a"),
)


def rows(*findings: Finding) -> FindingRows:
    tree = Tree()

    return FindingRows(cast("Session", SimpleNamespace(findings=findings, tree=tree)))


def shown(source: FindingRows, index: int) -> list[str]:
    cells = source.row(index).cells
    return [str(cell(40)) if callable(cell) else str(cell) for cell in cells]


def test_errors_come_first_and_notes_last() -> None:
    source = rows(*FOUND)
    assert [each.id for each in source.findings] == [
        "layer-missing", "hardlink-broken", "duplicate-path", "history-short", "tooling-file",
    ]  # fmt: skip


def test_a_row_has_level_layer_id_path_and_message() -> None:
    source = rows(*FOUND)
    assert shown(source, 2)[:4] == ["warning", "0", "duplicate-path", "/a"]
    assert shown(source, 0) == [
        "error", "2", "layer-missing", "", "layer is not in this archive: blob sha256:00",
    ]  # fmt: skip
    assert shown(source, 3)[1] == "image"
