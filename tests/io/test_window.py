"""Windows on a file: what lies where, what is missing, and that nothing else is touched."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.io.window import OpenFile, Window, read_all

if TYPE_CHECKING:
    from pathlib import Path

DATA = bytes(range(256)) * 40


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(DATA)
    return path


@pytest.fixture
def whole(path: Path) -> Window:
    return Window(OpenFile.open(path))


def test_a_whole_file(whole: Window) -> None:
    assert (whole.size, whole.stated_size, whole.truncated) == (10_240, 10_240, False)
    assert whole.read(5) == DATA[:5]
    assert whole.read(10) == DATA[5:15]
    assert whole.read(1 << 30) == DATA[15:]
    assert whole.read(1) == b""


def test_reading_at_an_offset_moves_nothing(whole: Window) -> None:
    assert whole.pread(7, 100) == DATA[100:107]
    assert whole.read(3) == DATA[:3]
    assert whole.pread(100, 10_239) == DATA[-1:]
    assert whole.pread(100, 10_240) == b""
    assert whole.pread(100, 1 << 62) == b""
    assert whole.pread(0, 0) == b""


def test_a_part_of_a_part(whole: Window) -> None:
    part = whole.sub(1000, 500).sub(100, 50)
    assert part.read(100) == DATA[1100:1150]
    assert part.pread(10, 45) == DATA[1145:1150]
    assert not part.truncated


@pytest.mark.parametrize(
    ("start", "size", "there"),
    [(10_000, 500, 240), (10_240, 1, 0), (1 << 40, 5, 0), (0, 1 << 62, 10_240)],
)
def test_a_part_that_is_not_all_there(whole: Window, start: int, size: int, there: int) -> None:
    part = whole.sub(start, size)
    assert (part.size, part.stated_size, part.truncated) == (there, size, True)
    assert part.read(1 << 20) == DATA[start : start + there]
    assert part.reopened().truncated


def test_passing_over(whole: Window) -> None:
    part = whole.sub(100, 50)
    assert part.skip(20) == 20
    assert part.read(5) == DATA[120:125]
    assert part.skip(1000) == 25
    assert part.skip(1) == 0
    assert part.read(1) == b""


def test_windows_have_positions_of_their_own(whole: Window) -> None:
    whole.read(1000)
    again = whole.reopened()
    assert again.read(4) == DATA[:4]
    assert whole.read(4) == DATA[1000:1004]


def test_a_file_that_shrinks_while_it_is_read_ends_early(path: Path) -> None:
    window = Window(OpenFile.open(path))
    window.read(100)
    os.truncate(path, 150)
    assert window.read(1000) == DATA[100:150]
    assert window.read(1000) == b""
    assert window.skip(10) == 10


def test_the_file_is_closed_with_its_last_window(path: Path) -> None:
    part = Window(OpenFile.open(path)).sub(10, 20)
    fd = part.file.fd
    gc.collect()
    assert part.read(5) == DATA[10:15]
    del part
    gc.collect()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(fd)


def test_closing_twice_closes_no_one_else_s_file(path: Path) -> None:
    file = OpenFile.open(path)
    number = file.fd
    file.close()
    with path.open("rb") as other:
        assert other.fileno() == number
        file.close()
        assert other.read(3) == DATA[:3]


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        OpenFile.open(tmp_path / "absent")


def test_a_file_larger_than_what_is_fetched_beforehand(tmp_path: Path) -> None:
    """Where the system is asked to read ahead changes no byte."""
    path = tmp_path / "large"
    with path.open("wb") as file:
        for at in range(20):
            file.write(b"%07d\n" % at * (1 << 17))
    window = Window(OpenFile.open(path), 8, (20 << 20) - 16)
    expected = path.read_bytes()[8:-8]
    parts = []
    while data := window.read(300_000):
        parts.append(data)
    assert b"".join(parts) == expected
    jumping = window.reopened()
    assert jumping.skip(9 << 20) == 9 << 20
    assert jumping.read(1 << 20) + jumping.read(1 << 20) == expected[9 << 20 : 11 << 20]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(0, 11_000),
    size=st.integers(0, 11_000),
    moves=st.lists(st.tuples(st.booleans(), st.integers(0, 5000)), max_size=8),
)
def test_any_moves_in_any_part(
    whole: Window, start: int, size: int, moves: list[tuple[bool, int]]
) -> None:
    part = whole.sub(start, size)
    expected = DATA[start : start + size]
    at = 0
    for is_read, length in moves:
        if is_read:
            assert part.read(length) == expected[at : at + length]
        else:
            assert part.skip(length) == len(expected[at : at + length])
        at = min(at + length, len(expected))


@pytest.mark.parametrize("limit", [0, 10_239])
def test_what_is_too_much_is_not_held(whole: Window, limit: int) -> None:
    assert read_all(whole, limit) is None
    assert whole.position <= limit + 1


@pytest.mark.parametrize("limit", [10_240, 10_241, 1 << 40])
def test_all_of_what_is_not_too_much(whole: Window, limit: int) -> None:
    assert read_all(whole, limit) == DATA
