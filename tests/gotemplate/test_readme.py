"""What the package's README shows is what it does."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import inspector.gotemplate
from inspector.gotemplate import GO_FUNCTIONS

README = Path(inspector.gotemplate.__file__).parent / "README.md"


def test_the_examples_hold() -> None:
    failed, tried = doctest.testfile(str(README), module_relative=False)
    assert tried >= 12
    assert failed == 0


def test_every_function_is_named() -> None:
    named = re.search(r"functions \(`GO_FUNCTIONS`\): `([a-z\s]+)`", README.read_text("utf-8"))
    assert named is not None
    assert set(named[1].split()) == set(GO_FUNCTIONS)
