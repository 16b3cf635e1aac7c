"""A damaged archive is told in short sentences, a fact each: what is wrong, where, what to do."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

from tests.build_image import (
    FORMATS,
    ImageSpec,
    build,
    corrupted,
    docker_legacy,
    file,
    oci_layout,
    replaced,
    save,
    save_directory,
    truncate,
    without,
)
from tests.build_image.members import name_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.build_image import BuiltImage, Format, Member
    from tests.cli.conftest import Run

LAYERS = [[file("a", bytes(range(256)) * 9)], [file("b", b"two" * 99)], [file("c", b"three")]]
_LONG_DIGEST = re.compile(r"[0-9a-f]{40}")
_DIGEST = re.compile(r"[0-9a-f]{12}")
_LONGEST = 150
_AGAIN = re.compile(r"(?:save|copy).* again")


def contents(members: list[Member]) -> list[str]:
    return [name_text(each.name) for each in members if each.content]


def damaged(members: list[Member], chance: random.Random) -> list[Member]:
    name = chance.choice(contents(members))
    size = next(len(each.content) for each in members if name_text(each.name) == name)
    match chance.randrange(4):
        case 0:
            return without(members, name)
        case 1:
            return corrupted(members, name, chance.randrange(size))
        case 2:
            content = next(each.content for each in members if name_text(each.name) == name)
            return replaced(members, {name: content[: chance.randrange(size)]})
        case _:
            other = chance.choice([each for each in members if each.content])
            return replaced(members, {name: other.content})


@pytest.mark.parametrize("form", FORMATS, ids=str)
@pytest.mark.parametrize("seed", range(6))
def test_damage_is_told_in_short_sentences(
    form: Format, seed: int, run: Run, tmp_path: Path
) -> None:
    chance = random.Random(f"{form} {seed}")  # noqa: S311 - the same damage on every run
    codec = chance.choice(["none", "gzip", "zstd"])
    members = form.layout(build(ImageSpec(layers=LAYERS, codec=codec)))
    path = save(tmp_path / "i.tar", damaged(members, chance))
    if chance.random() < 0.3:
        truncate(path, chance.randrange(600, path.stat().st_size))
    for verb in ("verify", "ls", "audit", "images"):
        said = run(verb, path)
        lines = said.err.splitlines()
        for line in lines:
            told = line.removeprefix("layerscope: ").removeprefix(f"{path}: ")
            assert told != line
            assert not _LONG_DIGEST.search(told), told
            assert len(_DIGEST.findall(told)) <= 2, told
            assert len(told) <= _LONGEST, told
            assert "Error" not in told, told
        assert bool(lines) == bool(said.code)
        if verb == "verify" and said.code in {1, 4}:
            assert any(map(_AGAIN.search, lines)), lines
        for line in said.text.splitlines():
            if line.startswith(("  error: ", "  warning: ")):
                assert not _LONG_DIGEST.search(line), line


def test_digests_that_begin_alike_are_shown_whole(run: Run, tmp_path: Path) -> None:
    built = build(ImageSpec(layers=LAYERS[:1]))
    stated = built.diff_ids[0][:-1] + ("0" if built.diff_ids[0][-1] != "0" else "1")
    config = {"rootfs": {"type": "layers", "diff_ids": [stated]}}
    image = build(ImageSpec(layers=LAYERS[:1], config=config))
    form = next(each for each in FORMATS if each.name == "docker-legacy")
    said = run("verify", save(tmp_path / "i.tar", form.layout(image)))
    assert f"layer 0: diff_id is {built.diff_ids[0]}, not {stated}\n" in said.err


@pytest.mark.parametrize("layout", [oci_layout, docker_legacy])
def test_a_layer_of_a_folder_that_may_not_be_read_hides_no_other(
    layout: Callable[[BuiltImage], list[Member]], run: Run, tmp_path: Path
) -> None:
    image = build(ImageSpec(layers=LAYERS))
    folder = save_directory(tmp_path / "image", layout(image))
    files = (each for each in folder.rglob("*") if each.is_file())
    blob = next(each for each in files if each.read_bytes() == image.layers[0].blob)
    blob.unlink()
    blob.symlink_to(blob.name)
    refused = "cannot be read: Too many levels of symbolic links"
    for words in (["ls"], ["audit"], ["verify"], ["history"]):
        said = run(*words, folder)
        assert said.code == 4
        (line,) = said.err.splitlines()
        assert "layer 0: layer sha256:" in line
        assert refused in line
    assert "/b" in run("ls", folder).text
    assert "cannot be opened: layer sha256:" in run("audit", folder).text
    assert "(Too many levels of symbolic links)" in run("images", folder).text
