"""docs/interop.md is the matrix as the tests have it."""

from __future__ import annotations

from pathlib import Path

from tests.engine.forms import FORMS
from tests.engine.interop import render

PAGE = Path(__file__).parents[2] / "docs" / "interop.md"


def test_the_page_is_printed_from_the_table() -> None:
    assert PAGE.read_text() == render(), "python -m tests.engine.interop > docs/interop.md"


def test_each_form_has_a_name_of_its_own() -> None:
    keys = [form.key for form in FORMS]
    assert len(set(keys)) == len(keys)
