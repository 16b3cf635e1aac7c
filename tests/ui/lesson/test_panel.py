"""The panel of a lesson fits every screen, folds, and lies over no dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from inspector.language import choose
from inspector.ui.lesson import words
from inspector.ui.lesson.panel import LessonPanel
from tests.ui.lessons import LessonStage, learning
from tests.ui.shell.test_themes import LEAST, USUAL, contrast, drawn, few_colours
from tests.ui.stage import LOW, NARROW, WIDE

if TYPE_CHECKING:
    import pytest
    from textual.content import Content

    from inspector.ui.lesson.course import Course

THEMES = ("textual-dark", "textual-light", "ansi-dark", "ansi-light", "nord", "monokai")


def panel(stage: LessonStage) -> LessonPanel:
    return stage.app.screen.query_one(LessonPanel)


async def test_it_fits_every_size_and_folds_to_a_line() -> None:
    async with learning("deletion", NARROW) as stage:
        assert panel(stage).outer_size == (80, 8)
        assert "f2 Fold f3 More f4 Hint f5 Goal f6 Solution f7 Restart f8 Lessons" in stage.words
        assert "The Dockerfile of this image is a common one:" in stage.words
        await stage.press("f3")
        assert "The Dockerfile of this image is a common one:" not in stage.words
        for _ in range(12):
            await stage.press("m")
            if "The Dockerfile of this image is a common one:" in stage.words:
                break
        else:
            raise AssertionError(stage.text)
        await stage.pilot.click("#lesson-keys", offset=(4, 0))
        await stage.settle()
        assert panel(stage).outer_size == (80, 1)
        assert "3 Deleting frees nothing 0 of 4 met 0 commands shortest 1 f2 opens" in stage.words
        await stage.press("F", "F", "c", "f2")
        assert panel(stage).outer_size == (80, 8)
        for key in ("f3", "f4"):
            await stage.press("f2")
            assert panel(stage).outer_size == (80, 1)
            await stage.press(key)
            assert panel(stage).outer_size == (80, 8)
        assert "Hint 1:" in stage.words
        assert len(stage.run.hints_given) == 1
        await stage.press("escape")
        assert panel(stage).outer_size == (80, 8)
        await stage.pilot.resize_terminal(*WIDE)
        await stage.settle()
        assert panel(stage).outer_size == (46, 50)
        assert panel(stage).region.x == 114
        for key in ("c", "f5", "f8"):
            await stage.press(key)
            assert panel(stage).outer_size == (46, 50)
            assert stage.line("Deleting frees nothing")
        await stage.press("escape", "escape", "escape")
        assert stage.app.screen is stage.main
        await stage.pilot.resize_terminal(*LOW)
        await stage.settle()
        assert panel(stage).outer_size == (40, 5)
        assert "3 Deleting frees nothing 0/4" in stage.words
        await stage.press("question_mark")
        assert not stage.app.screen.query(LessonPanel)
        await stage.press("f8", "escape")
        assert stage.app.screen is stage.main


async def test_all_can_be_read_and_is_read_on_where_a_screen_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    widths: list[int] = []
    text = words.text

    def noted(course: Course, width: int) -> Content:
        widths.append(width)
        return text(course, width)

    monkeypatch.setattr(words, "text", noted)
    async with learning("deletion", NARROW) as stage:
        last = stage.run.conditions[-1].sentence.split()[-1]
        assert last not in stage.words
        for _ in range(4):
            await stage.press("f3")
            if last in stage.words:
                break
        else:
            raise AssertionError(stage.text)

        def read() -> int:
            return panel(stage).query_one("#lesson-read").scroll_offset.y

        line = read()
        assert line > 0
        await stage.press("c")
        assert read() == line
        await stage.press("f3")
        assert read() > line
        line = read()
        await stage.press("escape")
        assert read() == line
        await stage.press("f4")
        assert read() == 0
    assert min(widths) > 20  # also of what is not laid out yet


async def test_of_few_rows_it_takes_one_at_first() -> None:
    async with learning("deletion", LOW) as stage:
        assert panel(stage).outer_size == (40, 1)
        assert "0/4 f2 opens" in stage.words


async def test_it_and_the_goal_can_be_read_in_every_kind_of_theme() -> None:
    async with learning("deletion", (100, 30)) as stage:
        await stage.press("c", "f4")
        await stage.type("touch /opt/app/doc/x")
        await stage.press("f5")
        for theme in THEMES:
            stage.app.theme = theme
            await stage.press("down")
            least = USUAL if theme in {"textual-dark", "textual-light"} else LEAST
            for style, text in {style: text for text, style in drawn(stage)}.items():
                for each in (style, few_colours(text, style)):
                    ratio = contrast(each)
                    assert ratio is None or ratio >= least, (theme, text, each)


async def test_chinese_stays_within_its_columns() -> None:
    choose("zh_CN")
    try:
        async with learning("deletion", NARROW, language="zh_CN") as stage:
            assert "删除并不释放空间" in stage.text
            await stage.press("f4")
            assert all(cell_len(line) <= NARROW[0] for line in stage.text.splitlines())
            assert "层一旦构建完成就不再改变。" in stage.words
    finally:
        choose("en")
