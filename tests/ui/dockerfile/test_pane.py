"""The recipe on the screen, linked with the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.dockerfile.pane import DockerfilePane
from inspector.ui.layers.dialog import LayerDialog
from tests.build_image import ImageSpec, file, format_named
from tests.ui.images import small
from tests.ui.stage import SAMPLES, TAB, WIDE, check_golden, opened

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.stage import Stage


def cursor_line(stage: Stage) -> str:
    pane = stage.main.query_one(DockerfilePane)
    source = pane._rows.source
    return str(source.row(pane._rows.cursor).cells[-1])


async def test_the_recipe_as_the_image_tells_it() -> None:
    async with opened(SAMPLES / "lecture.tar") as stage:
        await stage.press(TAB["dockerfile"])
        check_golden("dockerfile-80x24", stage.text)
    async with opened(SAMPLES / "lecture.tar", WIDE) as stage:
        await stage.press(TAB["dockerfile"])
        check_golden("dockerfile-160x50", stage.text)


async def test_moving_in_the_recipe_moves_the_layers() -> None:
    async with opened(SAMPLES / "lecture.tar") as stage:
        await stage.press(TAB["dockerfile"], "end")
        assert "3 311 kB RUN yum -y install httpd" in stage.words
        await stage.press(*["up"] * 2)
        assert "RUN yum -y install httpd" in cursor_line(stage)
        await stage.press("enter")
        assert "RUN yum -y install httpd" in stage.text
        assert "layer 3" in stage.text


async def test_moving_in_the_layers_moves_the_recipe() -> None:
    async with opened(SAMPLES / "lecture.tar") as stage:
        await stage.press("]", "]", TAB["dockerfile"])
        assert "RUN yum -y install elinks" in cursor_line(stage)


async def test_a_line_that_is_cut_can_be_read_whole(tmp_path: Path) -> None:
    told = ["COPY base /", "RUN /bin/sh -c echo " + "word " * 30 + "last # buildkit"]
    spec = ImageSpec(layers=[[file("a", b"x")], [file("b", b"x")]], history=told)
    async with opened(format_named("docker-25").write(tmp_path / "i.tar", spec)) as stage:
        await stage.press(TAB["dockerfile"])
        assert "e Details" in stage.text.splitlines()[-1]
        rows = stage.main.query_one(DockerfilePane)._rows
        lines = [str(rows.source.row(at).cells[-1]) for at in range(len(rows.source))]
        rows.move_to(next(at for at, line in enumerate(lines) if line.startswith("RUN")))
        await stage.settle()
        assert "last" not in stage.text
        await stage.press("e")
        assert [type(each) for each in stage.app.screen_stack[1:]] == [LayerDialog]
        assert "word last" in " ".join(stage.words.replace("│", " ").split())
        # What is told beside the instructions is in no step.
        await stage.press("escape")
        comment = next(at for at, line in enumerate(lines) if line.startswith("#"))
        rows.move_to(comment)
        await stage.press("e")
        shown = " ".join(stage.words.replace("│", " ").split())
        assert " ".join(lines[comment].split()) in shown
        await stage.press("escape")
        assert stage.app.screen is stage.main


async def test_hostile_history_is_visible_text(tmp_path: Path) -> None:
    told = "RUN /bin/sh -c echo [/] [bold] [@click=app.quit]x[/] \x1b[31m \u202e # buildkit"
    spec = ImageSpec(layers=[[file("a", b"x")]], history=[told])
    path = format_named("docker-25").write(tmp_path / "i.tar", spec)
    async with opened(path, WIDE) as stage:
        await stage.press(TAB["dockerfile"])
        assert "[@click=app.quit]x[/]" in stage.text
        assert "\x1b" not in stage.text
        assert "\u202e" not in stage.text


async def test_a_tab_without_paths_offers_no_keys_of_them(tmp_path: Path) -> None:
    async with opened(small(tmp_path), (200, 30)) as stage:
        for tab in ("dockerfile", "history", "image"):
            await stage.press("[", "[", "1")
            assert "x Extract" in stage.text.splitlines()[-1]
            await stage.press(TAB[tab])
            assert "Extract" not in stage.text.splitlines()[-1], tab
            assert "/etc" not in stage.text.splitlines()[-2], tab
            # What is typed for the question that did not come is no key.
            await stage.press("x", *"/tmp/q")
            assert "There is no path under the cursor." in stage.text, tab
            await stage.press("escape")
            assert stage.app.screen is stage.main
        await stage.press(TAB["history"], "end", "up", "up")
        assert stage.text.splitlines()[-2] == " RUN one"
        await stage.press("[", "1")
        assert "/etc" in stage.text.splitlines()[-2]
