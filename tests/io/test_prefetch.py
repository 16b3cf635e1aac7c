"""A sweep gives the bytes that are there, however they come into memory."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from inspector.io.prefetch import Sweep
from inspector.io.window import OpenFile, Window

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files seem not to be in memory."""

    def refuse(*_: object) -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "preadv", refuse)


@pytest.mark.usefixtures("on_disk")
@pytest.mark.parametrize("is_dense", [True, False])
def test_it_reads_the_same_bytes_and_tells_how_far_it_is(tmp_path: Path, is_dense: bool) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"".join(b"%07d\n" % at for at in range(1 << 20)))
    window = Window(OpenFile.open(path), 8, (8 << 20) - 16)
    expected = path.read_bytes()[8:-8]
    told: list[int] = []
    with Sweep(window, told.append, is_dense=is_dense) as sweep:
        assert sweep.end == len(expected)
        assert sweep.read(1000) == expected[:1000]
        assert sweep.skip(3 << 20) == 3 << 20
        assert sweep.leap(500, 100) == expected[(3 << 20) + 1500 :][:100]
        assert sweep.skip(1 << 30) == len(expected) - (3 << 20) - 1600
        assert sweep.read(1) == b""
    assert sum(told) == len(expected)
    assert len(told) > 1


@pytest.mark.usefixtures("on_disk")
def test_where_the_system_cannot_send_the_bytes_are_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(22, "Invalid argument")

    path = tmp_path / "file"
    path.write_bytes(b"abc" * 1_000_000)
    monkeypatch.setattr(os, "sendfile", refuse)
    with Sweep(Window(OpenFile.open(path))) as sweep:
        assert sweep.read(4) == b"abca"
        assert sweep.skip(2) == 2
        assert sweep.read(3) == b"abc"


@pytest.mark.usefixtures("on_disk")
@pytest.mark.parametrize("size", [10, 5 << 20])
def test_whoever_leaves_early_leaves_no_thread(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(size))
    before = threading.active_count()
    with Sweep(Window(OpenFile.open(path))) as sweep:
        assert sweep.read(10) == bytes(10)
    assert threading.active_count() == before


@pytest.mark.usefixtures("on_disk")
def test_what_is_passed_over_is_not_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[int, int]] = []

    def note(_out: int, _in: int, at: int, size: int) -> int:
        sent.append((at, size))
        return size

    path = tmp_path / "file"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    monkeypatch.setattr(os, "sendfile", note)
    with Sweep(Window(OpenFile.open(path))) as sweep:
        sweep.read(4096)
        sweep.skip(900 << 20)
        sweep.read(4096)
    assert sum(size for _, size in sent) < 64 << 20
    assert max(at for at, _ in sent) >= 900 << 20


def test_what_is_in_memory_is_not_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise AssertionError

    path = tmp_path / "file"
    path.write_bytes(bytes(5 << 20))
    monkeypatch.setattr(os, "preadv", lambda *_: 1)
    monkeypatch.setattr(os, "sendfile", fail)
    before = threading.active_count()
    with Sweep(Window(OpenFile.open(path))) as sweep:
        assert sweep.read(10) == bytes(10)
        assert threading.active_count() == before
