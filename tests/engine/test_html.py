"""The HTML report in headless Chromium: it opens, asks for nothing, and can be used by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.analyses.audit import AuditOptions, audit
from inspector.exports.audit.html.report import render
from inspector.findings import Finding
from inspector.rules.report import Report
from tests.build_image import file, whiteout
from tests.engine import chromium
from tests.engine.chromium import NARROW, WIDE, Chromium
from tests.engine.large import large_report
from tests.exports.sample_reports import growth_with
from tests.tree.world import world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.engine

HOSTILE = "<img src=x onerror=document.title='owned'>\x1b[31m"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("html")
    image = world(
        folder / "i.tar",
        [
            *(file(f"usr/lib/lib{number}.so", b"l" * (number * 1000)) for number in range(1, 30)),
            file("var/cache/old", b"o" * 90_000),
            file(f"srv/{HOSTILE}", b"h" * 40_000),
        ],
        [whiteout("var/cache"), file("usr/lib/lib3.so", b"n" * 50_000), file("etc/new", b"n" * 9)],
    )
    options = AuditOptions(duplicates=True, files=True)
    done = audit(HOSTILE, image.image, image.tree, image.contents, options=options)
    path = folder / "report.html"
    report = Report(done, growth=growth_with(HOSTILE, Finding("path-escape", 1, "/x", HOSTILE)))
    path.write_text(render([report]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with chromium.running() as found:
        yield found


@pytest.fixture
def opened(browser: Chromium, page: Path) -> Chromium:
    browser.resize(WIDE)
    browser.open(page)
    return browser


def text(browser: Chromium, selector: str) -> str:
    found: str = browser.value(f"document.querySelector({selector!r}).innerText")
    return found


def count(browser: Chromium, selector: str) -> int:
    found: int = browser.value(f"document.querySelectorAll({selector!r}).length")
    return found


def test_it_asks_for_nothing_and_nothing_in_it_acts(opened: Chromium, page: Path) -> None:
    assert opened.requests() == [page.as_uri()]
    assert opened.complaints() == []
    assert opened.value("document.title").endswith(" - Layerscope")
    assert count(opened, "img") == 0
    opened.value("document.querySelector('#tab-files').click()")
    assert "<img src=x onerror=document.title='owned'>\\x1b[31m" in text(opened, "#table")
    opened.value("document.querySelector('#tab-growth').click()")
    for row in ("+3.00 MB\t1.00 MB\t4.00 MB\tlayer\t0 RUN zero <img", "\u221210 B", "layer, gone"):
        assert row in text(opened, "#table")
    assert "new finding" in text(opened, "#table")
    # not even what someone adds by hand: the policy forbids it
    opened.value(
        "document.body.insertAdjacentHTML('beforeend', `<img src=x onerror='document.title=1'>`)"
    )
    assert opened.value(
        "new Promise((done) => setTimeout(() => done(document.title), 200))"
    ).endswith(" - Layerscope")
    assert "Content Security Policy" in "".join(opened.complaints())


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_and_follows_what_its_user_prefers(
    browser: Chromium, page: Path, size: tuple[int, int], dark: bool
) -> None:
    browser.resize(size, dark=dark)
    browser.open(page)
    browser.value("document.querySelector('.layer').click()")
    assert browser.value("document.documentElement.scrollWidth <= innerWidth")
    ground = "getComputedStyle(document.body).backgroundColor"
    is_dark = f"(() => {{ const [r] = {ground}.match(/\\d+/g); return r < 60; }})()"
    assert browser.value(is_dark) is dark
    browser.value("document.querySelector('#theme').click()")
    assert browser.value(is_dark) is not dark


def test_a_layer_is_chosen_and_left_again(opened: Chromium) -> None:
    every = text(opened, "#count")
    opened.value("document.querySelectorAll('.layer')[1].focus()")
    opened.press("Enter")
    assert text(opened, "#map-title") == "Files of layer 1"
    assert text(opened, "#crumbs .sum") == "50.0 kB"
    assert "lib3.so" in text(opened, "#map")
    assert text(opened, "#count") == f"0 of {every.split()[0]} rows in layer 1"
    opened.value("document.querySelector('#all-layers').click()")
    assert text(opened, "#count") == every


def test_the_map_by_keyboard(opened: Chromium) -> None:
    opened.value("document.querySelector('#map .tile[tabindex=\"0\"]').focus()")
    label = "document.activeElement.getAttribute('aria-label')"
    assert opened.value(label).startswith("folder /usr/lib, ")
    opened.press("Enter")
    assert text(opened, "#crumbs").split() == ["/", "usr", "/", "lib", "482", "kB"]
    assert opened.value(label).startswith("/usr/lib/lib3.so, 50.0 kB")
    opened.press("ArrowDown")
    assert opened.value(label).startswith("/usr/lib/lib")
    opened.press("Backspace")
    opened.press("Backspace")
    assert text(opened, "#crumbs .sum") == "522 kB"
    opened.value("document.querySelector('[data-mode=live]').focus()")
    opened.press("ArrowRight")
    assert text(opened, "#crumbs .sum") == "93.0 kB"
    assert "old" in text(opened, "#map")


def test_tables_sort_and_filter(opened: Chromium) -> None:
    opened.value("document.querySelector('#tab-files').click()")
    cells = "[...document.querySelectorAll('#table tbody td:nth-child(2)')].map(e => e.innerText)"
    assert opened.value(cells)[0] == "/usr/lib/lib3.so"
    opened.value("document.querySelectorAll('#table th button')[0].click()")
    assert opened.value(cells)[0] == "/etc/new"
    opened.value("document.querySelectorAll('#table th button')[1].click()")
    assert opened.value(cells) == sorted(opened.value(cells))
    opened.value("document.querySelector('#filter').focus()")
    for key in "lib2":
        opened.press(key)
    assert {each[:12] for each in opened.value(cells)} == {"/usr/lib/lib"}
    assert text(opened, "#count") == "11 of 31 rows"


def test_pointing_at_something_tells_what_it_is(opened: Chromium) -> None:
    box = opened.value(
        "(() => { const r = document.querySelector('.layer').getBoundingClientRect();"
        " return [r.x + 20, r.y + 10]; })()"
    )
    opened.move(*box)
    assert "visible at the end" in text(opened, "#tip")


def test_who_cannot_inflate_sees_plain_tables(
    browser: Chromium, page: Path, tmp_path: Path
) -> None:
    older = tmp_path / "older.html"
    plain = page.read_text(encoding="utf-8").replace("DecompressionStream", "NoSuchStream")
    # without its policy, which fits the script as it was
    older.write_text(plain.replace("Content-Security-Policy", "none"), encoding="utf-8")
    browser.open(older, is_plain=True)
    assert browser.value("document.querySelector('#plain').checkVisibility()")
    assert "/var/cache/old" in text(browser, "#plain")


def test_three_hundred_thousand_files_open_in_two_seconds(
    browser: Chromium, tmp_path: Path
) -> None:
    path = tmp_path / "large.html"
    path.write_text(render([large_report(tmp_path, 300_000)]), encoding="utf-8")
    assert path.stat().st_size < 5_000_000
    browser.resize(WIDE)
    browser.open(path)
    assert browser.work() < 2000
    assert count(browser, ".tile") > 100
