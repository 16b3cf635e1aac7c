"""The HTML report: one file that asks for nothing, in which no text of an image acts."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import pytest

from inspector.analyses.audit import AuditOptions, audit
from inspector.analyses.file_tree import RowKind
from inspector.errors import ExitCode
from inspector.exports.audit.html.report import render
from inspector.exports.audit.reports import WITH_FILES, renderer
from inspector.findings import Finding
from inspector.rules.report import IgnoredFinding, Report, RuleResult, Status, Unreadable
from tests.build_image import file, whiteout
from tests.exports.html_page import Page
from tests.tree.world import world

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.analyses.audit import Audit

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\x1b[31m\u202e'\"&"
LOADING = frozenset(
    {"src", "href", "srcset", "data", "action", "poster", "background", "formaction"}
)


def audited(path: Path, *, files: bool = True) -> Audit:
    image = world(
        path / "i.tar",
        [file("a/b", b"1" * 9), file("a/same", b"5" * 50), file(HOSTILE.replace("/", "\\"), b"22")],
        [whiteout("a/b"), file("c", b"5" * 50)],
    )
    options = AuditOptions(duplicates=True, files=files)
    return audit(HOSTILE, image.image, image.tree, image.contents, options=options)


@pytest.fixture
def report(tmp_path: Path) -> Report:
    return Report(
        audited(tmp_path),
        rule_file=HOSTILE,
        rules=(RuleResult(HOSTILE, HOSTILE, 0.5, Status.FAIL, HOSTILE),),
        ignored=(IgnoredFinding(Finding("tooling-file", 0, HOSTILE, HOSTILE), HOSTILE),),
    )


def test_the_page_is_well_formed_and_asks_for_nothing(report: Report) -> None:
    page = Page(render([report]))
    for tag, attributes in page.tags:
        assert not LOADING & attributes.keys(), (tag, attributes)
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
    assert {tag for tag, _ in page.tags}.isdisjoint({"link", "img", "iframe", "object", "base"})
    assert "http" not in "".join(page.texts["style"])
    assert not re.search(r"url\(|@import|fetch\(|innerHTML|outerHTML|eval\(", render([report]))


def test_only_our_own_script_and_style_may_act(report: Report) -> None:
    text = render([report])
    page = Page(text)
    (policy,) = (each for each in page.all("meta") if each.get("http-equiv"))
    content = policy["content"]
    assert content is not None
    assert content.startswith("default-src 'none'; ")
    style, script = (
        re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL) for tag in ("style", "script")
    )
    for kind, (body,) in (("style", style), ("script", script)):
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in content
    assert "unsafe" not in content
    assert len(page.all("script")) == 2
    assert [each.get("type") for each in page.all("script")] == [None, "text/plain"]


def test_hostile_text_is_text(report: Report) -> None:
    text = render([report, Unreadable(HOSTILE, HOSTILE, ExitCode.UNREADABLE)])
    assert text.count("<script") == 2
    assert "<img" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    first, second = Page(text).data()
    shown = HOSTILE.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e")
    assert first["reference"] == second["error"] == shown
    assert first["rules"][0]["rule"] == shown
    assert first["ignored"][0]["path"] == shown
    assert shown.replace("/", "\\") in first["files"]["names"].split("/")


def test_the_script_is_given_the_whole_report(report: Report) -> None:
    (data,) = Page(render([report])).data()
    audit = report.audit
    assert (data["stored"], data["live"], data["wasted"]) == (111, 102, 9)
    files = data["files"]
    names = files["names"].split("/")
    columns = [files[name] for name in ("depths", "kinds", "sizes", "layers")]
    assert {len(column) for column in columns} == {len(names)}
    assert sum(files["sizes"]) == data["live"]
    (row,) = data["waste"]["row"]
    assert (names[row], files["depths"][row]) == ("b", 1)
    assert files["kinds"][row] == RowKind.FILE
    assert data["waste"]["bytes"] == [9]
    assert data["duplicates"]["rows"][0]["paths"] == ["/a/same", "/c"]
    assert [layer["size"] for layer in data["layers"]] == [61, 50]
    assert data["sums"]["total"]["size"] == audit.sums.total.size
    assert data["failed"] is True
    assert (data["baseLayers"], data["notCounted"]) == (0, 0)


def test_without_a_script_there_are_plain_tables(report: Report) -> None:
    page = Page(render([report, Unreadable("broken.tar", "not an image", ExitCode.UNREADABLE)]))
    cells = page.texts["td"]
    assert "/a/b" in cells
    assert "removed" in cells
    assert "/a/same  /c" in cells
    assert "Not read: not an image" in page.texts["p"]


def test_without_the_tree_of_files_waste_has_its_paths(tmp_path: Path) -> None:
    (data,) = Page(render([Report(audited(tmp_path, files=False))])).data()
    assert data["files"] is None
    assert data["waste"]["path"] == ["/a/b"]


def test_it_is_one_of_the_formats(tmp_path: Path) -> None:
    assert renderer("html") is render
    assert "html" in WITH_FILES
