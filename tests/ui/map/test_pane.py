"""The map: folders in folders, waste by layer, one path chosen here and everywhere else."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest

from inspector.reading.image import Image
from inspector.ui.map import pane as map_module
from inspector.ui.map.folders import FolderQuestion
from inspector.ui.map.pane import MapTitle
from inspector.ui.session.selection import Sort
from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.image_job import Wanted
from inspector.ui.viewer.screen import Viewer
from inspector.ui.widgets.boxes import Boxes
from tests.build_image import ImageSpec, directory, file, symlink, whiteout
from tests.ui.images import LEGACY, crowded, damaged, several, small, varied
from tests.ui.shell.test_image_job import never_read
from tests.ui.stage import NARROW, NOW, SAMPLES, TAB, WIDE, Stage, check_golden, opened
from tests.ui.walk import Walk

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.ui.map.picture import Answer

on_varied = Walk()
on_lecture_wide = Walk()

MAP = TAB["map"]
LECTURE = SAMPLES / "lecture.tar"
SIZES = {"80x24": NARROW, "160x50": WIDE}


def boxes(stage: Stage) -> Boxes:
    return stage.main.query_one("#map-boxes", Boxes)


def at(stage: Stage) -> str:
    """Return the name in the box under the cursor, "" of what is too small for one."""
    item = boxes(stage).item
    return item.name if item is not None else ""


def title(stage: Stage) -> str:
    """Return the line above the boxes."""
    return stage.main.query_one(MapTitle).render().plain


def focused(stage: Stage) -> str | None:
    widget = stage.main.focused
    return widget.id if widget is not None else None


def path(stage: Stage) -> str:
    """Return the line at the bottom that tells the path."""
    return stage.text.splitlines()[-2].strip()


# -- by folder


@on_varied
async def it_shows_what_the_layer_wrote_and_everything_up_to_it(stage: Stage) -> None:
    await stage.press(MAP)
    assert title(stage) == "/   2.01 MB   written by layer 0"
    assert "A usr/  2.01 MB  99%" in stage.text
    await stage.press("right_square_bracket")
    assert title(stage) == "/   14 B   written by layer 1"
    await stage.press("a")
    assert title(stage) == "/   8.31 kB in 7 files   everything up to layer 1"
    assert "M usr/" in stage.text
    await stage.press("C")
    assert title(stage) == "/   14 B   written by layer 1"


@on_varied
async def enter_goes_into_folders_and_three_keys_go_out(stage: Stage) -> None:
    await stage.press(MAP, "home", "enter", "space")
    assert title(stage) == "/usr/lib   2.00 MB   written by layer 0"
    assert at(stage) == "big.bin"
    assert path(stage).startswith("/usr/lib/big.bin   written by 0")
    await stage.press("backspace")
    assert title(stage).startswith("/usr   ")
    assert at(stage) == "lib/"
    await stage.press("u")
    assert (title(stage)[:4], at(stage)) == ("/   ", "usr/")
    await stage.press("enter", "escape")
    assert (title(stage)[:4], at(stage)) == ("/   ", "usr/")


@on_varied
async def enter_on_a_file_shows_what_is_in_it(stage: Stage) -> None:
    await stage.press(MAP, "home", "enter", "enter", "enter")
    assert isinstance(stage.app.screen, Viewer)
    assert "/usr/lib/big.bin" in stage.text


async def test_other_keys_act_on_the_path_in_the_box(tmp_path: Path) -> None:
    async with opened(varied(tmp_path), WIDE) as stage:
        await stage.press(MAP, "home", "enter", "p")
        assert "History of /usr/lib" in stage.text
        await stage.press("escape", "enter", "x")
        assert "/usr/lib/big.bin" in stage.text
        await stage.press("escape", "d")
        assert "/usr/lib/big.bin" in stage.text


@on_varied
async def folder_and_path_stay_over_layers_and_modes(stage: Stage) -> None:
    await stage.press("a", MAP, "home", "enter", "right")
    assert (title(stage).split()[0], at(stage)) == ("/usr", "bin/")
    await stage.press("right_square_bracket")
    assert title(stage) == "/usr   8.30 kB in 5 files   everything up to layer 1"
    assert at(stage) == "bin/"
    # Layer 1 wrote nothing below /usr: the nearest folder around it is shown meanwhile.
    await stage.press("a")
    assert title(stage) == "/   14 B   written by layer 1"
    await stage.press("right_square_bracket")
    assert (title(stage), at(stage)) == ("/usr   5.00 kB   written by layer 2", "bin/")
    await stage.press("left_square_bracket", "left_square_bracket")
    assert (title(stage).split()[0], at(stage)) == ("/usr", "bin/")


@on_varied
async def a_range_is_shown_and_escape_goes_out_before_it_ends_the_range(stage: Stage) -> None:
    await stage.press("v", "right_square_bracket", MAP, "home")
    assert title(stage) == "/   8.31 kB   written by layers 0..1   Escape ends the range"
    await stage.press("enter")
    assert title(stage) == "/usr   8.30 kB   written by layers 0..1"
    await stage.press("escape")
    assert title(stage).endswith("Escape ends the range")
    await stage.press("escape")
    assert title(stage) == "/   14 B   written by layer 1"


async def test_what_is_too_small_is_one_box_and_enter_draws_it() -> None:
    async with opened(LECTURE, sort=Sort.SIZE) as stage:
        await stage.press("a", MAP, "right", "down", "enter", "end")
        assert title(stage).startswith("/etc   ")
        assert "+7 more" in stage.text
        assert path(stage).startswith("ADD file")
        await stage.press("d")
        assert "There is no path under the cursor." in stage.text
        await stage.press("escape")
        around = (title(stage), boxes(stage).level)
        await stage.press("enter")
        # The largest of them is the third in the folder.
        assert title(stage) == "/etc   327 B   the 7 smallest"
        assert at(stage) == "passwd"
        assert path(stage).startswith("/etc/passwd   written by 0")
        assert focused(stage) == "map-boxes"
        await stage.press("escape")
        assert (title(stage), boxes(stage).level) == around
        assert at(stage) == ""
        await stage.press("enter", "right_square_bracket")
        assert title(stage).startswith("/etc   ")
        assert title(stage).endswith("everything up to layer 1")


@on_varied
async def a_chosen_path_is_the_same_in_the_files(stage: Stage) -> None:
    await stage.press("1", "end", "up", "up", MAP)
    # The map begins at the root; the path is still the one that is chosen.
    assert (title(stage).split()[0], at(stage)) == ("/", "usr/")
    await stage.press("1")
    assert path(stage).startswith("/usr/lib/b.pyc")
    await stage.press(MAP, "enter", "enter", "1")
    assert path(stage).startswith("/usr/lib/big.bin")
    await stage.press("up", MAP)
    # It is too small for a box of its own: the map stays in the folder that holds it.
    assert (title(stage).split()[0], at(stage)) == ("/usr/lib", "")
    assert path(stage).startswith("/usr/lib/b.pyc")
    await stage.press("home", "end")
    assert path(stage).startswith("ADD base")
    await stage.press("home", TAB["history"], "right_square_bracket", "1")
    assert path(stage).startswith("/usr/lib/big.bin")
    assert "D       big.bin" in stage.rows


@on_varied
async def a_path_that_is_wanted_elsewhere_is_not_lost_on_the_map(stage: Stage) -> None:
    await stage.press("1", "end", "up", "up", MAP, "right_square_bracket")
    assert title(stage) == "/   14 B   written by layer 1"
    await stage.press("1", "left_square_bracket")
    assert path(stage).startswith("/usr/lib/b.pyc")


@on_varied
async def a_path_that_was_removed_has_no_box(stage: Stage) -> None:
    await stage.press("right_square_bracket", "1", "end", MAP)
    assert title(stage) == "/   14 B   written by layer 1"
    assert path(stage).startswith("/opt")


async def test_a_folder_alone_in_a_folder_is_looked_into(tmp_path: Path) -> None:
    files = [file(f"srv/shop/{name}", b"x" * 500) for name in "ab"]
    image = LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=[files]))
    async with opened(image) as stage:
        await stage.press(MAP)
        assert "A srv/  1.00 kB  100%" in stage.text
        assert "A shop/a  500 B  50%" in stage.text


@on_varied
async def a_click_opens_the_tab_and_goes_into_a_folder(stage: Stage) -> None:
    await stage.press(MAP, "home")
    await stage.pilot.double_click("#map-boxes", offset=(5, 3))
    await stage.settle()
    assert title(stage).startswith("/usr   ")


async def test_a_large_folder_is_worked_out_by_a_thread(tmp_path: Path) -> None:
    async with opened(crowded(tmp_path)) as stage:
        await stage.press(MAP, "home")
        assert "A d/  18.0 kB  99%" in stage.text
        await stage.press("enter")
        assert title(stage) == "/d   18.0 kB   written by layer 0"
        # All are as small as each other.
        assert "+5,142 more  18.0 kB  100%" in stage.text
        await stage.press("enter")
        said = [each.message for each in stage.app._notifications]
        assert said == ["Too small to draw: tab Files lists them."]
        assert title(stage) == "/d   18.0 kB   written by layer 0"


async def test_where_a_thread_takes_long_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, real = Event(), FolderQuestion.answer

    def answer(question: FolderQuestion) -> Answer:
        go_on.wait(60)
        return real(question)

    monkeypatch.setattr(map_module, "_PATIENCE", 0.001)
    async with opened(crowded(tmp_path)) as stage:
        monkeypatch.setattr(FolderQuestion, "answer", answer)
        try:
            await stage.pilot.press(MAP)
            await stage.pilot.pause(0.01)
            assert "adding up…" in stage.text
            await stage.pilot.press("right", "enter")
            assert stage.app.is_running
        finally:
            go_on.set()
        await stage.settle()
        assert "adding up…" not in stage.text


async def test_another_image_is_shown_from_its_root(tmp_path: Path) -> None:
    async with opened(several(tmp_path), name="example.com/app:1") as stage:
        await stage.press(MAP, "home", "enter")
        assert title(stage).startswith("/srv   ")
        await stage.press("i", "down", "enter")
        assert title(stage) == "/   1 B   written by layer 0"


# -- waste by layer


@on_lecture_wide
async def b_turns_to_the_waste_by_layer_and_back(stage: Stage) -> None:
    await stage.press(MAP, "b")
    assert title(stage) == "608 kB of 1.63 MB wasted, by the layer that stored it"
    assert "1 RUN yum -y install net-tools" in stage.text
    await stage.press("b")
    assert title(stage) == "/   789 kB   written by layer 0"


async def test_layers_and_boxes_are_chosen_together() -> None:
    async with opened(LECTURE) as stage:
        await stage.press(MAP, "b")
        assert at(stage).startswith("0 ADD")
        await stage.press("right_square_bracket")
        assert at(stage).startswith("1 RUN")
        await stage.press("home")
        chosen = at(stage)
        assert path(stage) == chosen.partition(" ")[2]
        await stage.press("right", "down", "1")
        assert "changes of layer" in stage.text


async def test_fast_moves_end_where_they_end() -> None:
    async with opened(LECTURE) as stage:
        await stage.press(MAP, "b", "home")
        for key in ("right", "left", "down", "right", "end", "home", "right"):
            await stage.pilot.press(key)
        last = at(stage)
        await stage.settle()
        assert at(stage) == last
        assert path(stage) == last.partition(" ")[2]


@on_lecture_wide
async def enter_leads_from_a_layer_to_what_is_in_the_wasted_file(stage: Stage) -> None:
    await stage.press(MAP, "b", "home", "enter")
    assert title(stage) == "/   197 kB of layer 1 wasted, in 11 files"
    assert at(stage) == "var/"
    await stage.press("enter")
    assert at(stage) == "cache/yum/x86_64/7/base/"
    assert path(stage).startswith("/var/cache/yum/x86_64/7/base   written by 1")
    await stage.press("enter")
    before = stage.text
    await stage.press("enter")
    assert isinstance(stage.app.screen, Viewer)
    assert "/var/cache/yum/x86_64/7/base/primary.sqlite" in stage.text
    assert "layer 1" in stage.text
    await stage.press("escape")
    assert stage.text == before


async def test_out_of_the_waste_of_a_layer_leads_back_to_its_box() -> None:
    async with opened(LECTURE) as stage:
        await stage.press(MAP, "b", "home")
        layer = at(stage)
        await stage.press("enter", "enter", "backspace")
        assert at(stage) == "var/"
        await stage.press("escape")
        assert at(stage) == layer


async def test_within_a_layer_others_are_shown_at_the_same_folder() -> None:
    async with opened(LECTURE, WIDE) as stage:
        await stage.press(MAP, "b", "home", *["enter"] * 3)
        assert title(stage).startswith("/var/cache/yum/x86_64/7/base   116 kB of layer 1 wasted")
        await stage.press("right_square_bracket")
        assert title(stage).startswith("/var/cache/yum/x86_64/7/base   94.0 kB of layer 2 wasted")
        # Layer 0 wastes nothing there: the folder around it is shown meanwhile.
        await stage.press("left_square_bracket", "left_square_bracket")
        assert title(stage).startswith("/var   73.1 kB of layer 0 wasted")
        await stage.press("right_square_bracket")
        assert title(stage).startswith("/var/cache/yum/x86_64/7/base   116 kB of layer 1 wasted")


async def test_enter_on_what_is_too_small_draws_its_waste(tmp_path: Path) -> None:
    layers = [[file("a", b"x" * 9000), *(file(f"d{n}/f", b"x") for n in range(9))]]
    layers.append([whiteout("a"), *(whiteout(f"d{n}") for n in range(9))])
    image = LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=layers))
    async with opened(image) as stage:
        await stage.press(MAP, "b", "enter", "end")
        assert "+9 more" in stage.text
        assert path(stage) == "RUN step 0"
        await stage.press("enter")
        assert title(stage) == "/   9 B   the 9 smallest"
        assert path(stage).startswith("/d0/f   written by 0")
        await stage.press("u", "u")
        assert title(stage).endswith("by the layer that stored it")


# -- where there is nothing to show


async def test_nothing_is_said_in_words(tmp_path: Path) -> None:
    layers = [
        [directory("a"), symlink("b", "a"), file("empty")],
        [file("c", b"c")],
        [whiteout("a"), whiteout("b")],
    ]
    image = LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=layers))
    async with opened(image) as stage:
        await stage.press(MAP)
        assert "Nothing that layer 0 wrote takes space." in stage.text
        await stage.press("b")
        assert "Nothing is wasted: every stored byte" in stage.text
        await stage.press("b", "a")
        assert "Nothing takes space up to layer 0." in stage.text
        await stage.press("C", "right_square_bracket")
        assert "A c  1 B  100%" in stage.text
        await stage.press("right_square_bracket")
        assert "Nothing that layer 2 wrote takes space; 2 paths were removed." in stage.text


async def test_a_layer_without_waste_says_so() -> None:
    async with opened(LECTURE) as stage:
        await stage.press(MAP, "b", "home", "enter", *["right_square_bracket"] * 3)
        assert "Nothing that layer 4 stored is wasted." in stage.text
        await stage.press("backspace")
        assert title(stage).endswith("by the layer that stored it")


async def test_a_step_without_a_layer_says_so(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await stage.press("down", MAP)
        assert "This step changed no files: it only set CMD." in stage.text
        await stage.press("a")
        assert title(stage) == "/   3.00 kB in 3 files   everything up to layer 0"


async def test_an_image_without_layers_says_so(tmp_path: Path) -> None:
    async with opened(LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=[]))) as stage:
        await stage.press(MAP)
        assert "no layers and no files" in stage.text
        await stage.press("b")
        assert stage.app.is_running


async def test_a_layer_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    async with opened(damaged(tmp_path)) as stage:
        await stage.press("right_square_bracket", MAP)
        assert "Layer 1 is missing" in stage.words
        await stage.press("right_square_bracket", "a")
        assert title(stage).startswith("/   2 B in 2 files   everything up to layer 2")


async def test_what_is_not_read_yet_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image, "read_layers", never_read)
    app = LayerscopeApp(Wanted(str(small(tmp_path))), now=NOW)
    async with app.run_test(size=NARROW) as pilot:
        stage = Stage(app, pilot)
        await pilot.press(MAP)
        await pilot.pause(0.2)
        assert "reading layer 0…" in stage.text
        await pilot.press("b")
        await pilot.pause(0.1)
        assert "Known when all layers are read…" in stage.text
        await pilot.press("q")


# -- how it looks


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("map", ["a", *["right_square_bracket"] * 3]),
        ("map-changes", ["right_square_bracket"]),
        ("map-waste", ["b"]),
    ],
)
async def test_pictures_look_as_they_did(name: str, keys: list[str], size: str) -> None:
    async with opened(LECTURE, SIZES[size], sort=Sort.SIZE) as stage:
        await stage.press(MAP, *keys)
        check_golden(f"{name}-{size}", stage.text.replace(f"{SAMPLES}/", ""))


async def test_cases_on_varied(tmp_path: Path) -> None:
    await on_varied.through(lambda: opened(varied(tmp_path)))


async def test_cases_on_lecture_wide() -> None:
    await on_lecture_wide.through(lambda: opened(LECTURE, WIDE))
