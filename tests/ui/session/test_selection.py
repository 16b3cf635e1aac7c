"""One selection: whatever changes it, all panes show the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.ui.map.pane import MapTitle
from inspector.ui.session import messages
from inspector.ui.session.selection import Grouping, Mode, Sort
from tests.ui.images import varied
from tests.ui.stage import TAB, Stage, opened

if TYPE_CHECKING:
    from pathlib import Path

    from textual.message import Message


def modes(stage: Stage) -> tuple[bool, bool]:
    """Return whether the files, and the map, show everything up to the layer."""
    files = str(stage.main.query_one("#files-title").render())
    map_title = stage.main.query_one(MapTitle).render().plain
    return "everything up to" in files, "everything up to" in map_title


@pytest.mark.parametrize("before", [[], ["a"]], ids=["changes", "all"])
@pytest.mark.parametrize(
    ("message", "is_all"),
    [
        (messages.FinalAsked(), True),
        (messages.RemovedAsked(), False),
        (messages.ChangesAsked(0, "change:added"), False),
        (messages.PathAsked("/usr/bin/su", 0), False),
    ],
    ids=["final", "removed", "count", "path"],
)
async def test_files_and_map_are_of_one_mode(
    tmp_path: Path, before: list[str], message: Message, *, is_all: bool
) -> None:
    async with opened(varied(tmp_path)) as stage:
        await stage.press(*before, TAB["map"])
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


def test_a_key_turns_through_all_there_is() -> None:
    assert Mode.CHANGES.other is Mode.ALL
    assert Mode.ALL.other is Mode.CHANGES
    sorts, groupings = list(Sort), list(Grouping)
    assert [each.next for each in sorts] == [*sorts[1:], sorts[0]]
    assert [each.next for each in groupings] == [*groupings[1:], groupings[0]]
