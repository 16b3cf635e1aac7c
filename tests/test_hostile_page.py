"""The table of hostile inputs is complete, and each row has a test that is there."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.hostile_page import PAGE, page, rows

TESTS = Path(__file__).parent


def test_the_table_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.hostile_page"


def test_each_test_of_the_table_is_there() -> None:
    named = {each.test for each in rows()}
    found = {
        f"{path}::{node.name}"
        for path in {each.partition("::")[0] for each in named}
        for node in ast.walk(ast.parse((TESTS / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert named - found == set()
