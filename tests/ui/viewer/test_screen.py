"""What is inside a file, whatever it is, at the layer that was chosen."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest

from inspector.ui.kit.text_search import find_matches
from inspector.ui.session.settings import Memory
from inspector.ui.viewer.screen import Viewer
from inspector.ui.widgets.text_lines import TextLines
from tests.build_image.damage import truncate
from tests.cases import walked
from tests.ui.images import small
from tests.ui.shell.test_hostile import is_clean
from tests.ui.stage import EDGES, NARROW, WIDE, Stage, check_golden, opened
from tests.ui.views import HOSTILE, PYTHON, go_to, views

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from inspector.ui.widgets.line_source import LineSource
    from inspector.ui.widgets.text_lines import Match

SIZES = {"80x24": NARROW, "160x50": WIDE}


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return views(tmp_path_factory.mktemp("views"))


def said(stage: Stage) -> str:
    """Return the last notice."""
    return list(stage.app._notifications)[-1].message


def body(stage: Stage) -> list[str]:
    return [line.rstrip() for line in stage.text.translate(EDGES).splitlines()[1:-2]]


LOOKS = [
    ("viewer-text", "/app/main.py"),
    ("viewer-hex", "/app/tool"),
    ("viewer-tar", "/app/bundle.tar"),
    ("viewer-hostile", "/app/hostile.txt"),
]


@pytest.mark.parametrize("size", SIZES)
async def test_files_look_as_they_did(image: Path, size: str) -> None:
    async with opened(image, SIZES[size]) as stage:
        with walked() as case:
            for name, path in LOOKS:
                await go_to(stage, path, 0, "enter")
                with case(name):
                    assert is_clean(stage)
                    check_golden(f"{name}-{size}", stage.text)
                await stage.press("escape")


async def test_text_is_coloured_by_what_it_is(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/main.py", 0, "enter")
        assert "Python" in stage.text.splitlines()[-2]
        assert "8         return os.name  # why" in stage.text
        lines = stage.app.screen.query_one(TextLines)
        tones = {
            span.tone for line in range(len(lines.source)) for span in lines.source.spans(line)
        }
        assert {"lines--keyword", "lines--string", "lines--comment"} <= tones
        drawn = {str(segment.style) for segment in lines.render_line(3)}
        assert len(drawn) > 2


NOTHING = [
    ("/app/folder", "This is a directory"),
    ("/app/null", "This is a character device"),
    ("/app/pipe", "This is a named pipe"),
    ("/app/empty", "This file is empty."),
    ("/app/dangling", "The link leads nowhere: no such path in the image at layer 0"),
]


async def test_where_there_is_nothing_to_read_a_sentence_says_why(image: Path) -> None:
    async with opened(image, WIDE) as stage:
        with walked() as case:
            for path, words in NOTHING:
                with case(path):
                    await go_to(stage, path, 0, "enter")
                    assert isinstance(stage.app.screen, Viewer)
                    assert words in stage.words
                    await stage.press("slash", "n", "w", "t", "c")
                    assert is_clean(stage)
                    await stage.press("escape")
                    assert not isinstance(stage.app.screen, Viewer)


async def test_a_link_is_followed_and_says_where_it_leads(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/link", 0, "enter")
        assert "/app/link   → /app/main.py, written by layer 0" in stage.text
        assert "return os.name" in stage.text


async def test_a_removed_file_is_shown_as_it_last_was(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/gone.txt", 2, "enter")
        assert "/app/gone.txt   written by layer 0, removed by layer 2" in stage.text
        assert "1 still here" in stage.text


async def test_the_version_is_that_of_the_layer(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/notes.txt", 0, "enter")
        assert "3 line 3" in stage.text
        await stage.press("escape")
        await go_to(stage, "/app/notes.txt", 1, "enter")
        assert "3 line three" in stage.text


async def test_packed_text_and_archives(image: Path) -> None:
    async with opened(image, WIDE) as stage:
        await go_to(stage, "/app/page.1.gz", 0, "enter")
        assert ".TH PAGE 1" in stage.text
        assert "gzip, shown decompressed" in stage.text
        await stage.press("t")
        assert "1f 8b 08" in stage.text
        await stage.press("t", "escape")
        await go_to(stage, "/app/lib.jar", 0, "enter")
        assert "2020-02-03 04:05  META-INF/MANIFEST.MF" in stage.text
        assert "\\x1b[31mred" in stage.text
        assert "zip listing" in stage.text


async def test_long_files_are_cut_and_say_by_how_much(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/many.txt", 0, "enter")
        assert (
            "lines 1-21 of 524,288   75,712 more lines are not shown: x extracts the file"
            in stage.text
        )
        await stage.press("end")
        assert "524,288 0524287" in stage.text


async def test_a_line_of_ten_megabytes(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/long.txt", 0, "enter")
        assert body(stage)[0].startswith(" 1 start xxx")
        assert body(stage)[0].endswith("…")
        await stage.press("right")
        assert body(stage)[0].startswith(" 1 …")
        await stage.press("w", "end")
        assert stage.app.is_running
        assert "wrapped" in stage.text


async def test_hostile_contents_are_shown_as_visible_text(image: Path) -> None:
    async with opened(image, (120, 40)) as stage:
        await go_to(stage, "/app/hostile.txt", 0, "enter")
        for keys in ([], ["w"], ["t"]):
            await stage.press(*keys)
            assert is_clean(stage)
        await stage.press("t", "w")
        for shown in (
            "esc \\x1b[31mred\\x1b[0m \\x07",
            "markup [@click=app.quit]x[/]",
            "bidi \\u202egnp.exe",
            "latin caf\\xe9",
            "crlf\\r",
            "c1 \\x9b31m",
            "tab     here",
            "nul \\x00 late",
        ):
            assert shown in stage.text
        assert stage.line("wide 日").endswith("…")


async def test_wrapping_stays_on_in_the_next_file(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/hostile.txt", 0, "enter", "w")
        assert "…" not in "".join(body(stage))
        await stage.press("escape", "enter")
        assert "…" not in "".join(body(stage))
        await stage.press("w")
        assert "…" in "".join(body(stage))


async def test_a_hex_dump_is_not_wrapped_and_does_not_offer_it(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/hostile.txt", 0, "enter")
        assert "w Wrap" in stage.text
        await stage.press("t")
        assert "w Wrap" not in stage.text
        await stage.press("w")
        assert said(stage) == "These lines cannot be wrapped."
        await stage.press("t")
        assert "w Wrap" in stage.text
        assert "wrapped" not in stage.text.splitlines()[-2]
        assert "…" in "".join(body(stage))


async def test_wrapping_and_sides_are_remembered(image: Path, tmp_path: Path) -> None:
    kept = tmp_path / "settings.json"
    async with opened(image, WIDE, memory=Memory(kept)) as stage:
        await go_to(stage, "/app/notes.txt", 1, "enter", "w")
        await stage.press("d", "s")
        assert "side by side" in stage.text
    async with opened(image, WIDE, memory=Memory(kept)) as stage:
        await go_to(stage, "/app/hostile.txt", 0, "enter")
        assert "wrapped" in stage.text
        assert "…" not in "".join(body(stage))
        await stage.press("escape")
        await go_to(stage, "/app/notes.txt", 1, "d")
        assert "side by side" in stage.text


async def test_a_search_that_lasts_says_so(image: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = Event()

    def find(source: LineSource, wanted: str, is_cancelled: Callable[[], bool]) -> list[Match]:
        go_on.wait(60)
        return find_matches(source, wanted, is_cancelled)

    monkeypatch.setattr("inspector.ui.kit.text_search.find_matches", find)
    async with opened(image) as stage:
        await go_to(stage, "/app/notes.txt", 0, "enter")
        try:
            await stage.pilot.press("slash", *"line 3", "enter")
            assert "searching…" in stage.text
            assert "not found" not in stage.text
        finally:
            go_on.set()
        await stage.settle()
        assert "match 1 of 11" in stage.text


async def test_searching_text(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/notes.txt", 0, "enter", "slash", *"LINE 3", "enter")
        assert "not found" in stage.text
        await stage.press("slash", *["backspace"] * 6, *"line 3", "enter")
        assert "match 1 of 11" in stage.text
        await stage.press("n", "n")
        assert "match 3 of 11" in stage.text
        assert "31 line 31" in stage.text
        await stage.press("N", "N", "N")
        assert "match 11 of 11" in stage.text
        await stage.press("slash", "escape")
        assert isinstance(stage.app.screen, Viewer)


async def test_searching_bytes(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/tool", 0, "enter", "slash", *"DEFG", "enter")
        assert "found at 0x49" in stage.text
        await stage.press("n")
        assert "found at 0x149" in stage.text
        await stage.press("N", "N")
        assert "found at 0x12b49" in stage.text
        await stage.press("slash", *"nowhere", "enter")
        assert "not found" in stage.text


async def test_copying_gives_the_bytes_decoded(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/main.py", 0, "enter", "c")
        assert stage.app.clipboard == PYTHON
        assert said(stage) == f"Copied {len(PYTHON):,} bytes."
        await stage.press("escape")
        await go_to(stage, "/app/hostile.txt", 0, "enter", "c")
        assert stage.app.clipboard == HOSTILE.decode("utf-8", "replace")
        await stage.press("t", "c")
        assert said(stage) == "This is a hex dump: t shows the text, x extracts it."
        await stage.press("escape")
        await go_to(stage, "/app/tool", 0, "enter", "c")
        assert said(stage) == "This is not text: x extracts it."


async def test_closing_while_it_reads_and_other_keys(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/many.txt", 0)
        await stage.pilot.press("enter", "escape")
        await stage.settle()
        assert stage.app.screen is stage.main
        await stage.press("enter", "question_mark")
        assert "Viewer" in stage.text
        await stage.press("escape", "G", "g", "j", "k", "pagedown", "pageup", "l", "h")
        assert "lines 1-21" in stage.text


async def test_an_archive_that_is_cut_meanwhile(tmp_path: Path) -> None:
    path = small(tmp_path)
    async with opened(path) as stage:
        truncate(path, 600)
        await go_to(stage, "/srv/report.txt", 0, "enter")
        assert "This cannot be read: layer 0 ends within /srv/report.txt" in stage.text
