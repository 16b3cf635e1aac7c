"""The user's keys do what the file says; what it says wrongly is told, and the rest holds."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.ui.keys.actions import Keymap
from inspector.ui.keys.names import key_word
from inspector.ui.shell.app import LayerscopeApp
from inspector.ui.shell.image_job import Wanted
from inspector.ui.shell.keymap.file import key_named, keymap_path, read_keymap
from inspector.ui.shell.keymap.presets import PRESETS
from inspector.ui.shell.keymap.table import all_actions
from tests.cases import tried_with
from tests.ui.images import small
from tests.ui.shell.test_hostile import is_clean
from tests.ui.stage import NOW, WIDE, Stage
from tests.ui.views import go_to

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


def read(tmp_path: Path, text: str | bytes) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    path = tmp_path / "keys.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    keymap = read_keymap(path)
    assert all(line.startswith(f"{path}: ") for line in keymap.complaints)
    return dict(keymap.keys), [line.removeprefix(f"{path}: ") for line in keymap.complaints]


@pytest.mark.parametrize(
    "text",
    [
        '[keys]\nmain.mode = "m,ctrl+o"',
        '[keys]\n"main.mode" = ["m", "Ctrl+O"]',
        '[keys.main]\nmode = " m , CTRL+o , m "',
        'keys = { main = { mode = "m,ctrl+O" } }',
    ],
)
def test_keys_can_be_written_in_every_way_that_toml_has(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == ({"main.mode": ("m", "ctrl+o")}, [])


@tried_with(
    ("text", "key"),
    [
        ("a", "a"), ("G", "G"), ("shift+g", "G"), ("?", "question_mark"), ("<", "less_than_sign"),
        ("+", "plus"), ("ctrl++", "ctrl+plus"), ("Ctrl+L", "ctrl+l"), ("ctrl+space", "ctrl+space"),
        ("PgUp", "pageup"), ("esc", "escape"), ("F5", "f5"), ("alt+Enter", "alt+enter"),
        ("ctrl+shift+left", "ctrl+shift+left"), ("slash", "slash"), ("comma", "comma"),
        ("é", "é"), ("", None), ("  ", None), ("nokey", None), ("crtl+a", None), ("ctrl+", None),
        ("\x1b", None), ("ab", None), ("+a", None),
    ],
)  # fmt: skip
def test_keys_have_the_names_that_people_give_them(text: str, key: str | None) -> None:
    assert key_named(text) == key


@given(st.text(max_size=12))
def test_any_text_is_a_key_or_none(text: str) -> None:
    key = key_named(text)
    assert key is None or not text.isascii() or key_named(key) == key


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[keys]\nmain.mood = 'x'", "there is no action 'main.mood'; did you mean main.mode?"),
        ("[keys]\nzzzzzz = 'x'", "there is no action 'zzzzzz'"),
        ("[keys]\nmain.mode = 3", "main.mode: keys must be a string or a list of strings"),
        ("[keys]\nmain.mode = ['x', 1]", "main.mode: keys must be a string or a list of strings"),
        ("[keys]\nmain.mode = 'crtl+a'", "main.mode: there is no key 'crtl+a'"),
        ("[keys]\nmain.mode = ''", "main.mode: there is no key ''"),
        ("keys = 'a'", "'keys' is not a table: write [keys] above the keys"),
        ("keymap = 'vim'", "there is no keymap 'vim'; the keymaps are default, dive"),
        ("keymap = 3", "there is no keymap 3; the keymaps are default, dive"),
        ("kyes = 3", "'kyes' is not known; only 'keymap' and 'keys' are"),
        ("[keys]\nmain.mode = 'd'", "main.mode: 'd' is already the key of path.difference"),
        ("[keys]\nmain.mode = 'ctrl+i'", "main.mode: 'tab' is already the key of main.focus_next"),
        ("[keys]\nmain.mode = 'x", "no keys were changed: Expected"),
        (b"\xff\xfe", "no keys were changed: not a text file"),
        ("a = " + "[" * 5000, "no keys were changed: nested too deeply"),
        ("a = " + "9" * 5000, "no keys were changed: a number of more than 4,300 digits"),
    ],
)
def test_what_cannot_be_done_is_told_and_the_rest_holds(
    tmp_path: Path, text: str | bytes, words: str
) -> None:
    keys, complaints = read(tmp_path, text)
    assert keys == {}
    assert len(complaints) == 1
    assert complaints[0].startswith(words)
    if isinstance(text, str) and text.startswith("[keys]") and "no keys" not in words:
        keys, complaints = read(tmp_path, f"{text}\nlayers.empty = 'E'")
        assert (keys, len(complaints)) == ({"layers.empty": ("E",)}, 1)


def test_keys_may_be_exchanged(tmp_path: Path) -> None:
    text = "[keys]\npath.difference = 'x'\npath.extract = 'd'"
    assert read(tmp_path, text) == ({"path.difference": ("x",), "path.extract": ("d",)}, [])


def test_of_two_that_want_one_key_the_first_has_it(tmp_path: Path) -> None:
    keys, complaints = read(tmp_path, "[keys]\nmain.mode = 'f5'\npath.life = 'f5'")
    assert keys == {"main.mode": ("f5",)}
    assert complaints == ["path.life: 'f5' is already the key of main.mode"]


def test_panes_that_never_have_the_focus_together_may_share_a_key(tmp_path: Path) -> None:
    text = "[keys]\nlayers.empty = 'f5'\nwaste.group = 'f5'"
    assert read(tmp_path, text) == ({"layers.empty": ("f5",), "waste.group": ("f5",)}, [])


def test_a_file_that_is_not_there_asks_for_nothing(tmp_path: Path) -> None:
    assert read_keymap(tmp_path / "none.toml") == Keymap()
    (tmp_path / "file").touch()
    assert read_keymap(tmp_path / "file" / "keys.toml") == Keymap()


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    keymap = read_keymap(tmp_path)
    assert keymap.keys == {}
    assert "cannot be read" in keymap.complaints[0]


def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    os.mkfifo(path)
    told = f"{path}: cannot be read: it is a FIFO, not a file"
    assert read_keymap(path) == Keymap(complaints=(told,))


@pytest.mark.parametrize("name", PRESETS)
def test_presets_name_actions_that_exist_and_keys_that_do_not_clash(
    tmp_path: Path, name: str
) -> None:
    assert set(PRESETS[name]) <= set(all_actions())
    keys, complaints = read(tmp_path, f"keymap = {name!r}")
    assert (keys, complaints) == (dict(PRESETS[name]), [])


def test_a_preset_gives_way_to_the_user(tmp_path: Path) -> None:
    keys, complaints = read(tmp_path, "keymap = 'dive'\n[keys]\nmain.mode = 'ctrl+a'")
    assert keys["main.mode"] == ("ctrl+a",)
    assert not {"main.added", "layers.aggregate"} & keys.keys()
    assert keys["main.removed"] == ("R", "ctrl+r")
    assert complaints == []


def test_keys_lie_in_the_users_configuration() -> None:
    assert str(keymap_path()) == os.environ["XDG_CONFIG_HOME"] + "/layerscope/keys.toml"


# So high that all of the help is seen.
WHOLE_HELP = (160, 250)


@asynccontextmanager
async def opened_with(
    tmp_path: Path, text: str, size: tuple[int, int] = WIDE
) -> AsyncIterator[Stage]:
    path = tmp_path / "keys.toml"
    path.write_text(text)
    app = LayerscopeApp(Wanted(str(small(tmp_path))), now=NOW, keymap=read_keymap(path))
    async with app.run_test(size=size, notifications=True) as pilot:
        stage = Stage(app, pilot)
        await stage.settle()
        yield stage


async def test_keys_of_the_file_work_and_are_shown(tmp_path: Path) -> None:
    own = "[keys]\nmain.mode = 'f5'\nrows.down = 'z'"
    async with opened_with(tmp_path, own, WHOLE_HELP) as stage:
        await stage.press("a", "down")
        assert "changes of layer 0" in stage.text
        await stage.press("f5", "z", "z")
        assert "everything up to layer 1" in stage.text
        assert "f5 All/changes" in stage.text.splitlines()[-1]
        await stage.press("question_mark")
        assert "f5" in stage.line("Show everything up to the layer, or only what it changed")


async def test_sentences_name_the_keys_of_the_file(tmp_path: Path) -> None:
    own = """[keys]
    main.mode = "f5"
    main.end_range = "`"
    main.filter = "F"
    dialog.close = ["(", "escape"]
    lines.extract = "X"
    """
    async with opened_with(tmp_path, own, WHOLE_HELP) as stage:
        await stage.press("v")
        assert "` ends the range" in stage.text
        await stage.press("`", "n")
        assert "No filter is set: F sets one." in stage.text
        await stage.press("question_mark")
        assert "( closes" in stage.text
        text = " ".join(stage.words.replace("│", " ").split())
        assert "what it changed, or (f5) everything up to it" in text
        assert "v starts a range of layers" in text
        assert "` ends it, or v again" in text
        await stage.press("(")
        await go_to(stage, "/etc/passwd", 0, "enter", "t", "c")
        assert "This is a hex dump: t shows the text, X extracts it." in stage.words
        await stage.press("X")
        assert "Enter writes, ( closes" in stage.text


@tried_with(
    ("key", "word"),
    [
        ("escape", "Escape"), ("slash", "/"), ("a", "a"), ("G", "G"), ("pageup", "PageUp"),
        ("ctrl+e", "Ctrl+e"), ("shift+tab", "Shift+Tab"), ("f5", "f5"), ("plus", "+"),
    ],
)  # fmt: skip
def test_keys_have_names_for_sentences(key: str, word: str) -> None:
    assert key_word(key) == word


async def test_the_keys_of_dive_work(tmp_path: Path) -> None:
    async with opened_with(tmp_path, "keymap = 'dive'") as stage:
        await stage.press("ctrl+a")
        assert "everything up to layer 0" in stage.text
        await stage.press("ctrl+l", "d")
        assert stage.text.splitlines()[-2] == " LABEL a=b"
        await stage.press("u", "1", "space")
        assert stage.rows[0] == "A ▸ srv/  +2"
        await stage.press("ctrl+e")
        assert "to which folder?" in stage.text
        await stage.press("escape")
        await stage.pilot.press("q")
    assert stage.app.return_value == 0


async def test_a_key_of_dive_may_mean_two_things(tmp_path: Path) -> None:
    async with opened_with(tmp_path, "keymap = 'dive'") as stage:
        await stage.press("end", "ctrl+a")
        assert "everything up to layer 2" in stage.text
        assert stage.rows == ["A ▸ opt/", "M ▸ etc/"]
        assert "Escape ends the range" in stage.text
        await stage.press("up", "ctrl+l")
        assert "changes of layer 2   by size" in stage.text
        assert "ends the range" not in stage.text
        await stage.press("home", "1", "ctrl+a")
        assert "hidden: added" in stage.text
        await stage.press("ctrl+r", "ctrl+m", "M")
        assert "hidden: added, removed" in stage.text
        await stage.press("ctrl+a", "ctrl+r")
        assert "hidden" not in stage.line("changes of layer 0")


@pytest.mark.parametrize("key", ["ctrl+space", "ctrl+@"])
async def test_control_and_space_is_heard_as_terminals_send_it(tmp_path: Path, key: str) -> None:
    async with opened_with(tmp_path, "keymap = 'dive'") as stage:
        await stage.press("1", key)
        assert stage.rows == ["A ▸ srv/  +2", "A ▸ etc/  +1"]
        await stage.press("ctrl+underscore")
        assert stage.app.focused is not None
        assert stage.app.focused.id == "filter-field"


async def test_control_b_and_u_are_those_of_dive(tmp_path: Path) -> None:
    async with opened_with(tmp_path, "keymap = 'dive'") as stage:
        await stage.press("1", "ctrl+b")
        assert "-rw-r--r--" not in stage.text
        await stage.press("right_square_bracket", "a", "ctrl+u")
        assert stage.rows == ["A ▾ opt/", "A     new", "M ▾ etc/", "M     passwd"]


async def test_complaints_are_shown_and_told_at_the_end(tmp_path: Path) -> None:
    async with opened_with(tmp_path, "[keys]\n'[/]\\u001b[31m' = 'x'\nmain.mode = 'f5'") as stage:
        await stage.press("f5")
        assert "everything up to layer 0" in stage.text
        assert "'[/]" in stage.text
        assert is_clean(stage)
        (line,) = stage.app.complaints()
        assert "there is no action" in line
        assert line.count("\x1b") == 0
        assert stage.app.exit_code == 0


async def test_many_mistakes_are_one_note(tmp_path: Path) -> None:
    text = "[keys]\n" + "\n".join(f"no.such{number} = 'x'" for number in range(40))
    async with opened_with(tmp_path, text) as stage:
        (note,) = stage.app._notifications
        assert "there is no action 'no.such0'" in note.message
        assert "(+39 more, printed on exit)" in note.message
        assert len(stage.app.complaints()) == 40
