"""Archives that mean harm get an answer or one clear line."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inspector.errors import DamageError
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.image import Image
from inspector.reading.scan import LayerState
from tests.build_image import ImageSpec, file, format_named
from tests.build_image.attacks import ATTACKS, Attack

if TYPE_CHECKING:
    from tests.cli.conftest import Run

QUICK = [each for each in ATTACKS if each.is_quick]


@pytest.mark.parametrize("attack", QUICK, ids=lambda each: each.what)
def test_attacks(run: Run, tmp_path: Path, attack: Attack) -> None:
    path = tmp_path / "i.tar"
    attack.make(path)
    said = run("ls", path, "--no-cache")
    assert said.code == attack.code
    if attack.code:
        assert attack.said in said.err
        assert len(said.err.splitlines()) == 1
        return
    assert not said.err
    if attack.said:
        found = json.loads(run("audit", path, "--json", "--no-cache").out)
        assert attack.said in {each["id"] for each in found["findings"]}


def test_paths_that_are_no_archives(run: Run, tmp_path: Path) -> None:
    loop, pipe = tmp_path / "loop", tmp_path / "pipe"
    loop.symlink_to(loop)
    os.mkfifo(pipe)
    for path, told in (
        (loop, "Too many levels of symbolic links"),
        (pipe, "a FIFO that no program has opened for writing"),
        (Path("/dev/zero"), "it is a device"),
    ):
        said = run("ls", path)
        assert said.code == 3
        assert told in said.err
        assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("codec", ["none", "gzip"])
def test_a_file_that_shrinks_or_grows_while_it_is_read(tmp_path: Path, codec: str) -> None:
    noise = random.Random(1).randbytes(1 << 20)  # noqa: S311  repeatable, no secret
    layers = [[file("first", b"1"), file("second", noise), file("third", b"3")]]
    path = format_named("docker-legacy").write(
        tmp_path / "i.tar", ImageSpec(layers=layers, codec=codec)
    )
    for size, state in ((path.stat().st_size * 2, LayerState.READ), (1 << 19, LayerState.PARTIAL)):
        archive = open_archive(str(path), DEFAULT_LIMITS)
        image = Image(archive, choose(archive, image=None, platform=None), DEFAULT_LIMITS)
        os.truncate(path, size)
        (layer,) = image.read_layers()
        assert layer.state is state
        assert layer.entries[0].path == "first"
        if layer.error is not None:
            assert isinstance(layer.error, DamageError)
            assert "\n" not in str(layer.error)
