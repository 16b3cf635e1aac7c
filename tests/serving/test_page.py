"""The page: it asks its own server alone, and an image's name in it is text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from inspector import language
from inspector.errors import UsageError
from inspector.serving import page as pages
from inspector.serving.page import POLICY, page, part, statics

if TYPE_CHECKING:
    from collections.abc import Sequence

HOSTILE = "</title><script src=//evil.example></script>\x1b[31m"
STYLES = ("page.css",)
SCRIPTS = ("page.js",)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.title = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        del tag
        self.found += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data: str) -> None:
        if self.lasttag == "title":
            self.title += data


def test_nothing_is_asked_of_anyone_else() -> None:
    links = _Links()
    links.feed(page(HOSTILE))
    links.found += re.findall(r'url\("(.*?)"\)', part("page.css"))
    links.found += re.findall(r'"(static/.*?)"', part("page.js"))
    assert links.title == "</title><script src=//evil.example></script>\\x1b[31m - Layerscope\n    "
    assert "data:," in links.found
    for link in links.found:
        assert re.match(r"data:,$|page\.(css|js)$|static/", link), link
        if link.startswith("static/"):
            assert (statics() / link.removeprefix("static/")).is_file()
    for text in (page("app.tar"), *(part(each) for each in (*STYLES, *SCRIPTS))):
        assert not re.search(r"//\w", text)
    css = (statics() / "css" / "xterm.css").read_text(encoding="utf-8")
    assert "url(" not in css
    assert "@import" not in css


def test_the_policy_lets_nothing_else_in() -> None:
    rules = dict(each.strip().split(" ", 1) for each in POLICY.split(";"))
    assert rules["default-src"] == rules["frame-ancestors"] == "'none'"
    assert rules["script-src"] == rules["connect-src"] == "'self'"


def test_the_page_speaks_the_users_language() -> None:
    language.choose("zh_CN")
    assert '<html lang="zh-CN">' in page("app.tar")


def test_without_the_extra_it_says_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "find_spec", {}.get)
    with pytest.raises(UsageError) as error:
        statics()
    assert "pip install 'layerscope[serve]'" in str(error.value)
