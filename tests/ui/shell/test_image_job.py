"""Paint first, fill in later, leave at any time."""

from __future__ import annotations

import asyncio
import os
from threading import Event
from typing import TYPE_CHECKING, cast

import pytest

from inspector.limits import Limits
from inspector.reading.contents import Contents
from inspector.reading.image import Image, Layer
from inspector.tree import Tree
from inspector.ui.shell import image_job
from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.image_job import Wanted
from inspector.writing.squash import squash
from tests.build_image import ImageSpec, build, file, format_named
from tests.fake_registry import FakeRegistry, SlowBlob, push
from tests.ui.images import LEGACY, SMALL, damaged, small
from tests.ui.sessions import session_of
from tests.ui.stage import NARROW, NOW, TAB, WIDE, Stage, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from inspector.io.progress import Progress
    from inspector.tarstream import Entry


def never_read(
    image: Image, watch: Callable[[Layer], Progress], cache: object, **_: object
) -> Iterator[Layer]:
    """Read one byte at a time of a layer that does not end."""
    layer_watch = watch(image.layers[0])
    while image.layers:
        layer_watch.advance(1)
    yield from image.layers


async def test_manifest_and_history_are_painted_before_any_layer_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image, "read_layers", never_read)
    app = LayerscopeApp(Wanted(str(small(tmp_path))), now=NOW)
    async with app.run_test(size=NARROW) as pilot:
        stage = Stage(app, pilot)
        while "reading layer 1 of 3" not in stage.text:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await pilot.pause()
        assert "RUN two" in stage.text
        assert "…" in stage.line("ADD base in /")
        assert "reading layer 0…" in stage.text
        await pilot.press(TAB["history"])
        await pilot.pause()
        assert "<missing>" in stage.text
        await pilot.press("q")
    assert app.return_value == 0


async def test_leaving_does_not_wait_for_a_merge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, end = Event(), Event()

    def merge(tree: Tree, entries: object, limits: object) -> None:
        began.set()
        end.wait(60)

    monkeypatch.setattr(Tree, "apply", merge)
    app = LayerscopeApp(Wanted(str(small(tmp_path))), now=NOW)
    try:
        async with app.run_test(size=NARROW) as pilot:
            while not began.is_set():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await pilot.press("q")
        assert app.return_value == 0
        assert not end.is_set()
    finally:
        end.set()


async def test_the_line_on_top_says_that_a_layer_is_being_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end, real = Event(), Tree.apply

    def merge(tree: Tree, entries: Sequence[Entry], limits: Limits) -> None:
        end.wait(60)
        real(tree, entries, limits)

    monkeypatch.setattr(Tree, "apply", merge)
    monkeypatch.setattr(image_job, "_WORTH_SAYING", 0)
    app = LayerscopeApp(Wanted(str(small(tmp_path))), now=NOW)
    try:
        async with app.run_test(size=WIDE) as pilot:
            stage = Stage(app, pilot)
            while "merging layer 1 of 3" not in stage.text:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            end.set()
            await stage.settle()
            assert "merging" not in stage.text
    finally:
        end.set()


async def test_layers_are_shown_as_they_arrive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Image.read_layers
    go_on = Event()

    def first_only(
        image: Image, watch: Callable[[Layer], Progress], cache: None, **_: object
    ) -> Iterator[Layer]:
        for layer in real(image, watch, cache):
            yield layer
            while not go_on.wait(0.01):
                watch(layer).advance(0)

    monkeypatch.setattr(Image, "read_layers", first_only)
    app = LayerscopeApp(Wanted(str(small(tmp_path))), now=NOW)
    async with app.run_test(size=NARROW) as pilot:
        stage = Stage(app, pilot)
        while "etc/" not in stage.text:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await pilot.pause()
        assert "3.01 kB" in stage.line("ADD base in /")
        assert "…" in stage.line("RUN one")
        assert "visible so far" in stage.text
        go_on.set()
        await stage.settle()
        assert "reading" not in stage.text
        assert "hidden by" in stage.text


@pytest.mark.parametrize(
    "content",
    [b"just text\n", b"#!/bin/sh\n" * 100, b"", b"\0" * 10240],
    ids=["text", "script", "nothing", "zeros"],
)
async def test_what_cannot_be_opened_leaves_the_screen_and_says_why(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "bad"
    path.write_bytes(content)
    app = LayerscopeApp(Wanted(str(path)), now=NOW)
    async with app.run_test() as pilot:
        while app.is_running:
            await pilot.pause(0.01)
    assert app.return_value == 3
    (line,) = app.complaints()
    assert line.rpartition("/bad: ")[2]


async def test_a_layer_that_is_missing_says_why_and_the_rest_is_shown(tmp_path: Path) -> None:
    async with opened(damaged(tmp_path), size=(120, 30)) as stage:
        assert "1 of 3 layers incomplete" in stage.text
        assert stage.rows == ["A   file0"]
        await stage.press("right_square_bracket")
        assert "Layer 1 is missing" in stage.text
        await stage.press("right_square_bracket")
        assert stage.rows == ["A   file2"]
        await stage.pilot.press("q")
    assert stage.app.return_value == 4
    assert "layer 1" in stage.app.complaints()[0]


async def test_a_limit_of_the_merge_is_told_like_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = Limits(implied_directories=8)
    monkeypatch.setattr(Limits, "of_archive", lambda _limits, _size: few)
    layers = [[file("base")], [file("a/" * 20 + "f"), file("x")]]
    path = LEGACY.write(tmp_path / "deep.tar", ImageSpec(layers=layers))
    async with opened(path, size=WIDE) as stage:
        assert "1 of 2 layers incomplete" in stage.text
        await stage.press("right_square_bracket")
        assert "! incomplete: more than 8 directories without" in stage.text
        assert "problem" in stage.text
        await stage.pilot.press("q")
    assert stage.app.return_value == 4
    (line,) = stage.app.complaints()
    assert line.endswith("layer 1: more than 8 directories without an entry")


async def test_an_image_without_layers_says_so(tmp_path: Path) -> None:
    path = LEGACY.write(tmp_path / "none.tar", type(SMALL)(layers=[], history=[]))
    async with opened(path) as stage:
        assert "This image has no layers and no history." in stage.text
        assert "This image has no layers and no files." in stage.text
        await stage.press("2")
        assert "Nothing is wasted" in stage.text
        await stage.press(TAB["history"])
        assert "This image has no history." in stage.text


async def test_everything_read_is_exit_code_0(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await stage.pilot.press("q")
    assert cast("int", stage.app.return_value) == 0
    assert stage.app.complaints() == []


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    with FakeRegistry() as registry:
        yield registry


async def test_an_image_of_a_registry_is_painted_before_a_layer_came(
    registry: FakeRegistry,
) -> None:
    image = build(SMALL)
    pushed = push(registry, "app:1", image)
    SlowBlob(registry, *image.digests)
    app = LayerscopeApp(Wanted(f"registry://{registry.host}/app:1"), now=NOW)
    async with app.run_test(size=NARROW) as pilot:
        stage = Stage(app, pilot)
        while "reading layer 1 of 3" not in stage.text:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await pilot.pause()
        assert "RUN two" in stage.text
        assert "reading layer 0…" in stage.text
        assert registry.sent < pushed.size(pushed.digest, image.image_id) + 1000
        await pilot.press("q")
    assert app.return_value == 0


async def test_a_layer_that_a_registry_does_not_give_says_why(registry: FakeRegistry) -> None:
    image = build(SMALL)
    push(registry, "app:1", image)
    del registry.blobs[image.digests[2]]
    async with opened(f"registry://{registry.host}/app:1", WIDE) as stage:
        await stage.press("down", "down", "down")
        assert f"{registry.host} does not have the blob" in stage.text
        (line,) = stage.app.complaints()
        assert line.startswith(f"registry://{registry.host}/app:1: layer 2: {registry.host} does")
    assert stage.app.exit_code == 4


async def test_a_layer_with_a_table_is_shown_and_not_fetched(
    registry: FakeRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    base = [file("big", os.urandom(2_000_000)), file("same", b"a"), file("other", b"a", mtime=2.5)]
    top = [file("same", b"a", mode=0o600), file("other", b"b", mtime=3.5)]
    spec = ImageSpec([base, top], codec="zstd-toc")
    push(registry, "app:1", build(spec))
    async with opened(f"registry://{registry.host}/app:1", WIDE) as stage:
        assert "2 B wasted" in stage.text
        await stage.press("down")
        assert [each[0] for each in stage.rows if each.endswith((" other", " same"))] == ["M", "m"]
        assert registry.sent < 200_000
        # An image that is written has all that its layers hold.
        await stage.press("up", "v", "down", "Q", "enter")
        assert "loads it." in stage.text
        assert registry.sent > 2_000_000
    same = session_of(format_named("oci-archive").write(tmp_path / "same.tar", spec))
    expected = tmp_path / "expected.tar"
    squash(same.image, same.tree, Contents(same.image), range(2), expected)
    assert expected.read_bytes() == (tmp_path / "squashed.tar").read_bytes()
