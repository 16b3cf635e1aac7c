"""``squash``: which layers, what it says, its JSON, its exit codes."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.build_image import ImageSpec, file, format_named, whiteout

if TYPE_CHECKING:
    from tests.cli.conftest import Run


ROOT = Path(__file__).parents[2]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    layers = [
        [file("base", b"b" * 10)],
        [file("big", b"x" * 5000)],
        [whiteout("big"), file("small", b"s")],
    ]
    return format_named("docker-25").write(tmp_path / "i.tar", ImageSpec(layers=layers))


def test_the_space_comes_back(run: Run, image: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.tar"
    said = run("squash", image, "--save", out, "--layers", "1..2", "--tag", "small:1")
    assert (said.code, said.err) == (0, "")
    assert said.text.splitlines()[:5] == [
        f"{out}: layers 1 to 2 squashed",
        "             before      after",
        "layers            3          2",
        "archived    11.3 kB    4.10 kB",
        "stored      5.01 kB       11 B",
    ]
    assert "wasted      5.00 kB        0 B\nID sha256:" in said.text
    assert run("audit", out, "--json").text.count('"wasted_bytes": 0') >= 1
    assert "small:1" in run("images", out).text


def test_json(run: Run, image: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.tar"
    said = run("squash", image, "--save", out, "--layers", "1..2", "--json")
    found = json.loads(said.text)
    audited = json.loads(run("audit", out, "--json").text)
    assert found == {
        "schema": 1,
        "layers": {"before": 3, "after": 2},
        "stored_bytes": {"before": 5011, "after": audited["stored_bytes"]},
        "wasted_bytes": {"before": 5000, "after": audited["wasted_bytes"]},
        "id": audited["image"]["id"],
    }


def test_without_a_range_what_lies_above_the_base(run: Run, image: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.tar"
    said = run("squash", image, "--save", out, "--above-base", "--base", "1")
    assert said.err == "layerscope: the base image stays: layer 0 (given)\n"
    assert said.text.startswith(f"{out}: layers 1 to 2 squashed\n")
    said = run("squash", image, "--save", out, "--base", "0")
    assert said.text.startswith(f"{out}: layers 0 to 2 squashed\n")


def test_what_does_not_get_smaller_is_written_all_the_same(
    run: Run, image: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.tar"
    said = run("squash", image, "--save", out, "--layers", "0")
    assert said.code == 0
    told = "The image does not get smaller: these layers hide nothing that they store.\n"
    assert said.text.endswith(told)
    assert len(run("history", out, "-q").text.splitlines()) == 4


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--layers", "1-2"], "--layers takes two numbers, such as 2..5, not '1-2'"),
        (["--layers", "2..1"], "--layers 2..1 ends before it begins"),
        (["--layers", "1..3"], "there is no layer 3: the image has layers 0 to 2"),
        (["--layers", "1", "--above-base"], "exclude each other"),
        (["--base", "3"], "there are no layers above the base image"),
        (["--above-base", "--base", "0"], None),
        (["--tag", "A B"], "'A B' is not a name and tag"),
        (["--tag", "\x1b[2J"], r"'\x1b[2J' is not a name and tag"),
        (["--save", "-"], "--save takes a file, not standard output"),
        (["--save", "i.tar"], "i.tar is the image itself: write another file"),
    ],
)
def test_usage(
    run: Run,
    image: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    told: str | None,
) -> None:
    monkeypatch.chdir(image.parent)
    whole = image.read_bytes()
    said = run("squash", image.name, "--save", "o.tar", *arguments)
    if told is None:
        assert said.code == 0
        return
    assert (said.code, said.out) == (2, b"")
    assert told in said.err
    assert len(said.err.splitlines()) == 1
    assert image.read_bytes() == whole
    assert [each.name for each in image.parent.iterdir()] == ["i.tar"]


def test_nothing_is_left_where_the_disk_is_full(
    run: Run, image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_fd: int, _mode: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("inspector.io.atomic.os.fchmod", full)
    said = run("squash", image, "--save", tmp_path / "o.tar")
    assert said.code == 3
    assert said.err.endswith("o.tar cannot be written: No space left on device\n")
    assert [each.name for each in tmp_path.iterdir()] == ["i.tar"]


def test_the_manual_shows_what_it_prints(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "squash.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^    \$ layerscope (.*)$", page, re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lecture.tar").symlink_to(ROOT / "sample_images" / "lecture.tar")
    said = run(*command.split())
    assert textwrap.indent(said.text, "    ") in page
    history = run("history", "small.tar").text.splitlines()
    shown = textwrap.indent("\n".join(history), "    ")
    assert re.sub(r"\d+ years ago", "2 years ago", shown) in page
