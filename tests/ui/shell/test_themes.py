"""Every theme is readable, and the one that was chosen is there the next time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from rich.color import ColorType
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from inspector.ui.session.selection import Sort
from inspector.ui.session.settings import Memory
from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.image_job import Wanted
from inspector.ui.shell.terminal.colors import Palette256
from inspector.ui.shell.themes import fitting_theme
from tests.ui.images import small
from tests.ui.stage import NARROW, NOW, SAMPLES, TAB, WIDE, opened
from tests.ui.views import go_to, views

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.ui.stage import Stage

# Less than this cannot be read; the usual themes are held to more.
LEAST, USUAL = 1.9, 2.7
# Lines need less than letters.
LINE = 1.3
OWN = {ColorType.DEFAULT, ColorType.STANDARD}
# The recipe has highlighted text, the map backgrounds, the changes all tones.
PLACES = ["dockerfile", "map", "files"]


@pytest.mark.parametrize(
    ("environ", "is_plain", "theme"),
    [
        ({}, False, "textual-dark"),
        ({"COLORFGBG": "0;15"}, False, "textual-dark"),
        ({}, True, "ansi-dark"),
        ({"COLORFGBG": "15;0"}, True, "ansi-dark"),
        ({"COLORFGBG": "0;15"}, True, "ansi-light"),
        ({"COLORFGBG": "0;default;7"}, True, "ansi-light"),
        ({"TEXTUAL_THEME": "textual-dark"}, True, "textual-dark"),
    ],
)
def test_a_plain_terminal_keeps_its_own_colours(
    environ: dict[str, str], is_plain: bool, theme: str
) -> None:
    assert fitting_theme("textual-dark", environ, is_plain=is_plain) == theme


async def test_the_theme_that_was_chosen_is_there_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    app = LayerscopeApp(Wanted(str(small(tmp_path))), now=NOW, memory=Memory(path))
    async with app.run_test():
        assert app.theme == "textual-dark"
        assert not path.exists()  # what nobody chose may be another one tomorrow
        app.theme = "nord"
    app = LayerscopeApp(Wanted(str(small(tmp_path))), now=NOW, memory=Memory(path))
    async with app.run_test():
        assert app.theme == "nord"


async def test_a_theme_that_is_no_more_is_no_trouble(tmp_path: Path) -> None:
    memory = Memory()
    memory.change(theme="no-such-theme")
    app = LayerscopeApp(Wanted(str(small(tmp_path))), now=NOW, memory=memory)
    async with app.run_test():
        assert app.theme == "textual-dark"


def luminance(color: Color) -> float:
    """Return the relative luminance that WCAG 2 defines."""
    parts = [part / 255 for part in (color.r, color.g, color.b)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(style: Style) -> float | None:
    """Return the contrast ratio of a style, None where a colour is the terminal's own."""
    front, behind = style.color, style.bgcolor
    if any(each is None or each.type in OWN for each in (front, behind)):
        return None
    low, high = sorted(luminance(Color.from_rich_color(each)) for each in (front, behind))
    return (high + 0.05) / (low + 0.05)


def few_colours(text: str, style: Style) -> Style:
    """Return a style as it is on a terminal of 256 colours."""
    found = Palette256().apply([Segment(text, style)], Color(0, 0, 0))[0].style
    assert found is not None
    return found


def drawn(stage: Stage) -> Iterator[tuple[str, Style]]:
    """Yield all that has letters on the screen."""
    for strip in stage.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if style is not None and any(each.isalnum() for each in text):
                yield text, style


async def test_everything_can_be_read_in_every_theme() -> None:
    async with opened(SAMPLES / "lecture.tar", NARROW, sort=Sort.SIZE) as stage:
        for number, theme in enumerate(stage.app.available_themes):
            stage.app.theme = theme
            least = USUAL if theme in {"textual-dark", "textual-light"} else LEAST
            # There and back: a theme is set where the one before was looked at last.
            for at, place in enumerate(PLACES[:: -1 if number % 2 else 1]):
                if at or not number:
                    await stage.pilot.press(TAB[place])
                await stage.pilot.pause()
                assert stage.main.tabs.active == f"tab-{place}"
                # A screen has hundreds of texts, and a dozen styles.
                for style, text in {style: text for text, style in drawn(stage)}.items():
                    for each in (style, few_colours(text, style)):
                        ratio = contrast(each)
                        assert ratio is None or ratio >= least, (theme, place, text, each)
                    own = style.color is None or style.color.is_default
                    assert own or style.color != style.bgcolor, (theme, place, text)


@pytest.mark.parametrize("theme", ["", "textual-dark", "textual-light", "ansi-dark", "ansi-light"])
async def test_without_colours_there_are_none_and_the_cursor_is_seen(
    monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    memory = Memory()
    memory.change(theme=theme)
    async with opened(SAMPLES / "lecture.tar", WIDE, sort=Sort.SIZE, memory=memory) as stage:
        assert stage.app.theme == (theme or "ansi-dark")
        styles = [style for _, style in drawn(stage)]
        for style in styles:
            assert style.color is None or style.color.is_default
            assert style.bgcolor is None or style.bgcolor.is_default
        for part in ("  0 ", "Files"):
            assert is_drawn(stage, part, "reverse")
        await stage.press("equals_sign")
        assert is_drawn(stage, "608 kB wasted", "reverse")
        await stage.press("x")
        assert is_drawn(stage, "./extracted/", "underline")
        await stage.press("escape", "colon")
        assert is_drawn(stage, "The final image: all files", "underline")
        await stage.press("escape", TAB["map"])
        assert all(style.color is None or style.color.is_default for _, style in drawn(stage))
        for part in ("A usr/", "Map"):
            assert is_drawn(stage, part, "reverse")


async def test_themes_are_previewed_from_the_current_one(tmp_path: Path) -> None:
    memory = Memory()
    memory.change(theme="nord")
    async with opened(small(tmp_path), NARROW, sort=Sort.SIZE, memory=memory) as stage:
        await stage.press("T")
        assert "• nord" in stage.text
        await stage.pilot.press("up")
        await stage.pilot.pause(0.3)
        assert stage.app.theme == "monokai"
        assert memory.settings.theme == "nord"
        await stage.press("escape")
        assert stage.app.theme == "nord"
        await stage.press("T", "up", "enter")
        assert stage.app.theme == memory.settings.theme == "monokai"


def is_drawn(stage: Stage, text: str, style: str) -> bool:
    """Whether a text is seen, and in a style that needs no colour."""
    return any(text in part and getattr(each, style) for part, each in drawn(stage))


async def test_the_total_that_is_chosen_is_seen_in_all_themes() -> None:
    async with opened(SAMPLES / "lecture.tar", NARROW, sort=Sort.SIZE) as stage:
        for theme in ("ansi-dark", "ansi-light", "textual-dark", "textual-light"):
            stage.app.theme = theme
            await stage.press("equals_sign")
            assert is_drawn(stage, "608 kB wasted", "reverse"), theme
            await stage.press("escape")
            assert not is_drawn(stage, "608 kB wasted", "reverse"), theme


async def test_the_frames_of_panes_without_the_focus_are_seen_and_calmer() -> None:
    async with opened(SAMPLES / "lecture.tar", WIDE, sort=Sort.SIZE) as stage:
        for theme in stage.app.available_themes:
            stage.app.theme = theme
            await stage.pilot.pause()
            lines: dict[str, float] = {}
            for strip in stage.app.screen._compositor.render_strips():
                for text, style, _ in strip:
                    for corner in set(text) & {"╭", "┏"}:
                        ratio = contrast(style) if style is not None else None
                        lines[corner] = ratio if ratio is not None else lines.get(corner, LINE)
            assert lines["╭"] >= LINE, theme
            assert theme.startswith("ansi") or lines["╭"] < 3, theme
            assert set(lines) == {"╭", "┏"}


async def test_total_and_waste_stand_out() -> None:
    async with opened(SAMPLES / "lecture.tar", NARROW, sort=Sort.SIZE) as stage:
        styles = dict(drawn(stage))
        total, waste = styles["1.63 MB"], styles["608 kB"]
        assert total.bold
        assert waste.bold
        assert waste.color != total.color
        assert not styles[" wasted"].bold


@pytest.mark.parametrize(
    ("system", "is_rounded"), [("256", True), ("truecolor", False), ("standard", False)]
)
def test_colours_are_rounded_where_a_terminal_has_256_of_them(
    monkeypatch: pytest.MonkeyPatch,
    system: Literal["256", "truecolor", "standard"],
    is_rounded: bool,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(LayerscopeApp, "is_headless", False)
    app = LayerscopeApp(Wanted("absent"), now=NOW)
    app.console = Console(color_system=system)
    assert any(isinstance(each, Palette256) for each in app.get_line_filters()) is is_rounded


BLUE, YELLOW, WHITE, BRIGHT_WHITE = 4, 3, 7, 15


@pytest.mark.parametrize(
    ("theme", "unreadable"),
    [("ansi-dark", {0, BLUE}), ("ansi-light", {YELLOW, WHITE, BRIGHT_WHITE})],
)
async def test_the_terminals_own_colours_are_those_that_can_be_read(
    tmp_path: Path, theme: str, unreadable: set[int]
) -> None:
    memory = Memory()
    memory.change(theme=theme)
    async with opened(views(tmp_path), WIDE, sort=Sort.SIZE, memory=memory) as stage:
        seen = set()
        for keys in (
            ["end"],
            ["2"],
            [TAB["dockerfile"]],
            [TAB["image"]],
            ["p"],
            ["L"],
            ["escape", "P", "c"],
            ["escape", "d"],
            ["enter"],
        ):
            await stage.press(*keys)
            for text, style in drawn(stage):
                if style.color is not None and style.bgcolor in {None, Style().bgcolor}:
                    assert style.color.number not in unreadable, (keys, text)
                seen.add(style.color.number if style.color is not None else None)
        assert len(seen) > 3


async def test_no_cell_is_left_to_the_terminals_background(tmp_path: Path) -> None:
    async with opened(views(tmp_path), WIDE, sort=Sort.SIZE) as stage:
        keys = ("]", *TAB.values(), "question_mark", "escape", "colon")
        over = ("T", "escape", "1", "x", "escape", "p", "L", "escape", "P", "n", "escape")
        for key in (*keys, "escape", *over):
            await stage.press(key)
            assert not bare(stage), key
        await go_to(stage, "/app/notes.txt", 1, "enter")
        assert not bare(stage)
        await stage.press("d")
        assert "line three" in stage.text
        assert not bare(stage)
        await stage.press("s")
        assert not bare(stage)


def bare(stage: Stage) -> list[str]:
    """Return what has no background of the theme's."""
    strips = stage.app.screen._compositor.render_strips()
    return [
        text
        for strip in strips
        for text, style, _ in strip
        if text and (style is None or style.bgcolor is None or style.bgcolor.is_default)
    ]


async def test_blanks_are_not_underlined() -> None:
    async with opened(SAMPLES / "lecture.tar", NARROW, sort=Sort.SIZE) as stage:
        await stage.press("1", "]", "v", "]")
        for strip in stage.app.screen._compositor.render_strips():
            for text, style, _ in strip:
                is_line = style is not None and style.underline
                assert text.strip() or not is_line, strip.text
