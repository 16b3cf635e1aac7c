"""Pipes and whole-archive compression: spooled, watched, cancelled, and nothing left behind."""

from __future__ import annotations

import os
import tempfile
import threading
from typing import TYPE_CHECKING

import pytest

from inspector.errors import UnreadableError
from inspector.formats import stream
from inspector.formats.stream import PipeReader, spool, unpacked
from inspector.io.progress import CancelledError, NoProgress
from inspector.io.window import OpenFile, Window, read_all
from inspector.limits import DEFAULT_LIMITS, Limits
from tests.build_image import CODECS, compress, file, layer_tar
from tests.cases import tried_with

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TAR = layer_tar([file("a", bytes(range(256)) * 600)])


class Counting:
    """A watch that counts, and cancels when it was asked often enough."""

    def __init__(self, patience: int = 1 << 30) -> None:
        self.size = 0
        self._patience = patience

    def advance(self, size: int, /) -> None:
        self.size += size
        self._patience -= 1
        if self._patience <= 0:
            raise CancelledError


class Bytes:
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes, step: int = 700) -> None:
        self._data = data
        self._step = step

    def read(self, size: int, /) -> bytes:
        size = min(size, self._step)
        data, self._data = self._data[:size], self._data[size:]
        return data


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    for fd in (reading, writing):
        try:
            os.close(fd)
        except OSError:
            continue


def whole(window: Window) -> bytes:
    data = read_all(window.reopened(), 1 << 30)
    assert data is not None
    return data


@tried_with("codec", CODECS)
def test_a_stream_is_decompressed_on_the_way(codec: str) -> None:
    spooled = spool(Bytes(compress(TAR, codec)), DEFAULT_LIMITS)
    assert whole(spooled.window) == TAR
    assert spooled.damage is None


@pytest.mark.parametrize("codec", CODECS)
def test_a_file_is_decompressed_only_where_it_must(codec: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(compress(TAR, codec))
    window = Window(OpenFile.open(path))
    watch = Counting()
    spooled = unpacked(window, DEFAULT_LIMITS, watch)
    assert whole(spooled.window) == TAR
    assert (spooled.window is window) == (codec == "none")
    assert watch.size == (0 if codec == "none" else path.stat().st_size)


@pytest.mark.parametrize("name", [b"\x1f\x8b-a", b"BZh-a", b"\x28\xb5\x2f\xfd-a", b"\xfd7zXZ"])
def test_a_tar_whose_first_name_looks_packed_is_a_tar(name: bytes) -> None:
    data = layer_tar([file(name, b"x")])
    assert whole(spool(Bytes(data), DEFAULT_LIMITS).window) == data


@tried_with("codec", [codec for codec in CODECS if codec != "none"])
def test_a_cut_stream_keeps_what_came(codec: str) -> None:
    data = compress(TAR, codec)
    spooled = spool(Bytes(data[: len(data) // 2]), DEFAULT_LIMITS)
    assert spooled.damage is not None
    assert TAR.startswith(whole(spooled.window))


def test_a_bomb_is_cut() -> None:
    limits = Limits(ratio=10, ratio_free_bytes=1 << 20)
    spooled = spool(Bytes(compress(bytes(64 << 20), "gzip")), limits)
    assert "more than 10-fold" in str(spooled.damage)
    assert spooled.window.size <= 4 << 20


def test_an_empty_stream_is_empty() -> None:
    assert spool(Bytes(b""), DEFAULT_LIMITS).window.size == 0


def test_a_full_disk_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    full = "/dev/full"

    def open_full(**options: object) -> object:
        return open(full, "wb", buffering=0)  # noqa: PTH123

    monkeypatch.setattr(tempfile, "TemporaryFile", open_full)
    with pytest.raises(UnreadableError, match=r"No space left on device.*TMPDIR"):
        spool(Bytes(TAR), DEFAULT_LIMITS)


def test_no_place_for_a_file_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**options: object) -> object:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(UnreadableError, match="cannot create a temporary file"):
        spool(Bytes(TAR), DEFAULT_LIMITS)


def test_the_copy_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    spooled = spool(Bytes(TAR), DEFAULT_LIMITS)
    assert whole(spooled.window) == TAR
    assert not list(tmp_path.iterdir())
    assert os.fstat(spooled.window.file.fd).st_nlink == 0


def test_a_pipe_is_read_to_its_end(pipe: tuple[int, int]) -> None:
    reading, writing = pipe

    def write() -> None:
        for start in range(0, len(TAR), 5000):
            os.write(writing, TAR[start : start + 5000])
        os.close(writing)

    thread = threading.Thread(target=write)
    thread.start()
    watch = Counting()
    spooled = spool(PipeReader(reading, watch), DEFAULT_LIMITS)
    thread.join()
    assert whole(spooled.window) == TAR
    assert watch.size == len(TAR)


def test_a_silent_pipe_can_be_cancelled(pipe: tuple[int, int]) -> None:
    with pytest.raises(CancelledError):
        spool(PipeReader(pipe[0], Counting(patience=3)), DEFAULT_LIMITS)


def test_a_fifo_without_a_writer_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "WRITER_PATIENCE", 0.2)
    os.mkfifo(tmp_path / "f")
    fd = os.open(tmp_path / "f", os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(UnreadableError, match="no program has opened for writing"):
        PipeReader(fd, NoProgress()).await_writer()
    os.close(fd)


def test_a_fifo_with_a_silent_writer_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "WRITER_PATIENCE", 0.2)
    os.mkfifo(tmp_path / "f")
    fd = os.open(tmp_path / "f", os.O_RDONLY | os.O_NONBLOCK)
    writing = os.open(tmp_path / "f", os.O_WRONLY)
    reader = PipeReader(fd, Counting(patience=8))
    reader.await_writer()
    with pytest.raises(CancelledError):
        reader.read(10)
    os.write(writing, b"late")
    patient = PipeReader(fd, NoProgress())
    patient.await_writer()
    assert patient.read(10) == b"late"
    os.close(writing)
    assert patient.read(10) == b""
    os.close(fd)


def test_a_fifo_whose_writer_came_and_went_is_empty(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f")
    fd = os.open(tmp_path / "f", os.O_RDONLY | os.O_NONBLOCK)
    os.close(os.open(tmp_path / "f", os.O_WRONLY))
    reader = PipeReader(fd, NoProgress())
    reader.await_writer()
    assert reader.read(10) == b""
    os.close(fd)
