"""The file tree: sorted, filtered, gone through from match to match; the cursor keeps its path."""

from __future__ import annotations

import re
from time import process_time
from typing import TYPE_CHECKING

import pytest
from textual.events import Key

from inspector.ui.files.filter_query import FilterQuestion
from inspector.ui.keys.queue import KeyBurst
from inspector.ui.keys.reader import KeyParser
from inspector.ui.kit.filter_line import FilterLine
from inspector.ui.session.selection import Sort
from tests.build_image import ImageSpec, directory, empty, file, whiteout
from tests.cases import walked
from tests.ui.images import LEGACY, crowded, damaged, several, small, varied
from tests.ui.stage import LOW, NARROW, TAB, WIDE, Stage, check_golden, opened
from tests.ui.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from inspector.ui.files.filter_matches import Matches
    from inspector.ui.kit.jobs import Job

on_varied = Walk()
on_varied_wide = Walk()

SPECIAL = {
    "/": "slash", ">": "greater_than_sign", "<": "less_than_sign", ":": "colon", "*": "asterisk",
    ".": "full_stop", "!": "exclamation_mark", " ": "space", "[": "left_square_bracket",
    "-": "minus", "^": "circumflex_accent", '"': "quotation_mark", "(": "left_parenthesis",
}  # fmt: skip


async def type_filter(stage: Stage, text: str, *then: str) -> None:
    """Open the filter's line, type a text, press further keys."""
    await stage.press("slash")
    await stage.press(*(SPECIAL.get(char, char) for char in text), *then)


def keys_of(text: str) -> list[Key]:
    """Return the keys that a terminal sends for a text."""
    return [each for each in KeyParser().feed(text) if isinstance(each, Key)]


async def shows(stage: Stage, text: str) -> bool:
    """Wait until a text is shown, and nothing moves any more."""
    for _ in range(500):
        if text in stage.text:
            break
        await stage.pilot.pause(0.02)
    await stage.settle()
    return text in stage.text


def names(stage: Stage) -> list[str]:
    """Return the names in the tree without what stands before and behind them."""
    return [row[2:].strip(" ▾▸").split("  ")[0].split(" →")[0] for row in stage.rows]


def is_marked(stage: Stage, instruction: str) -> bool:
    """Whether the layer list marks a layer."""
    return re.match(r"[│ ]*\d+ +[^ *]?\*", stage.line(instruction)) is not None


# -- the filter


SHOWN = [
    ("setuid", ["usr/", "bin/", "su"]),
    (">1MB", ["usr/", "lib/", "big.bin"]),
    ("size>1k <4k", ["usr/", "bin/", "env"]),
    ("*.pyc symlink", ["usr/", "lib/", "c.pyc"]),
    ("ext:pyc !symlink", ["usr/", "lib/", "a.pyc", "b.pyc"]),
    ("etc/pas", ["etc/", "passwd"]),
    ("owner:1", ["etc/", "passwd"]),
    ("^/usr.bin", ["usr/", "bin/", "env", "su"]),
    ("psd", ["etc/", "passwd"]),
]


@on_varied
async def a_filter_leaves_matches_and_the_folders_above(stage: Stage) -> None:
    await stage.press("slash")
    line = stage.main.query_one(FilterLine)
    with walked() as case:
        for text, shown in SHOWN:
            with case(text):
                line.field.value = text
                await stage.settle()
                assert names(stage) == shown


@on_varied
async def it_filters_with_every_key_and_counts(stage: Stage) -> None:
    await type_filter(stage, "p")
    assert "4 of 11 paths" in stage.text
    await stage.press("y")
    assert "3 of 11 paths" in stage.text
    assert names(stage) == ["usr/", "lib/", "a.pyc", "b.pyc", "c.pyc"]
    await stage.press("backspace")
    assert "4 of 11 paths" in stage.text


@on_varied
async def a_word_is_looked_for_by_letters_only_where_no_name_has_it(stage: Stage) -> None:
    await type_filter(stage, "tol")
    # It is no name, and there are letters like that in another layer: this one has none.
    assert "0 of 11 paths" in stage.text
    assert "No path here matches the filter: n goes to layer 1." in stage.words
    assert is_marked(stage, "RUN one")
    await stage.press("backspace", "backspace", "backspace", *"psw")
    assert "1 of 11 paths, fuzzy match" in stage.text


@on_varied
async def enter_keeps_the_filter_and_goes_to_the_first_match(stage: Stage) -> None:
    await type_filter(stage, "setuid", "enter")
    assert "filter: kind:setuid   1 of 11 paths" in stage.text
    assert "/usr/bin/su   written by 0" in stage.text
    assert stage.main.query_one("#file-rows").has_focus
    assert not stage.main.query_one(FilterLine).display


async def test_a_word_leads_to_what_is_named_so(tmp_path: Path) -> None:
    paths = ["bin/passwd-tool", "etc/passwd", "etc/passwd-", "usr/passwd/x", "var/lib/opasswd"]
    spec = ImageSpec(layers=[[file(path, b"x" * (9 - at)) for at, path in enumerate(paths)]])
    async with opened(LEGACY.write(tmp_path / "x.tar", spec)) as stage:
        with walked() as case:
            for text, path in [
                ("passwd", "/etc/passwd"),
                ("etc/passwd", "/etc/passwd"),
                ("asswd", "/etc/passwd"),
                ("passwd-", "/etc/passwd-"),
                ("opass", "/var/lib/opasswd"),
                ("wd-", "/etc/passwd-"),
                ("/usr", "/usr"),
                ("*wd", "/etc/passwd"),
            ]:
                with case(text):
                    await type_filter(stage, text)
                    assert f"\n {path}   " in stage.text
                    await stage.press("enter")
                    assert f"\n {path}   " in stage.text
        await type_filter(stage, "passwd", "enter", "n")
        assert "/etc/passwd-   written by 0" in stage.text
        await stage.press("N", "escape")
        assert "/etc/passwd   written by 0" in stage.text


async def test_what_is_named_so_is_found_in_closed_folders(tmp_path: Path) -> None:
    paths = [f"a/passwd{number}" for number in range(400)] + ["etc/passwd"]
    spec = ImageSpec(layers=[[file(path, b"x") for path in paths]])
    async with opened(LEGACY.write(tmp_path / "x.tar", spec), sort=Sort.SIZE) as stage:
        await type_filter(stage, "passwd", "enter")
        assert "/etc/passwd   written by 0" in stage.text


async def test_the_cursor_stays_on_a_match_that_fits_as_well(tmp_path: Path) -> None:
    spec = ImageSpec(layers=[[file("etc/passwd", b"x"), file("usr/bin/passwd", b"x")]])
    async with opened(LEGACY.write(tmp_path / "x.tar", spec)) as stage:
        await stage.press("tab", "end")
        await type_filter(stage, "passwd", "enter")
        assert "/usr/bin/passwd   written by 0" in stage.text


@on_varied
async def the_filter_stays_over_layers_and_modes(stage: Stage) -> None:
    await type_filter(stage, "setuid", "enter", "right_square_bracket")
    assert names(stage) == ["opt/", "tool"]
    assert "filter: kind:setuid   1 of 4 paths" in stage.text
    await stage.press("a")
    assert names(stage) == ["opt/", "tool", "usr/", "bin/", "su"]
    await stage.press("right_square_bracket")
    assert names(stage) == ["opt/", "tool"]


@on_varied
async def what_a_layer_removed_is_filtered_too(stage: Stage) -> None:
    await type_filter(stage, "removed >1MB", "enter", "right_square_bracket")
    assert stage.rows == ["M ▾ usr/", "M   ▾ lib/", "D       big.bin"]
    await stage.press("right_square_bracket")
    assert "No path here matches the filter: n goes to layer 1." in stage.text
    await stage.press("a")
    assert "No path here matches the filter: a searches what layers removed." in stage.words
    step = stage.main.selection.step
    await stage.press("n")
    assert stage.main.selection.step == step
    await stage.press("R")
    assert "n goes to layer" in stage.words or "big.bin" in stage.text


@on_varied_wide
async def layers_that_touch_the_filter_are_marked(stage: Stage) -> None:
    await type_filter(stage, "big", "enter")
    assert is_marked(stage, "ADD base")
    assert is_marked(stage, "RUN one")
    assert not is_marked(stage, "RUN two")
    await stage.press("escape", "home", "up")
    await type_filter(stage, "change:metadata")
    assert is_marked(stage, "RUN two")
    assert not is_marked(stage, "RUN one")


@on_varied
async def escape_clears_the_filter(stage: Stage) -> None:
    before = stage.rows
    with walked() as case:
        for keys in (["escape"], ["enter", "escape"], ["tab", "escape"]):
            with case(keys):
                await type_filter(stage, "setuid", *keys)
                assert stage.rows == before
                assert "filter:" not in stage.text
                assert not stage.main.query_one(FilterLine).display
                assert not is_marked(stage, "RUN one")


@on_varied
async def escape_goes_back_to_where_the_filter_was_asked_for(stage: Stage) -> None:
    await type_filter(stage, "su", "escape", "down")
    assert "changes of layer 1" in stage.text


@on_varied
async def slash_begins_a_new_filter_and_the_one_before_is_one_key_away(stage: Stage) -> None:
    everything = stage.rows
    await type_filter(stage, "*.pyc", "enter", "slash")
    assert stage.rows == everything
    assert "/ ↑ *.pyc   name" in stage.text
    await stage.press(*"env")
    assert names(stage) == ["usr/", "bin/", "env"]
    await stage.press("escape", "slash", "up", "up")
    assert names(stage) == ["usr/", "lib/", "a.pyc", "b.pyc", "c.pyc"]


@on_varied_wide
async def escape_clears_the_filter_from_every_pane_and_says_so(stage: Stage) -> None:
    everything = stage.rows
    assert "Clear filter" not in stage.text
    with walked() as case:
        for key in ("shift+tab", TAB["waste"], TAB["image"]):
            stage.app.clear_notifications()
            with case(key):
                await type_filter(stage, "setuid", "enter", key)
                assert "esc Clear filter" in stage.text
                await stage.press("escape")
                assert stage.rows == everything
                assert "esc Clear filter" not in stage.text
                is_said = [each.message for each in stage.app._notifications] != []
                assert is_said == (key != "shift+tab")


@on_varied_wide
async def escape_goes_out_of_the_map_before_it_clears_the_filter(stage: Stage) -> None:
    await type_filter(stage, "setuid", "enter", TAB["map"])
    for _ in range(4):
        await stage.press("escape")
    assert stage.main.selection.filter.is_empty


@on_varied
async def escape_ends_a_range_only_once_no_filter_is_set(stage: Stage) -> None:
    await stage.press("v", "down")
    await type_filter(stage, "py", "enter", "escape")
    assert "changes of layers 0..1" in stage.text
    await stage.press("escape")
    assert "changes of layer 1" in stage.text


@on_varied_wide
async def a_term_that_is_no_field_is_named_with_what_is_possible(stage: Stage) -> None:
    await type_filter(stage, "foo:bar (")
    text = " ".join(stage.words.replace("│", "").split())
    assert "0 of 11 paths, some terms not understood" in text
    assert "foo:bar is matched as text: foo is not a field; fields are kind, change, layer" in text
    assert "( is matched as text: a regular expression is written between slashes" in text
    # Where a name has it, there is nothing to complain of.
    stage.main.query_one(FilterLine).field.value = "passwd"
    await stage.settle()
    assert "matched as text" not in stage.text


# -- a step without a layer


async def test_a_filter_on_a_step_without_a_layer_says_why_it_finds_nothing(
    tmp_path: Path,
) -> None:
    steps: list[str | Mapping[str, object]] = ["RUN one", "RUN two", empty('CMD ["sh"]')]
    spec = ImageSpec(layers=[[file("a")], [whiteout("a")]], history=steps)
    async with opened(LEGACY.write(tmp_path / "i.tar", spec)) as stage:
        await stage.press("end")
        await type_filter(stage, "removed", "enter")
        text = " ".join(stage.text.split())
        assert "searching" not in text
        assert "This step changed no files: it only set CMD. There is nothing to filter" in text
        assert "n goes to layer 1." in text
        assert "searches everything" not in text  # a change is not found there
        await stage.press("n")
        assert "changes of layer 1" in stage.text
        assert stage.rows == ["D   a"]
        await stage.press("end", "a")
        assert "everything up to layer 1" in stage.text
        assert "0 of " in stage.text


# -- what n does


async def test_n_says_where_it_leads_and_where_it_leads_nowhere(tmp_path: Path) -> None:
    async with opened(varied(tmp_path), (200, 50)) as stage:
        await type_filter(stage, "env", "enter")
        assert "n goes to the next match" in stage.text
        await stage.press("n")
        assert "the only match" in stage.text
        await type_filter(stage, ">1GB", "enter", "n")
        messages = [each.message for each in stage.app._notifications]
        assert messages == ["No path in any layer matches the filter."]


@on_varied
async def n_shows_the_files(stage: Stage) -> None:
    await type_filter(stage, "pyc", "enter", TAB["image"], "n")
    assert "/usr/lib/b.pyc   written by 0" in stage.text


# -- keys that come fast


@on_varied
async def keys_that_come_at_once_are_heard_in_their_order(stage: Stage) -> None:
    for text, shown in (
        ("/setuid\r", "filter: kind:setuid   1 of 11 paths"),
        ("/abc\x1b/env\r", "filter: env   1 of 11 paths"),
        ("2/passwx\x7fd\r", "filter: passwd   1 of 11 paths"),
        ("/pyc\rnn", "/usr/lib/c.pyc   written by 0"),
        ("\x1b2/env\r", "/usr/bin/env   written by 0"),
    ):
        stage.app.post_message(KeyBurst(keys_of(text)))
        assert await shows(stage, shown)
    await stage.press("slash", "up", "up")
    assert stage.main.query_one(FilterLine).field.value == "pyc"


async def test_no_filter_of_many_vanishes(tmp_path: Path) -> None:
    filters = [f"word{number}" for number in range(21)]
    async with opened(varied(tmp_path)) as stage:
        stage.app.post_message(KeyBurst(keys_of("".join(f"/{each}\r" for each in filters))))
        assert await shows(stage, "filter: word20")
        await stage.press("slash")
        field, seen = stage.main.query_one(FilterLine).field, []
        for _ in filters:
            await stage.pilot.press("up")
            seen.append(field.value)
        assert seen == filters[::-1]


@on_varied
async def a_text_of_ten_thousand_characters_is_one_search(stage: Stage) -> None:
    asked: list[FilterQuestion] = []
    real = FilterQuestion.find

    def find(
        question: FilterQuestion, job: Job, tell: Callable[[Matches], object]
    ) -> frozenset[int]:
        asked.append(question)
        return real(question, job, tell)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FilterQuestion, "find", find)
        began = process_time()
        stage.app.post_message(KeyBurst(keys_of("/" + "abcdefghi " * 1000 + "\r")))
        assert await shows(stage, "No path in any layer matches the filter.")
    assert len(asked) <= 2
    assert process_time() - began < 2


UNFINISHED = [
    ("su >", "try >10MB"),
    ("su kind:n", "kind:n is not one of file"),
    ("su ^(", "regular expression"),
    ("su !", "! excludes what follows"),
]


@on_varied_wide
async def what_is_not_finished_is_said_and_the_tree_stays(stage: Stage) -> None:
    line = stage.main.query_one(FilterLine)
    with walked() as case:
        for text, said in UNFINISHED:
            with case(text):
                await type_filter(stage, "su")
                assert names(stage) == ["usr/", "bin/", "su"]
                line.field.value = text
                await stage.settle()
                assert said in stage.text
                assert names(stage) == ["usr/", "bin/", "su"]
                await stage.press("enter")
                assert line.display
            await stage.press("escape")
            assert not line.display


@on_varied
async def arrows_move_in_the_tree_while_a_filter_is_typed(stage: Stage) -> None:
    await type_filter(stage, "pyc", "down")
    assert "/usr/lib/b.pyc   written by 0" in stage.text
    await stage.press("up")
    assert "/usr/lib/a.pyc   written by 0" in stage.text


@on_varied
async def folders_open_and_close_under_a_filter(stage: Stage) -> None:
    await type_filter(stage, "pyc", "enter", "left", "left")
    assert stage.rows == ["A ▾ usr/", "A   ▸ lib/  3 matches"]
    await stage.press("right")
    assert names(stage) == ["usr/", "lib/", "a.pyc", "b.pyc", "c.pyc"]
    await stage.press("left", "escape")
    # What was closed under the filter was not closed without it.
    assert "big.bin" in names(stage)


@on_varied
async def a_folder_that_matches_can_be_looked_into(stage: Stage) -> None:
    await type_filter(stage, "lib", "enter")
    assert stage.rows == ["A ▾ usr/", "A   ▸ lib/  +4"]
    await stage.press("right")
    assert names(stage) == ["usr/", "lib/", "a.pyc", "b.pyc", "big.bin", "c.pyc"]


@on_varied
async def n_goes_from_match_to_match_and_round(stage: Stage) -> None:
    await stage.press("a")
    await type_filter(stage, "*.pyc", "enter")
    for name in ("b", "c"):
        await stage.press("n")
        assert f"/usr/lib/{name}.pyc   written by 0" in stage.text
    await stage.press("n")
    assert "/usr/lib/a.pyc   written by 0" in stage.text
    assert "continued from the top" in stage.text
    await stage.press("n")
    assert "continued from the top" not in stage.text
    await stage.press("N", "N")
    assert "/usr/lib/c.pyc   written by 0" in stage.text
    assert "continued from the end" in stage.text


@pytest.mark.parametrize(("key", "name"), [("n", "a"), ("N", "c")])
async def test_n_goes_into_folders_that_are_closed(tmp_path: Path, key: str, name: str) -> None:
    async with opened(varied(tmp_path)) as stage:
        await stage.press("a")
        await type_filter(stage, "*.pyc", "enter", "home", "left")
        assert stage.rows == ["A ▸ usr/  3 matches"]
        await stage.press(key)
        assert f"/usr/lib/{name}.pyc   written by 0" in stage.text


@pytest.mark.parametrize(("key", "name"), [("n", "f0000"), ("N", "f5999")])
async def test_n_goes_into_a_folder_that_a_thread_must_open(
    tmp_path: Path, key: str, name: str
) -> None:
    async with opened(crowded(tmp_path)) as stage:
        await type_filter(stage, "f")
        assert stage.rows == ["A ▸ d/  6,000 matches"]
        await stage.press("tab", key)
        assert f"/d/{name}   written by 0" in stage.text
        assert len(stage.rows) == 6001


async def test_a_large_folder_is_sorted_and_the_cursor_stays(tmp_path: Path) -> None:
    async with opened(crowded(tmp_path)) as stage:
        await stage.press("tab", "right", "down", "down")
        assert "/d/f0001   written by 0" in stage.text
        await stage.press("s", "s", "s")
        assert "by size" in stage.text
        assert "/d/f0001   written by 0" in stage.text
        assert names(stage)[1:3] == ["f0006", "f0013"]


@on_varied
async def n_goes_on_in_the_next_layer_that_has_matches(stage: Stage) -> None:
    await type_filter(stage, "big", "enter", "n")
    assert "changes of layer 1" in stage.text
    assert "now in layer " in stage.text
    assert "/usr/lib/big.bin   written by 0, hidden by 1" in stage.text
    await stage.press("n")
    assert "changes of layer 0" in stage.text
    await stage.press("right_square_bracket", "right_square_bracket")
    assert "goes to layer 0." in stage.words
    await stage.press("N")
    assert "changes of layer 1" in stage.text
    assert "/usr/lib/big.bin   written by 0, hidden by 1" in stage.text


@on_varied
async def a_filter_that_no_layer_passes_says_so(stage: Stage) -> None:
    await type_filter(stage, ">1GB", "enter", "n")
    assert "No path in any layer matches the filter." in stage.text
    assert "changes of layer 0" in stage.text


@on_varied
async def everything_is_offered_where_it_may_have_more(stage: Stage) -> None:
    """Not at the lowest layer, and not where no layer up to here has a match."""
    offered = "a searches everything up to this layer"
    await type_filter(stage, "layer:1", "enter")
    assert "No path here matches the filter: n goes to layer 1." in stage.words
    await type_filter(stage, "env", "enter", "right_square_bracket")
    assert f"No path here matches the filter: {offered}, n goes to layer 0." in stage.words
    await type_filter(stage, "layer:2", "enter")
    assert "No path here matches the filter: n goes to layer 2." in stage.words
    # What is hidden of the changes may be the very match.
    await stage.press("escape", "A")
    await type_filter(stage, "bin/su", "enter")
    assert f"No path here matches the filter: {offered}, n goes to layer 2." in stage.words


@on_varied
async def another_layer_is_entered_at_its_first_match(stage: Stage) -> None:
    await type_filter(stage, "setuid", "enter", "right_square_bracket")
    assert "/opt/tool   written by 1" in stage.text
    await stage.press("left_square_bracket")
    assert "/usr/bin/su   written by 0" in stage.text


@on_varied
async def keys_that_were_pressed_ahead_do_not_go_astray(stage: Stage) -> None:
    await stage.press("a")
    keys = [("slash", "/"), *((each, each) for each in "pyc"), ("enter", "\r"), ("n", "n")]
    for key, character in [*keys, ("n", "n")]:
        stage.app.post_message(Key(key, character))
    assert await shows(stage, "/usr/lib/c.pyc   written by 0")
    assert "filter: pyc" in stage.text


@on_varied_wide
async def n_without_a_filter_says_how_to_have_one(stage: Stage) -> None:
    await stage.press("n")
    assert [each.message for each in stage.app._notifications] == ["No filter is set: / sets one."]


async def test_a_path_that_is_asked_for_is_shown_whatever_the_filter(tmp_path: Path) -> None:
    async with opened(small(tmp_path)) as stage:
        await type_filter(stage, "nothing", "enter")
        await stage.press("2", "enter")
        assert "/srv/report.txt   written by 0" in stage.text
        assert "filter:" not in stage.text


async def test_a_filter_holds_for_an_image_that_is_read_in_part(tmp_path: Path) -> None:
    async with opened(damaged(tmp_path)) as stage:
        await type_filter(stage, "file", "enter", "end", "a")
        assert "file0" in names(stage)


# -- the order


async def test_size_is_the_first_order_and_s_turns_through_the_others(tmp_path: Path) -> None:
    async with opened(varied(tmp_path), WIDE, sort=Sort.SIZE) as stage:
        assert "changes of layer 0   by size" in stage.text
        by_size = [
            "usr/", "lib/", "big.bin", "b.pyc", "a.pyc", "c.pyc", "bin/", "su", "env",
            "etc/", "passwd",
        ]  # fmt: skip
        assert names(stage) == by_size
        await stage.press("s")
        assert "by name" in stage.text
        assert names(stage)[:3] == ["etc/", "passwd", "usr/"]
        await stage.press("s")
        assert "by change" in stage.text
        await stage.press("s")
        assert "by number of files" in stage.text
        assert stage.line("lib/").split()[-4:-1] == ["4", "▾", "lib/"]
        await stage.press("s")
        assert names(stage) == by_size


async def test_the_order_stays_over_layers_modes_and_images(tmp_path: Path) -> None:
    async with opened(several(tmp_path), name="example.com/app:1") as stage:
        await stage.press("s", "right_square_bracket", "a")
        assert "by change" in stage.text
        await stage.press("i", "down", "enter")
        assert "by change" in stage.text


# -- one path, whatever is turned


@on_varied
async def the_cursor_stays_on_its_path(stage: Stage) -> None:
    await stage.press("tab", "end", "up", "up")
    with walked() as case:
        for number, key in enumerate("ssssaaaaa"):
            with case((number, key)):
                assert "/usr/lib/b.pyc   written by 0" in stage.text
                await stage.press(key)


@on_varied
async def the_cursor_stays_where_it_never_moved(stage: Stage) -> None:
    assert "/etc   written by 0" in stage.text
    await stage.press("s", "s", "s")
    assert "/etc   written by 0" in stage.text
    await type_filter(stage, "su", "escape")
    assert "/etc   written by 0" in stage.text


@on_varied
async def the_cursor_stays_on_its_path_under_a_filter_and_after(stage: Stage) -> None:
    await stage.press("a")
    await type_filter(stage, "pyc", "enter", "n")
    assert "/usr/lib/b.pyc   written by 0" in stage.text
    await stage.press("s", "a", "a", "escape")
    assert "/usr/lib/b.pyc   written by 0" in stage.text
    assert "big.bin" in names(stage)


async def test_on_a_low_screen_a_row_has_its_mode(tmp_path: Path) -> None:
    long = file("usr/lib/openssh/ssh-keysign-helper", b"k" * 900, mode=0o4755)
    spec = ImageSpec(layers=[[long, *(file(f"usr/bin/{n}", b"", mode=0o4755) for n in range(9))]])
    async with opened(LEGACY.write(tmp_path / "x.tar", spec), LOW, sort=Sort.SIZE) as stage:
        await type_filter(stage, "setuid", "enter")
        assert re.search(r"-rwsr-xr-x +900 B +ssh-key\w*…", stage.text)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x50"])
async def test_the_filter_looks_as_it_did(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(varied(tmp_path), size, sort=Sort.SIZE) as stage:
        await type_filter(stage, "setuid >1k")
        text = stage.text
        await stage.press("enter", "right_square_bracket", "a")
        text += stage.text
        await type_filter(stage, " kind:")
        text += stage.text
        name = "x".join(map(str, size))
        check_golden(f"filter-{name}", text.replace(f"{tmp_path}/", ""))


async def test_the_details_of_a_folder_say_what_their_figures_count(tmp_path: Path) -> None:
    layers = [
        [directory("d"), file("d/a", b"1" * 3000), file("d/b", b"2" * 500)],
        [directory("d", mtime=1), file("d/a", b"3" * 1000), file("d/c"), whiteout("d/b")],
    ]
    path = LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=layers))
    async with opened(path, WIDE) as stage:
        await stage.press("]", "1")
        row = next(line for line in stage.text.splitlines() if "M  drwx" in line)
        assert "1.00 kB" in row
        details = " ".join(line[2:78].strip() for line in stage.text.splitlines()[28:])
        told = " ".join(details.split())
        assert "size 1.00 kB in 2 files, everything up to layer 1" in told
        assert "layer 1 wrote 1.00 kB and removed 500 B below it: 1 added, 1 modified, 1" in told
        assert "removed; itself: metadata only" in told
        await stage.press("p")
        assert "itself: time" in stage.line("  1 m ")


@on_varied_wide
async def a_filter_says_that_other_layers_have_more(stage: Stage) -> None:
    await type_filter(stage, "passwd", "enter")
    assert "1 of 11 paths, more in layer 1" in stage.text
    await stage.press("a", *["right_square_bracket"] * 2)
    assert "more in" not in stage.text


async def test_cases_on_varied(tmp_path: Path) -> None:
    await on_varied.through(lambda: opened(varied(tmp_path)))


async def test_cases_on_varied_wide(tmp_path: Path) -> None:
    await on_varied_wide.through(lambda: opened(varied(tmp_path), WIDE))
