"""A feature is one folder and one line: seen by adding one."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from inspector.ui.session import messages
from inspector.ui.shell.features import answer_to, features, opener_of, tabs
from tests.cases import tried_with
from tests.ui.images import small
from tests.ui.stage import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from textual.message import Message

PANE = """
from textual.binding import Binding
from textual.widgets import Static

from inspector.ui.kit.feature import Feature
from inspector.ui.kit.pane import Pane
from inspector.ui.session import messages


class Poke(messages.Request):
    pass


class ToyPane(Pane, can_focus=True):
    TITLE = "Toys"
    HELP = "## Toys\\n\\nWhat there is to play with. `{toys.poke}` pokes it.\\n"
    BINDINGS = [Binding("f9", "poke", "Poke", id="toys.poke", tooltip="Poke the toy")]

    def __init__(self):
        super().__init__(id="toys")
        self.text = Static("no toy", markup=False)

    def compose(self):
        yield self.text

    def refresh_session(self):
        self.text.update(f"a toy of {len(self.session.image.layers)} layers")

    def action_poke(self):
        self.post_message(Poke())


def poked(main, asked):
    main.pane(ToyPane).text.update("poked")


FEATURE = Feature(panes=(ToyPane,), answers={Poke: poked})
"""
SCREEN = """
from dataclasses import dataclass

from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Static

from inspector.ui.kit.feature import Feature, MainKey, PathKey
from inspector.ui.session import messages


@dataclass
class ToyOpened(messages.Opening):
    text: str


class ToyScreen(Screen):
    HELP = "## Toys\\n\\nWhat there is to play with. `{toys.close}` closes it.\\n"
    BINDINGS = [Binding("q", "close", "Close", id="toys.close", tooltip="Put the toy away")]

    def __init__(self, text):
        super().__init__()
        self.text = text

    def compose(self):
        yield Static(self.text, markup=False)

    def action_close(self):
        self.dismiss(None)


FEATURE = Feature(
    chains=lambda: [(ToyScreen,)],
    opens={ToyOpened: lambda asked: ToyScreen(asked.text)},
    main_keys=(
        MainKey(
            key="f9",
            name="toys.open",
            label="Toys",
            words="Play with the image",
            opening=lambda session, step: ToyOpened(
                f"{len(session.image.layers)} layers, at layer {step.layer}"
            ),
        ),
    ),
    path_keys=(
        PathKey(
            key="f8",
            name="toys.path",
            label="Toy",
            words="Play with the path",
            opening=lambda target: ToyOpened(f"plays with {target.path}"),
        ),
    ),
)
"""
# The one line; without what someone tries who follows a recipe.
REGISTER = """
import asyncio
import sys

from inspector.ui.shell import features

others = [each for each in features.FEATURES if each != "inspector.ui.toys"]
features.FEATURES = (*others, {!r})
"""
PANE_DRIVER = """
from inspector.ui.shell.keymap.page import keys_page
from tests.ui.stage import opened


async def drive():
    async with opened(sys.argv[1]) as stage:
        assert "Toys" in stage.line("Files  Waste"), stage.text
        number = len(features.tabs())
        await stage.press(str(number))
        assert "a toy of 3 layers" in stage.text, stage.text
        assert "f9 Poke" in stage.text, stage.text
        await stage.press("f9")
        assert "poked" in stage.text, stage.text
        await stage.press("question_mark")
        assert "Poke the toy" in stage.text, stage.text
        await stage.press("escape", "1", "colon", *"toy")
        await stage.pilot.pause(0.05)
        await stage.settle()
        assert "Poke the toy" in stage.text, stage.text
        assert "Show Toys" in stage.text, stage.text


asyncio.run(drive())
page = keys_page()
assert "What there is to play with. `f9` pokes it." in page
assert "| `f9` | Poke the toy | `toys.poke` |" in page
assert "| Show Toys | `main.tab" in page
"""
SCREEN_DRIVER = """
from inspector.ui.shell.keymap.page import keys_page
from tests.ui.stage import opened


async def drive():
    async with opened(sys.argv[1]) as stage:
        await stage.press("f9")
        assert "3 layers, at layer 0" in stage.text, stage.text
        await stage.press("question_mark")
        assert "Put the toy away" in stage.text, stage.text
        await stage.press("escape", "q")
        assert "at layer 0" not in stage.text, stage.text
        await stage.press("f8")
        assert "plays with /" in stage.text, stage.text
        await stage.press("q", "colon", *"play with")
        await stage.pilot.pause(0.05)
        await stage.settle()
        assert "Play with the image" in stage.text, stage.text
        assert "Play with the path" in stage.text, stage.text


asyncio.run(drive())
page = keys_page()
assert "What there is to play with. `q` closes it." in page
assert "| `f9` | Play with the image | `toys.open` |" in page
assert "| `f8` | Play with the path | `toys.path` |" in page
"""


@pytest.mark.parametrize(
    ("feature", "driver"), [(PANE, PANE_DRIVER), (SCREEN, SCREEN_DRIVER)], ids=["pane", "screen"]
)
def test_a_toy_is_one_folder_and_one_line(tmp_path: Path, feature: str, driver: str) -> None:
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""A toy."""\n')
    (folder / "feature.py").write_text(feature)
    path = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]\n"
    arguments = [sys.executable, "-c", path + REGISTER.format("toy") + driver, str(small(tmp_path))]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr


# The recipes of CONTRIBUTING.md, as they stand there.
RECIPE = re.compile(
    r"^```python\n# inspector/ui/toys/(\w+\.py)\n(.*?)^```$", re.DOTALL | re.MULTILINE
)
RECIPE_DRIVER = """
import inspector.ui

inspector.ui.__path__.insert(0, sys.argv[2])

from inspector.ui.shell.keymap.page import keys_page
from tests.ui.stage import opened


async def drive(way_in, shown, way_out):
    async with opened(sys.argv[1]) as stage:
        await stage.press(way_in if way_in else str(len(features.tabs())))
        assert "3 toys" in stage.text, stage.text
        await stage.press("question_mark")
        assert "Every layer is a toy." in stage.text, stage.text
        assert shown in stage.text, stage.text
        await stage.press("escape", way_out)
        assert "3 toys" not in stage.text, stage.text


asyncio.run(drive(*sys.argv[3:]))
assert "\\n### Toys\\n" in keys_page()
assert f"| {sys.argv[4]} | `toys." in keys_page()
"""


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        ("### Add a pane\n", ("", "Play with all layers", "Y")),
        ("### Add a screen over the panes\n", ("Y", "Put the toys away", "q")),
    ],
    ids=["pane", "screen"],
)
def test_a_recipe_works_as_it_stands(tmp_path: Path, title: str, keys: tuple[str, ...]) -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = page.partition(title)[2].partition("\n### ")[0]
    folder = tmp_path / "toys"
    folder.mkdir()
    files = dict(RECIPE.findall(recipe))
    assert {"__init__.py", "feature.py"} < set(files)
    for name, text in files.items():
        (folder / name).write_text(text)
    code = f"import sys; sys.path[:0] = [{str(ROOT)!r}]\n" + REGISTER.format("inspector.ui.toys")
    given = (str(small(tmp_path)), str(tmp_path), *keys)
    arguments = [sys.executable, "-c", code + RECIPE_DRIVER, *given]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr


def _subclasses(kind: type[Message]) -> list[type[Message]]:
    return [each for each in kind.__subclasses__() if each.__module__ == messages.__name__]


@tried_with("request_type", _subclasses(messages.Request))
def test_every_request_has_one_answer(request_type: type[Message]) -> None:
    answer_to(request_type)
    assert sum(request_type in each.answers for each in features()) == 1


@tried_with("opening", _subclasses(messages.Opening))
def test_every_opening_has_one_feature_that_opens_it(opening: type[Message]) -> None:
    opener_of(opening)
    assert sum(opening in each.opens for each in features()) == 1


def test_tabs_have_one_digit_each_and_names_of_their_own() -> None:
    assert len({pane.TITLE for pane in tabs()}) == len(tabs()) <= 9
