"""Commands of a line, and what joins them."""

from __future__ import annotations

import pytest

from inspector.container.shell import CommandError
from inspector.container.shell.lexer import Word
from inspector.container.shell.parser import parse


def test_commands_are_joined() -> None:
    steps = parse("a x && b > f 2>> g; c || d;")
    assert [(each.joint, [word.text for word in each.words]) for each in steps] == [
        (";", ["a", "x"]), ("&&", ["b"]), (";", ["c"]), ("||", ["d"]),
    ]  # fmt: skip
    assert [(each.file, each.is_append, each.descriptor) for each in steps[1].redirections] == [
        (Word("f"), False, 1),
        (Word("g"), True, 2),
    ]


@pytest.mark.parametrize("line", ["", "  ", "# nothing", ";", "\n\n"])
def test_nothing_is_no_command(line: str) -> None:
    assert parse(line) == []


@pytest.mark.parametrize("line", ["&& a", "a &&", "a && && b", "a >", "a > && b", "|| a"])
def test_a_command_or_a_file_that_is_missing_is_said(line: str) -> None:
    with pytest.raises(CommandError, match="missing"):
        parse(line)
