"""The list of layers: ranges, both orders, and where the base image seems to end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import Key
from textual.widgets import Static

from inspector.ui.keys.queue import KeyBurst
from inspector.ui.layers.pane import LayersPane
from inspector.ui.session.history_steps import steps_of
from inspector.ui.session.settings import Memory, Settings
from inspector.ui.session.step_choice import step_at
from inspector.ui.session.step_range import StepRange
from tests.build_image import ImageSpec, directory, empty, file, whiteout
from tests.ui.images import LEGACY, crowded, damaged, small
from tests.ui.stage import NARROW, SAMPLES, TAB, WIDE, Stage, opened
from tests.ui.views import go_to, views
from tests.ui.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

on_small = Walk()
on_lecture = Walk()

ALL_THREE = ["A ▾ etc/", "A     passwd", "A ▾ opt/", "A     new"]
LAST_TWO = [
    "M ▾ etc/", "M     passwd", "A ▾ opt/", "A     new",
    "D ▾ srv/", "D     link → report.txt", "D     report.txt",
]  # fmt: skip


def shown(stage: Stage) -> list[str]:
    """Return the numbers in the list, with the mark of the range; a line for the base."""
    source = stage.main.query_one("#layer-rows").source  # type: ignore[attr-defined]
    rows = [source.row(index) for index in range(len(source))]
    return ["base" if row.line else str(row.cells[0](3)).replace(" ", "") for row in rows]


def cursor(stage: Stage) -> str:
    rows = stage.main.query_one("#layer-rows")
    return shown(stage)[rows.cursor]  # type: ignore[attr-defined]


@on_small
async def a_range_shows_what_its_layers_changed_together(stage: Stage) -> None:
    await stage.press("v")
    assert "changes of layer 0   Escape ends the range   by name" in stage.text
    assert shown(stage) == ["┃0", "", "base", "1", "2", ""]
    await stage.press("end")
    assert "changes of layers 0..2" in stage.text
    assert shown(stage) == ["┃0", "┃", "base", "┃1", "┃2", "┃"]
    assert stage.rows == ALL_THREE
    await stage.press("home", "escape")
    assert "changes of layer 0   by name" in stage.text
    assert shown(stage) == ["0", "", "base", "1", "2", ""]


@on_small
async def a_range_may_begin_at_its_newer_end(stage: Stage) -> None:
    await stage.press("end", "v", "left_square_bracket", "left_square_bracket")
    assert "changes of layers 1..2" in stage.text
    assert stage.rows == LAST_TWO
    await stage.press("v")
    assert "changes of layer 1   by name" in stage.text


@on_small
async def brackets_move_the_end_of_a_range_from_the_files(stage: Stage) -> None:
    await stage.press("]", "v", "tab", "down", "]")
    assert "changes of layers 1..2" in stage.text
    assert "/etc/passwd   written by 2" in stage.text
    await stage.press("[", "[")
    assert "changes of layers 0..1" in stage.text
    assert "/etc/passwd   written by 1" in stage.text
    await stage.press("escape")
    assert "changes of layer 0   by name" in stage.text


@on_small
async def everything_up_to_the_end_of_a_range_has_its_letters(stage: Stage) -> None:
    await stage.press("]", "v", "]", "a")
    assert "everything up to layer 2" in stage.text
    assert stage.rows == ["M ▸ etc/", "A ▸ opt/"]


async def test_a_range_of_steps_without_a_layer_is_the_step_alone(tmp_path: Path) -> None:
    spec = ImageSpec(
        layers=[[file("a")]],
        history=["ADD base in /", empty("ENV a=b"), empty("ENV a=b"), empty("USER me")],
    )
    async with opened(LEGACY.write(tmp_path / "steps.tar", spec)) as stage:
        await stage.press("end", "v", "up", "up")
        assert shown(stage) == ["0", "┃", "┃", "┃"]
        assert "This step changed no files: it only set ENV." in stage.text
        await stage.press("up")
        assert "changes of layer 0   Escape ends the range   by name" in stage.text
        assert stage.rows == ["A   a"]


async def test_a_range_with_a_layer_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    async with opened(damaged(tmp_path), WIDE) as stage:
        await stage.press("v", "end")
        assert "changes of layers 0..2" in stage.text
        assert "! layer 1 is missing" in stage.text
        assert stage.rows == ["A   file0", "A   file2"]
        await stage.press("v", "up", "v", "v", "v")
        assert "Layer 1 is missing" in stage.text


async def test_the_difference_is_that_of_the_range(tmp_path: Path) -> None:
    async with opened(views(tmp_path), WIDE) as stage:
        await go_to(stage, "/app/notes.txt", 2)
        await stage.press("v", "[", "d")
        assert "layer 2 against layer 0" in stage.text
        assert "line three" in stage.text
        await stage.press("escape", "escape", "d")
        assert "layer 1 against layer 0" in stage.text


async def test_the_details_tell_of_the_range(tmp_path: Path) -> None:
    async with opened(small(tmp_path), WIDE) as stage:
        await stage.press("]", "v", "]")
        assert "Layers 1..2 compared" in stage.text
        assert "1 added, 1 modified, 0 metadata only, 3 removed" in stage.text
        assert "RUN one" in stage.line("layer 1 ")
        await stage.press("enter")
        assert "Layer 2" in stage.text
        assert "0 added, 0 modified, 1 metadata only (m), 3 removed (D)" in stage.text


@on_small
async def asking_for_a_path_ends_a_range(stage: Stage) -> None:
    await stage.press("v", "]")
    await go_to(stage, "/opt/new", 1)
    assert "changes of layer 1   by name" in stage.text
    assert "/opt/new   written by 1" in stage.text
    await stage.press("v", "[")
    await go_to(stage, "/srv/report.txt", 0)
    assert "changes of layer 0   by name" in stage.text
    assert "/srv/report.txt   written by 0" in stage.text


@on_small
async def layer_and_path_stay_in_either_order(stage: Stage) -> None:
    await go_to(stage, "/etc/passwd", 1)
    stage.main.query_one("#layer-rows").focus()
    for keys in (["r"], ["r"], ["r", "e"]):
        await stage.press(*keys)
        assert cursor(stage) == "1", keys
        assert "changes of layer 1   by name" in stage.text, keys
        assert "/etc/passwd   written by 1" in stage.text, keys


@on_small
async def the_newest_layer_may_come_first(stage: Stage) -> None:
    await stage.press("r")
    assert shown(stage) == ["", "2", "1", "base", "", "0"]
    await stage.press("up", "v", "up", "up")
    assert shown(stage) == ["", "┃2", "┃1", "base", "┃", "0"]
    assert stage.rows == LAST_TWO
    await stage.press("r")
    assert shown(stage) == ["0", "┃", "base", "┃1", "┃2", ""]
    await stage.press("]")
    assert cursor(stage) == "┃2"


async def test_order_and_hidden_steps_are_remembered(tmp_path: Path) -> None:
    kept = tmp_path / "settings.json"
    async with opened(small(tmp_path), memory=Memory(kept)) as stage:
        await stage.press("r", "e")
    async with opened(small(tmp_path), memory=Memory(kept)) as stage:
        assert shown(stage) == ["2", "1", "base", "0"]
        assert cursor(stage) == "2"
        await stage.press("r", "e")
    assert Memory(kept).settings == Settings(sort="name")


@on_small
async def a_filter_looks_at_all_that_a_range_changed(stage: Stage) -> None:
    await stage.press("]", "v", "]", "/", *"removed")
    assert stage.rows == ["D ▾ srv/", "D     link → report.txt", "D     report.txt"]
    await stage.press("enter", "escape")
    assert stage.rows == LAST_TWO
    await stage.press("escape")
    assert "changes of layer 2   by name" in stage.text


@on_small
async def keys_that_come_faster_than_they_are_shown_are_all_obeyed(stage: Stage) -> None:
    pane = stage.main.query_one(LayersPane)
    pane.action_step(1)
    pane.action_turn_range()
    pane.action_step(1)
    pane.action_reverse()
    await stage.settle()
    assert shown(stage) == ["", "┃2", "┃1", "base", "", "0"]
    assert cursor(stage) == "┃2"


@on_small
async def keys_that_come_in_one_go_begin_where_the_one_before_has_led(stage: Stage) -> None:
    keys = [("down", None), ("down", None), ("v", "v"), ("down", None), ("r", "r")]
    stage.app.post_message(KeyBurst(Key(key, character) for key, character in keys))
    await stage.settle()
    await stage.settle()
    assert shown(stage) == ["", "┃2", "┃1", "base", "", "0"]
    assert cursor(stage) == "┃2"
    assert "changes of layers 1..2" in stage.text


@on_small
async def the_list_follows_what_the_screen_has_chosen(stage: Stage) -> None:
    assert stage.main.session is not None
    steps = steps_of(stage.main.session.image)
    stage.main.choose(step=steps[3])
    await stage.settle()
    assert cursor(stage) == "2"
    assert "changes of layer 2   by name" in stage.text
    stage.main.choose(step=step_at(steps, 2, StepRange(0)))
    await stage.settle()
    assert cursor(stage) == "┃1"
    assert shown(stage) == ["┃0", "┃", "base", "┃1", "2", ""]
    # Keys go on from there.
    await stage.press("down")
    assert "changes of layers 0..2" in stage.text
    await stage.press("escape", "up")
    assert "changes of layer 1   by name" in stage.text
    # A step that is left out is chosen all the same: the cursor is on the one before.
    await stage.press("e")
    stage.main.choose(step=steps[4])
    await stage.settle()
    assert cursor(stage) == "2"
    assert "This step changed no files" in stage.text
    await stage.press("left_square_bracket")
    assert "changes of layer 2   by name" in stage.text


@on_lecture
async def the_cursor_passes_over_the_end_of_the_base_image(stage: Stage) -> None:
    assert shown(stage) == ["0", "", "", "base", "1", "2", "3", "4", ""]
    assert "▲ base image (guessed), 789 kB" in stage.text
    await stage.press("down", "down", "down")
    assert cursor(stage) == "1"
    await stage.press("up")
    assert cursor(stage) == ""
    await stage.press("e")
    assert shown(stage) == ["0", "base", "1", "2", "3", "4"]
    await stage.press("e", "r")
    assert "▼ base image (guessed), 789 kB" in stage.text


@on_lecture
async def a_click_on_the_end_of_the_base_image_moves_nothing(stage: Stage) -> None:
    await stage.press("]")
    await stage.pilot.click("#layer-rows", offset=(10, 4))
    await stage.pilot.click("#layer-rows", offset=(10, 4), times=2)
    await stage.settle()
    assert cursor(stage) == "1"
    assert len(stage.app.screen_stack) == 1


async def test_the_details_name_the_guess_and_its_reason() -> None:
    async with opened(SAMPLES / "lecture.tar", WIDE) as stage:
        assert "the base image (a guess: build steps" in stage.text
        await stage.press("]")
        assert "a guess" not in stage.text


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_packed_sizes_are_listed_where_there_are_any(size: tuple[int, int]) -> None:
    async with opened(SAMPLES / "lecture-oci-gzip.tar", size) as stage:
        assert "size  packed" in stage.text
        assert "401 kB" in stage.line("789 kB ")
    async with opened(SAMPLES / "lecture.tar", size) as stage:
        assert "packed" not in stage.text


@on_small
async def counts_are_there_all_three_or_not_at_all(stage: Stage) -> None:
    seen = set()
    for width in (44, 60, 80, 109, *range(110, 140, 4)):
        await stage.pilot.resize_terminal(width, 24)
        titles = stage.line(" instruction")
        seen.add("+    ~    -" in titles)
        assert "+    ~    -" in titles or not set("+~-") & set(titles), width
    assert seen == {True, False}


async def test_large_counts_are_written_as_elsewhere(tmp_path: Path) -> None:
    async with opened(crowded(tmp_path), NARROW) as stage:
        assert " 6,001 . . " in stage.words
        assert "6001" not in stage.words


async def test_enter_shows_the_whole_command_broken_into_lines(tmp_path: Path) -> None:
    command = "/bin/sh -c set -eux; \tapt-get update  && " + " && ".join(
        f"install package-{number}" for number in range(90)
    )
    spec = ImageSpec(layers=[[file("a")]], history=[command])
    async with opened(LEGACY.write(tmp_path / "long.tar", spec), (80, 24)) as stage:
        await stage.press("enter")
        assert "RUN set -eux; \\" in stage.text
        while "&& install package-89" not in stage.text:
            before = stage.text
            await stage.press("pagedown")
            assert stage.text != before


async def test_a_huge_command_says_how_much_was_cut(tmp_path: Path) -> None:
    spec = ImageSpec(layers=[[file("a")]], history=["RUN " + "x" * 30_000])
    async with opened(LEGACY.write(tmp_path / "huge.tar", spec), WIDE) as stage:
        command = str(stage.main.query_one("#command", Static).content)
        assert command.endswith("x… (+28,004 more characters)")
        await stage.press("enter", "end")
        assert "… (+10,004 more characters)" in stage.text


async def test_a_hundred_layers(tmp_path: Path) -> None:
    layers = [[file(f"f{number}"), file("same", b"%d" % number)] for number in range(100)]
    layers.append([whiteout("f50")])
    spec = ImageSpec(layers=layers, history=[f"RUN {number}" for number in range(101)])
    async with opened(LEGACY.write(tmp_path / "many.tar", spec)) as stage:
        await stage.press("]", "v", "end")
        assert "changes of layers 1..100" in stage.text
        assert len(stage.rows) == 99
        assert "M   same" in stage.rows
        assert "┃100" in stage.text
        await stage.press("r")
        assert "changes of layers 1..100" in stage.text
        await stage.press("escape", "home")
        assert stage.rows == ["D   f50"]


@pytest.mark.parametrize("history", [[], ["RUN one"], ["RUN one", "RUN two", "RUN three"]])
async def test_layers_and_history_may_not_fit(tmp_path: Path, history: list[str]) -> None:
    spec = ImageSpec(layers=[[file("a")], [file("b")]], history=history)
    async with opened(LEGACY.write(tmp_path / "odd.tar", spec), WIDE) as stage:
        assert [each for each in shown(stage) if each] == ["0", "1"]
        await stage.press("v", "]")
        assert stage.rows == ["A   a", "A   b"]
        await stage.press("escape", "end", "r")
        missing = "(no history row says what made this layer)"
        assert (missing in stage.text) == (len(history) < 2)
        assert ("! RUN three" in stage.words) == (len(history) > 2)


async def test_an_image_without_layers_has_nothing_to_compare(tmp_path: Path) -> None:
    spec = ImageSpec(layers=[], history=[empty('CMD ["sh"]')])
    async with opened(LEGACY.write(tmp_path / "none.tar", spec)) as stage:
        await stage.press("v", "r", "e", "]", "[", "escape")
        assert stage.app.is_running
        assert "This image has no layers and no history." in stage.text
        await stage.press("e")
        assert 'CMD ["sh"]' in stage.text


async def test_a_layer_is_called_by_its_comment_everywhere(tmp_path: Path) -> None:
    layers = [[directory("d"), file("d/a", b"1" * 90)], [whiteout("d/a")]]
    history = [{"comment": "imported, once"}, {"created_by": "", "comment": "taken out"}]
    path = LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=layers, history=history))
    async with opened(path, WIDE) as stage:
        left = [line[:67] for line in stage.text.splitlines()]
        # In the list, and in the details as the command and as who wrote the path.
        assert "imported, once" in left[3]
        assert sum("imported, once" in line for line in left) == 3
        await stage.press("enter")
        assert stage.text.count("imported, once") > 3
        await stage.press("escape", "1", "down", "p")
        assert "imported, once" in stage.line("  0 A ")
        assert "taken out" in stage.line("  1 D ")
        await stage.press("escape", "w")
        assert "layer 0: imported, once" in stage.text
        await stage.press("b")
        assert "of layer 0: imported, once" in stage.text
        await stage.press(TAB["history"])
        assert stage.line("90B").count("imported") == 1
        await stage.press(TAB["dockerfile"])
        assert "# the history says: taken out" in stage.text
        assert "no history" not in stage.text
    async with opened(path) as stage:
        await stage.press(TAB["history"])
        assert "imported, once" in stage.line("90B")


@on_small
async def all_layers_up_to_the_cursor_are_compared_as_one(stage: Stage) -> None:
    await stage.press("right_square_bracket", "right_square_bracket", "V")
    assert "everything up to layer 2" in stage.text
    # As the first layer is what is compared with, nothing of it is marked.
    assert stage.rows == ["M ▸ etc/", "A ▸ opt/"]
    await stage.press("left_square_bracket")
    assert stage.rows == ["M ▸ etc/", "A ▸ opt/", "  ▸ srv/"]
    await stage.press("left_square_bracket")
    assert stage.rows == ["A ▸ etc/", "A ▸ srv/"]
    await stage.press("S")
    assert "changes of layer 0" in stage.text
    assert "ends the range" not in stage.text


PRINTED = [
    '/bin/sh -c #(nop)  HEALTHCHECK &{["CMD" "/bin/sh"] "5s" "0s" "0s" \'\\x00\'}',
    "EXPOSE map[8080/tcp:{}]",
    'ENTRYPOINT ["-c" "true"]',
    "SHELL [/bin/bash -c]",
]
WRITTEN = [
    'HEALTHCHECK --interval=5s CMD ["/bin/sh"]',
    "EXPOSE 8080/tcp",
    'ENTRYPOINT ["-c", "true"]',
    'SHELL ["/bin/bash", "-c"]',
]


async def test_instructions_are_shown_as_a_dockerfile_has_them(tmp_path: Path) -> None:
    # Docker before 1.10 made a layer of each instruction: an old image wastes by such a one, too.
    layers = [[file("a", b"x" * 9)], [whiteout("a")]]
    history: list[str | Mapping[str, object]]
    history = ["ADD a /", *(empty(each) for each in PRINTED), PRINTED[0]]
    image = LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=layers, history=history))
    async with opened(image, WIDE) as stage:
        seen = [stage.text]
        for _, written in zip(PRINTED, WRITTEN, strict=True):
            await stage.press("down")
            assert written in "".join(stage.text.split("│"))
            seen.append(stage.text)
            await stage.press("enter")
            assert written in stage.text
            seen.append(stage.text)
            await stage.press("escape")
        await stage.press("down")
        for key in ("enter", "escape", "w", TAB["dockerfile"], "1", "p"):
            await stage.press(key)
            seen.append(stage.text)
    assert WRITTEN[0] in seen[-3]
    for text in seen:
        assert "&{" not in text
        assert "map[" not in text
        assert '" "' not in text


async def test_cases_on_small(tmp_path: Path) -> None:
    await on_small.through(lambda: opened(small(tmp_path)))


async def test_cases_on_lecture() -> None:
    await on_lecture.through(lambda: opened(SAMPLES / "lecture.tar"))
