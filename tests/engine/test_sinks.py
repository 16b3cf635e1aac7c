"""The screen on a terminal: an image tells it nothing that another image would not tell it."""

from __future__ import annotations

import os
import re
import select
from typing import TYPE_CHECKING

import pytest

from tests.hostile_image import PAYLOADS, PLAIN, SIGN, images
from tests.ui.pseudoterminal import SHOWN, START, Terminal, program
from tests.ui.stage import TAB

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine

# What acts on a terminal (ECMA-48): control sequences, control strings, other escapes, controls.
ACTS = re.compile(
    r"\x1b\[([0-?]*)[ -/]*([@-~])"
    r"|\x1b([\]PX^_][^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|(\x1b[ -/]*[0-Z\\`-~]|[\x00-\x1f\x7f-\x9f])"
)


# Seconds after which a key has been answered.
SILENCE = 0.1


def acts(said: bytes) -> set[str]:
    """Return the kinds of what acts on a terminal: modes in full, of other sequences the last."""
    found = set()
    for numbers, last, string, other in ACTS.findall(said.decode()):
        assert SIGN not in string
        found.add(string or other or (numbers if numbers.startswith("?") else "") + last)
    return found


def test_a_terminal_is_told_nothing_that_another_image_would_not_tell_it(tmp_path: Path) -> None:
    said = []
    for name, texts in (("plain", PLAIN), ("evil", PAYLOADS)):
        image = images(tmp_path / name, texts).image
        with Terminal(tmp_path, program(START, str(image))) as terminal:
            terminal.read(until=SHOWN)
            for key in TAB.values():
                terminal.press(key.encode())
                while select.select([terminal.ours], [], [], SILENCE)[0]:
                    terminal.said += os.read(terminal.ours, 65536)
            terminal.check_leaves()
            assert SIGN in terminal.said.decode()
            said.append(terminal.said)
    plain, evil = map(acts, said)
    assert evil <= plain
