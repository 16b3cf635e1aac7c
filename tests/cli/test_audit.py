"""``audit``: the contract of its JSON, several images, figures beside dive's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.build_image import ImageSpec, file, format_named, hardlink, opaque, whiteout

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Member
    from tests.cli.conftest import Run


def image(folder: Path, *layers: list[Member]) -> Path:
    return format_named("docker-legacy").write(folder / "i.tar", ImageSpec(layers=layers))


def audit(run: Run, *arguments: str | Path) -> dict[str, Any]:
    said = run("audit", "--json", *arguments)
    assert said.out.isascii()
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_the_fields_are_those_of_the_contract(run: Run, tmp_path: Path) -> None:
    found = audit(run, image(tmp_path, [file("a", b"123")], [file("a", b"4567")]))
    assert list(found) == [
        "schema",
        "image",
        "base",
        "stored_bytes",
        "live_bytes",
        "wasted_bytes",
        "efficiency",
        "duplicate_bytes",
        "layers",
        "waste",
        "duplicates",
        "findings",
        "dive",
        "rules",
        "verdict",
    ]
    assert found["schema"] == 1
    assert set(found["image"]) == {"reference", "id", "platform", "created"}
    assert (found["stored_bytes"], found["live_bytes"], found["wasted_bytes"]) == (7, 4, 3)
    assert found["efficiency"] == 4 / 7
    assert found["duplicates"] is found["duplicate_bytes"] is None
    assert found["waste"] == [
        {"path": "/a", "bytes": 3, "written_by": 0, "hidden_by": 1, "cause": "overwritten"}
    ]
    layer = found["layers"][1]
    assert (layer["index"], layer["size"], layer["modified"], layer["added"]) == (1, 4, 1, 0)
    assert layer["digest"] is None
    assert set(found["dive"]) == {"efficiency", "wasted_bytes", "user_wasted_percent", "files"}


@pytest.mark.parametrize(
    ("upper", "wasted"),
    [
        ([whiteout("d")], 30),  # rm -rf of a directory
        ([opaque("d")], 30),
        ([file("d/a", b"x" * 5)], 10),  # the live copy is no waste
        ([whiteout("nothing")], 0),
        ([file("h1", b"y" * 7)], 0),  # one of two hard links replaced
        ([whiteout("h1"), whiteout("h2")], 40),
        ([whiteout("d/a"), file("d/a", b"x" * 10)], 10),  # re-added by the layer that deletes it
    ],
)
def test_waste_is_what_no_one_can_see(
    run: Run, tmp_path: Path, upper: list[Member], wasted: int
) -> None:
    lower = [
        file("d/a", b"x" * 10),
        file("d/b", b"x" * 20),
        file("h1", b"y" * 40),
        hardlink("h2", "h1"),
    ]
    found = audit(run, image(tmp_path, lower, upper))
    assert found["wasted_bytes"] == wasted
    assert sum(layer["wasted_bytes"] for layer in found["layers"]) == wasted


def test_several_images_make_an_array(run: Run, tmp_path: Path) -> None:
    good = image(tmp_path, [file("a", b"1")])
    said = run("audit", "--json", good, tmp_path / "nope")
    assert said.code == 3
    found = json.loads(said.out)
    assert found[0]["stored_bytes"] == 1
    assert found[1]["image"] == {"reference": str(tmp_path / "nope")}
    assert "no such file" in found[1]["error"]
    assert "no such file" in said.err


def test_an_image_without_anything_stored(run: Run, tmp_path: Path) -> None:
    found = audit(run, image(tmp_path))
    assert (found["efficiency"], found["stored_bytes"], found["layers"]) == (1.0, 0, [])
    assert run("audit", image(tmp_path)).code == 0


def test_the_report_is_printable(run: Run, tmp_path: Path) -> None:
    hostile = b"\x1b]0;owned\x07[/]\xff"
    path = image(tmp_path, [file(hostile, b"1")], [file(hostile, b"22")])
    text = run("audit", path).text
    assert "\\x1b]0;owned\\x07[/]\\xff" in text
    assert "\x1b" not in text


def test_people_are_told_what_to_do_about_the_costliest_pairs(run: Run, tmp_path: Path) -> None:
    path = image(tmp_path, [file("a", b"1" * 2000)], [file("b", b"2")], [whiteout("a")])
    lines = run("audit", path).out.decode().splitlines()
    at = lines.index("Costliest pairs of layers (1)")
    assert lines[at + 1].startswith("  2.00 kB  layer 2 deletes 2.00 kB that layer 0 added: ")
