"""What the panes do together: one layer, one path, everywhere."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from textual.events import Key

from inspector.ui.keys.queue import KeyBurst
from inspector.ui.session.selection import Sort
from inspector.ui.shell.layout import PaneTab
from tests.build_image import ImageSpec, estargz, file, format_named
from tests.cases import walked
from tests.ui.images import small
from tests.ui.stage import LOW, NARROW, SAMPLES, TAB, WIDE, Stage, opened
from tests.ui.walk import Walk

if TYPE_CHECKING:
    from pathlib import Path

on_small = Walk()


@on_small
async def moving_in_the_layers_shows_their_changes(stage: Stage) -> None:
    assert stage.rows == [
        "A ▾ etc/", "A     passwd",
        "A ▾ srv/", "A     link → report.txt", "A     report.txt",
    ]  # fmt: skip
    await stage.press("down")
    assert "This step changed no files: it only set CMD." in stage.text
    await stage.press("down")
    assert stage.rows == ["M ▾ etc/", "M     passwd", "A ▾ opt/", "A     new"]
    await stage.press("down")
    assert stage.rows == [
        "M ▾ etc/", "m     passwd",
        "D ▾ srv/", "D     link → report.txt", "D     report.txt",
    ]  # fmt: skip


async def test_brackets_change_the_layer_from_anywhere(tmp_path: Path) -> None:
    async with opened(small(tmp_path), WIDE) as stage:
        with walked() as case:
            for focus in ([], ["tab"], ["2"], [TAB["image"]]):
                with case(focus):
                    await stage.press(*focus, "right_square_bracket")
                    assert stage.rows[0:2] == ["M ▾ etc/", "M     passwd"]
                    await stage.press("]", "]", "[")
                    assert stage.rows[3:] == ["A     new"]
                    await stage.press("[", "[")
                    assert "A     link → report.txt" in stage.rows


@on_small
async def a_turns_between_changes_and_everything(stage: Stage) -> None:
    await stage.press("right_square_bracket", "a")
    assert "everything up to layer 1" in stage.text
    assert stage.rows == ["M ▸ etc/", "A ▸ opt/", "  ▸ srv/"]
    assert "3.00 kB" in stage.line("srv/")
    await stage.press("a")
    assert "changes of layer 1" in stage.text


async def test_keys_of_the_files_act_where_files_are_seen_or_say_so(tmp_path: Path) -> None:
    def said() -> list[str]:
        return [each.message for each in stage.app._notifications]

    async with opened(small(tmp_path)) as stage:
        with walked() as case:
            for tab, key in product(["waste", "history", "image"], "saCAOZ"):
                with case((tab, key)):
                    await stage.press("1", TAB[tab])
                    before = stage.main.selection
                    await stage.press(key)
                    assert stage.main.selection == before
                    assert said() == ["This is for the files: 1 shows them."]
        await stage.press(TAB["map"], "a")
        assert "everything up to layer 0" in stage.text
        assert not said()
        await stage.press("1", "s")
        assert "by change" in stage.text
        assert not said()
        await stage.press("shift+tab")
        await stage.pilot.resize_terminal(*LOW)
        await stage.press("s")
        assert said() == ["This changed the files: 1 shows them."]
        assert stage.main.selection.sort is Sort.COUNT


@on_small
async def the_cursor_keeps_its_path_over_layers_and_modes(stage: Stage) -> None:
    await stage.press("tab", "down")
    assert "/etc/passwd   written by 0, hidden by 1" in stage.text
    await stage.press("right_square_bracket")
    assert "/etc/passwd   written by 1, hidden by 2" in stage.text
    await stage.press("a")
    assert "/etc/passwd   written by 1, hidden by 2" in stage.text
    await stage.press("a", "right_square_bracket")
    assert "/etc/passwd   written by 2, still visible" in stage.text


async def test_what_is_doubtful_is_marked_and_explained(tmp_path: Path) -> None:
    packed = estargz([file("app", b"x" * 50)])
    spec = ImageSpec(layers=[packed, [file("other")]], codec=["gzip-estargz", "none"])
    async with opened(format_named("oci-archive").write(tmp_path / "i.tar", spec), WIDE) as stage:
        marked = ["A!  .no.prefetch.landmark", "A   app", "A!  stargz.index.json"]
        assert stage.rows == marked
        await stage.press(TAB["files"])
        assert "nothing of the layer is fetched first" in stage.text
        await stage.press("down")
        assert "eStargz" not in stage.text
        await stage.press("end")
        assert "eStargz's table" in stage.words.replace("│ ", "")
        await stage.press("right_square_bracket", "a")
        assert [" " + row[1:] for row in marked if "!" in row] == [
            row for row in stage.rows if "!" in row
        ]
        await stage.press(TAB["image"])
        assert "a tool's own file, not part of the" in stage.text


@on_small
async def a_path_that_is_not_shown_for_a_while_is_found_again(stage: Stage) -> None:
    await stage.press("tab", "end")
    assert "/srv/report.txt   written by 0, hidden by 2" in stage.text
    await stage.press("right_square_bracket")
    assert "/srv/report.txt" not in stage.text
    await stage.press("right_square_bracket")
    assert "/srv/report.txt   written by 0, hidden by 2" in stage.text


@on_small
async def folders_open_and_close_by_keys(stage: Stage) -> None:
    await stage.press("a", "tab")
    assert stage.rows == ["A ▸ etc/", "A ▸ srv/"]
    await stage.press("right")
    assert stage.rows == ["A ▾ etc/", "A     passwd", "A ▸ srv/"]
    await stage.press("right", "left", "left")
    assert stage.rows == ["A ▸ etc/", "A ▸ srv/"]
    await stage.press("space", "down", "down", "enter")
    assert stage.rows[2:] == ["A ▾ srv/", "A     link → report.txt", "A     report.txt"]


@on_small
async def a_folder_the_user_closed_stays_closed(stage: Stage) -> None:
    await stage.press("tab", "space", "right_square_bracket")
    assert stage.rows[0] == "M ▸ etc/  ~1"


@on_small
async def waste_leads_to_the_path_in_the_layer_that_wrote_it(stage: Stage) -> None:
    await stage.press("2")
    assert "3.01 kB of 3.02 kB wasted" in stage.text
    assert stage.line("report.txt").split() == [
        "3.00", "kB", "0", "2", "removed", "/srv/report.txt",
    ]  # fmt: skip
    assert "/etc/passwd" in stage.line("same content")
    await stage.press("down", "enter")
    assert "changes of layer" in stage.text
    assert "/etc/passwd   written by" in stage.text


@on_small
async def empty_steps_can_be_hidden(stage: Stage) -> None:
    assert "LABEL a=b" in stage.text
    await stage.press("end", "e")
    assert "LABEL a=b" not in stage.text
    assert "changes of layer 2" in stage.text
    await stage.press("e")
    assert "LABEL a=b" in stage.text


@on_small
async def enter_tells_all_of_a_layer_p_of_a_file_and_escape_closes_it(stage: Stage) -> None:
    await stage.press("enter")
    assert "5 added (A), 0 modified, 0 metadata only, 0 removed" in stage.text
    await stage.press("escape", "tab", "down", "p")
    assert "-rw-r--r-- (0644)  1:2" in stage.text
    assert "layer 1: RUN one" in stage.line("hidden by")
    await stage.press("escape", "escape", "escape")
    assert "changes of layer 0" in stage.text
    assert stage.app.is_running


async def test_q_closes_what_is_open_and_leaves_where_nothing_is(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        for key in ("question_mark", "enter", "p", "T", "d"):
            await stage.press(key)
            assert stage.app.screen is not stage.main, key
            await stage.press("q")
            assert stage.app.screen is stage.main, key
        await stage.pilot.press("q")
    assert stage.app.return_value == 0


@on_small
async def keys_that_do_nothing_say_why(stage: Stage) -> None:
    await stage.press(TAB["history"], "i", "home", "enter")
    assert [each.message for each in stage.app._notifications] == [
        "The archive contains only this image.",
        "This step made no layer: there is none to show.",
    ]


@pytest.mark.parametrize("keys", [[], ["tab"], [TAB["image"]], ["2"]])
async def test_q_leaves_from_everywhere(tmp_path: Path, keys: list[str]) -> None:
    async with opened(small(tmp_path)) as stage:
        await stage.press(*keys)
        await stage.pilot.press("q")
        assert not stage.app.is_running
    assert stage.app.return_value == 0


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_mouse_chooses_layers_tabs_and_folders(size: tuple[int, int]) -> None:
    async with opened(SAMPLES / "lecture.tar", size) as stage:
        await stage.pilot.click("#layer-rows", offset=(10, 5))
        await stage.settle()
        assert "changes of layer 1" in stage.text
        await stage.pilot.click("Tab#--content-tab-tab-waste")
        await stage.settle()
        assert "wasted: 33 stored versions of 16 files" in stage.text
        await stage.pilot.click("Tab#--content-tab-tab-files")
        await stage.settle()
        before = stage.rows
        await stage.pilot.click("#file-rows", offset=(30, 1))
        await stage.pilot.click("#file-rows", offset=(30, 1))
        await stage.settle()
        assert len(stage.rows) < len(before)


@on_small
async def ctrl_c_ends_dialogs_and_all_once_nothing_typed_is_selected(stage: Stage) -> None:
    ended: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage.app, "action_interrupt", lambda: ended.append("interrupt"))
        patch.setattr(stage.app, "action_redraw", lambda: ended.append("redraw"))
        for keys in ("1",), ("p",), ("colon",), ("question_mark",), ("D",), ("T",):
            await stage.press(*keys, "ctrl+l", "ctrl+c", "escape")
            assert ended == ["redraw", "interrupt"], keys
            ended.clear()
        await stage.press("x", "ctrl+c")  # the folder is selected
        assert (ended, stage.app.clipboard.startswith("./extracted")) == ([], True)
        await stage.press("ctrl+c", "escape")
        assert ended == ["interrupt"]


async def test_cases_on_small(tmp_path: Path) -> None:
    await on_small.through(lambda: opened(small(tmp_path)))


async def test_what_lies_in_a_tab_comes_when_it_is_first_shown(tmp_path: Path) -> None:
    """Keys that come at once with the one that shows it are meant for it."""
    async with opened(small(tmp_path)) as stage:
        assert len(stage.main.query(PaneTab)) == len(stage.main.panes.tabs)
        with walked() as case:
            for pane in stage.main.panes.tabs[1:]:
                with case(pane.TITLE):
                    assert not pane.is_attached
                    stage.app.post_message(
                        KeyBurst([Key(TAB[pane.TITLE.lower()], None), Key("home", None)])
                    )
                    await stage.settle()
                    assert pane.is_present
                    assert pane.is_seen
                    assert pane.session is stage.main.session
                    assert pane.selection is stage.main.selection
                    assert pane in stage.app.focused.ancestors_with_self  # type: ignore[union-attr]
                    assert "opening" not in stage.text
