"""Messages hide no more than they must, and keys wait for what they are meant for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Key

from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.image_job import Wanted
from tests.cases import walked
from tests.ui.images import small
from tests.ui.stage import NARROW, NOW, TAB, Stage, opened

if TYPE_CHECKING:
    from pathlib import Path


def shown(stage: Stage) -> list[str]:
    return [each.message for each in stage.app._notifications]


async def test_messages_do_not_pile_up(tmp_path: Path) -> None:
    only, none = "The archive contains only this image.", "No filter is set: / sets one."
    async with opened(small(tmp_path)) as stage:
        await stage.press("i", "i", "i")
        assert shown(stage) == [only]
        await stage.press("n", "i")
        assert shown(stage) == [only, none, only]
        await stage.pilot.resize_terminal(40, 10)
        await stage.press("i", "i", "n")
        assert shown(stage) == [none]
        assert all(each.timeout < 3 for each in stage.app._notifications)
        await stage.pilot.resize_terminal(*NARROW)


async def test_a_message_stays_with_what_it_was_said_of(tmp_path: Path) -> None:
    app = LayerscopeApp(Wanted(str(small(tmp_path))), now=NOW)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        stage = Stage(app, pilot)
        await stage.settle()
        with walked() as case:
            for away, back in [(["2"], []), (["question_mark"], ["escape"]), ([":"], ["escape"])]:
                with case(away):
                    await stage.press(TAB["history"], "i")
                    assert "The archive contains only" in stage.text
                    await stage.press(*away)
                    assert "contains only" not in stage.text
                    await stage.press(*back)
                    assert "contains only" not in stage.text


class TypedAhead(LayerscopeApp):
    """Has heard keys before its screen has any part."""

    def on_load(self) -> None:
        for character in "/passwd":
            self.post_message(Key("slash" if character == "/" else character, character))


async def test_keys_that_come_before_the_screen_wait_for_it(tmp_path: Path) -> None:
    app = TypedAhead(Wanted(str(small(tmp_path))), now=NOW)
    async with app.run_test(size=NARROW) as pilot:
        stage = Stage(app, pilot)
        await stage.settle()
        assert "/ passwd" in stage.text
