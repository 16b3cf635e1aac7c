"""One selection: whatever changes it, all panes show the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.path_filter.filter import NO_FILTER
from inspector.ui.map.pane import MapTitle
from inspector.ui.session import messages
from inspector.ui.session.selection import Grouping, Mode, Sort
from tests.cases import walked
from tests.ui.images import varied
from tests.ui.stage import SAMPLES, TAB, Stage, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.message import Message


def modes(stage: Stage) -> tuple[bool, bool]:
    """Return whether the files, and the map, show everything up to the layer."""
    files = str(stage.main.query_one("#files-title").render())
    map_title = stage.main.query_one(MapTitle).render().plain
    return "everything up to" in files, "everything up to" in map_title


def asked() -> Iterator[tuple[Message, bool]]:
    """Yield messages that choose a mode, and whether it is everything up to the layer."""
    yield messages.FinalAsked(), True
    yield messages.RemovedAsked(), False
    yield messages.ChangesAsked(0, "change:added"), False
    yield messages.PathAsked("/usr/bin/su", 0), False


async def test_files_and_map_are_of_one_mode(tmp_path: Path) -> None:
    async with opened(varied(tmp_path)) as stage:
        with walked() as case:
            for before in Mode:
                for message, is_all in asked():
                    with case((before, message)):
                        stage.main.choose(mode=before, filter=NO_FILTER)
                        await stage.press(TAB["map"])
                        stage.main.post_message(message)
                        await stage.settle()
                        await stage.press(TAB["map"], "home")
                        assert modes(stage) == (is_all, is_all)
                        await stage.press("a")
                        assert modes(stage) == (not is_all, not is_all)


async def test_a_path_that_is_asked_for_may_keep_mode_and_filter(tmp_path: Path) -> None:
    async with opened(varied(tmp_path)) as stage:
        await stage.press("a", TAB["map"])
        stage.main.post_message(messages.PathAsked("/usr/bin/su", 0, keeps_view=True))
        await stage.settle()
        await stage.press(TAB["map"])
        assert modes(stage) == (True, True)


async def test_keys_act_on_the_path_of_the_list_that_is_shown() -> None:
    async with opened(SAMPLES / "lecture.tar") as stage:

        def acted_on() -> str:
            assert stage.main.pointed.target is not None
            return stage.main.pointed.target.path

        await stage.press(TAB["files"], "end")
        of_files = acted_on()
        await stage.press(TAB["waste"], "home")
        of_waste = acted_on()
        assert of_waste != of_files
        chosen = stage.main.selection
        assert chosen.node is not None
        assert chosen.node.path == of_files
        assert chosen.cursors["waste"] is stage.main.pointed
        await stage.press(TAB["files"])
        assert acted_on() == of_files
        await stage.press(TAB["waste"])
        assert acted_on() == of_waste


def test_a_key_turns_through_all_there_is() -> None:
    assert Mode.CHANGES.other is Mode.ALL
    assert Mode.ALL.other is Mode.CHANGES
    sorts, groupings = list(Sort), list(Grouping)
    assert [each.next for each in sorts] == [*sorts[1:], sorts[0]]
    assert [each.next for each in groupings] == [*groupings[1:], groupings[0]]
