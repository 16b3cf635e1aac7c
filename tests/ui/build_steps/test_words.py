"""What is said of a step of the build."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inspector.ui.build_steps.playback import Playback
from inspector.ui.build_steps.words import build_title, step_text
from tests.build_image import ImageSpec, empty, file
from tests.ui.images import LEGACY, damaged, small
from tests.ui.sessions import session_of

if TYPE_CHECKING:
    from pathlib import Path


def build(path: Path, at: int) -> tuple[Any, Playback]:
    session = session_of(path)
    sizes = [None if each.is_unreadable else 7 for each in session.image.layers]
    return session, Playback(session.explanation, sizes, at)


def test_a_step_that_only_configures_makes_no_layer(tmp_path: Path) -> None:
    session, playback = build(small(tmp_path), 2)
    assert step_text(session, playback).startswith("Only configuration: 0 B. CMD sets")
    assert build_title(playback, is_playing=True) == "row 2 of 5, playing   7 B so far"


def test_a_change_says_what_a_builder_runs_again(tmp_path: Path) -> None:
    session, playback = build(small(tmp_path), 4)
    said = step_text(session, playback.with_change())
    assert said.startswith("If row 4 changes, 4 steps before it come from the cache and 2")
    assert step_text(session, playback.without_cache()).startswith(
        "docker build --no-cache runs all"
    )


def test_a_layer_that_is_missing_or_not_read_yet_says_so(tmp_path: Path) -> None:
    session, playback = build(damaged(tmp_path), 2)
    assert step_text(session, playback).startswith("Layer 1 is missing: ")
    session.merged = 2
    assert step_text(session, playback.went_to(3)).startswith("Layer 2 is not read yet. ")


def test_a_squashed_image_says_so(tmp_path: Path) -> None:
    merged = {"comment": "merge sha256:a to b"}
    spec = ImageSpec(
        layers=[[file("a", b"1")], [file("b", b"2")]],
        history=["ADD a /", empty("RUN one"), empty("COPY b /"), merged],
    )
    squashed = LEGACY.write(tmp_path / "s.tar", spec)
    for at in (0, 2):
        assert "The image was squashed" in step_text(*build(squashed, at)), at
    assert "The image was squashed" not in step_text(*build(squashed, 1))


def test_files_without_a_layer_are_not_taken_for_configuration(tmp_path: Path) -> None:
    spec = ImageSpec(
        layers=[[file("a", b"1")]], history=["ADD a /", empty("RUN one"), empty('CMD ["a"]')]
    )
    path = LEGACY.write(tmp_path / "s.tar", spec)
    said = step_text(*build(path, 2))
    assert said.startswith("No layer: 0 B. RUN")
    assert "1 RUN, COPY or ADD step has no layer: they changed no files, or a builder" in said


def test_a_row_whose_layer_the_image_lacks_is_not_taken_for_configuration(tmp_path: Path) -> None:
    spec = ImageSpec(layers=[[file("a", b"1")]], history=["ADD a /", "ENV A=b"])
    said = step_text(*build(LEGACY.write(tmp_path / "l.tar", spec), 2))
    assert said.startswith("The layer that the history states for it is not in the image.")
