"""The container on the screen: a prompt, three views, and ways back."""

from __future__ import annotations

import unicodedata
from threading import Event
from typing import TYPE_CHECKING

import pytest
from textual.events import Key

from inspector.ui.container.prompt import PromptField
from inspector.ui.container.screen import ContainerScreen
from inspector.ui.keys import queue
from inspector.ui.keys.queue import KeyBurst
from inspector.ui.session.container import Container
from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.image_job import Wanted
from tests.build_image import ImageSpec, file
from tests.ui.headless import draw
from tests.ui.images import LEGACY, damaged, hostile, small
from tests.ui.pseudoterminal import IMAGE, SHOWN, START, Terminal, program
from tests.ui.shell.test_themes import LEAST, USUAL, bare, contrast, drawn, few_colours
from tests.ui.stage import LOW, NARROW, NOW, SAMPLES, WIDE, Stage, check_golden, opened

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.ui.session.container import Ran

SIZES = {"80x24": NARROW, "160x50": WIDE}
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


async def run(stage: Stage, *lines: str) -> None:
    for line in lines:
        field(stage).set_line(line)
        await stage.press("enter")


def field(stage: Stage) -> PromptField:
    return stage.app.screen.query_one(PromptField)


@pytest.mark.parametrize("size", SIZES)
async def test_a_container_looks_as_it_did(size: str) -> None:
    async with opened(SAMPLES / "lecture.tar", SIZES[size]) as stage:
        await stage.press("c")
        check_golden(f"container-empty-{size}", stage.text)
        await run(
            stage,
            "echo hello >> /etc/passwd",
            "chmod 700 /usr/lib64/libcrypto.so.1.0",
            "cd /usr",
            "rm -rf share",
            "mkdir new",
            "rm none",
        )
        check_golden(f"container-{size}", stage.text)
        await stage.press("tab", "tab")
        check_golden(f"container-merged-{size}", stage.text)
        await stage.press("c")
        check_golden(f"container-commit-{size}", stage.text)
        await stage.press("escape", "X")
        check_golden(f"container-remove-{size}", stage.text)


async def test_it_can_be_read_on_a_low_screen() -> None:
    async with opened(SAMPLES / "lecture.tar", LOW) as stage:
        await stage.press("c")
        await run(stage, "rm -rf /usr/share")
        assert "hid /usr/share" in stage.words
        assert "stays as it is" in stage.line("image 1.63 MB")
        await stage.press("tab")
        assert "/usr/share" in stage.line("c 0,0")
        await stage.press("tab")
        assert "Merged view" in stage.text
        assert "usr/" in stage.text


async def test_typed_commands_run_and_the_image_stays(tmp_path: Path) -> None:
    async with opened(small(tmp_path), WIDE) as stage:
        await stage.press("c", *"cat", "space", "slash", *"etc", "slash", *"pa", "tab")
        assert field(stage).value == "cat /etc/passwd "
        await stage.press("enter")
        assert field(stage).value == ""
        assert "toor" in stage.text
        assert "nothing was written" in stage.text
        await run(stage, "rm /etc/passwd", "cat /etc/passwd")
        assert "cat: /etc/passwd: No such file or directory" in stage.text
        assert "hidden: 4 B" in stage.text
        await run(stage, "cd /etc")
        assert "-rw------- 4 B passwd hidden" in stage.words
        assert "D -rw------- 4 B passwd whiteout" in stage.words


async def test_what_is_typed_right_behind_the_key_that_opens_it_is_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "_PATIENCE", 0)  # as a busy machine is slow
    async with opened(small(tmp_path)) as stage:
        typed = (Key("space" if each == " " else each, each) for each in "cmkdir new")
        stage.app.post_message(KeyBurst((*typed, Key("enter", "\r"))))
        await stage.settle()
        await stage.settle()
        assert "/ # mkdir new" in stage.words
        assert "/new" in stage.words
        await stage.press("escape", "c", "escape", "1")
        assert stage.app.screen is stage.main


async def test_what_is_not_understood_comes_back_with_up_and_says_what_is(tmp_path: Path) -> None:
    async with opened(small(tmp_path), WIDE) as stage:
        await stage.press("c", *"reboot", "enter")
        assert "reboot is not understood: no program runs in this container" in stage.text
        assert field(stage).value == ""
        await stage.press("up")
        assert field(stage).value == "reboot"
        await stage.press("escape")
        assert field(stage).value == ""
        assert isinstance(stage.app.screen, ContainerScreen)


async def test_up_and_down_go_through_what_was_typed(tmp_path: Path) -> None:
    async with opened(small(tmp_path), WIDE) as stage:
        await stage.press("c", "up")
        assert field(stage).value == "echo hello >> /etc/passwd"
        await run(stage, "ls /", "pwd")
        await stage.press("up", "up")
        assert field(stage).value == "ls /"
        await stage.press("down")
        assert field(stage).value == "pwd"
        await stage.press("down")
        assert field(stage).value == ""


async def test_undo_reset_and_remove_by_word_and_by_key(tmp_path: Path) -> None:
    async with opened(small(tmp_path), WIDE) as stage:
        await stage.press("c")
        await run(stage, "mkdir /one", "mkdir /two", "undo")
        assert "Undone: mkdir /two" in stage.text
        await stage.press("tab", "U")
        assert "Undone: mkdir /one" in stage.text
        assert "Writable layer empty" in stage.words
        await stage.press("p")
        await run(stage, "echo 12345 > /x")
        await stage.press("tab", "R")
        assert "Writable layer empty" in stage.words
        await stage.press("U")
        assert "Writable layer 1 new" in stage.words
        await stage.press("X", "escape")
        assert "Writable layer 1 new" in stage.words
        await stage.press("X", "enter")
        assert "all it wrote (6 B). The image is as it was." in stage.words
        assert "Writable layer empty" in stage.words
        await stage.press("p")
        await run(stage, "undo")
        assert "There is nothing to undo." in stage.text


async def test_the_container_is_kept_while_its_screen_is_closed(tmp_path: Path) -> None:
    async with opened(small(tmp_path), WIDE) as stage:
        await stage.press("c")
        await run(stage, "echo 12345 > /x; cd /etc", "exit")
        assert stage.app.screen is stage.main
        await stage.press("c")
        assert "A 6 B /x new" in stage.words
        assert "/etc #" in stage.text
        assert "echo 12345 > /x" in stage.text
        await stage.press("escape")
        assert stage.app.screen is stage.main


async def test_enter_on_a_path_puts_it_into_the_prompt(tmp_path: Path) -> None:
    image = LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=[[file("a b", b"found")]]))
    async with opened(image, WIDE) as stage:
        await stage.press("c", *"cat", *["shift+tab"] * 3, "enter")
        assert field(stage).value == "cat /a\\ b "
        await stage.press("enter")
        assert "found" in stage.text


async def test_one_key_turns_the_views_of_a_narrow_screen(tmp_path: Path) -> None:
    async with opened(small(tmp_path), NARROW) as stage:
        await stage.press("c")
        for title in ("Writable layer", "Merged view", "Image, read-only", "Writable layer"):
            shown = [line for line in stage.text.splitlines() if title in line]
            assert len(shown) == 1, title
            assert "hello" in stage.text
            await stage.press("ctrl+t")
        await stage.press("tab", "v")
        assert "Image, read-only" in stage.text
        assert "Merged view" not in stage.text


async def test_escape_stops_a_line_that_takes_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_go_on = Event(), Event()
    inner = Container.run

    def slow(container: Container, line: str) -> Ran:
        stopped = container.filesystem.clock

        def wait() -> int:
            begun.set()
            may_go_on.wait(10)
            return stopped()

        container.filesystem.clock = wait
        try:
            return inner(container, line)
        finally:
            container.filesystem.clock = stopped

    async with opened(small(tmp_path), WIDE) as stage:
        await stage.press("c")
        monkeypatch.setattr(Container, "run", slow)
        field(stage).set_line("mkdir /one /two")
        await stage.pilot.press("enter")
        while not begun.is_set():
            await stage.pilot.pause(0.01)
        await stage.pilot.press("escape")
        await stage.pilot.pause(0.4)
        draw(stage.app)
        assert "running… Escape stops it" in stage.text
        may_go_on.set()
        await stage.settle()
        assert "Stopped: all is as it was before this line." in stage.text
        assert "Writable layer empty" in stage.words
        monkeypatch.undo()
        await stage.press(*"pwd", "enter")
        assert "/ # pwd" in stage.text


async def test_hostile_names_are_text_everywhere(tmp_path: Path) -> None:
    async with opened(hostile(tmp_path), WIDE) as stage:
        await stage.press("c")
        await run(stage, "ls -l /", "chmod 600 /*", "rm -f /*", "ls", "find /")
        for keys in (["tab"], ["end"], ["tab"], ["end"], ["enter"], ["enter"], ["escape"]):
            await stage.press(*keys)
            shown = {unicodedata.category(char) for char in stage.text if char != "\n"}
            assert not shown & HIDDEN, keys
        assert "caf\\xe9" in stage.text


async def test_the_root_is_not_removed_unless_all_in_it_is_named(tmp_path: Path) -> None:
    async with opened(small(tmp_path), WIDE) as stage:
        await stage.press("c")
        await run(stage, "rm -rf /")
        assert "rm: it is dangerous to operate recursively on '/'" in stage.text
        await run(stage, "rm -rf /*", "ls /")
        assert "2 hidden" in stage.text
        assert "D drwxr-xr-x etc/" in stage.words


async def test_the_end_of_much_output_is_seen_and_the_rest_is_scrolled_to(tmp_path: Path) -> None:
    numbers = "".join(f"line {number}\n" for number in range(1000)).encode()
    image = LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=[[file("n", numbers)]]))
    async with opened(image, NARROW) as stage:
        await stage.press("c")
        await run(stage, "cat /n")
        assert "line 999" in stage.text
        assert "line 980" not in stage.text
        await stage.press("pageup", "pageup")
        assert "line 980" in stage.text
        await run(stage, "clear")
        assert "line 9" not in stage.text


async def test_damaged_layers_are_said(tmp_path: Path) -> None:
    async with opened(damaged(tmp_path), WIDE) as stage:
        await stage.press("c")
        assert "what it held may be missing." in stage.words
        assert "Layer 1 is " in stage.words


async def test_it_can_be_what_is_shown_first(tmp_path: Path) -> None:
    app = LayerscopeApp(Wanted(str(small(tmp_path)), is_container=True), now=NOW)
    async with app.run_test(size=NARROW) as pilot:
        stage = Stage(app, pilot)
        while not isinstance(app.screen, ContainerScreen):
            await pilot.pause(0.01)
        await stage.settle()
        await stage.pilot.pause(0.2)
        await stage.settle()
        assert "No program is run" in stage.words
        await run(stage, "help")
        assert "Commands, like GNU's: cat cd" in stage.text
        await stage.press("escape")
        assert stage.app.screen_stack == [stage.main]


async def test_it_waits_for_layers_that_are_still_being_read(tmp_path: Path) -> None:
    async with opened(small(tmp_path), WIDE) as stage:
        session = stage.main.session
        assert session is not None
        session.merged -= 1
        await stage.press("c", *"pwd", "enter")
        assert "Reading layer 2 of 3: the container starts when 1 more layer is read." in stage.text
        assert field(stage).value == "pwd"
        stage.main.image_loading.layer_merged(session, 2, session.layer_sizes[2])
        await stage.settle()
        await stage.press("enter")
        assert "/ # pwd" in stage.text


async def test_it_can_be_read_in_every_theme() -> None:
    async with opened(SAMPLES / "lecture.tar", WIDE) as stage:
        await stage.press("c")
        await run(stage, "chmod 600 /etc/passwd", "rm -r /usr/share", "mkdir /new", "nonsense")
        for theme in stage.app.available_themes:
            stage.app.theme = theme
            least = USUAL if theme in {"textual-dark", "textual-light"} else LEAST
            await stage.press("shift+tab")
            assert theme.startswith("ansi") or not bare(stage), theme
            for style, text in {style: text for text, style in drawn(stage)}.items():
                for each in (style, few_colours(text, style)):
                    ratio = contrast(each)
                    assert ratio is None or ratio >= least, (theme, text, each)


def test_without_a_command_the_command_opens_it_on_a_terminal(tmp_path: Path) -> None:
    words = program(START, "container", IMAGE)
    with Terminal(tmp_path, words) as terminal:
        terminal.read(until=b"or try")
        terminal.press(b"echo 12345 > /x\r")
        terminal.read(until=b"wrote /x")
        terminal.press(b"exit\r")
        terminal.read(until=SHOWN)
        terminal.check_leaves()
