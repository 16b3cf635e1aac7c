"""What changed in a path compared with the version below."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from inspector.ui.session.history_steps import Step
from inspector.ui.viewer.difference_screen import DifferenceScreen
from inspector.ui.viewer.screen import Viewer
from tests.build_image import ImageSpec, file
from tests.cases import walked
from tests.ui.images import LEGACY, hostile, several
from tests.ui.shell.test_hostile import is_clean
from tests.ui.stage import NARROW, WIDE, check_golden, opened
from tests.ui.views import go_to, views

if TYPE_CHECKING:
    from pathlib import Path

SIZES = {"80x24": NARROW, "160x50": WIDE}


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return views(tmp_path_factory.mktemp("views"))


@pytest.mark.parametrize("size", SIZES)
async def test_differences_look_as_they_did(image: Path, size: str) -> None:
    async with opened(image, SIZES[size]) as stage:
        await go_to(stage, "/app/notes.txt", 1, "d")
        check_golden(f"difference-{size}", stage.text)


async def test_side_by_side_looks_as_it_did(image: Path) -> None:
    async with opened(image, WIDE) as stage:
        await go_to(stage, "/app/notes.txt", 1, "d", "s")
        check_golden("difference-sides-160x50", stage.text)
        await stage.press("s")
        check_golden("difference-160x50", stage.text)


async def test_attributes_in_words(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/notes.txt", 1, "d")
        assert "/app/notes.txt   layer 1 against layer 0" in stage.text
        for words in (
            "mode: 0644 → 0600",
            "owner: 1 → 2",
            "extended attribute user.a: 31 → 32",
            "The content: 2 lines added, 3 removed.",
            "-line 30",
            "+line three",
        ):
            assert words in stage.text


async def test_metadata_alone(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/notes.txt", 2, "d")
        assert "layer 2 against layer 1" in stage.text
        assert "mode: 0600 → 0644" in stage.text
        assert "extended attribute user.a: removed, was 32" in stage.text
        assert "The content is the same" in stage.text


TOLD = [
    ("/app/gone.txt", 2, ["layer 2 removed what layer 0 wrote", "-still here", "1 removed"]),
    ("/app/gone.txt", 0, ["layer 0 added it", "+still here"]),
    ("/app/tool", 1, ["76,805 → 51,205 bytes (-25,600)", "differs is at offset 5 (0x5)"]),
    ("/app/folder", 1, ["mode: 0755 → 0700"]),
    ("/app/null", 0, ["This is a character device: it has no content to compare."]),
]


async def test_what_is_told_of_other_things(image: Path) -> None:
    async with opened(image) as stage:
        with walked() as case:
            for path, layer, words in TOLD:
                await go_to(stage, path, layer, "d")
                with case((path, layer)):
                    for each in words:
                        assert each in stage.text
                await stage.press("escape")


async def test_a_narrow_terminal_has_no_room_for_sides(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/notes.txt", 1, "d", "s")
        (notice,) = stage.app._notifications
        assert "needs a terminal of 102 columns" in notice.message
        assert "side by side" not in stage.text


async def test_between_the_difference_and_the_file(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/notes.txt", 1, "enter", "d")
        assert isinstance(stage.app.screen, DifferenceScreen)
        await stage.press("enter")
        assert isinstance(stage.app.screen, Viewer)
        await stage.press("d", "c")
        assert "-line 30\n" in stage.app.clipboard
        await stage.press("slash", *"three", "enter")
        assert "match 1 of 1" in stage.text
        await stage.press("escape")
        assert stage.app.screen_stack == [stage.main]


async def test_a_path_that_no_layer_wrote_so_far(image: Path) -> None:
    async with opened(image) as stage:
        await go_to(stage, "/app/notes.txt", 1)
        before = stage.main.selection
        stage.main.selection = replace(before, step=Step(None, -1, None))
        await stage.press("d")
        assert "No layer up to this one wrote this path." in stage.text
        stage.main.selection = before


async def test_nothing_is_chosen(tmp_path: Path) -> None:
    async with opened(several(tmp_path)) as stage:
        await stage.press("escape")
        for key in "dpx":
            await stage.press(key)
            assert "There is no path under the cursor." in stage.text
            await stage.press("escape")
        assert stage.app.screen_stack == [stage.main]


HOSTILE = {
    "/[@click=app.quit]x[/]": "/[@click=app.quit]x[/]",
    "/\x1b[31mred\x07": "/\\x1b[31mred\\x07",
    "/\u202egnp.exe\u200f": "/\\u202egnp.exe\\u200f",
    "/caf\udce9": "/caf\\xe9",
    "/xattrs": "/xattrs",
    "/link1": "/link1",
}
OPENED = [["d"], ["d", "s"], ["p"], ["x"], ["enter"], ["enter", "w"]]


async def test_hostile_names_are_visible_text(tmp_path: Path) -> None:
    async with opened(hostile(tmp_path), WIDE) as stage:
        with walked() as case:
            for path, shown in HOSTILE.items():
                await go_to(stage, path, 0 if "link" in path else 1)
                for keys in OPENED:
                    with case((path, keys)):
                        await stage.press(*keys)
                        assert is_clean(stage)
                        assert shown in stage.text
                        await stage.press("escape")
                        assert stage.app.screen_stack == [stage.main]


async def test_a_file_that_was_only_written_again_says_so(tmp_path: Path) -> None:
    layers = [[file("f", b"same\n")], [file("f", b"same\n")]]
    path = LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=layers))
    async with opened(path) as stage:
        await go_to(stage, "/f", 1, "d")
        assert "Written again with the same content and attributes" in stage.text


async def test_keys_are_offered_where_they_have_something_to_show(image: Path) -> None:
    async with opened(image, WIDE) as stage:
        for path, has_lines, has_view in (
            ("/app/notes.txt", True, True), ("/app/tool", False, True),
            ("/app/folder", False, False),
        ):  # fmt: skip
            await go_to(stage, path, 1, "d")
            keys = stage.text.splitlines()[-1]
            assert ("s Sides" in keys, "View" in keys) == (has_lines, has_view), path
            await stage.press("escape")


async def test_the_history_of_the_path_is_a_key_away(image: Path) -> None:
    async with opened(image) as stage:
        for way in ("enter", "d"):
            await go_to(stage, "/app/notes.txt", 1, way, "p")
            assert "History of /app/notes.txt" in stage.text, way
            # There and back leads to one history, not to one over the other.
            await stage.press("d", "p", "escape")
            assert stage.app.screen is stage.main, way


async def test_what_differs_beyond_the_edge_is_seen(tmp_path: Path) -> None:
    line = "shop:x:1000:1000::/home/shop:/bin/"
    layers = [[file("passwd", f"{line}{shell}\n".encode())] for shell in ("sh", "bash")]
    image = LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=layers))
    async with opened(image, (40, 10)) as stage:
        await go_to(stage, "/passwd", 1, "d", "end")
        assert stage.line("-…").endswith("/bin/sh")
        assert stage.line("+…").endswith("/bin/bash")
        # Wrapped, nothing is left out; what is copied is whole either way.
        await stage.press("w")
        assert "-shop:x:1000" in stage.text
