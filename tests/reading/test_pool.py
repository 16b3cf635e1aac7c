"""Layers read in other processes: what is found is the same, and nothing is left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import asdict

from inspector.formats.model import LayerSource
from inspector.io.progress import CancelledError
from inspector.io.window import OpenFile, Window
from inspector.limits import DEFAULT_LIMITS, Limits
from inspector.reading.allowance import Allowance
from inspector.reading.archive_layer import ArchiveLayer
from inspector.reading.cache import LayerCache
from inspector.reading.image import Image, Processes
from inspector.reading.pool import ScanPool, start_server
from inspector.reading.scan import LayerScan, LayerState, scan_layer
from tests.build_image import (
    CODECS,
    ImageSpec,
    char,
    compress,
    directory,
    file,
    format_named,
    hardlink,
    layer_tar,
    sparse,
    symlink,
    whiteout,
)
from tests.formats.opened import archive

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LAYER = layer_tar(
    [
        directory("etc"),
        file("etc/caf\udce9", b"content\n" * 9_000, xattrs={"security.capability": b"\0\xff"}),
        symlink("link", "etc/caf\udce9"),
        hardlink("twin", "etc/caf\udce9"),
        char("null", 1, 3),
        sparse(b"holes", 20_000, [(0, b"a"), (9_000, b"b")]),
        whiteout("gone"),
    ]
)


def sources(tmp_path: Path, *blobs: bytes) -> list[LayerSource]:
    found = []
    for number, blob in enumerate(blobs):
        path = tmp_path / str(number)
        path.write_bytes(blob)
        found.append(LayerSource("layer", Window(OpenFile.open(path)), None, None, len(blob), None))
    return found


def told(scan: LayerScan) -> dict[str, object]:
    """Return all that a scan says, errors by what a user reads."""
    fields = {name: value for name, value in asdict(scan).items() if name != "pieces"}
    return {**fields, "error": (type(scan.error), str(scan.error))}


def scan(
    pool: ScanPool, source: LayerSource, ear: Ear | None = None, limits: Limits = DEFAULT_LIMITS
) -> LayerScan:
    return pool.scan(source, limits, ear, Allowance(limits, 1).share(0))


def elsewhere(
    given: Sequence[LayerSource],
    limits: Limits = DEFAULT_LIMITS,
    processes: int = 2,
    *,
    served: bool = False,
) -> list[LayerScan]:
    with ScanPool(given, limits, processes, served=served) as pool:
        return [scan(pool, source, limits=limits) for source in given]


@pytest.mark.parametrize("served", [False, True])
def test_what_is_found_is_what_is_found_here(tmp_path: Path, served: bool) -> None:
    packed = [compress(LAYER, codec) for codec in CODECS]
    cut = [blob[: len(blob) // 2] for blob in packed]
    given = sources(tmp_path, *packed, *cut, b"no tar at all", b"")
    for source, found in zip(given, elsewhere(given, served=served), strict=True):
        assert told(found) == told(scan_layer(source, DEFAULT_LIMITS))


def test_a_limit_that_is_reached_is_told_from_elsewhere(tmp_path: Path) -> None:
    # A plain entry, one with an extended header, and one that is not plain: 1, 4 and 2.
    limits = Limits(entries_per_layer=7)
    (found,) = elsewhere(sources(tmp_path, compress(LAYER, "gzip")), limits)
    assert found.state is LayerState.PARTIAL
    assert len(found.entries) == 3
    assert "more than 7 entries" in str(found.error)


def test_a_layer_beyond_its_share_is_left_and_others_are_read(tmp_path: Path) -> None:
    given = sources(tmp_path, compress(LAYER, "gzip"), layer_tar([file("x")]))
    with ScanPool(given, DEFAULT_LIMITS, 1) as pool:
        allowance = Allowance(Limits(entries=5), 2)
        found = pool.scan(given[0], DEFAULT_LIMITS, None, allowance.share(0))
        assert (found.state, found.entries) == (LayerState.PARTIAL, [])
        assert "more than 5 entries" in str(found.error)
        assert [each.path for each in scan(pool, given[1]).entries] == ["x"]


class Ear:
    """Adds up what it hears; may have enough of it."""

    def __init__(self, patience: int | None = None) -> None:
        self.heard = 0
        self._patience = patience

    def advance(self, size: int) -> None:
        self.heard += size
        if self._patience is not None and self.heard > self._patience:
            raise CancelledError


def large(tmp_path: Path) -> list[LayerSource]:
    blob = compress(layer_tar([file("noise", os.urandom(20 << 20))]), "gzip")
    return sources(tmp_path, blob)


def test_progress_comes_from_elsewhere(tmp_path: Path) -> None:
    given = large(tmp_path)
    ear = Ear()
    with ScanPool(given, DEFAULT_LIMITS, 1) as pool:
        assert scan(pool, given[0], ear).state is LayerState.READ
    assert ear.heard > 15 << 20


def test_who_cancels_leaves_no_process_behind(tmp_path: Path) -> None:
    given = large(tmp_path)
    with ScanPool(given, DEFAULT_LIMITS, 2) as pool:
        with pytest.raises(CancelledError):
            scan(pool, given[0], Ear(1))
        assert len(multiprocessing.active_children()) == 2
    assert multiprocessing.active_children() == []


def test_a_process_that_is_killed_costs_no_answer(tmp_path: Path) -> None:
    given = sources(tmp_path, compress(LAYER, "zstd"))
    with ScanPool(given, DEFAULT_LIMITS, 2) as pool:
        for process in multiprocessing.active_children():
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            process.join()
        found = scan(pool, given[0], None)
    assert told(found) == told(scan_layer(given[0], DEFAULT_LIMITS))


# A program whose children are told to end before they run any code of their own.
_AT_ONCE = """
import os, signal
from inspector.cli.kit.parallel import in_processes
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.pool import ScanPool

def end(number, frame):
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt

signal.signal(signal.SIGTERM, end)
os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGTERM))
ScanPool([], DEFAULT_LIMITS, 2).close()
print(list(in_processes(abs, 2, 2)), flush=True)
"""


def test_processes_that_end_before_they_begin_are_gone() -> None:
    words = [sys.executable, "-c", _AT_ONCE]
    ended = subprocess.run(words, capture_output=True, timeout=20, check=True)
    assert (ended.stdout, ended.stderr) == (b"[Ended(code=1), Ended(code=1)]\n", b"")


@pytest.mark.parametrize("codec", ["none", "gzip", "zstd"])
def test_an_image_is_the_same_however_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codec: str
) -> None:
    layers = ([directory("etc"), file("etc/a", b"1")], [file("b", b"2" * 9000)], [whiteout("b")])
    spec = ImageSpec(layers=layers, codec=codec)
    path = format_named("oci-archive").write(tmp_path / "image.tar", spec)
    monkeypatch.setattr("inspector.reading.image._WORTH_PROCESSES", 0)
    monkeypatch.setattr("inspector.reading.image.processors", lambda: 2)
    found = []
    start_server()
    for processes in Processes:
        opened = archive(path)
        image = Image(opened, opened.images[0], DEFAULT_LIMITS)
        found.append([told(layer.scan) for layer in image.read_layers(processes=processes)])
    assert found[0] == found[1] == found[2]
    assert [len(each["entries"]) for each in found[0]] == [2, 1, 1]  # type: ignore[arg-type]
    assert multiprocessing.active_children() == []


def test_where_the_system_gives_no_processes_it_takes_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    spec = ImageSpec(layers=([file("a", b"1")],), codec="gzip")
    path = format_named("oci-archive").write(tmp_path / "image.tar", spec)
    monkeypatch.setattr("inspector.reading.image._WORTH_PROCESSES", 0)
    monkeypatch.setattr("inspector.reading.image.processors", lambda: 2)
    monkeypatch.setattr(os, "fork", refuse)
    opened = archive(path)
    image = Image(opened, opened.images[0], DEFAULT_LIMITS)
    (layer,) = image.read_layers(processes=Processes.FORKED)
    assert [entry.path for entry in layer.entries] == ["a"]


def test_a_layer_whose_index_is_gone_is_read_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = [os.urandom(300 << 10) for _ in range(2)]  # large enough to be kept
    layers = [[file("a", noise[0])], [file("b", noise[1])]]
    path = format_named("oci-dir").write(tmp_path / "image", ImageSpec(layers=layers, codec="gzip"))
    monkeypatch.setattr("inspector.io.descriptors._SETTLED", -1.0)
    monkeypatch.setattr("inspector.io.descriptors._SETTLED_COARSE", -1.0)
    monkeypatch.setattr("inspector.reading.image._WORTH_PROCESSES", 0)
    monkeypatch.setattr("inspector.reading.image.processors", lambda: 2)
    opened = archive(path)
    cache = LayerCache(tmp_path / "cache", pytest.fail)

    def read() -> list[str]:
        image = Image(opened, opened.images[0], DEFAULT_LIMITS)
        found = image.read_layers(cache=cache, processes=Processes.FORKED)
        return [entry.path for layer in found for entry in layer.entries]

    assert read() == ["a", "b"]
    # The first file is still known by its digest; what was kept under the digest is not there.
    first = ArchiveLayer(opened.images[0].layers[0]).identity()
    for kept in (tmp_path / "cache").rglob("*"):
        if kept.is_file() and kept.name != f"{first}.digest":
            kept.unlink()
    assert cache.is_met(ArchiveLayer(opened.images[0].layers[0]))
    assert read() == ["a", "b"]
