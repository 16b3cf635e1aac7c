"""The history as docker prints it, and the way from a row to its layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import Key

from inspector.ui.history.pane import HistoryRows
from inspector.ui.keys.queue import KeyBurst
from inspector.ui.widgets.rows import Rows
from tests.build_image import ImageSpec, file
from tests.ui.images import LEGACY, small
from tests.ui.sessions import session_of, texts
from tests.ui.stage import TAB, opened

if TYPE_CHECKING:
    from pathlib import Path


def test_the_newest_step_comes_first(tmp_path: Path) -> None:
    rows = HistoryRows(session_of(small(tmp_path)))
    cells = texts(rows)
    assert [row[2] for row in cells] == [
        "LABEL a=b", "RUN two", "RUN one", 'CMD ["sh"]', "ADD base in /",
    ]  # fmt: skip
    assert [rows.place(index)[1] for index in range(len(rows))] == [None, 2, 1, None, 0]
    assert {row[1] for row in cells} == {"4 months ago"}
    assert cells[0][0] != "<missing>"
    assert [row[0] for row in cells[1:]] == ["<missing>"] * 4


def test_a_comment_stands_where_no_command_is_known(tmp_path: Path) -> None:
    spec = ImageSpec(layers=[[]], history=[{"comment": "imported\tonce"}])
    (row,) = texts(HistoryRows(session_of(LEGACY.write(tmp_path / "i.tar", spec))))
    assert row[2] == "imported once"


async def test_a_row_leads_to_its_layer(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await stage.press(TAB["history"], "home", "down", "down", "enter")
        assert "changes of layer 1" in stage.text


@pytest.mark.parametrize("tab", ["history", "dockerfile"])
async def test_layers_that_are_gone_through_fast_come_to_rest(tmp_path: Path, tab: str) -> None:
    layers = [[file(f"{at}", b"")] for at in range(12)]
    spec = ImageSpec(layers=layers, history=[f"RUN {at}" for at in range(12)])
    async with opened(LEGACY.write(tmp_path / "i.tar", spec)) as stage:
        await stage.press(TAB[tab])
        for key, name, layer in (("]", "right", 9), ("[", "left", 0)):
            for _ in range(9):
                stage.app.post_message(Key(f"{name}_square_bracket", key))
            await stage.settle()
            await stage.settle()
            assert stage.main.selection.step is not None
            assert stage.main.selection.step.top == layer
        # Each key in the pane itself is chosen before the next moves on from there.
        rows = stage.main.query_one(f"#{tab}-rows", Rows)
        await stage.press("home", "down")
        start = rows.cursor
        stage.app.post_message(KeyBurst(Key("down", None) for _ in range(6)))
        await stage.settle()
        await stage.settle()
        assert rows.cursor == start + 6
        await stage.press("tab")
        assert rows.cursor == start + 6


async def test_a_key_explains_the_history_and_goes_back(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await stage.press("right_square_bracket", TAB["history"], "b")
        assert "Layer 1 adds 1 path and changes 1 (14 B)." in stage.words
        # The list of layers follows, and is followed.
        await stage.press("down")
        assert stage.main.selection.step is not None
        assert stage.main.selection.step.layer == 2
        await stage.press("left_square_bracket")
        assert "Layer 1 adds 1 path" in stage.words
        await stage.press("b")
        rows = stage.main.query_one("#history-rows", Rows)
        assert isinstance(rows.source, HistoryRows)
        assert rows.source.place(rows.cursor) == (2, 1)
        await stage.press("b", "enter")
        assert "changes of layer 1" in stage.text


async def test_sentences_are_broken_anew_where_the_screen_becomes_narrow(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await stage.press(TAB["history"], "b", "home")
        await stage.pilot.resize_terminal(40, 24)
        await stage.settle()
        assert "FROM scratch begins with no files and no layers" in stage.words
        assert "…" not in stage.line("FROM scratch begins")
