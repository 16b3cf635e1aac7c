"""Waste that one can act on: groups, advice, jumps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from inspector.ui.kit.jobs import FRAME
from inspector.ui.widgets.rows import Rows
from tests.build_image import ImageSpec, directory, file, format_named, whiteout
from tests.ui.images import LEGACY
from tests.ui.stage import LOW, NARROW, SAMPLES, WIDE, Stage, check_golden, opened
from tests.ui.walk import Walk

if TYPE_CHECKING:
    from pathlib import Path

on_lecture_wide = Walk()
on_lecture = Walk()
on_paths = Walk()

LECTURE = SAMPLES / "lecture.tar"


async def test_w_opens_the_costliest_pair_of_layers() -> None:
    async with opened(LECTURE, WIDE) as stage:
        await stage.press("w")
        assert "deletes" in stage.text
        check_golden("waste-pairs-160x50", stage.text)
    async with opened(LECTURE) as stage:
        await stage.press("w", "space")
        check_golden("waste-pairs-80x24", stage.text)


@on_lecture_wide
async def b_goes_through_all_groupings(stage: Stage) -> None:
    await stage.press("2")
    assert "stored versions of 16 files" in stage.text
    for name in ("pair of layers", "layer", "folder", "cause"):
        await stage.press("b")
        assert f"by {name}" in stage.text
    await stage.press("b")
    assert "dive's list: 591 kB wasted in 12 paths, efficiency score 79%" in stage.text
    await stage.press("b")
    assert "stored versions of 16 files" in stage.text


@on_lecture_wide
async def the_cursor_stays_on_its_file_or_on_the_group_that_has_it(stage: Stage) -> None:
    await stage.press("2", *["down"] * 6)
    assert "/usr/sbin/httpd   36.0 kB" in stage.text
    await stage.press("b")
    assert stage.text.count("RUN yum clean all") > 0
    rows = stage.main.query_one("#waste-rows", Rows)
    assert rows.cursor == 0
    await stage.press("b", "b")
    assert "/usr/sbin   as at layer 3" in stage.text
    await stage.press("b", "b")
    assert "/usr/sbin/httpd   dive counts it 2 times, 72.0 kB in all" in stage.text
    await stage.press("b")
    assert "/usr/sbin/httpd   36.0 kB" in stage.text
    await stage.press("t")
    assert "/usr/sbin/httpd" not in stage.text
    assert rows.cursor == 0


async def test_another_grouping_begins_with_the_largest(tmp_path: Path) -> None:
    files = [file(f"d{number:02}/f", bytes(900 - number)) for number in range(30)]
    second = [whiteout("d00"), file("x", bytes(500)), file("y", bytes(500))]
    third = [whiteout(f"d{number:02}") for number in range(1, 30)]
    spec = ImageSpec(layers=[files, second, third])
    async with opened(LEGACY.write(tmp_path / "i.tar", spec), WIDE) as stage:
        # Until the cursor is moved: the largest file is not in the largest group.
        await stage.press("2")
        rows = stage.main.query_one("#waste-rows", Rows)
        assert "/d00/f   900 B" in stage.text
        await stage.press("b")
        assert rows.cursor == 0
        assert stage.line(" 29 files")
        # A cursor that was moved stays on its file, with the largest in view where there is room.
        await stage.press("w", *["b"] * 5, *["down"] * 20, "b", "b", "b")
        assert rows.cursor == 20
        assert rows.scroll_offset.y == 0


async def test_a_low_pane_shows_rows_rather_than_advice() -> None:
    async with opened(LECTURE, (80, 16)) as stage:
        await stage.press("w")
        assert "merge the two RUN lines" not in stage.text
        assert stage.line(" 4 files")
        assert stage.line(" 2 files")
        await stage.pilot.resize_terminal(80, 24)
        await stage.settle()
        assert "merge the two RUN lines" in stage.text


async def test_on_a_low_screen_figures_have_titles() -> None:
    async with opened(LECTURE, LOW) as stage:
        await stage.press("w")
        assert re.search(r"size +written +hidden +pair of", stage.text)
        assert "154 kB 3 4 ▸ layer 4" in stage.words
        await stage.press("b", "b", "b", "b")
        assert re.search(r"count +total space +path", stage.text)


@on_lecture_wide
async def the_mouse_opens_groups_and_goes_to_files(stage: Stage) -> None:
    await stage.press("w")
    await stage.pilot.click("#waste-rows", offset=(50, 1))
    await stage.settle()
    await stage.pilot.click("#waste-rows", offset=(50, 2), times=2)
    await stage.settle()
    assert "changes of layer 3" in stage.text
    assert "/var/cache/yum/x86_64/7/base/primary.sqlite   written by 3" in stage.text


@on_lecture
async def waste_is_told_by_layer(stage: Stage) -> None:
    await stage.press("2", "b", "b", "down", "down")
    assert stage.line("by layer")
    row = stage.line("% of layer 3")
    assert row.split()[:6] == ["154", "kB", "3", "4", "files", "▸"]
    assert "49% of layer 3: RUN yum" in row
    assert "layer 4 hides 154 kB of layer 3, 118 kB of it deleted: merge" in stage.text
    assert stage.line("layer 3: RUN yum -y install httpd")
    assert stage.line("layer 4: RUN yum clean all && rm -rf /var/cache/yum && chmod 750")
    await stage.press("enter", "down")
    assert "base/primary.sqlite   92.0 kB written by 3, hidden by 4: removed" in stage.text
    assert "layer 4 deletes 92.0 kB that layer 3 added" in stage.text


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_waste_by_layer_looks_as_it_did(size: tuple[int, int]) -> None:
    async with opened(LECTURE, size) as stage:
        await stage.press("2", "b", "b", "down", "enter")
        check_golden(f"waste-layers-{size[0]}x{size[1]}", stage.text)


@on_lecture
async def what_the_base_image_brought_is_no_matter_of_merging(stage: Stage) -> None:
    await stage.press("w", *["down"] * 5)
    assert (
        "layer 1 hides 78.1 kB of layer 0, 65.1 kB of it overwritten: if layer 0 is the"
        in stage.text
    )
    await stage.press("B")  # the cursor of the layers is on the first
    assert "layer 1 hides 78.1 kB of the base image, 65.1 kB of it overwritten:" in stage.text


@on_lecture
async def each_cause_says_what_it_means(stage: Stage) -> None:
    await stage.press("2", *["b"] * 4, "home")
    assert "a later layer stores other content at the path" in stage.text
    assert "mostly: layer 3 overwrites" in stage.text


async def test_more_than_a_frame_can_list_is_listed_by_a_thread(tmp_path: Path) -> None:
    first = [file(f"d/f{number:04}", b"x") for number in range(FRAME + 1)]
    spec = ImageSpec(layers=[first, [whiteout("d")]], history=["COPY d", "RUN rm -r d"])
    async with opened(LEGACY.write(tmp_path / "i.tar", spec)) as stage:
        await stage.press("2", "down", "down")
        assert "/d/f0002   1 B written by 0" in stage.text
        await stage.press("b")
        assert "exclude it from COPY" in stage.text
        await stage.press("space", "end")
        assert f"/d/f{FRAME:04}   1 B written by 0" in stage.text
        await stage.press("b", "b", "b", "b")
        assert "dive counts nothing as wasted" in stage.text
        await stage.press("b")
        assert f"/d/f{FRAME:04}   1 B written by 0" in stage.text


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_dives_list_is_what_dive_shows(size: tuple[int, int]) -> None:
    # Count, total space and path of dive 0.13.1 for this image.
    shown = """
        4        191 kB  /var/lib/rpm/Packages
        2        182 kB  /var/cache/yum/x86_64/7/base/primary.sqlite
        2         72 kB  /usr/sbin/httpd
        4         52 kB  /var/lib/rpm/Basenames
        4         24 kB  /var/lib/rpm/Obsoletename
        4         21 kB  /etc/ld.so.cache
    """
    expected = [line.split() for line in shown.strip().splitlines()]
    async with opened(LECTURE, size) as stage:
        await stage.press("2", *["b"] * 5)
        assert "count  total space  path" in stage.text
        source = stage.main.query_one("#waste-rows", Rows).source
        for index, (count, space, _, path) in enumerate(expected):
            cells = source.row(index).cells
            assert (cells[0], cells[2](80)) == (count, path)  # type: ignore[operator]
            # dive rounds to two digits.
            assert abs(float(str(cells[1]).split()[0]) - float(space)) < 1
        assert "dive adds up all copies of a path, including the one still visible" in stage.text
        await stage.press("home", "down", "down", "enter")
        assert "changes of layer 4" in stage.text
        assert "/usr/sbin/httpd   written by 4" in stage.text


# Advice that no line of 80 columns holds.
COPIES = ImageSpec(
    layers=[
        [directory("srv"), file("srv/data.bin", b"x" * 123_456)],
        [file("srv/data.bin", b"x" * 123_456, mode=0o600)],
        [whiteout("srv/data.bin")],
    ],
    history=["RUN one " + "and " * 60, "RUN two", "RUN three"],
)
LONG = (
    "layer 0 wrote 123 kB, layer 1 stored it again, layer 2 removes it: do not write it, or do "
    "everything in one RUN"
)


@pytest.mark.parametrize("keys", [["w"], ["2"], ["2", "b", "b"], ["2", *["b"] * 4]])
async def test_advice_is_wrapped_below_the_list(tmp_path: Path, keys: list[str]) -> None:
    async with opened(LEGACY.write(tmp_path / "i.tar", COPIES)) as stage:
        await stage.press(*keys)
        while LONG not in stage.words:
            before = stage.text
            await stage.press("down")
            assert stage.text != before, LONG
        assert stage.line(" layer 0: RUN one and").endswith("…")


async def test_a_key_shows_the_advice_and_the_commands_in_whole(tmp_path: Path) -> None:
    async with opened(LEGACY.write(tmp_path / "i.tar", COPIES), (80, 14)) as stage:
        await stage.press("w", "down")
        assert "do not write it" not in stage.text
        await stage.press("e")
        text = " ".join(line[4:-4].strip(" │▐") for line in stage.text.splitlines())
        assert LONG in " ".join(text.split())
        await stage.press("end", "pageup")
        assert "and and" in stage.text
        await stage.press("escape", "escape")


@on_lecture_wide
async def a_group_opens_and_its_rows_lead_to_the_path(stage: Stage) -> None:
    await stage.press("w")
    assert "/var/cache/yum/x86_64/7/base/primary.sqlite" not in stage.text
    await stage.press("enter", "down", "enter")
    assert "written by 3, hidden by 4" in stage.text
    assert "primary.sqlite" in stage.text


PATHS = ImageSpec(
    layers=[
        [file("srv/a", b"first\n" * 300, mode=0o644), file("etc/x", b"x")],
        [file("srv/a", b"second\n" * 200, mode=0o644), file("opt/b", b"b" * 50)],
        [file("opt/b", b"b" * 50, mode=0o600), file("tmp/c", b"own\n"), file("tmp/c", b"other")],
        [whiteout("srv"), whiteout("tmp/c")],
    ],
    history=["COPY one", "RUN two", "RUN three", "RUN four"],
)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_keys_act_on_the_version_that_is_wasted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(LEGACY.write(tmp_path / "i.tar", PATHS), size) as stage:
        await stage.press("2")
        assert stage.line("/srv/a   1.80 kB written by 0, hidden by 1: overwritten")
        await stage.press("d")
        assert "/srv/a   layer 1 against layer 0" in stage.text
        assert "first" in stage.text
        await stage.press("enter")
        assert "/srv/a   written by layer 0, hidden by layer 1" in stage.text
        assert "first" in stage.text
        await stage.press("escape", "down")
        assert stage.line("/srv/a   1.40 kB written by 1, hidden by 3: removed")
        await stage.press("d")
        assert "/srv/a   layer 3 removed what layer 1 wrote" in stage.text
        assert "second" in stage.text
        await stage.press("escape", "p")
        assert "History of /srv/a" in stage.text
        assert "layer 3: RUN four" in stage.line("hidden by")
        await stage.press("escape", "x")
        assert "Extract /srv/a as it is at layer 1 to which folder?" in stage.text
        await stage.press("ctrl+u", *"out", "enter")
        assert (tmp_path / "out/srv/a").read_bytes() == b"second\n" * 200


async def test_a_version_that_its_own_layer_took_away_is_shown_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(LEGACY.write(tmp_path / "i.tar", PATHS), WIDE) as stage:
        await stage.press("2", "end")
        assert stage.line("/tmp/c   4 B written by 2, hidden by 2: overwritten")
        assert "layer 2: RUN three" in stage.line("hidden by ")
        await stage.press("d", "enter")
        assert "own" in stage.text
        await stage.press("x", "ctrl+u", *"out", "enter")
        assert (tmp_path / "out/tmp/c").read_bytes() == b"own\n"


@on_paths
async def keys_act_on_the_folder_of_a_group_and_on_no_other_group(stage: Stage) -> None:
    await stage.press("2", "b", "b", "x")
    assert "Space opens or closes, e shows advice" in stage.text
    assert "There is no path under the cursor." in stage.text
    await stage.press("escape", "b", "p")
    assert "History of /srv" in stage.text
    await stage.press("escape", "x")
    assert "Extract /srv as it is at layer 0 to which folder?" in stage.text
    await stage.press("escape")
    assert stage.line("/srv   as at layer 0: 3.20 kB in it wasted")


@on_paths
async def keys_act_on_the_path_of_the_files_again_once_these_are_shown(stage: Stage) -> None:
    await stage.press("1", "end", "p")
    assert "History of /srv/a" in stage.text
    await stage.press("escape", "2", "down", "down", "p")
    assert "History of /opt/b" in stage.text
    await stage.press("escape", "1")
    assert stage.line("/srv/a   written by 0, hidden by 1")
    await stage.press("p")
    assert "History of /srv/a" in stage.text


@on_paths
async def the_layers_that_touched_a_wasted_path_are_marked(stage: Stage) -> None:
    await stage.press("2", "down", "down")
    assert marks(stage) == [" ", "*", "*", " "]


def marks(stage: Stage) -> list[str]:
    """Return the marks of the first four layers."""
    return [line[7] for line in stage.text.splitlines()[2:6]]


@on_paths
async def the_layers_of_a_group_are_marked(stage: Stage) -> None:
    await stage.press("w")
    assert marks(stage) == ["*", "*", " ", " "]
    await stage.press("down")
    assert marks(stage) == [" ", "*", " ", "*"]
    await stage.press("b", "home")
    assert marks(stage) == ["*", " ", " ", " "]


@on_lecture_wide
async def t_keeps_to_the_chosen_layer(stage: Stage) -> None:
    await stage.press("2", "t")
    assert "that layer 0 stored is wasted" in stage.text
    await stage.press("]")
    assert "that layer 1 stored" in stage.text
    await stage.press("]", "]", "]")
    assert "0 B of the" not in stage.text
    assert "layer 4, by file" in stage.text
    assert "Nothing that layer 4 stored is wasted." in stage.text


async def test_hostile_paths_are_visible_text(tmp_path: Path) -> None:
    name = b"[@click=app.quit]x[/]\x1b[31m\xff"
    layers = [[file(name, b"1" * 9)], [file(name, b"2")]]
    path = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=layers))
    async with opened(path, WIDE) as stage:
        for _ in range(4):
            await stage.press("2", "b")
            await stage.press("right")
            assert "\x1b" not in stage.text
        assert "[@click=app.quit]x[/]" in stage.text


async def test_the_title_counts_files_and_what_is_listed_of_them(tmp_path: Path) -> None:
    sizes = (900, 800, 700)
    often = LEGACY.write(
        tmp_path / "i.tar", ImageSpec(layers=[[file("a", bytes(size))] for size in sizes])
    )
    async with opened(often) as stage:
        await stage.press("2")
        assert "wasted: 2 stored versions of 1 file" in stage.text
        await stage.press("b")
        assert stage.line("by pair of layers").strip().endswith("in 1 file, by pair of layers")


async def test_cases_on_lecture_wide() -> None:
    await on_lecture_wide.through(lambda: opened(LECTURE, WIDE))


async def test_cases_on_lecture() -> None:
    await on_lecture.through(lambda: opened(LECTURE))


async def test_cases_on_paths(tmp_path: Path) -> None:
    await on_paths.through(lambda: opened(LEGACY.write(tmp_path / "i.tar", PATHS)))
