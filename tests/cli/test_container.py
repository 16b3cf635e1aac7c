"""``container``: its JSON, its exit codes, the image that it saves."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from tests.build_image import ImageSpec, directory, file, format_named

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture
def image(tmp_path: Path) -> Path:
    layers = [[directory("lists", mtime=5), file("lists/a", b"a" * 75), file("f", b"text\n")]]
    return format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=layers))


def test_a_last_run_line_frees_nothing(run: Run, image: Path) -> None:
    said = run("container", image, "-c", "rm -rf /lists")
    assert (said.code, said.err) == (0, "")
    assert (
        "75 B in 1 file is hidden, and none of it is freed: layer 0 still stores it." in said.text
    )
    assert "The image stays 80 B, and this layer adds 0 B: 80 B together." in said.text


def test_json(run: Run, image: Path) -> None:
    said = run(
        "container", image, "--json", "-c", "rm -rf lists && mkdir lists", "-c", "chmod 600 f"
    )
    assert said.code == 0
    assert said.out.isascii()
    found = json.loads(said.out)
    assert [
        (each["command"], each["exit"], each["stored_bytes"]) for each in found["commands"]
    ] == [
        ("rm -rf lists && mkdir lists", 0, 0),
        ("chmod 600 f", 0, 5),
    ]
    assert (found["schema"], found["bytes"], found["hidden_bytes"]) == (1, 5, 80)
    copied, remade = found["upper"]
    assert (copied["path"], copied["origin"], copied["mode"]) == ("/f", "copied-up", "0600")
    assert copied["sha256"] == sha256(b"text\n").hexdigest()
    assert (remade["path"], remade["opaque"], remade["origin"]) == ("/lists", True, "new")


def test_lines_run_in_order_whatever_their_codes_are(run: Run, image: Path) -> None:
    said = run("container", image, "-c", "cd lists", "-c", "rm b", "-c", "rm a; pwd")
    assert said.code == 1
    assert said.err == "layerscope: 1 of 3 commands failed: exit code 1 of rm b\n"
    assert "rm: cannot remove 'b': No such file or directory\n  exit code 1\n" in said.text
    assert "/lists\n" in said.text
    assert "whiteout" in said.text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-c", "touch a", "-c", "apk add x"], "apk is not understood: no program runs"),
        (["-c", "rm -z f"], "rm: -z is not understood; understood: -r"),
        ([], "give a command with -c where there is no terminal"),
        (["-c", "true", "--tag", "a:1"], "--tag names the image that --save writes"),
        (["-c", "true", "--save", "{}/x", "--tag", "A B"], "is not a name and tag"),
        (["-c", "true", "--save", "-"], "--save takes a file, not standard output"),
        (["-c", "echo $HOME"], "$ is not understood"),
    ],
)
def test_usage(run: Run, image: Path, tmp_path: Path, arguments: list[str], told: str) -> None:
    said = run("container", image, *(each.format(tmp_path) for each in arguments))
    assert (said.code, said.out) == (2, b"")
    assert told in said.err
    assert len(said.err.splitlines()) == 1


def test_the_saved_image_has_one_more_layer(run: Run, image: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.tar"
    said = run("container", image, "-c", "echo new > n; rm f", "--save", target, "--tag", "a:1")
    assert said.code == 0
    assert "out.tar: saved a:1 with one more layer (4 B)" in said.err
    rows = [json.loads(line) for line in run("ls", target, "--json", "--changes").text.splitlines()]
    assert [(row["path"], row["change"]) for row in rows] == [("/f", "removed"), ("/n", "added")]
    assert "a:1" in run("images", target).text
    history = run("history", target, "--no-trunc", "--format", "{{.CreatedBy}}").text
    assert history.splitlines()[0] == "/bin/sh -c echo new > n; rm f"


def test_a_folder_is_no_file_to_save_to(run: Run, image: Path, tmp_path: Path) -> None:
    said = run("container", image, "-c", "true", "--save", tmp_path)
    assert said.code == 2
    assert said.out == b""
    said = run("container", image, "-c", "true", "--save", tmp_path / "no" / "x.tar")
    assert said.code == 3
    assert said.err == (
        f"layerscope: {tmp_path}/no/x.tar cannot be written: No such file or directory\n"
    )
