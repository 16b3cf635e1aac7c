"""Every format: nothing from an image acts in it, and none stumbles over an odd report.

Each report is read back by a parser of its format: a new format brings its reader.
"""

from __future__ import annotations

import csv
import io
import json
import re
from functools import cache
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from inspector.analyses.base_image import BaseImage, Source
from inspector.analyses.scope import Scope
from inspector.analyses.usage import Cause, Waste
from inspector.exports.audit.notes import notes
from inspector.exports.audit.reports import FORMATS, pieces, renderer
from inspector.findings import Finding
from inspector.rules.report import FolderGrowth
from tests.exports.html_page import Page
from tests.exports.sample_reports import EMPTY, FULL, UNREADABLE, report_with
from tests.marked import SIGN, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cyclonedx.validation.json import JsonStrictValidator

    from inspector.rules.report import AnyReport

HOSTILE = {
    "escape codes": "\x1b]0;owned\x07\x1b[2J\x9b31m",
    "bidi": "\u202egpj.exe\u2066\u200b\ufeff",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "end of markup": "</code></td></table></details><script>x</script>",
    "entity": "&lt;script&gt;&#60;b&#62;",
    "formula": "=cmd('/C calc')!A0",
    "link": "[x](javascript:alert(1)) ![y](https://example.com/z)",
    "address": "https://example.com/ www.example.com mailto:user@example.com",
    "mention": "@user @org/team #1 owner/repo#2 GH-3 !4 :smile: " + "ab" * 20,
    "table": "a|b\\|c``|`d\\",
    "structure": "\n# heading\n\n- item\n> quote\n```\n***\n| a |\n|---|\n",
    "commands": "::set-output name=x::y\n::error::z ##[group]a ##vso[task.x]b\n::add-mask::c",
    "encoded commands": "%0A::error::x%0D%25",
    "line ends": "\r\n\x0b\x0c\x1c\x85\u2028\u2029",
    "zero": "\0",
    "surrogates": "\udcff\udc80\ud800",
    "no characters": "\ufffe\uffff",
    "CDATA": "]]><x/><![CDATA[--><!--",
    "very long": "long/" * 20_000,
}


def text_of(reports: Sequence[AnyReport], name: str) -> str:
    """Return a report as it would be written: as UTF-8."""
    return renderer(name)(reports).encode("utf-8", "surrogateescape").decode("utf-8")


def read_text(text: str) -> Iterator[str]:
    yield from text.split("\n")


def read_json(text: str) -> Iterator[str]:
    assert text.isascii()
    json.loads(text)
    yield from text.split("\n")


def read_sarif(text: str) -> Iterator[str]:
    json.loads(text)
    yield from text.split("\n")


@cache
def _cyclonedx_schema() -> JsonStrictValidator:
    # They import much, and few tests need them.
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    return JsonStrictValidator(SchemaVersion.V1_6)


def read_cyclonedx(text: str) -> Iterator[str]:
    assert _cyclonedx_schema().validate_str(text) is None
    yield from text.split("\n")


def read_csv(text: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(text, newline=""), strict=True):
        for cell in row:
            assert cell.lstrip()[:1] not in {"=", "+", "-", "@"}
            yield cell


def read_junit(text: str) -> Iterator[str]:
    tags = {"testsuites", "testsuite", "properties", "property", "testcase", "failure", "error"}
    for element in ET.fromstring(text).iter():  # noqa: S314 - our own text
        assert element.tag in tags | {"skipped", "system-out"}
        yield from element.attrib.values()
        yield from (element.text or "").strip().split("\n")


class Markup(HTMLParser):
    """Takes HTML apart: its tags, and what stands outside of ``code``."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.bare: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))
        self._depth += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "code"

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self.bare.append(data)

    def handle_comment(self, data: str) -> None:
        assert data == " "


def github_html(text: str) -> str:
    """Return HTML as GitHub's own parser makes it, with the HTML in the text as it is."""
    unsafe = cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE
    return str(cmarkgfm.github_flavored_markdown_to_html(text, options=unsafe))


NOTES = "|".join({name.capitalize() for name, _ in notes(FULL)} | {"Unavoidable"})
OURS = {"h2", "h3", "p", "code", "strong", "ul", "li", "details", "summary"}
ATTRIBUTES = {("style", "text-align:right"), ("align", "right"), ("open", None)}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}


def read_markdown(text: str) -> Iterator[str]:
    """Read as code hosts do; what they look for in the finished HTML they leave alone in code."""
    assert len(text) <= 65_000
    for html in (MarkdownIt("gfm-like").render(text), github_html(text)):
        found = Markup()
        found.feed(html)
        for tag, attributes in found.tags:
            assert tag in OURS | TABLES
            assert set(attributes) <= ATTRIBUTES
        bare = re.sub(
            rf"Layerscope:|^(?:{NOTES}): |unavoidable: ",
            "",
            "".join(found.bare),
            flags=re.MULTILINE,
        )
        assert not re.search(r"[@#!:<>\[\]`]|owned|alert|example", bare)
    yield from text.split("\n")


def read_html(text: str) -> Iterator[str]:
    page = Page(text)
    assert len(page.all("script")) == 2
    assert {tag for tag, _ in page.tags}.isdisjoint({"img", "x", "iframe", "link"})
    yield from (piece for tag, texts in page.texts.items() if tag != "script" for piece in texts)
    yield from words(page.data())


def words(value: object) -> Iterator[str]:
    """Yield every text in what JSON gives."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from words(each)


READERS: dict[str, Callable[[str], Iterator[str]]] = {
    "text": read_text,
    "html": read_html,
    "json": read_json,
    "markdown": read_markdown,
    "sarif": read_sarif,
    "junit": read_junit,
    "csv": read_csv,
    "cyclonedx": read_cyclonedx,
    "dive-json": read_json,
}


def test_each_format_has_a_reader() -> None:
    assert [name for name, _, _ in FORMATS] == list(READERS)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_from_an_image_acts(name: str, hostile: str) -> None:
    text = text_of([report_with(HOSTILE[hostile]), UNREADABLE], name)
    assert not re.search(
        "[\0-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", text
    )
    for piece in READERS[name](text):
        assert not re.search("[\r\x0b\x0c\x85\u2028\u2029\ufeff]", piece)
    # what runners of CI systems look for in a log
    assert not re.search(r"^\s*::|##\w*\[", text, re.MULTILINE)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    "reports",
    [[EMPTY], [UNREADABLE], [FULL], [EMPTY, UNREADABLE, FULL], [UNREADABLE, UNREADABLE]],
    ids=["empty", "unreadable", "full", "several", "none readable"],
)
def test_each_format_takes_any_report(name: str, reports: list[AnyReport]) -> None:
    text = text_of(reports, name)
    if text:
        list(READERS[name](text))
        assert text.endswith("\n")


# What each format for people or programs says of an image, however it says it.
TOLD = {
    "the rule file": "rules/of-mine.toml",
    "a rule that warns": "warn_on",
    "an ignored finding": "/ignored",
    "what was left out": "/left-out",
    "the base image": "debian",
    "duplicates": "/two",
    "the baseline": "before.tar",
    "a folder that grew": "/grown",
    "what cannot be avoided": "unavoidable",
    "a package": "libfoo",
    "a package that is new": "npm",
}
PACKAGES = {"a package", "a package that is new"}
# What a format has no place for.
UNTOLD = {
    "junit": {"duplicates", "a folder that grew", *PACKAGES},
    "sarif": {"a folder that grew", *PACKAGES},
    "cyclonedx": {*TOLD} - {"a package"},
    "dive-json": set(TOLD),
}


@pytest.mark.parametrize("name", READERS)
def test_each_format_tells_what_there_is_to_tell(name: str) -> None:
    assert FULL.growth is not None
    growth = replace(
        FULL.growth, reference="before.tar", folders=(FolderGrowth("/grown", 0, 3_000_000),)
    )
    forced = Waste("/var/lib/dpkg/status", 5_000_000, 0, 1, Cause.OVERWRITTEN)
    audit = replace(
        FULL.audit,
        base=BaseImage(1, 1, Source.GIVEN, reference="debian:12"),
        scope=Scope(0, ("/left-out",)),
        usage=replace(FULL.audit.usage, waste=(forced, *FULL.audit.usage.waste)),
    )
    report = replace(FULL, audit=audit, rule_file="rules/of-mine.toml", growth=growth)
    said = " ".join(READERS[name](text_of([report], name)))
    if name in {"json", "sarif"}:
        said = json.dumps(json.loads(text_of([report], name)))
    elif name == "markdown":
        said = unescape(said)
    untold = {what for what, text in TOLD.items() if text not in said}
    assert untold == UNTOLD.get(name, set())


# Of other programs, which have no place for them.
NO_FINDINGS = {"dive-json", "cyclonedx"}


@pytest.mark.parametrize("name", [name for name in READERS if name not in NO_FINDINGS])
def test_what_to_do_about_a_finding_is_told(name: str) -> None:
    finding = Finding("leftover-apt-lists", 1, "/lists", "2 files", bytes=77_000, hidden_by=3)
    report = replace(FULL, audit=replace(FULL.audit, findings=(finding,)))
    text = text_of([report], name)
    # links are the only ones that Markdown has: what is from an image has none
    told = unescape(text) if name == "markdown" else " ".join(READERS[name](text))
    assert "rm -rf /var/lib/apt/lists/*" in told
    assert "DL3009" in told
    if name in {"html", "markdown", "sarif"}:
        assert "/wiki/DL3009" in text + told


FOR_PEOPLE = {"text", "html", "markdown"}


@pytest.mark.parametrize("name", [each for each, *_ in FORMATS])
def test_what_programs_read_is_english_in_every_language(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports: list[AnyReport] = [FULL, EMPTY, UNREADABLE]
    mark(monkeypatch)
    for told in (text_of(reports, name), "".join(pieces(name, reports))):
        assert (told.count(SIGN) > 30) is (name in FOR_PEOPLE)
        assert name in FOR_PEOPLE or SIGN not in told
