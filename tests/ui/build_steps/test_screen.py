"""The build on the screen: forward and backward, the cache, and the way to a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.ui.build_steps import screen
from tests.build_image import ImageSpec, file
from tests.cases import walked
from tests.ui.images import LEGACY, damaged, hostile, names, small
from tests.ui.shell.test_hostile import is_clean
from tests.ui.stage import LOW, NARROW, SAMPLES, WIDE, Stage, check_golden, opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIZES = {"80x24": NARROW, "160x50": WIDE}


def row(stage: Stage, part: str) -> str:
    """Return the first line with a text, as words."""
    return " ".join(stage.line(part).split())


def said(stage: Stage) -> str:
    """Return the message that is shown for a moment."""
    return list(stage.app._notifications)[-1].message


@pytest.mark.parametrize("size", SIZES)
async def test_a_build_looks_as_it_did(size: str) -> None:
    async with opened(SAMPLES / "lecture.tar", SIZES[size]) as stage:
        await stage.press("P")
        with walked() as case:
            for name, keys in {
                "base": [],
                "layer": ["end", "up"],
                "config": ["down"],
                "changed": ["up", "up", "up", "c", "down"],
                "no-cache": ["n"],
            }.items():
                await stage.press(*keys)
                with case(name):
                    check_golden(f"build-{name}-{size}", stage.text)


async def test_it_goes_forward_and_backward_by_one_step(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await stage.press("P", "home")
        assert "row 0 of 5 0 B so far" in stage.words
        for key, place in (("down", 1), ("right", 2), ("j", 3), ("left", 2), ("k", 1), ("end", 5)):
            await stage.press(key)
            assert f"row {place} of 5" in stage.words, key
        assert "LABEL" in stage.text
        assert "Only configuration: 0 B." in stage.words
        await stage.press("up")
        assert "Layer 2 removes 3 paths and changes the metadata of 1" in stage.words
        assert row(stage, "/srv/report.txt") == "D . /srv/report.txt 3.00 kB of layer 0"
        assert row(stage, "LABEL a").startswith("5 LABEL a=b config . ")
        assert "3 layers" in stage.text


async def test_it_begins_at_the_step_that_is_chosen_and_leads_to_a_layer(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        for keys in (["right_square_bracket"], ["3"], ["4"]):
            await stage.press(*keys, "P")
            assert "row 3 of 5" in stage.words, keys
            await stage.press("escape")
            assert stage.app.screen is stage.main
        await stage.press("P", "home", "enter")
        assert said(stage).startswith("This step made no layer")
        await stage.press("end", "up", "enter")
        assert "changes of layer 2" in stage.text
        # A path leads to itself in that layer.
        await stage.press("P", "up", "tab", "down", "enter")
        assert "changes of layer 1" in stage.text
        assert stage.main.selection.node is not None
        assert stage.main.selection.node.path == "/etc/passwd"


async def test_a_change_shows_what_runs_again(tmp_path: Path) -> None:
    async with opened(small(tmp_path), WIDE) as stage:
        await stage.press("P", "home", "down", "down", "down", "c")
        assert "If row 3 changes, 3 steps before it come from the cache" in stage.words
        assert row(stage, "CMD [").startswith("used")
        assert row(stage, "RUN one").startswith("edit")
        assert row(stage, "RUN two").startswith("run")
        await stage.press("n")
        assert "docker build --no-cache runs all but FROM again: 2 new layers" in stage.words
        # It looks like the base image's, which no build runs.
        assert row(stage, "ADD base").startswith("-")
        await stage.press("n")
        assert "cache" not in row(stage, "instruction")


async def test_the_base_images_steps_are_not_changed(tmp_path: Path) -> None:
    async with opened(small(tmp_path), base="1") as stage:
        await stage.press("P", "home", "c")
        assert said(stage).startswith("This step is the base image's")
        assert "step 1 of 2 of the base image" in stage.words


async def test_it_plays_to_its_end_and_stops_when_the_user_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "_STEP_SECONDS", 0.01)
    async with opened(small(tmp_path)) as stage:
        await stage.press("P", "home", "space")
        for _ in range(200):
            await stage.pilot.pause(0.02)
            if "row 5 of 5" in stage.words and "playing" not in stage.words:
                break
        await stage.settle()
        assert "row 5 of 5" in stage.words
        monkeypatch.setattr(screen, "_STEP_SECONDS", 60)
        # At the end it begins anew.
        await stage.press("space")
        assert "row 0 of 5, playing" in stage.words
        await stage.press("down")
        assert "row 1 of 5 " in stage.words
        assert "playing" not in stage.words
        # What is read of a step stays, and so does the step behind it.
        await stage.press("space")
        assert "playing" in stage.words
        await stage.press("e")
        assert "Row 1 of 5" in stage.words
        await stage.press("escape")
        assert "row 1 of 5 " in stage.words
        assert "playing" not in stage.words


async def test_layers_that_are_read_meanwhile_come_in(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        session = stage.main.session
        assert session is not None
        usage, session.usage = session.usage, None
        size = session.layer_sizes.pop(2)
        session.merged = 2
        await stage.press("P", "end", "up", "c")
        assert "≥" in stage.text
        assert "Layer 2 is not read yet." in stage.words
        assert "2 new layers" not in stage.words
        assert "run again: 1 new layer." in stage.words
        session.usage = usage
        stage.main.image_loading.layer_merged(session, 2, size)
        await stage.settle()
        assert "≥" not in stage.text
        assert "row 4 of 5" in stage.words
        assert "/srv/report.txt" in stage.text
        assert row(stage, "RUN two").startswith("edit")


async def test_a_layer_that_is_missing_says_so(tmp_path: Path) -> None:
    async with opened(damaged(tmp_path)) as stage:
        await stage.press("P", "home", "down", "down")
        assert row(stage, "RUN step 1").startswith("2 RUN step 1 1 ? ≥ 1 B")
        assert "This layer changed no files" not in stage.words
        assert stage.words.count("Layer 1 is missing") == 2


async def test_all_of_a_command_can_be_read(tmp_path: Path) -> None:
    command = "RUN echo " + " ".join(f"word{number}" for number in range(60))
    spec = ImageSpec(layers=[[file("a", b"1")]], history=[command])
    async with opened(LEGACY.write(tmp_path / "i.tar", spec), LOW) as stage:
        await stage.press("P", "end", "c")
        assert "row 1 of 1" in stage.words
        await stage.press("e")
        assert "Row 1 of 1" in stage.text
        assert "word1" in stage.text
        await stage.press("end")
        assert "If row 1 changes" in stage.words
        await stage.press("escape", "escape")
        assert stage.app.screen is stage.main


async def test_many_layers_are_gone_through(tmp_path: Path) -> None:
    layers = [[file(f"{at}", b"x" * at)] for at in range(130)]
    spec = ImageSpec(layers=layers, history=[f"RUN {at}" for at in range(130)])
    async with opened(LEGACY.write(tmp_path / "i.tar", spec)) as stage:
        await stage.press("P", "end", "up")
        assert "row 129 of 130" in stage.words
        assert "layers below" in stage.text
        assert "129 layers, 8.26 kB" in stage.words


@pytest.mark.parametrize("make", [hostile, names])
async def test_whatever_an_image_says_it_is_text(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    async with opened(make(tmp_path)) as stage:
        await stage.press("P", "home")
        for keys in ([], ["down"], ["c"], ["n"], ["end"], ["tab", "end"], ["e"]):
            await stage.press(*keys)
            assert is_clean(stage), keys


async def test_an_image_without_a_history_has_steps_for_its_layers(tmp_path: Path) -> None:
    spec = ImageSpec(layers=[[file("a", b"1")], [file("b", b"2")]], history=[])
    async with opened(LEGACY.write(tmp_path / "i.tar", spec)) as stage:
        await stage.press("P", "end")
        assert "row 2 of 2" in stage.words
        assert "No row of the history says what made this layer." in stage.words
