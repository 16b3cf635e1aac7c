"""``layerscope cache`` and what the other commands say of the cache: nothing, or one line."""

from __future__ import annotations

import gc
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from inspector.io.window import Window
from inspector.tree import Node
from tests.build_image import ImageSpec, file, format_named

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.reading.image import Image
    from inspector.spec import HistoryEntry
    from tests.cli.conftest import Run

BODY = os.urandom(1 << 19)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "layerscope"


def image(tmp_path: Path, name: str = "image.tar", codec: str = "gzip") -> Path:
    layers = [[file("a", BODY)], [file("a", BODY[::-1])]]
    return format_named("docker-legacy").write(tmp_path / name, ImageSpec(layers, codec=codec))


def test_it_shows_and_clears(run: Run, tmp_path: Path, home: Path) -> None:
    run("audit", image(tmp_path))
    kept = [each for each in home.rglob("*") if each.is_file()]
    assert kept
    place, amount, fetched = run("cache").text.splitlines()
    assert place == str(home)
    assert amount.startswith(f"{len(kept)} files, ")
    assert amount.endswith(" of at most 537 MB")
    assert fetched == "from registries: 0 files, 0 B of at most 5.00 GB"
    assert run("cache", "--clear").text.startswith(f"removed {len(kept)} files, ")
    assert not [each for each in home.rglob("*") if each.is_file()]
    assert run("cache").text.splitlines()[1].startswith("0 files, ")


def test_without_a_cache_nothing_is_read_or_written(
    run: Run, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = image(tmp_path)
    said = run("audit", "--json", "--no-cache", path)
    assert not home.exists()
    run("audit", path)

    def fail(*_: object) -> None:
        pytest.fail("looked into the cache")

    monkeypatch.setattr("inspector.io.cachefolder.CacheFolder.read", fail)
    monkeypatch.setattr("inspector.io.cachefolder.CacheFolder.has", fail)
    assert run("audit", "--json", "--no-cache", path) == said


@pytest.mark.parametrize("blocked", ["layerscope", "."])
def test_a_place_that_is_no_folder_is_one_line_for_the_curious(
    run: Run, tmp_path: Path, home: Path, blocked: str
) -> None:
    path = image(tmp_path)
    expected = run("audit", "--json", "--no-cache", path)
    place = home if blocked == "layerscope" else home.parent
    place.parent.mkdir(exist_ok=True)
    place.write_text("in the way")
    assert run("audit", "--json", path) == expected
    said = run("audit", "--json", "-v", path)
    assert said.out == expected.out
    assert len(said.err.splitlines()) == 1
    assert "no cache" in said.err


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 7)


def _random(path: Path) -> None:
    path.write_bytes(os.urandom(100_000))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def test_whatever_becomes_of_the_cache_the_answer_is_the_same(
    run: Run, tmp_path: Path, home: Path
) -> None:
    path = image(tmp_path)
    usual = run("audit", path)
    for harm in (_empty, _cut, _random, _folder, _fifo):
        files = [each for each in home.rglob("*") if each.is_file()]
        assert files, harm
        for each in files:
            harm(each)
        assert run("audit", path) == usual, harm
        assert run("cache", "--clear").code == 0, harm
        if harm is _folder:
            assert [each for each in home.rglob("*") if each.is_file()] == []
            shutil.rmtree(home)
        assert run("audit", path) == usual, harm


def test_without_a_home_nothing_is_left_behind(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(number: int) -> None:
        raise KeyError(number)

    path = image(tmp_path)
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", nobody)
    monkeypatch.chdir(tmp_path)
    said = run("audit", "-v", path)
    assert said.code == 0
    assert "no cache" in said.err
    assert [each.name for each in tmp_path.iterdir()] == ["image.tar"]


def test_a_known_plain_image_is_audited_without_its_contents(
    run: Run, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.io.descriptors._SETTLED", -1.0)
    monkeypatch.setattr("inspector.io.descriptors._SETTLED_COARSE", -1.0)
    path = image(tmp_path, codec="none")
    for words in (["audit", "--json"], ["ls", "--changes"]):
        expected = run(*words, "--no-cache", path)
        assert run(*words, path) == expected
        with monkeypatch.context() as context:
            context.setattr(
                "inspector.reading.contents.LayerBytes.read",
                lambda *_: pytest.fail("read contents"),
            )
            assert run(*words, path) == expected
    assert home.exists()


@pytest.mark.parametrize("codec", ["gzip-multi", "zstd-multi"])
def test_the_last_file_of_a_known_layer_takes_little_of_it(
    run: Run, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, codec: str
) -> None:
    monkeypatch.setattr("inspector.io.descriptors._SETTLED", -1.0)
    monkeypatch.setattr("inspector.io.descriptors._SETTLED_COARSE", -1.0)
    bodies = [os.urandom(1 << 20) for _ in range(16)]
    members = [file(f"{number:02}", body) for number, body in enumerate(bodies)]
    spec = ImageSpec([members], codec=codec)
    path = format_named("oci-archive").write(tmp_path / "image.tar", spec)
    assert run("cat", path, "/00").out == bodies[0]
    sizes: list[int] = []
    pread = Window.pread

    def counted(window: Window, size: int, offset: int) -> bytes:
        data = pread(window, size, offset)
        sizes.append(len(data))
        return data

    monkeypatch.setattr(Window, "pread", counted)
    assert run("cat", path, "/15").out == bodies[-1]
    assert sum(sizes) < path.stat().st_size // 3
    assert home.exists()


def test_one_image_is_gone_before_the_next_is_read(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []

    def counted(image: Image, layers: int) -> list[tuple[HistoryEntry, int | None]]:
        del image, layers
        counts.append(sum(isinstance(each, Node) for each in gc.get_objects()))
        return []

    monkeypatch.setattr("inspector.reading.image.pair_history", counted)
    # With more processors each image has a process of its own.
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0})
    gc.collect()
    said = run("audit", *(image(tmp_path, f"{number}.tar") for number in range(3)))
    assert said.code == 0
    assert len(counts) == 3
    assert counts == [counts[0]] * 3
