"""The palette has everything, finds it by its name, does it, and takes no text for markup."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest
from textual.events import Key
from textual.widgets import Input

from inspector.ui.keys.actions import Keymap
from inspector.ui.layers.pane import LayersPane
from inspector.ui.session.path_index import PathIndex
from inspector.ui.session.settings import Memory
from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.commands import commands_of
from inspector.ui.shell.features import main_keys, path_keys, tabs
from inspector.ui.shell.image_job import Wanted
from inspector.ui.shell.keymap.table import actions_of, all_actions
from inspector.ui.shell.main_screen import MainScreen
from inspector.ui.shell.palette.command import (
    FILES,
    ORDER,
    THEMES,
    VIEW,
    PaletteCommand,
    group_of,
    ordered,
)
from inspector.ui.shell.palette.rows import PaletteRows
from inspector.ui.shell.palette.screen import Palette
from inspector.ui.shell.path_screen import PathScreen
from inspector.ui.waste.pane import WastePane
from inspector.ui.widgets.rows import Rows
from tests.build_image import ImageSpec, file
from tests.cases import walked
from tests.ui.images import LEGACY, crowded, hostile, small, varied
from tests.ui.shell.test_hostile import is_clean
from tests.ui.stage import NARROW, NOW, SAMPLES, WIDE, Stage, check_golden, opened
from tests.ui.views import go_to, views
from tests.ui.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from inspector.ui.session.path_index import FoundPath

on_small = Walk()
on_varied = Walk()


def is_open(stage: Stage) -> bool:
    return isinstance(stage.app.screen, Palette)


async def find(stage: Stage, words: str) -> None:
    """Open the palette and type."""
    await stage.press("colon")
    assert is_open(stage)
    await type_words(stage, words)


async def type_words(stage: Stage, words: str) -> None:
    names = {" ": "space", "/": "slash", ".": "full_stop", "-": "minus", "[": "left_square_bracket"}
    await stage.press(*(names.get(each, each) for each in words))
    # What is typed gathers for a moment.
    await stage.pilot.pause(0.05)
    await stage.settle()


def offered(stage: Stage) -> list[PaletteCommand]:
    """Return all that the palette has without anything typed."""
    return commands_of(stage.app, stage.app.screen)


def listed(stage: Stage) -> list[str]:
    """Return the lines of the palette that is open."""
    source = stage.app.screen.query_one("#palette-rows", Rows).source
    width = 200
    lines = []
    for index in range(len(source)):
        cells = [cell(width) if callable(cell) else cell for cell in source.row(index).cells]
        lines.append("  ".join(str(cell) for cell in cells).strip())
    return lines


@on_small
async def every_action_of_every_pane_is_there_with_its_keys(stage: Stage) -> None:
    commands = offered(stage)
    known = {(each.text, each.keys) for each in commands}
    for part in (MainScreen, PathScreen, LayersPane, WastePane):
        for action in actions_of(part):
            if action.id != "waste.advice":  # there is none before a row is chosen
                assert (action.words, stage.app.shown_keys(action)) in known, action
    assert ("Layer 2: RUN two", "") in known
    assert {text for text, _ in known} >= {"Theme: ansi-dark", "Theme: textual-light"}
    assert len(commands) == len({(each.group, each.text) for each in commands})


def test_every_action_has_a_heading() -> None:
    # What is not listed is named as its tab, or as the key that opens it.
    keys = (*main_keys(), *path_keys())
    headings = {*ORDER, *(pane.TITLE for pane in tabs()), *(key.label for key in keys)}
    for action in all_actions().values():
        assert group_of(action.id) in headings or action.id.startswith(_IN_DIALOGS), action


def test_the_heading_of_a_new_pane_stands_with_those_of_the_others() -> None:
    headings = ordered([THEMES, "Toys", VIEW, FILES])
    assert [each for each in headings if each not in ORDER] == ["Toys"]
    assert headings.index(FILES) < headings.index("Toys") < headings.index(VIEW)


# What only dialogs have, over which no palette opens.
_IN_DIALOGS = (
    *("dialog.", "extract.", "help.", "layer.", "life.", "notice.", "palette.", "save.", "themes."),
)


async def test_commands_stand_under_headings_and_their_keys_in_a_column(tmp_path: Path) -> None:
    async with opened(small(tmp_path), (80, 60)) as stage:
        await stage.press("colon")
        lines = listed(stage)
        headings = [line for line in lines if line in ORDER]
        absent = {"Files of the image", "Lesson"}
        assert headings == [name for name in ORDER if name not in absent]
        at = lines.index("Layers")
        assert "The previous layer, from anywhere  [" in lines[at : lines.index("Waste")]
        shown = [line.partition("│")[2].strip(" │▐▁▂▃▄▅▆▇█") for line in stage.text.splitlines()]
        columns = [len(line) for line in shown if line.endswith(("  s", "  a", "  W", "  A"))]
        assert len(columns) == 4
        assert len(set(columns)) == 1


async def test_the_keys_are_those_of_the_user(tmp_path: Path) -> None:
    keymap = Keymap({"main.sort": ("f5", "X"), "main.quit": ("Q",)})
    wanted = Wanted(str(small(tmp_path)))
    app = LayerscopeApp(wanted, now=NOW, memory=Memory(), keymap=keymap)
    async with app.run_test(size=NARROW) as pilot:
        stage = Stage(app, pilot)
        await stage.settle()
        await find(stage, "sort the files")
        assert listed(stage)[:2] == [
            "Files", "Sort the files by size, name, change or number of files  f5 X",
        ]  # fmt: skip
        # They are found by them, too.
        await stage.press(*["backspace"] * 20)
        await type_words(stage, "(Q")
        assert "  Q" in listed(stage)[1]


@on_small
async def a_key_without_ctrl_opens_it_as_well(stage: Stage) -> None:
    for key in ("colon", "ctrl+p"):
        await stage.press(key)
        assert is_open(stage), key
        await stage.press("escape")
        assert not is_open(stage), key


@on_small
async def what_is_chosen_in_it_is_done(stage: Stage) -> None:
    with walked() as case:
        with case("a layer is found by its command"):
            await find(stage, "RUN two")
            await stage.press("enter")
            assert "changes of layer 2" in stage.text
        with case("the final image is one command away"):
            await find(stage, "final image")
            await stage.press("enter")
            assert "everything up to layer 2" in stage.text
        with case("what was removed is found in whatever layer"):
            await stage.press(*["left_square_bracket"] * 2)
            assert "everything up to layer 0" in stage.text
            await find(stage, "removed files")
            await stage.press("enter")
            assert "changes of layer 2" in stage.text
            assert stage.rows[0] == "D ▾ srv/"
            await stage.press("escape")
            assert "filter:" not in stage.text
        with case("a theme is found by its name"):
            await find(stage, "theme nord")
            await stage.press("enter")
            assert stage.app.theme == "nord"
        with case("an action of a pane that is not seen shows it"):
            assert not stage.main.query(WastePane)
            await find(stage, "waste group by")
            await stage.press("enter")
            assert stage.main.query_one(WastePane).is_on_screen


@on_small
async def what_is_used_most_comes_first(stage: Stage) -> None:
    texts = [each.text for each in offered(stage)]
    places = [texts.index(words) for words in (
        "Show everything up to the layer, or only what it changed",
        "Show only what the layer changed",
        "More room for the layers, less for the files",
    )]  # fmt: skip
    assert places == sorted(places)
    assert texts[0] == "The final image: all files"
    await find(stage, "layer 1")
    assert stage.line("Layer 1: RUN one")
    assert not stage.line("Layer 2: RUN two")


async def test_a_view_has_its_own(tmp_path: Path) -> None:
    async with opened(views(tmp_path)) as stage:
        await go_to(stage, "/app/main.py", 0, "enter")
        texts = [each.text for each in offered(stage)]
        assert any(text.startswith("Wrap or cut long lines") for text in texts)
        assert not any(text.startswith("Layer ") for text in texts)
        await find(stage, "wrap long")
        await stage.press("enter")
        assert not is_open(stage)


@on_small
async def letters_go_into_a_field_and_not_to_the_palette(stage: Stage) -> None:
    await stage.press("1", "x", "colon", "T")
    assert not is_open(stage)
    assert ":T" in stage.text


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_what_an_image_says_is_text_in_it(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(hostile(tmp_path), size) as stage:
        for words in ("", "layer", "run", "app.quit", "red"):
            await find(stage, words)
            assert is_clean(stage)
            assert stage.app.is_running
            await stage.press("escape")
        await find(stage, "layer 0")
        assert "[@click=app.quit]" in stage.text
        await stage.press("enter")
        assert stage.app.is_running
        assert "changes of layer 0" in stage.text


# -- files


@on_varied
async def a_file_is_found_by_a_part_of_its_path_after_the_commands(stage: Stage) -> None:
    await find(stage, "passwd")
    assert listed(stage) == ["Files of the image", "/etc/passwd"]
    await stage.press("enter")
    assert not is_open(stage)
    # As it is in the end, so that what is asked next is about its last change.
    assert "everything up to layer 2" in stage.text
    assert "/etc/passwd   written by 1, still visible" in stage.text
    assert stage.main.query_one("#file-rows").has_focus
    # Commands that are called so come first.
    await find(stage, "bin")
    await stage.press("escape")
    await find(stage, "e")
    lines = listed(stage)
    assert lines.index("Files of the image") > lines.index("View")
    assert "/etc/" in lines[lines.index("Files of the image") :]
    await stage.press("escape")
    await find(stage, "usr/bin/s")
    await stage.press("enter")
    assert "/usr/bin/su   written by 2" in stage.text


async def test_a_file_comes_before_instructions_that_name_it(tmp_path: Path) -> None:
    layers = [[file("etc/passwd", b"1")], [file("etc/passwd", b"22"), file("x", b"1")]]
    spec = ImageSpec(layers=layers, history=["ADD base", "RUN chmod 640 /etc/passwd"])
    async with opened(LEGACY.write(tmp_path / "i.tar", spec)) as stage:
        await find(stage, "passwd")
        assert listed(stage) == [
            "Files of the image", "/etc/passwd",
            "Go to a layer", "Layer 1: RUN chmod 640 /etc/passwd",
        ]  # fmt: skip
        await stage.press("enter")
        assert "/etc/passwd   written by 1" in stage.text
        await find(stage, "layer")
        assert listed(stage)[:3] == [
            "Go to a layer", "Layer 0: ADD base", "Layer 1: RUN chmod 640 /etc/passwd"
        ]  # fmt: skip
        await stage.press("escape")
        # The cursor stays on the line that it was moved to.
        await stage.press("colon", *"passwd", "down", "enter")
        await stage.settle()
        assert "everything up to layer 1" in stage.text


@on_varied
async def a_file_is_shown_in_the_final_image(stage: Stage) -> None:
    await find(stage, "bin/env")
    await stage.press("enter")
    assert "everything up to layer 2" in stage.text
    assert "/usr/bin/env   written by 0" in stage.text
    # Neither a filter nor a kind that is hidden is in its way.
    await stage.press("slash", *"tool", "enter", "A", "U")
    await find(stage, "bin/env")
    await stage.press("enter")
    assert "/usr/bin/env   written by 0" in stage.text
    assert "filter:" not in stage.text
    assert "hidden:" not in stage.text


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_file_that_is_gone_is_shown_where_it_was_last(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(varied(tmp_path), size) as stage:
        await stage.press(*["right_square_bracket"] * 2)
        await find(stage, "b.pyc")
        assert listed(stage)[:2] == ["Files of the image", "/usr/lib/b.pyc  removed by 2"]
        assert stage.line("/usr/lib/b.pyc").rstrip(" │").endswith("removed by 2")
        await stage.press("enter")
        assert "everything up to layer 1" in stage.text
        assert "/usr/lib/b.pyc   written by 0, hidden by 2" in stage.text
        assert [each.message for each in stage.app._notifications] == [
            "/usr/lib/b.pyc was removed by layer 2; layer 1 is the last to have it."
        ]


@on_varied
async def a_file_that_comes_later_is_shown_there(stage: Stage) -> None:
    await find(stage, "opt/tool")
    assert listed(stage) == ["Files of the image", "/opt/tool"]
    await stage.press("enter")
    assert "everything up to layer 2" in stage.text
    assert "/opt/tool   written by 1" in stage.text


@on_varied
async def who_types_fast_means_what_was_typed(stage: Stage) -> None:
    stage.app.post_message(Key("colon", ":"))
    await stage.settle()
    for letter in "passwd":
        stage.app.post_message(Key(letter, letter))
    stage.app.post_message(Key("enter", "\r"))
    await stage.settle()
    await stage.settle()
    assert not is_open(stage)
    assert "/etc/passwd   written by 1" in stage.text


@pytest.mark.parametrize(("stays", "comes_late"), [(False, False), (False, True), (True, True)])
async def test_enter_counts_in_its_place_whatever_is_typed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, stays: bool, comes_late: bool
) -> None:
    go_on, find_paths = Event(), PathIndex.find

    def find_late(self: PathIndex, text: str, is_over: Callable[[], bool]) -> Sequence[FoundPath]:
        go_on.wait(60)
        return find_paths(self, text, is_over)

    async with opened(varied(tmp_path)) as stage:
        monkeypatch.setattr(PathIndex, "find", find_late)
        stage.app.post_message(Key("colon", ":"))
        typed = "qqzz" if stays else "passwd"
        for letter in typed:
            stage.app.post_message(Key(letter, letter))
        stage.app.post_message(Key("enter", "\r"))
        if comes_late:
            await stage.pilot.pause(0.1)
        stage.app.post_message(Key("p", "p"))
        await stage.pilot.pause(0.1)
        assert is_open(stage)
        assert stage.app.screen.query_one(Input).value == typed
        go_on.set()
        await stage.settle()
        await stage.settle()
        if stays:
            assert stage.app.screen.query_one(Input).value == "qqzzp"
        else:
            assert "History of /etc/passwd" in stage.text


async def test_escape_ends_the_wait_for_what_was_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()
    async with opened(varied(tmp_path)) as stage:
        monkeypatch.setattr(PathIndex, "find", lambda *_: go_on.wait(60) and ())
        for key in ("colon", *"passwd", "enter", "escape"):
            stage.app.post_message(Key(key, key if len(key) == 1 else None))
        await stage.pilot.pause(0.1)
        assert not is_open(stage)
        go_on.set()
        await stage.press("a")
        assert "everything up to layer 0" in stage.text


async def test_of_many_files_the_first_are_listed(tmp_path: Path) -> None:
    async with opened(crowded(tmp_path)) as stage:
        await find(stage, "d/f")
        lines = listed(stage)
        assert lines[0] == "Files of the image  the first 50"
        assert len(lines) == 51
        await stage.press("enter")
        assert "/d/f0000   written by 0" in stage.text


@on_varied
async def a_click_on_the_line_under_the_cursor_chooses_it(stage: Stage) -> None:
    await find(stage, "pyc")
    await stage.pilot.click("#palette-rows", offset=(8, 2))
    await stage.settle()
    assert is_open(stage)
    await stage.pilot.click("#palette-rows", offset=(8, 0))  # a heading
    await stage.settle()
    assert is_open(stage)
    await stage.pilot.click("#palette-rows", offset=(8, 2))
    await stage.settle()
    assert not is_open(stage)
    assert "/usr/lib/c.pyc   written by 0" in stage.text


@on_varied
async def what_matches_nothing_is_said(stage: Stage) -> None:
    await find(stage, "0x0x0x")
    assert "No matching command or file." in stage.text
    await stage.press("enter", "down", "pagedown")
    assert is_open(stage)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_hostile_names_are_text_in_it(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(hostile(tmp_path), size) as stage:
        for words in ("red", "app.quit", "exe", "width", "link"):
            await find(stage, words)
            assert is_clean(stage)
            await stage.press("enter")
            await stage.settle()
            assert stage.app.is_running
            assert is_clean(stage)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_it_looks_as_it_did(size: tuple[int, int]) -> None:
    async with opened(SAMPLES / "lecture.tar", size) as stage:
        await find(stage, "layer")
        check_golden(f"palette-{size[0]}x{size[1]}", stage.text)


# What was typed, and a line that must stand among the first.
_MEANT = {
    "diff": "What changed in the path compared with the version below",
    "path history": "Every layer that wrote, changed or hid the path",
    "history": "Every layer that wrote, changed or hid the path",
    "extract": "Extract to a folder",
    "filter": "Find files by name, size, kind, change, layer or owner; findings, packages",
    "search": "Find files by name, size, kind, change, layer or owner; findings, packages",
    "who changed": "Every layer that wrote, changed or hid the path",
    "setuid": "Setuid files in the final image",
    "biggest": "Files over 5 MB in the final image",
    "largest": "Go to the largest layer",
    "cost": "Go to the largest layer",
    "deleted": "Removed files, layer by layer",
}


@on_small
async def commands_are_found_by_what_people_call_them(stage: Stage) -> None:
    commands = offered(stage)
    for typed, text in _MEANT.items():
        rows = PaletteRows(commands, typed)
        chosen = map(rows.chosen, range(len(rows)))
        texts = [each.text for each in chosen if isinstance(each, PaletteCommand)]
        assert text in texts[:4], (typed, texts[:6])
        assert rows.is_sure, typed
    await find(stage, "biggest")
    await stage.press("enter")
    assert "filter: >5MB" in stage.text
    assert "everything up to layer 2" in stage.text
    for word in ("removed", "deleted"):
        await find(stage, word)
        await stage.press("enter")
        assert "filter: change:removed" in stage.text
    said = [each.message for each in stage.app._notifications]
    assert said == ["n goes to the next removed file, also in the next layers."]
    await find(stage, "largest layer")
    await stage.press("enter")
    assert "changes of layer 0" in stage.text


async def test_cases_on_small(tmp_path: Path) -> None:
    await on_small.through(lambda: opened(small(tmp_path)))


async def test_cases_on_varied(tmp_path: Path) -> None:
    await on_varied.through(lambda: opened(varied(tmp_path)))
