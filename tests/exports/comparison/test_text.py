"""The report for people: what each line says, and columns that stay aligned in Chinese."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from inspector.analyses.audit import AuditOptions, audit
from inspector.exports.comparison.text import render
from inspector.exports.layout.cells import display_width
from inspector.rules.compared import Compared, compared
from inspector.rules.rule_set import RuleSet
from tests.analyses.comparison import pairs
from tests.build_image import ImageSpec, file, format_named
from tests.translations import translate
from tests.tree.world import opened

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from inspector.analyses.audit import Audit
    from tests.tree.world import World


def reported(tmp_path: Path) -> Compared:
    """Compare two builds of one recipe."""
    worlds = [
        opened(
            format_named("oci-archive").write(
                tmp_path / name,
                ImageSpec(
                    [[file("a", b"x" * size, mtime=size), file("b", b"same", mtime=size)]],
                    history=["RUN make"],
                    tags=[f"{name}:1"],
                ),
            )
        )
        for name, size in (("old", 1000), ("new", 2000))
    ]
    comparison = pairs.compared(worlds[0], worlds[1])
    return compared(comparison, _audit(worlds[0]), _audit(worlds[1]), RuleSet(), date.min)


def _audit(world: World) -> Audit:
    options = AuditOptions(packages=True)
    return audit("i.tar", world.image, world.tree, world.contents, options=options)


def test_the_whole_report(tmp_path: Path) -> None:
    lines = render(reported(tmp_path)).splitlines()
    reasons = "content of 1 file, time of 2 paths"
    assert lines[2:] == [
        "Verdict: different: 1 path modified, 1 path with other metadata only, 1 layer rebuilt",
        "Bytes: 1.00 kB to 2.00 kB visible (+1.00 kB): 2.00 kB added, 1.00 kB removed",
        "Size: 1.00 kB to 2.00 kB in all layers (+1.00 kB), wasted 0 B",
        "Layers: 1 layer rebuilt",
        "",
        "Layers: 1 row",
        "  before  after  state    size before  size after  instruction  differs in",
        f"       0      0  rebuilt      1.00 kB     2.00 kB  RUN make     {reasons}",
        "",
        "Files: 1 path",
        "  state      before    after  path  differs in",
        "  modified  1.00 kB  2.00 kB  /a    content, time",
        "",
        "Metadata only: 1 kind of difference",
        "  paths  differs in  for example",
        "      1  time        /b",
        "",
        "Folders: 1 folder",
        "   before    after    change  folder",
        "  1.00 kB  2.00 kB  +1.00 kB  /",
    ]


def test_columns_stay_aligned_in_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = reported(tmp_path)
    messages = {"before": "之前", "after": "之后", "state": "状态", "path": "路径"}
    translate(monkeypatch, {**messages, "modified": "已修改", "Files": "文件"})
    lines = render(found).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("文件"))
    title, row = lines[at + 1 : at + 3]
    assert display_width(title.partition("路径")[0]) == display_width(row.partition("/a")[0])
    assert display_width(title.partition("状态")[0]) == display_width(row.partition("已修改")[0])
