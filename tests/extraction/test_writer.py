"""Extraction stays below its directory, replaces nothing unasked, leaves files whole or not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.extraction.writer import Attributes, ExistsError, Extraction, stays_inside
from tests.cases import tried_with

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN = Attributes(0o644, 1_700_000_000)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def opened(root: Path, *, force: bool = False) -> Extraction:
    return Extraction(os.open(root, os.O_RDONLY | os.O_DIRECTORY), force)


def test_files_and_directories_keep_mode_and_time(root: Path) -> None:
    extraction = opened(root)
    extraction.make_directory("/a", Attributes(0o2750, 1_600_000_000))
    extraction.write_file("/a/f", [(0, b"one"), (3, b"two")], 6, Attributes(0o4711, 1_700_000_000))
    extraction.finish()
    assert (root / "a/f").read_bytes() == b"onetwo"
    assert (root / "a/f").stat().st_mode & 0o7777 == 0o711
    assert (root / "a/f").stat().st_mtime == 1_700_000_000
    assert (root / "a").stat().st_mode & 0o7777 == 0o750
    assert (root / "a").stat().st_mtime == 1_600_000_000


def test_deep_directories_are_not_opened_again_for_each_path(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_ones = 0
    opening = os.open

    def counted(path: bytes, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        nonlocal opened_ones
        opened_ones += 1
        return opening(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", counted)
    extraction = opened(root)
    chain = "/a" * 300
    for depth in range(2, 601, 2):
        extraction.make_directory(chain[:depth], Attributes(0o555, 1_600_000_000))
    for number in range(300):
        extraction.write_file(f"{chain}/{number}", [(0, b"x")], 1, PLAIN)
    extraction.finish()
    assert opened_ones < 2_500
    assert (root / chain[1:]).stat().st_mtime == 1_600_000_000
    assert (root / "a/a").stat().st_mode & 0o7777 == 0o555


def test_a_directory_that_forbids_writing_can_be_filled(root: Path) -> None:
    extraction = opened(root)
    extraction.make_directory("/locked", Attributes(0o555, None))
    extraction.write_file("/locked/deep/f", [(0, b"x")], 1, PLAIN)
    extraction.finish()
    assert (root / "locked/deep/f").read_bytes() == b"x"
    assert (root / "locked").stat().st_mode & 0o777 == 0o555


def test_what_is_there_is_left_alone(root: Path) -> None:
    (root / "f").write_text("mine")
    with pytest.raises(ExistsError):
        opened(root).write_file("/f", [(0, b"theirs")], 6, PLAIN)
    assert (root / "f").read_text() == "mine"
    opened(root, force=True).write_file("/f", [(0, b"theirs")], 6, PLAIN)
    assert (root / "f").read_text() == "theirs"


def test_force_replaces_a_link_and_not_what_it_leads_to(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("safe")
    (root / "f").symlink_to(outside)
    opened(root, force=True).write_file("/f", [(0, b"theirs")], 6, PLAIN)
    assert outside.read_text() == "safe"
    assert not (root / "f").is_symlink()


def test_a_link_in_the_way_is_not_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "etc").symlink_to(outside)
    with pytest.raises(NotADirectoryError, match="etc exists and is not a directory"):
        opened(root, force=True).write_file("/etc/passwd", [(0, b"theirs")], 6, PLAIN)
    assert list(outside.iterdir()) == []


def test_a_failure_leaves_nothing_behind(root: Path) -> None:
    def broken() -> Iterator[tuple[int, bytes]]:
        yield 0, b"half"
        raise RuntimeError("gone")

    with pytest.raises(RuntimeError):
        opened(root).write_file("/f", broken(), 9, PLAIN)
    assert list(root.iterdir()) == []


def test_holes_take_no_room(root: Path) -> None:
    opened(root).write_file("/holes", [(1 << 30, b"x"), (1 << 31, b"y" * 9)], 1 << 40, PLAIN)
    about = (root / "holes").stat()
    assert about.st_size == 1 << 40
    assert about.st_blocks * 512 < 1 << 20
    with (root / "holes").open("rb") as file:
        assert os.pread(file.fileno(), 3, (1 << 30) - 1) == b"\0x\0"


def test_a_file_may_have_a_second_name(root: Path) -> None:
    extraction = opened(root)
    extraction.write_file("/a/f", [(0, b"x")], 1, PLAIN)
    extraction.make_link("/b/g", "/a/f")
    assert (root / "b/g").samefile(root / "a/f")
    (root / "h").write_text("mine")
    with pytest.raises(ExistsError):
        extraction.make_link("/h", "/a/f")
    assert (root / "h").read_text() == "mine"


def test_a_second_name_is_not_one_of_what_a_link_leads_to(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("safe")
    (root / "f").symlink_to(outside)
    opened(root).make_link("/g", "/f")
    assert (root / "g").is_symlink()
    assert outside.stat().st_nlink == 1


def test_links_keep_their_time(root: Path) -> None:
    opened(root).make_symlink("/l", "a", 1_500_000_000)
    assert (root / "l").lstat().st_mtime == 1_500_000_000


@pytest.mark.parametrize("mtime", [-1, 0, 1 << 40, -(1 << 62), 1 << 62])
def test_odd_times_do_no_harm(root: Path, mtime: int) -> None:
    opened(root).write_file(f"/{mtime}", [(0, b"x")], 1, Attributes(0o600, mtime))
    assert (root / str(mtime)).read_bytes() == b"x"


@tried_with(
    ("path", "target", "expected"),
    [
        ("/a/b", "c", True),
        ("/a/b", "../c", True),
        ("/a/b", "../../c", False),
        ("/b", "..", False),
        ("/a/b", "..", True),
        ("/a/b", "/etc/passwd", False),
        ("/a/b", "c/../../..", False),
        ("/a/b", "c/..", False),
        ("/a/b", "", True),
        ("/a/b", "./././c", True),
    ],
)
def test_links_stay_inside(path: str, target: str, *, expected: bool) -> None:
    assert stays_inside(path, target) is expected


NAMES = st.sampled_from(["a", "b", "c", ".."])


@given(st.lists(st.tuples(NAMES.filter(lambda n: n != ".."), st.lists(NAMES, max_size=5))))
def test_no_chain_of_accepted_links_leads_out(
    tmp_path_factory: pytest.TempPathFactory, links: list[tuple[str, list[str]]]
) -> None:
    top = tmp_path_factory.mktemp("links")
    root = top / "x" / "y" / "z"
    root.mkdir(parents=True)
    extraction = opened(root, force=True)
    for depth, (name, parts) in enumerate(links):
        path = "/" + "d/" * (depth % 3) + name
        target = "/".join(parts)
        if target and stays_inside(path, target):
            extraction.make_symlink(path, target, None)
    for folder, directories, files in os.walk(root):
        for name in directories + files:
            resolved = os.path.realpath(Path(folder) / name)
            assert Path(resolved).is_relative_to(os.path.realpath(root))
