"""Empty, huge and damaged images: each has a screen that makes sense."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Protocol

import pytest

from inspector.ui.files.rows import FileRows
from tests.build_image import (
    ImageSpec,
    blob_path,
    build,
    corrupted,
    empty,
    file,
    format_named,
    truncate,
    without,
)
from tests.ui.images import LEGACY, crowded
from tests.ui.stage import NARROW, TAB, WIDE, check_golden, opened

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.build_image import Member

    class Make(Protocol):
        """Writes an image."""

        __name__: str

        def __call__(self, path: Path, /) -> Path: ...


SIZES = {"80x24": NARROW, "160x50": WIDE}
OCI = format_named("oci-archive")
FOUR = ImageSpec(
    layers=[
        [file(f"file{n}", b"%d" % n * 1000), file(f"etc/conf{n}", b"y" * 500)] for n in range(4)
    ],
    history=[f"RUN step {n}" for n in range(4)],
    codec="gzip",
)
PLAIN = ImageSpec(
    layers=[[file(f"f{n}-{part}", b"%d" % n * 20_000) for part in range(5)] for n in range(4)],
    history=[f"RUN step {n}" for n in range(4)],
)
BLOBS = [blob_path(digest) for digest in build(FOUR).digests]


def blobs_last(members: Sequence[Member]) -> list[Member]:
    """Put the layers behind all else, as a copy that was cut has lost the last of them."""
    blobs = [blob_path(digest) for digest in build(PLAIN).digests]
    layers = [each for name in blobs for each in members if each.name == name]
    return [*(each for each in members if each not in layers), *layers]


def no_history(path: Path) -> Path:
    return LEGACY.write(path, ImageSpec(layers=[], history=[]))


def no_layers(path: Path) -> Path:
    steps = [empty('CMD ["sh"]'), empty("ENV A=b")]
    return LEGACY.write(path, ImageSpec(layers=[], history=steps))


def missing(path: Path) -> Path:
    return OCI.write(path, FOUR, change=lambda members: without(members, BLOBS[1]))


def corrupt(path: Path) -> Path:
    return OCI.write(path, FOUR, change=lambda members: corrupted(members, BLOBS[2], 60))


def cut(path: Path) -> Path:
    OCI.write(path, PLAIN, change=blobs_last)
    return truncate(path, 260_000)


def headless(path: Path) -> Path:
    return truncate(OCI.write(path, PLAIN), 100_000)


# maker, keys that lead to what is worth a look
EXTREMES: list[tuple[Make, list[str]]] = [
    (no_history, []),
    (no_layers, ["down"]),
    (missing, ["down"]),
    (corrupt, ["]", "]"]),
    (cut, ["]", "]", "enter"]),
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("make", "keys"), EXTREMES, ids=[row[0].__name__ for row in EXTREMES])
async def test_what_is_empty_or_damaged_has_a_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Make, keys: list[str], size: str
) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "image.tar")
    async with opened("image.tar", SIZES[size]) as stage:
        await stage.press(*keys)
        name = make.__name__.replace("_", "-")
        check_golden(f"extreme-{name}-{size}", stage.text)


async def test_an_archive_that_holds_no_image_any_more_ends_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    headless(tmp_path / "image.tar")
    async with opened("image.tar") as stage:
        (line,) = stage.app.complaints()
    assert line.startswith("image.tar: the archive is damaged (the tar is cut short")
    assert stage.app.return_value == 3


@pytest.mark.parametrize("make", [no_history, missing])
async def test_no_key_is_too_much(tmp_path: Path, make: Make) -> None:
    async with opened(make(tmp_path / "image.tar")) as stage:
        await stage.press("w", "b", "t", "equals_sign", "enter", "escape", "v", "]", "escape")
        for tab in TAB.values():
            await stage.pilot.press(tab, "d", "escape", "p", "escape", "x", "escape", "space")
        await stage.press("r", "e", "a", "s")
        assert stage.app.is_running


@pytest.mark.parametrize("size", SIZES)
async def test_a_crowded_folder_opens_and_says_so_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    go_on, real = Event(), FileRows.fill

    def fill(rows: FileRows) -> None:
        go_on.wait(60)
        real(rows)

    async with opened(crowded(tmp_path), SIZES[size]) as stage:
        await stage.press("1")
        monkeypatch.setattr(FileRows, "fill", fill)
        try:
            await stage.pilot.press("enter")
            await stage.pilot.pause()
            assert "opening a large folder…" in stage.text
        finally:
            go_on.set()
        await stage.settle()
        assert "opening" not in stage.text
        assert len(stage.rows) == 6002
        await stage.press("end", "up")
        check_golden(f"extreme-crowded-{size}", stage.text)


async def test_counts_are_exact_however_large(tmp_path: Path) -> None:
    files = [file(f"f{number:06}") for number in range(100_001)]
    async with opened(LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=[files]))) as stage:
        assert "100,001" in stage.line("RUN step 0")
