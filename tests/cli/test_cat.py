"""``cat``: exact bytes, links followed within the root, at any layer."""

from __future__ import annotations

import os
import pty
import subprocess
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.build_image import (
    ImageSpec,
    build,
    char,
    directory,
    expanded,
    file,
    format_named,
    layer_tar,
    sparse,
    symlink,
    whiteout,
)
from tests.cli.conftest import layerscope

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Member, Raw
    from tests.cli.conftest import Run

BYTES = bytes(range(256)) * 5000


@cache
def built(codec: str) -> bytes:
    layers: list[list[Member | Raw]] = [
        [
            directory("d"),
            file("d/f", BYTES),
            file("g", b"old"),
            symlink("rel", "d/f"),
            symlink("abs", "/d/f"),
            symlink("up", "../../../d/../d/f"),
            symlink("dir", "d"),
            symlink("dangling", "nowhere"),
            symlink("loop", "loop"),
            char("null", 1, 3),
            sparse(b"s", 5000, ((1000, b"x" * 600),), "1.0"),
        ],
        [file("g", b"new"), whiteout("d/f")],
    ]
    return layer_tar(
        format_named("docker-legacy").layout(build(ImageSpec(layers=layers, codec=codec)))
    )


@pytest.fixture(params=["none", "gzip", "zstd", "xz", "bzip2"])
def image(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / "i.tar"
    path.write_bytes(built(request.param))
    return path


@pytest.mark.parametrize("path", ["/d/f", "d/f", "/rel", "/abs", "/up", "/dir/f", "//d/./f"])
def test_links_are_followed_within_the_root(run: Run, image: Path, path: str) -> None:
    said = run("cat", image, path, "--layer", "0")
    assert (said.code, said.out) == (0, BYTES)


def test_contents_are_those_of_the_layer(run: Run, image: Path) -> None:
    assert run("cat", image, "/g").out == b"new"
    assert run("cat", image, "/g", "--layer", "0").out == b"old"
    assert run("cat", image, "/s").out == expanded(5000, ((1000, b"x" * 600),))


@pytest.mark.parametrize(
    "path", ["/d", "/null", "/dangling", "/loop", "/d/f", "/nope", "/", "/g/x"]
)
def test_what_is_no_file_is_exit_1(run: Run, image: Path, path: str) -> None:
    said = run("cat", image, path)
    assert (said.code, said.out) == (1, b"")
    assert len(said.err.strip().splitlines()) == 1


def test_holes_without_end_are_refused(run: Run, tmp_path: Path) -> None:
    layer: list[Member | Raw] = [sparse(b"bomb", 10**15, ((0, b"x"),)), file("f", b"f")]
    image = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=[layer]))
    said = run("cat", image, "/bomb")
    assert (said.code, said.out) == (4, b"")
    assert said.err == (
        "layerscope: /bomb is not read: 999,999,999,999,999 bytes of holes, 1 stored\n"
    )
    assert run("cat", image, "/f").out == b"f"


def test_a_terminal_is_told_nothing(tmp_path: Path) -> None:
    """What acts on a terminal is shown; lines and tabs stay, also where it is read in parts."""
    content = ("é\tone\n" * 300_000 + "\x1b]0;owned\x07\r\u202e").encode() + b"\xff\n"
    spec = ImageSpec(layers=[[file("f", content)]])
    path = format_named("docker-legacy").write(tmp_path / "i.tar", spec)
    ours, theirs = pty.openpty()
    with subprocess.Popen(layerscope("cat", str(path), "/f"), stdout=theirs) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: read_or_end(ours), b""))
        os.close(ours)
    assert process.returncode == 0
    expected = "é\tone\n" * 300_000 + "\\x1b]0;owned\\x07\\r\\u202e\\xff\n"
    assert shown.decode().replace("\r\n", "\n") == expected


def read_or_end(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 20)
    except OSError:  # so Linux says that the other side has gone
        return b""


@pytest.mark.parametrize("verb", [["cat"], ["ls"], ["extract", "--to", "out"]])
def test_the_layer_that_has_it_is_named(run: Run, tmp_path: Path, verb: list[str]) -> None:
    layers: list[list[Member | Raw]] = [
        [file("d/f", b"1")],
        [file("new", b"2")],
        [whiteout("d")],
    ]
    image = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=layers))
    said = run(*verb, image, "/d/f")
    assert said.code == 1
    assert said.err == (
        "layerscope: no such path in the image at layer 2: /d/f:"
        " layer 2 removed it, --layer 1 has it\n"
    )
    assert "layer 1 adds it, --layer 1 has it" in run(*verb, image, "/new", "--layer", "0").err
    assert "--layer" not in run(*verb, image, "/never").err
