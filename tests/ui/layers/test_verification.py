"""Digests are checked while the screen is idle, and every layer says what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.formats.access import Access
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.cache import LayerCache
from inspector.reading.image import Image
from inspector.ui.header.pane import HeaderPane
from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.image_job import Wanted
from tests.build_image import ImageSpec, build, file, format_named
from tests.fake_registry import FakeRegistry, push
from tests.ui.stage import NARROW, NOW, WIDE, Stage

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector.ui.shell.checks._IDLE", 0.0)


async def shown(path: Path, *keys: str) -> str:
    app = LayerscopeApp(Wanted(str(path), verifies=True), now=NOW)
    async with app.run_test(size=WIDE) as pilot:
        stage = Stage(app, pilot)
        await stage.settle()
        await stage.press(*keys)
        return stage.text


async def test_what_is_as_claimed_has_a_tick(tmp_path: Path) -> None:
    spec = ImageSpec(layers=[[file("a", b"x")], [file("b", b"y")]], codec="gzip")
    path = format_named("oci-archive").write(tmp_path / "i.tar", spec)
    assert (await shown(path)).count("✓") == 2
    assert "digest ok, diff_id ok, size ok" in await shown(path, "enter")


async def test_what_is_not_has_a_cross(tmp_path: Path) -> None:
    layers = [[file("a", b"x" * 700)], [file("b", b"y" * 700)]]
    path = format_named("docker-25").write(tmp_path / "i.tar", ImageSpec(layers=layers))
    data = path.read_bytes()
    path.write_bytes(data.replace(b"y" * 700, b"z" * 700))
    text = await shown(path)
    assert text.count("✓") == 1
    assert text.count("✗") == 1


async def test_what_was_checked_in_part_has_no_mark(tmp_path: Path) -> None:
    kinds = ("gzip", "encrypted")
    spec = ImageSpec(
        layers=[[file("a", b"x")], [file("b", b"y")]],
        codec="gzip",
        media_types=[f"application/vnd.oci.image.layer.v1.tar+{each}" for each in kinds],
    )
    path = format_named("oci-archive").write(tmp_path / "i.tar", spec)
    text = await shown(path, "down", "enter")
    assert text.count("✓") == 1
    assert "digest ok, diff_id not checked (encrypted layer), size ok" in text


async def test_what_the_archive_does_not_state_is_said_last(tmp_path: Path) -> None:
    spec = ImageSpec(layers=[[file("a", b"x")]])
    path = format_named("docker-legacy").write(tmp_path / "i.tar", spec)
    assert "diff_id ok, not stated in this archive: digest and size" in await shown(path, "enter")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_line_on_top_says_how_far_the_checks_are(
    tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.ui.shell.checks._IDLE", float("inf"))
    spec = ImageSpec(layers=[[file("a", b"x")], [file("b", b"y")]], codec="gzip")
    path = format_named("oci-archive").write(tmp_path / "i.tar", spec)
    app = LayerscopeApp(Wanted(str(path), verifies=True), now=NOW)
    async with app.run_test(size=size) as pilot:
        stage = Stage(app, pilot)
        for _ in range(500):
            if "digests" in stage.text:
                break
            await pilot.pause(0.01)
        assert ("checking digests: 0/2" if size == WIDE else "digests 0/2") in stage.text
        monkeypatch.setattr("inspector.ui.shell.checks._IDLE", 0.0)
        await stage.settle()
        assert "digests" not in stage.text.splitlines()[0]
        assert stage.text.count("✓") == 2


async def test_many_layers_do_not_repaint_the_screen_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    refresh = HeaderPane.refresh_session

    def counted(pane: HeaderPane) -> None:
        painted.append(1)
        refresh(pane)

    monkeypatch.setattr(HeaderPane, "refresh_session", counted)
    layers = [[file(f"a{number}", b"x")] for number in range(200)]
    path = format_named("oci-archive").write(tmp_path / "i.tar", ImageSpec(layers=layers))
    text = await shown(path)
    assert "✓" in text
    # Merging, comparing and checking 200 layers; a busy machine takes seconds for it.
    assert len(painted) < 150


async def test_what_was_not_fetched_is_not_fetched_to_be_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    image = build(ImageSpec(layers=[[file("a", b"x")], [file("b", b"y")]], codec="gzip"))
    with FakeRegistry() as registry:
        push(registry, "app:1", image)
        cache = LayerCache(tmp_path / "known", pytest.fail)
        name = f"registry://{registry.host}/app:1"
        access = Access(keeps=False)
        found = open_archive(name, DEFAULT_LIMITS, access=access)
        list(Image(found, found.images[0], DEFAULT_LIMITS).read_layers(cache=cache))
        registry.requests.clear()
        wanted = Wanted(name, cache=cache, verifies=True, access=access)
        app = LayerscopeApp(wanted, now=NOW)
        async with app.run_test(size=WIDE) as pilot:
            stage = Stage(app, pilot)
            await stage.settle()
            await stage.press("enter")
            assert "not checked (it was not fetched)" in stage.text
            assert "checking digests" not in stage.text
        assert [each.path for each in registry.requests if "/blobs/" in each.path] == [
            f"/v2/app/blobs/{image.image_id}"
        ]
