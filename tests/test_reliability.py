"""What is said of faults, outputs and limits names tests, options and values that are there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from inspector.cli import COMMANDS, group
from inspector.limits import DEFAULT_LIMITS, GIB, MIB

PAGE = Path("docs/reliability.md").read_text(encoding="utf-8")
SECURITY = Path("SECURITY.md").read_text(encoding="utf-8")


def rows(text: str, heading: str) -> list[list[str]]:
    """Return the cells of a section's table, without its head."""
    section = re.split(r"^## ", text.partition(f"\n## {heading}\n")[2], flags=re.MULTILINE)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


@pytest.mark.parametrize("heading", ["Sinks", "Faults"])
def test_each_row_names_tests_that_are_there(heading: str) -> None:
    found = rows(PAGE, heading)
    assert found
    for *_, tests in found:
        named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", tests)
        assert len(named) == tests.count("`") // 2 > 0, tests
        for file, name in named:
            assert f"def {name}(" in Path(file).read_text(encoding="utf-8"), name


def test_limits_are_those_of_the_program() -> None:
    found = rows(SECURITY, "Limits")
    assert found
    for _, limit, name in found:
        number, _, unit = limit.partition(" ")
        value = int(number.replace(",", "")) * {"": 1, "MiB": MIB, "GiB": GIB}[unit]
        assert value == getattr(DEFAULT_LIMITS, name.strip("`")), name


def test_options_and_commands_are_those_of_the_program() -> None:
    context = click.Context(group)
    commands = [group.get_command(context, name) for name, *_ in COMMANDS]
    there = {option for each in commands if each for p in each.params for option in p.opts}
    named = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", SECURITY)) - {"--version"}
    assert named <= there
