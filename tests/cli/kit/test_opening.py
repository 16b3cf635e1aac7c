"""Containers as IMAGE of commands and of the screen; their engine is a small program."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from tests.formats.test_containers import Stage
from tests.formats.test_engines import Play
from tests.ui.pseudoterminal import SHOWN, START, Terminal, program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

WEB = "docker-container:web"


@pytest.fixture(name="stage")
def _stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    play = Play(tmp_path)
    monkeypatch.setenv("PATH", str(play.bin))
    stage = Stage(play, tmp_path)
    stage.engine("docker")
    return stage


def pauses(stage: Stage) -> list[str]:
    """Return how commits were asked for."""
    return [line.split()[2] for line in stage.play.asked() if line.split()[1] == "commit"]


@pytest.mark.parametrize(
    "words",
    [
        ["ls", WEB],
        ["cat", WEB, "/a"],
        ["history", WEB],
        ["audit", WEB, "--json"],
        ["audit", WEB, WEB],
        ["dockerfile", WEB],
        ["verify", WEB],
        ["images", WEB],
        ["ls", "sample_images/hello.tar"],
        [WEB],
        ["--source", "podman", WEB],
    ],
)
def test_every_command_takes_a_container(run: Run, stage: Stage, words: list[str]) -> None:
    count = words.count(WEB)
    assert run(*words).code == 0
    assert pauses(stage) == ["--pause=false"] * count
    assert run(*words, "--pause").code == 0
    assert pauses(stage) == ["--pause=false"] * count + ["--pause=true"] * count
    assert not stage.left


def test_a_container_may_be_the_base_image(run: Run, stage: Stage) -> None:
    said = run("audit", stage.play.image, "--base", WEB, "--json", "--pause")
    assert said.code == 0
    assert f'"reference": "{WEB}"' in said.text
    assert pauses(stage) == ["--pause=true"]


def test_reports_name_the_container(run: Run, stage: Stage) -> None:
    assert run("audit", WEB).text.startswith(WEB)
    assert f"<title>{WEB} " in run("audit", WEB, "--format", "html").text
    assert WEB in run("images", WEB).text
    assert "container web: /entry.sh nginx" in run("history", WEB).text


def test_the_screen_names_the_container(stage: Stage, tmp_path: Path) -> None:
    words = program(START, WEB, "--pause")
    with Terminal(tmp_path, words, stdin=subprocess.DEVNULL, is_controlling=True) as terminal:
        terminal.read(until=WEB.encode())
        terminal.read(until=SHOWN)
        terminal.check_leaves()
    assert pauses(stage) == ["--pause=true"]
    assert not stage.left


@pytest.mark.parametrize("how", ["commit-is-slow", "save-is-slow"])
def test_who_leaves_the_screen_early_leaves_nothing_behind(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setenv("HOW", how)
    words = program(START, WEB)
    with Terminal(tmp_path, words, stdin=subprocess.DEVNULL, is_controlling=True) as terminal:
        while not {"begun", "saving"} & set(stage.left):
            time.sleep(0.01)
        terminal.read(until=WEB.encode())
        terminal.check_leaves()
    assert not stage.left
