"""What docs/registry.md names is there; tests/test_manual.py runs its commands."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from inspector.cli import COMMANDS

PAGE = (Path(__file__).parents[2] / "docs" / "registry.md").read_text()


def test_options_of_the_page_are_there() -> None:
    commands = [import_module(module).command for _, module, _ in COMMANDS]
    options = {each for one in commands for param in one.params for each in param.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z][\w-]+", PAGE)) <= options
