"""The stack of a path on the screen: where the search ends, what lies below, and the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build_image import ImageSpec, directory, file, opaque, symlink, whiteout
from tests.cases import walked
from tests.ui.images import LEGACY, damaged, hostile, names, small
from tests.ui.shell.test_hostile import is_clean
from tests.ui.stage import LOW, NARROW, SAMPLES, WIDE, Stage, check_golden, opened
from tests.ui.views import go_to
from tests.ui.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

on_deep_wide = Walk()
on_small_wide = Walk()

SIZES = {"80x24": NARROW, "160x50": WIDE}


def deep(tmp_path: Path) -> Path:
    """Return an image of more than a hundred layers, with all that ends a search."""
    layers = [
        [
            directory("a"),
            file("a/deep", b"x" * 1000),
            file("a/gone", b"g" * 2000),
            file("d/in", b"i"),
        ],
        *([file(f"a/f{number}", b"y")] for number in range(110)),
        [whiteout("a/gone"), symlink("d", "a")],
        [opaque("b"), directory("b"), file("b/new", b"1")],
    ]
    history = [f"RUN step {number}" for number in range(len(layers))]
    return LEGACY.write(tmp_path / "deep.tar", ImageSpec(layers=layers, history=history))


def row(stage: Stage, part: str) -> str:
    """Return the first line with a text, as words."""
    return " ".join(stage.line(part).split())


@pytest.mark.parametrize("size", SIZES)
async def test_a_stack_looks_as_it_did(size: str) -> None:
    async with opened(SAMPLES / "whiteouts.tar", SIZES[size]) as stage:
        with walked() as case:
            for name, path, layer in (
                ("file", "/srv/tool", 8),
                ("hidden", "/srv/notes.txt", 0),
                ("directory", "/srv/cache", 4),
            ):
                await go_to(stage, path, layer, "L")
                with case(name):
                    check_golden(f"stack-{name}-{size}", stage.text)
                await stage.press("escape")


@on_deep_wide
async def the_search_ends_where_it_finds_or_where_it_is_hidden(stage: Stage) -> None:
    await go_to(stage, "/a/deep", 0, "L")
    assert "/a/deep found in layer 0" in stage.words
    assert "Layer 0 has the path: a file, 1.00 kB. The search ends here." in stage.words
    assert row(stage, "RUN step 0").startswith("■ 0 1.00 kB found here: file")
    await stage.press("home")
    assert "a container has a writable layer. It is empty here" in stage.words
    await stage.press("escape")

    await go_to(stage, "/a/gone", 0, "L")
    assert "not there: hidden by layer 111" in stage.words
    assert "Layer 111 deletes it: its tar has a/.wh.gone." in stage.words
    await stage.press("end")
    assert "The search ended in layer 111. Layer 0 has a hidden copy: a file, 2.00 kB stored." in (
        stage.words
    )
    assert row(stage, "RUN step 0").startswith("0 2.00 kB not looked at: hidden copy")
    await stage.press("escape")

    await go_to(stage, "/d/in", 0, "L")
    assert "Layer 111 has a symlink at /d, which hides the directory that was there" in stage.words
    assert row(stage, "RUN step 111").startswith("✗ 111 . hidden here: /d is a symlink")


@on_deep_wide
async def directories_merge_and_say_so(stage: Stage) -> None:
    await go_to(stage, "/a", 0, "L")
    assert "/a directory in 112 layers" in stage.words
    assert "Directories merge: the search goes on below" in stage.words
    assert row(stage, "RUN step 110").startswith("+ 110 1 B directory, merges")
    await stage.press("escape")
    await go_to(stage, "/b", 112, "L")
    assert "directory in 1 layer, the search ends in layer 112" in stage.words
    assert row(stage, "RUN step 112").startswith("■ 112 1 B found here, opaque")


async def test_the_folder_shows_markers_beside_what_is_seen(tmp_path: Path) -> None:
    async with opened(deep(tmp_path)) as stage:
        await go_to(stage, "/a/gone", 0, "L")
        assert row(stage, "> .wh.gone") == "> .wh.gone . gone (hidden)"
        await stage.press("end")
        assert row(stage, "tar of layer 0") == "tar of layer 0 stores seen layer"
        assert row(stage, "> gone") == "> gone 2.00 kB gone (hidden)"
        # Enter on a name looks for that one, Backspace for the folder.
        await stage.press("tab", "home", "enter")
        assert "/a/deep found in layer 0" in stage.words
        await stage.press("backspace")
        assert "/a directory in 112 layers" in stage.words
        await stage.press("backspace", "backspace")
        assert "/ directory in 113 layers" in stage.words
        await stage.press("escape")
        assert "changes of layer 0" in stage.text


@on_small_wide
async def enter_on_a_layer_goes_there(stage: Stage) -> None:
    await go_to(stage, "/etc/passwd", 2, "L", "down", "enter")
    assert "changes of layer 1" in stage.text
    assert "/etc/passwd   written by 1" in stage.text
    await stage.press("L", "home", "enter")
    assert "changes of layer 2" in stage.text


@on_small_wide
async def it_opens_from_the_history_and_the_waste(stage: Stage) -> None:
    for keys in (["p", "L"], ["2", "L"], ["1", "L"]):
        await stage.press(*keys)
        assert "Layers/folder" in stage.words, keys
        # One thing lies over the screen, not two.
        await stage.press("L")
        assert stage.app.screen is stage.main, keys
    await stage.press("L", "p")
    assert "History of" in stage.text
    await stage.press("escape")
    assert stage.app.screen is stage.main


async def test_a_layer_that_is_missing_leaves_the_answer_open(tmp_path: Path) -> None:
    async with opened(damaged(tmp_path), WIDE) as stage:
        await go_to(stage, "/file0", 0, "L")
        assert "/file0 found in layer 0, as far as known" in stage.words
        assert row(stage, "RUN step 1").startswith("? 1 . missing: layer sha256:")
        await stage.press("up")
        assert "what it has may change the answer" in stage.words


@on_small_wide
async def layers_that_are_read_meanwhile_come_in(stage: Stage) -> None:
    session = stage.main.session
    assert session is not None
    await go_to(stage, "/srv/report.txt", 0)
    session.merged = 1
    await stage.press("L")
    assert "found in layer 0, as far as known" in stage.words
    assert row(stage, "RUN two").startswith("? 2 . not read yet")
    for layer in (1, 2):
        stage.main.image_loading.layer_merged(session, layer, session.layer_sizes[layer])
    await stage.settle()
    assert "not there: hidden by layer 2" in stage.words
    # The cursor stays on its layer.
    assert "Layer 0 has a hidden copy" in stage.words


async def test_on_a_low_screen_both_lists_can_be_read(tmp_path: Path) -> None:
    async with opened(deep(tmp_path), LOW) as stage:
        await go_to(stage, "/a/gone", 0, "L")
        assert "✗ 111 . hidden here: .wh." in stage.words
        assert "Layer 111 deletes it" in stage.words
        await stage.press("tab")
        assert "> .wh.gone" in stage.words
        await stage.press("home")
        assert (
            len([line for line in stage.text.splitlines() if "  f" in line or "deep" in line]) > 3
        )


@pytest.mark.parametrize("make", [hostile, names])
async def test_whatever_names_an_image_has_they_are_text(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    async with opened(make(tmp_path)) as stage:
        await go_to(stage, "/", 0, "L", "tab")
        for way in (["home", "enter"], ["end"], ["up", "enter"], ["tab", "end"], ["backspace"]):
            await stage.press(*way)
            assert is_clean(stage), way


async def test_cases_on_deep_wide(tmp_path: Path) -> None:
    await on_deep_wide.through(lambda: opened(deep(tmp_path), WIDE))


async def test_cases_on_small_wide(tmp_path: Path) -> None:
    await on_small_wide.through(lambda: opened(small(tmp_path), WIDE))
