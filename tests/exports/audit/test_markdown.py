"""Markdown for a pull request: the verdict first, short enough, its tables whole."""

from __future__ import annotations

from markdown_it import MarkdownIt
from msgspec.structs import replace

from inspector.analyses.usage import Cause, Waste
from inspector.exports.audit.markdown import render
from inspector.findings import Finding
from tests.exports.sample_reports import EMPTY, FULL, UNREADABLE, layer

LIMIT = 65_000


def html(text: str) -> str:
    return str(MarkdownIt("gfm-like").render(text))


def test_the_verdict_and_what_failed_come_first() -> None:
    lines = render([FULL]).splitlines()
    assert lines[0] == "### Layerscope: fail (1 of 4 rules failed)"
    found = html(render([FULL]))
    assert "Rule file: <code>rules.toml</code>" in found
    assert "<code>max_size: 2.00 kB, at most 1.00 kB allowed</code>" in found
    assert found.index("max_size") < found.index("Worst problems") < found.index(">Layers<")
    assert render([EMPTY]).splitlines()[0] == "### Layerscope: pass (no rules)"
    assert "Rule file: <code>none</code>" in render([EMPTY])


def test_a_report_of_many_rows_stays_below_the_limit_and_whole() -> None:
    long = "/" + "<&>|`" * 100
    waste = tuple(Waste(f"{long}{at}", 10, 0, 1, Cause.REMOVED) for at in range(5_000))
    many = replace(
        FULL.audit,
        layers=tuple(layer(at, f"RUN {long}") for at in range(300)),
        findings=tuple(Finding("path-escape", at, long, long) for at in range(300)),
        usage=replace(FULL.audit.usage, waste=waste),
    )
    text = render([replace(FULL, audit=many)])
    assert len(text) <= LIMIT
    assert text.count("<details>") == text.count("</details>") > 0
    assert "more rows are not shown" in text
    found = html(text)
    assert found.count("<table>") == found.count("</table>") >= 3


def test_several_images_share_the_space() -> None:
    text = render([FULL] * 200)
    assert len(text) <= LIMIT
    assert text.startswith("## Layerscope: 200 images\n")
    assert "more reports not shown" in text
    assert html(text).count("<table>") > 3


def test_an_image_that_cannot_be_read_is_said() -> None:
    found = html(render([EMPTY, UNREADABLE]))
    assert "could not be read" in found
    assert "nope.tar: no such file" in found
