"""``extract``: full paths below ``--to``, what is left out named, nothing overwritten."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import time
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
from tests.cli.conftest import layerscope

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


def test_a_full_disk_is_3_as_it_is_for_reports(
    run: Run, image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", refuse)
    said = run("extract", image, "/etc", "--to", tmp_path / "out")
    assert said.code == 3
    assert "No space left on device; extraction stopped" in said.err


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
    for target in (tmp_path / "file", tmp_path / "file/below", "/dev/null"):
        said = run("extract", image, "/etc", "--to", target)
        assert said.code == 2
        assert f"cannot write to {target}: it is not a directory" in said.err


def test_a_person_is_told_what_was_written(run: Run, image: Path, tmp_path: Path) -> None:
    assert run("extract", image, "/etc/sub", "--to", tmp_path / "a").err == ""
    screen, terminal = os.openpty()
    command = layerscope("extract", str(image), "/etc/sub", "--to", str(tmp_path / "out"))
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=terminal, check=True)
    os.close(terminal)
    told = os.read(screen, 1000).decode().strip()
    os.close(screen)
    assert told == f"layerscope: Wrote 2 paths, 4 B, to {tmp_path}/out."
    assert done.stdout == b""


def test_links_in_the_way_are_not_followed(run: Run, image: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "outside").mkdir()
    out.mkdir()
    (out / "etc").symlink_to("../outside")
    said = run("extract", image, "/etc", "--to", out, "--force")
    assert said.code == 1
    assert "/etc/passwd: cannot be written: etc exists and is not a directory" in said.err
    assert list((tmp_path / "outside").iterdir()) == []
    (tmp_path / "way").symlink_to("outside")
    assert run("extract", image, "/etc/passwd", "--to", tmp_path / "way").code == 0
    assert (tmp_path / "outside/etc/passwd").exists()


def test_a_link_in_a_path_is_named(run: Run, tmp_path: Path) -> None:
    layers = [[symlink("bin", "usr/bin"), file("usr/bin/sh", b"#!")]]
    path = format_named("oci-archive").write(tmp_path / "i.tar", ImageSpec(layers=layers))
    out = tmp_path / "out"
    said = run("extract", path, "/bin/sh", "/bin", "--to", out)
    assert said.code == 1
    assert "no such path in the image at layer 0: /bin/sh: /bin is a symlink to usr/bin" in said.err
    assert (out / "bin").readlink().name == "bin"
    assert not (out / "usr").exists()


def test_all_of_it(run: Run, image: Path, tmp_path: Path) -> None:
    for number, path in enumerate(["/", ".", "..", "/etc/../..", "//"]):
        out = tmp_path / f"out{number}"
        out.mkdir(mode=0o700)
        assert run("extract", image, path, "--to", out).code == 0
        assert (out / "etc/sub/deep").read_bytes() == b"deep"
        assert out.stat().st_mode & 0o777 == 0o700


def test_odd_names_land_as_they_are(run: Run, tmp_path: Path) -> None:
    names = [
        b"n\nl",
        b"e\x1b[2J",
        b"und\xe9",
        b"l" * 255,
        b"-x",
        b" ",
        b"/".join([b"d" * 200] * 20),
    ]
    longer = b"m" * 256
    layers = [[file(name, name) for name in [*names, longer, b"../../up"]]]
    path = format_named("oci-archive").write(tmp_path / "i.tar", ImageSpec(layers=layers))
    out = tmp_path / "out"
    said = run("extract", path, "/", "--to", out)
    assert said.code == 1
    assert len(said.err.splitlines()) == 1
    assert "File name too long" in said.err
    for name in [*names, b"up"]:
        assert opened_below(out, name) == (b"../../up" if name == b"up" else name)


def opened_below(folder: Path, path: bytes) -> bytes:
    """Return what is in a file, whose whole path may be longer than the system takes at once."""
    here = os.open(folder, os.O_RDONLY)
    for name in path.split(b"/"):
        inner = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    with os.fdopen(here, "rb") as content:
        return content.read()


def test_a_file_of_holes_takes_no_room(run: Run, tmp_path: Path) -> None:
    layers = [[sparse(b"huge", 1 << 31, ((1000, b"x" * 600),), "1.0")]]
    path = format_named("oci-archive").write(tmp_path / "i.tar", ImageSpec(layers=layers))
    assert run("extract", path, "/huge", "--to", tmp_path / "out").code == 0
    about = (tmp_path / "out/huge").stat()
    assert about.st_size == 1 << 31
    assert about.st_blocks * 512 < 1 << 20


@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_signals_leave_no_half_file(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    layers = [[file(f"d/{number}", bytes(1000)) for number in range(20_000)]]
    path = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=layers))
    out = tmp_path / "out"
    words = ["extract", "--no-cache", str(path), "/", "--to", str(out)]
    process = subprocess.Popen(layerscope(*words), stderr=subprocess.PIPE)
    while not (out / "d/0").exists():
        assert process.poll() is None
        time.sleep(0.001)
    process.send_signal(sent)
    _, err = process.communicate(timeout=30)
    assert process.returncode == code
    assert err.decode().strip().startswith("layerscope: ")
    assert {each.stat().st_size for each in (out / "d").iterdir()} == {1000}
    assert not [each for each in (out / "d").iterdir() if each.name.startswith(".")]
    assert (out / "d").stat().st_mode & 0o777 == 0o755


def test_parents_that_no_one_asked_for_are_no_more_open_than_in_the_image(
    run: Run, tmp_path: Path
) -> None:
    layer = [
        directory("root", mode=0o700),
        directory("root/open", mode=0o777),
        file("root/open/f", b"secret"),
    ]
    image = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=[layer]))
    out = tmp_path / "out"
    assert run("extract", image, "/root/open/f", "--to", out).code == 0
    assert stat.S_IMODE((out / "root").stat().st_mode) == 0o700
    assert stat.S_IMODE((out / "root/open").stat().st_mode) == 0o755


def test_what_was_left_out_is_summed_up_first(run: Run, tmp_path: Path) -> None:
    layer = [file("d/a", b"1"), file("d/b", b"2"), symlink("d/c", "/etc/passwd")]
    image = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=[layer]))
    out = tmp_path / "out"
    run("extract", image, "/d", "--to", out)
    first, *others = run("extract", image, "/d", "--to", out).err.strip().splitlines()
    assert first == ("layerscope: Skipped: 2 that already exist, 1 link that leads out.")
    assert len(others) == 3
