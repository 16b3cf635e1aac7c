"""``extract``: full paths below ``--to``, what is left out named, nothing overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build_image import (
    ImageSpec,
    char,
    directory,
    file,
    format_named,
    hardlink,
    sparse,
    symlink,
    whiteout,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture
def image(tmp_path: Path) -> Path:
    layers = [
        [
            directory("etc", mode=0o750, mtime=1_600_000_000),
            file("etc/passwd", b"root", mode=0o4755, mtime=1_500_000_000, uid=7),
            hardlink("etc/same", "etc/passwd"),
            symlink("etc/inside", "passwd"),
            symlink("etc/out", "../../x"),
            symlink("etc/abs", "/bin/sh"),
            char("etc/null", 1, 3),
            file("etc/gone", b"gone"),
            file("etc/sub/deep", b"deep"),
        ],
        [whiteout("etc/gone")],
    ]
    return format_named("oci-archive").write(
        tmp_path / "i.tar", ImageSpec(layers=layers, codec="gzip")
    )


def test_a_folder_lands_under_its_full_path(run: Run, image: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    said = run("extract", image, "/etc", "--to", out)
    assert (said.code, said.out) == (0, b"")
    assert (out / "etc/passwd").read_bytes() == b"root"
    assert (out / "etc/passwd").stat().st_mode & 0o7777 == 0o755
    assert (out / "etc/passwd").stat().st_mtime == 1_500_000_000
    assert (out / "etc").stat().st_mode & 0o777 == 0o750
    assert (out / "etc").stat().st_mtime == 1_600_000_000
    assert (out / "etc/same").read_bytes() == b"root"
    assert (out / "etc/sub/deep").read_bytes() == b"deep"
    assert (out / "etc/inside").readlink().name == "passwd"
    assert not (out / "etc/gone").exists()
    for left_out in ("out", "abs", "null"):
        assert not (out / "etc" / left_out).is_symlink()
        assert not (out / "etc" / left_out).exists()
        assert f"/etc/{left_out}" in said.err


def test_what_a_later_layer_deleted(run: Run, image: Path, tmp_path: Path) -> None:
    said = run("extract", image, "/etc/gone", "--layer", "0", "--to", tmp_path / "out")
    assert said.code == 0
    assert (tmp_path / "out/etc/gone").read_bytes() == b"gone"


def test_what_is_there_is_left_and_named(run: Run, image: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "etc").mkdir(parents=True)
    (out / "etc/passwd").write_text("mine")
    said = run("extract", image, "/etc/passwd", "/etc/sub", "--to", out)
    assert said.code == 1
    assert "/etc/passwd" in said.err
    assert (out / "etc/passwd").read_text() == "mine"
    assert (out / "etc/sub/deep").exists()
    assert run("extract", image, "/etc/passwd", "--to", out, "--force").code == 0
    assert (out / "etc/passwd").read_bytes() == b"root"


def test_a_missing_path_does_not_stop_the_others(run: Run, image: Path, tmp_path: Path) -> None:
    said = run("extract", image, "/nope", "/etc/passwd", "--to", tmp_path / "out")
    assert said.code == 1
    assert "/nope" in said.err
    assert (tmp_path / "out/etc/passwd").exists()


def test_holes_without_end_are_named_and_do_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    layer = [sparse(b"bomb", 10**15, ((0, b"x"),)), sparse(b"disk", 9000, ((5000, b"d"),))]
    path = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=[layer]))
    said = run("extract", path, "/", "--to", tmp_path / "out")
    assert said.code == 4
    (line,) = said.err.splitlines()
    assert line.startswith("layerscope: /bomb: /bomb is not read: 999,999,999,999,999 bytes")
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["disk"]
    assert (tmp_path / "out/disk").read_bytes() == bytes(5000) + b"d" + bytes(3999)


def test_a_target_that_is_a_file(run: Run, image: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert run("extract", image, "/etc", "--to", tmp_path / "file").code == 2
