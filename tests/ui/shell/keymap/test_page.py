"""The manual's keys are those of the program, and its pictures are there."""

from __future__ import annotations

import re

from inspector.ui.shell.keymap.page import keys_page
from inspector.ui.shell.keymap.table import all_actions
from tests.ui.stage import ROOT

PAGE = ROOT / "docs" / "screen.md"


def test_the_manual_has_the_keys_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.endswith("\n\n" + keys_page()), "run: python docs/make_pictures.py keys"


def test_every_action_is_in_the_manual() -> None:
    page = keys_page()
    for action in all_actions().values():
        assert f"| {action.words} | `{action.id}` |" in page


def test_a_key_is_told_as_the_help_of_its_screen_tells_it() -> None:
    before, _, after = keys_page().partition("### Two images\n")
    of_two = after.partition("\n### ")[0]
    assert "| Show all files of both images, or only what differs | `main.mode` |" in of_two
    assert "| Hide or show files that only the new image has | `main.added` |" in of_two
    assert "| The next match | `main.next_match` |" in of_two
    assert "| Hide or show added files | `main.added` |" not in of_two
    assert "| Hide or show added files | `main.added` |" in before


def test_the_pictures_of_the_manual_are_there_and_ask_no_other_site() -> None:
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", PAGE.read_text(encoding="utf-8"))
    assert len(pictures) >= 7
    for name in pictures:
        text = (PAGE.parent / name).read_text(encoding="utf-8")
        assert "<svg" in text
        assert "@font-face" not in text
        assert not re.search(r"(?:href|src|url\()\s*[=\"']*\s*https?:", text)
    assert sum((PAGE.parent / name).stat().st_size for name in pictures) < 1_000_000
