"""``layerscope serve``: what it would run, and what it refuses before it listens."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from inspector.serving import page, server
from tests.ui.stage import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from inspector.serving.address import Address
    from tests.cli.conftest import Run

IMAGE = SAMPLES / "lecture.tar"
OWN = [sys.executable, "-P", "-m", "inspector"]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Return what would have been run, a command for each server."""
    found: list[Sequence[str]] = []

    def serve(address: Address, name: str, arguments: Sequence[str]) -> None:
        address.socket.close()
        found.append(arguments)

    monkeypatch.setattr(server, "serve", serve)
    return found


def test_what_a_tab_runs(run: Run, served: list[Sequence[str]]) -> None:
    asked = [
        "--no-cache",
        "--mirror",
        "m.example",
        "--insecure-registry",
        "r.example:5000",
        "--max-unpacked",
        "9GB",
    ]
    said = run("serve", "--port", "0", "--base", "1", *asked, "--lang", "zh_CN", IMAGE)
    assert said.code == 0
    assert said.text.startswith("http://127.0.0.1:")
    assert said.err == ""
    options = ["--in-browser", "--lang", "zh_CN", *asked, "--base", "1"]
    assert served == [[*OWN, "view", *options, "--", str(IMAGE)]]


def test_a_path_wins_over_a_lesson_of_its_name(
    run: Run, served: list[Sequence[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("serve", "--port", "0", "deletion").code == 0
    (tmp_path / "deletion").write_bytes(IMAGE.read_bytes())
    assert run("serve", "--port", "0", "deletion").code == 0
    assert [each[4] for each in served] == ["learn", "view"]


def test_who_is_let_in_from_elsewhere_is_said(run: Run, served: list[Sequence[str]]) -> None:
    said = run("serve", "--host", "0.0.0.0", "--port", "0", IMAGE)  # noqa: S104  nothing answers
    assert said.code == 0
    assert said.err.startswith("layerscope: warning: there is no password: whoever can reach ")
    assert served


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["no-such.tar"], 3, "no such file"),
        (["/dev/null"], 2, "can be read only once"),
        (["-"], 2, "- can be read only once"),
        (["deletion", "--base", "1"], 2, "--base is for an image, and deletion is a lesson"),
        ([str(IMAGE), "--port", "99999"], 2, "there is no port 99999: ports are 0 to 65535"),
        ([str(IMAGE), "--host", "192.0.2.1"], 2, "cannot listen on 192.0.2.1, port 8000: Cannot"),
        ([str(IMAGE), "--image", "other"], 2, "other"),
    ],
)
def test_what_cannot_be_served_is_said_at_once(
    run: Run, served: list[Sequence[str]], arguments: list[str], code: int, told: str
) -> None:
    said = run("serve", *arguments)
    assert (said.code, said.out) == (code, b"")
    assert told in said.err
    assert served == []


def test_a_pipe_is_not_served(run: Run, served: list[Sequence[str]], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert run("serve", tmp_path / "pipe").code == 2
    assert served == []


def test_without_the_extra(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "find_spec", {}.get)
    said = run("serve", IMAGE)
    assert said.code == 2
    assert said.err == "layerscope: serve needs an extra: pip install 'layerscope[serve]'\n"
