"""Whole files or none, never too many, and only this user's."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inspector.io import cachefolder
from inspector.io.cachefolder import CacheFolder, clear, disk_usage


def folder(tmp_path: Path, max_bytes: int = 1 << 20) -> CacheFolder:
    return CacheFolder(tmp_path / "layers-1", pytest.fail, max_bytes)


def age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_what_was_used_stays_and_what_was_not_goes(tmp_path: Path) -> None:
    kept = folder(tmp_path, max_bytes=250)
    for number, name in enumerate(("old", "older-but-used", "new")):
        kept.write(name, bytes(100))
        age(tmp_path / "layers-1" / name, 100 - number)
    age(tmp_path / "layers-1" / "older-but-used", 1000)
    kept.touch("older-but-used")
    kept.evict()
    assert [kept.has(name) for name in ("old", "older-but-used", "new")] == [False, True, True]


def test_the_number_of_files_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cachefolder, "MAX_FILES", 3)
    kept = folder(tmp_path)
    for number in range(9):
        kept.write(str(number), b"x")
    kept.evict()
    assert disk_usage(tmp_path).files == 3


def test_what_a_crash_left_is_counted_and_goes_after_a_while(tmp_path: Path) -> None:
    kept = folder(tmp_path)
    kept.write("whole", b"x")
    left, busy = (tmp_path / "layers-1" / f".new-{name}" for name in ("left", "busy"))
    left.write_bytes(b"half")
    busy.write_bytes(b"half")
    age(left, 7200)
    assert disk_usage(tmp_path) == cachefolder.DiskUsage(tmp_path, 3, 9)
    kept.evict()
    assert not left.exists()
    assert busy.exists()
    assert kept.read("whole") == b"x"


def test_a_full_disk_leaves_no_part_of_a_file_and_costs_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    kept = CacheFolder(tmp_path / "layers-1", told.append, 1 << 20)
    aside = tmp_path / "layers-1" / ".new-1"

    def full(**_: object) -> tuple[int, str]:
        aside.write_bytes(b"")
        return os.open("/dev/full", os.O_WRONLY), str(aside)

    monkeypatch.setattr("inspector.io.atomic.tempfile.mkstemp", full)
    kept.write("a", b"data")
    kept.write("b", b"data")
    assert disk_usage(tmp_path).files == 0
    assert told == [f"no cache: {tmp_path / 'layers-1'}: {os.strerror(errno.ENOSPC)}"]


def test_a_disk_that_cannot_be_written_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder(tmp_path).write("a", b"data")

    def refuse(**_: object) -> tuple[int, str]:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("inspector.io.atomic.tempfile.mkstemp", refuse)
    told: list[str] = []
    kept = CacheFolder(tmp_path / "layers-1", told.append, 1 << 20)
    kept.write("b", b"data")
    assert kept.read("a") == b"data"
    assert len(told) == 1


def test_a_relative_place_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told: list[str] = []
    CacheFolder(Path("~/.cache"), told.append, 1 << 20).write("a", b"data")
    assert not list(tmp_path.iterdir())
    assert len(told) == 1


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o770])
def test_a_folder_that_others_can_write_is_not_trusted(tmp_path: Path, mode: int) -> None:
    told: list[str] = []
    kept = CacheFolder(tmp_path / "layers-1", told.append, 1 << 20)
    kept.write("a", b"data")
    (tmp_path / "layers-1").chmod(mode)
    assert not kept.is_trusted()
    kept.write("b", b"data")
    assert not kept.has("b")
    assert len(told) == 1


def test_a_folder_of_another_user_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    kept = CacheFolder(tmp_path / "layers-1", told.append, 1 << 20)
    kept.write("a", b"data")
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    assert not kept.is_trusted()
    assert kept.read("a") is None
    assert len(told) == 1


def test_a_link_in_the_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "documents"
    elsewhere.mkdir(mode=0o700)
    (elsewhere / "letter").write_bytes(bytes(100))
    (tmp_path / "layers-1").symlink_to(elsewhere)
    told: list[str] = []
    kept = CacheFolder(tmp_path / "layers-1", told.append, 1)
    kept.write("a", b"data")
    kept.evict()
    clear(tmp_path)
    assert [each.name for each in elsewhere.iterdir()] == ["letter"]
    assert len(told) == 1


def test_only_plain_files_that_no_one_else_can_write_are_read(tmp_path: Path) -> None:
    kept = CacheFolder(tmp_path / "layers-1", lambda _: None, 1000)
    kept.write("fine", b"data")
    place = tmp_path / "layers-1"
    kept.write("loose", b"data")
    (place / "loose").chmod(0o666)
    (place / "link").symlink_to(place / "fine")
    os.mkfifo(place / "pipe", 0o600)
    kept.write("large", bytes(1001))
    found = [kept.read(name) for name in ("fine", "loose", "link", "pipe", "large", "none")]
    assert found == [b"data", None, None, None, None, None]


_HAMMER = """
import sys
from pathlib import Path
from inspector.io.cachefolder import CacheFolder, clear
told = []
kept = CacheFolder(Path(sys.argv[1]) / "layers-1", told.append, 50_000)
for turn in range(300):
    name = str(turn % 7)
    kept.write(name, bytes([turn % 7]) * 10_000)
    found = kept.read(str(turn % 5))
    assert found is None or found == bytes([turn % 5]) * 10_000, "half a file"
    kept.evict()
    if turn % 50 == 49:
        clear(Path(sys.argv[1]))
assert not told, told
"""


def test_programs_do_not_disturb_each_other(tmp_path: Path) -> None:
    words = [sys.executable, "-c", _HAMMER, str(tmp_path)]
    running = [subprocess.Popen(words, stderr=subprocess.PIPE) for _ in range(3)]
    ends = [each.communicate(timeout=60)[1].decode() for each in running]
    assert ends == ["", "", ""]
