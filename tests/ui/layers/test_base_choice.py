"""The base image on the screen: given, set by a key, taken back, remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.analyses.base_image import Source
from inspector.basememory import BaseMemory
from inspector.ui.session.settings import Memory
from tests.build_image import ImageSpec, file, format_named
from tests.ui.stage import SAMPLES, TAB, WIDE, opened

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.stage import Stage

LECTURE = SAMPLES / "lecture.tar"


def base_of(stage: Stage) -> tuple[int, Source] | None:
    session = stage.main.session
    assert session is not None
    return (session.base.layers, session.base.source) if session.base is not None else None


def last_told(stage: Stage) -> str:
    """Return the last message that came up."""
    return [each.message for each in stage.app._notifications][-1]


async def test_a_key_on_a_layer_sets_it_everywhere_at_once() -> None:
    async with opened(LECTURE, WIDE) as stage:
        assert base_of(stage) == (1, Source.GUESS)
        assert "made by  the base image (a guess: " in stage.text
        await stage.press("w", *["down"] * 2)
        assert "layer 3 overwrites 92.0 kB of layer 1: write it in its final form" in stage.text
        await stage.press("]", "B")
        assert base_of(stage) == (2, Source.GIVEN)
        assert last_told(stage) == "Layers 0 to 1 are the base image. B again undoes it."
        lines = stage.text.splitlines()
        divider = next(at for at, line in enumerate(lines) if "base image, 1.02 MB" in line)
        assert "RUN yum -y install net-t" in lines[divider - 1]
        assert "layer 3 overwrites 92.0 kB of the base image: this is usual" in stage.text
        assert "made by  the base image (given)" in stage.text
        await stage.press(TAB["dockerfile"])
        assert "FROM unknown-base" in stage.text
        assert "# RUN yum -y install net-tools" in stage.text
        # Once more takes it back: the image tells again.
        await stage.press("B")
        assert base_of(stage) == (1, Source.GUESS)
        assert last_told(stage).startswith("The base image: layer 0 (a guess: ")
        assert "FROM scratch" in stage.text
        assert "base image (guessed), 789 kB" in stage.text
        # Where it tells of the same place, what it tells comes back as well.
        await stage.press("[", "B")
        assert base_of(stage) == (1, Source.GIVEN)
        assert last_told(stage) == "Layer 0 is the base image. B again undoes it."
        assert "base image, 789 kB" in stage.text
        await stage.press("B")
        assert base_of(stage) == (1, Source.GUESS)
        assert last_told(stage).startswith("The base image: layer 0 (a guess: ")
        assert "base image (guessed), 789 kB" in stage.text
        await stage.press("B")
        assert base_of(stage) == (1, Source.GIVEN)


async def test_taken_back_nothing_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "bases.json"
    async with opened(LECTURE, memory=Memory(bases=BaseMemory(path))) as stage:
        await stage.press("B")
    async with opened(LECTURE, memory=Memory(bases=BaseMemory(path))) as stage:
        assert base_of(stage) == (1, Source.GIVEN)
        await stage.press("B")
        assert base_of(stage) == (1, Source.GUESS)
        assert BaseMemory(path).get(stage.main.session.image.id) is None  # type: ignore[union-attr]


async def test_a_step_without_a_layer_stands_for_the_layer_below() -> None:
    async with opened(LECTURE) as stage:
        await stage.press("end", "B")
        assert base_of(stage) == (5, Source.GIVEN)
        await stage.press("home", "down", "B")
        assert base_of(stage) == (1, Source.GIVEN)


async def test_it_is_remembered_for_the_image(tmp_path: Path) -> None:
    path = tmp_path / "bases.json"
    async with opened(LECTURE, memory=Memory(bases=BaseMemory(path))) as stage:
        await stage.press("]", "]", "B")
    async with opened(LECTURE, memory=Memory(bases=BaseMemory(path))) as stage:
        assert base_of(stage) == (3, Source.GIVEN)
    async with opened(SAMPLES / "whiteouts.tar", memory=Memory(bases=BaseMemory(path))) as stage:
        assert base_of(stage) is None
    # What is given wins, and is not remembered until the user sets it.
    async with opened(LECTURE, memory=Memory(bases=BaseMemory(path)), base="1") as stage:
        assert base_of(stage) == (1, Source.GIVEN)
        assert BaseMemory(path).get(stage.main.session.image.id) == 3  # type: ignore[union-attr]


async def test_an_archive_is_compared(tmp_path: Path) -> None:
    layers, history = [[file("x", b"x" * 9)], [file("y", b"y")]], ["RUN one", "RUN two"]
    write = format_named("docker-legacy").write
    app = write(tmp_path / "app.tar", ImageSpec(layers=layers, history=history))
    below = ImageSpec(layers=layers[:1], history=history[:1], tags=["example.com/base:1"])
    base = write(tmp_path / "base.tar", below)
    async with opened(app, base=str(base)) as stage:
        assert base_of(stage) == (1, Source.GIVEN)
        assert "▲ base image example.com/base:1, 9 B" in stage.text
        await stage.press(TAB["dockerfile"])
        assert "FROM example.com/base:1" in stage.text


@pytest.mark.parametrize("given", ["6", "other"])
async def test_what_does_not_fit_ends_the_screen_with_a_message(tmp_path: Path, given: str) -> None:
    spec = ImageSpec(layers=[[file("x", b"x")]])
    other = format_named("docker-legacy").write(tmp_path / "other.tar", spec)
    text = str(other) if given == "other" else given
    async with opened(LECTURE, base=text) as stage:
        app = stage.app
    assert app.exit_code == 2
    [told] = app.complaints()
    assert told.startswith(f"--base {text}: ")
