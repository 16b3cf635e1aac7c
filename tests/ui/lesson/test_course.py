"""A lesson is solved by what is so at the end, by whatever way; its own solution is one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
import pytest
from textual.widgets import Static

from inspector.language import choose
from inspector.lessons.catalogue import lesson, lessons
from inspector.lessons.model import SolutionStep
from inspector.ui.lesson.pace import Pace
from tests.cases import walked
from tests.ui.lessons import LessonStage, learning
from tests.ui.stage import NARROW, WIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.lessons.model import Lesson

WRONG = "touch /wrong"


def wrong_way(lesson: Lesson) -> Lesson:
    """Return a lesson whose solution does another thing last."""
    actions = list(lesson.solution)
    places = [at for at, each in enumerate(actions) if each.run is not None]
    if places:
        actions[places[-1]] = SolutionStep(run=WRONG)
    else:
        del actions[-1]
    return msgspec.structs.replace(lesson, solution=tuple(actions))


def panel_text(stage: LessonStage) -> str:
    """Return all that the panel has to read, also what is scrolled away."""
    return str(stage.app.screen.query_one("#lesson-text", Static).content)


@pytest.fixture(autouse=True)
def _english_after() -> Iterator[None]:
    yield
    choose("en")


# Where panes lie side by side, a key may lead elsewhere.
@pytest.mark.parametrize(("language", "size"), [("en", NARROW), ("zh_CN", WIDE)])
async def test_each_lesson_is_solved_by_its_own_solution(
    language: str, size: tuple[int, int]
) -> None:
    choose(language)
    found = lessons()
    async with learning(found[0].id, size, language=language) as stage:
        with walked() as case:
            for each in found:
                with case(each.id):
                    assert not all(await stage.play(each))
                    assert all(stage.met), (stage.met, stage.text)
                    assert stage.run.commands == stage.run.shortest
        assert stage.solved == {}  # it was shown


async def test_no_lesson_is_solved_by_a_wrong_way() -> None:
    found = lessons()
    async with learning(found[0].id) as stage:
        with walked() as case:
            for each in found:
                with case(each.id):
                    await stage.play(wrong_way(each))
                    assert not stage.run.is_solved, stage.text


async def test_a_lesson_is_solved_by_hand() -> None:
    async with learning("deletion") as stage:
        assert stage.met == [False] * 4
        assert "0 of 4 met 0 commands shortest 1" in stage.words
        await stage.press("down", "tab", "end")
        assert stage.met == [True, False, False, False]
        await stage.press("right_square_bracket", "right_square_bracket", "2", "c")
        await stage.press("f5")
        assert "Goal and yours 3 differences" in stage.words
        assert "- /opt/app/doc whiteout . missing" in stage.words
        await stage.press("f5")
        # What is not wanted is no harm once it is taken back.
        await stage.type("touch /opt/app/doc/new")
        await stage.press("f5")
        assert "~ /opt/app/doc/ whiteout dir type" in stage.words
        assert "+ /opt/app/doc/new . 0 B not wanted" in stage.words
        await stage.press("f5")
        assert "Not yet:" in stage.words  # it was nearer than nothing
        await stage.type("touch /wrong")
        assert "Not yet:" in stage.words
        await stage.type("rm /none")
        await stage.type("rm /none")
        # The other two are about what is met already.
        assert "A hint may help: f4 gives number 3 of 3." in stage.words
        await stage.type("undo")
        await stage.type("undo")
        await stage.type("rm -r /opt/app/doc")
        assert stage.run.counts
        assert "✓ solved 1 command shortest 1" in stage.words  # others were taken back
        assert "Solved. f9 begins the next lesson." in stage.words
        assert "Layers are read-only." in stage.words
        assert stage.solved == {"deletion": 1}
        await stage.press("f5")
        assert "Goal and yours yours is the goal" in stage.words
        # It stays to be read, and the next begins on the main screen.
        await stage.press("f9")
        await stage.begun()
        assert stage.app.screen is stage.main
        assert stage.course.lesson.id == "base"
        assert not stage.run.is_solved
        await stage.press("f8")
        assert "✓ 3 Deleting frees nothing" in stage.words
        await stage.press("up", "enter")
        await stage.begun()
        assert "Deleting frees nothing" in stage.words
        assert stage.app.screen is stage.main
        assert "What it shows:" in panel_text(stage)


async def test_reset_brings_back_the_start() -> None:
    async with learning("entrypoint") as stage:
        await stage.press("7", "r")
        await stage.type("class")
        assert stage.met == [True, True, False]
        await stage.press("a", "P", "n", "f7")
        await stage.begun()
        session = stage.main.session
        assert session is not None
        assert stage.app.screen is stage.main
        assert (session.arguments, session.rebuilt) == ("", (None, False))
        assert session.argv in {None, ("/usr/bin/greet", "world")}
        assert stage.main.selection.mode.value == "changes"
        assert stage.main.active_pane is stage.main.panes.named("files")
        assert stage.met == [False] * 3
        await stage.press("7")
        assert "starts /usr/bin/greet world" in stage.words


async def test_any_key_stops_the_solution_and_does_nothing_else() -> None:
    async with learning("deletion", pace=Pace(0, 0, 0.001)) as stage:
        stage.course._pace = Pace(0.01, 0.01, 1)
        await stage.pilot.press("f6")
        while not stage.course.says:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await stage.pilot.pause()
        playing = [stage.course.is_playing]
        await stage.pilot.press("c")
        await stage.settle()
        assert [*playing, stage.course.is_playing] == [True, False]
        assert stage.app.screen is stage.main
        assert "You have watched the solution: f7 starts over" in stage.words


async def test_mistakes_offer_hints_each_of_which_says_more() -> None:
    hints = lesson("deletion").words("en").hints  # type: ignore[union-attr]
    async with learning("deletion", (120, 40)) as stage:
        await stage.press("c")
        for number, wrong in enumerate(("cat /nope", "nonsense", "touch /wrong"), 1):
            await stage.type(wrong)
            assert f"f4 gives number {number} of 3." in stage.words
            await stage.press("f4")
            assert f"Hint {number}:" in stage.words
        assert list(stage.run.hints_given) == list(hints)
        assert "f4 Hint" not in stage.words
