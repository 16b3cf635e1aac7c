"""Lines that a parser joins to the very same text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.exports.continuation import WIDTH, continued
from tests.dockerfile_parser import parse

PIECES = ["apt-get install ", "&& ", " && ", "|| ", "  ", "\t", "'", '"', "\\", "#", ";", "x", "é"]
COMMANDS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


def joined(lines: list[str]) -> str:
    """Return what BuildKit's parser makes of the lines."""
    [_, found] = parse("FROM scratch\n" + "\n".join(lines) + "\n")
    return found.original


@given(COMMANDS)
def test_a_command_stays_the_same_to_the_byte(command: str) -> None:
    text = f"RUN {'long ' * 20}{command}.{command}end"
    lines = continued(text, is_command=True)
    assert lines is not None
    assert joined(lines) == text


def test_a_command_is_broken_where_its_author_did() -> None:
    text = f"RUN set -eux; \tapt-get update; \tapt-get install     {'package ' * 20}    other"
    assert continued(text, is_command=True) == [
        "RUN set -eux; \\",
        "\tapt-get update; \\",
        "\tapt-get install \\",
        f"    {'package ' * 20}\\",
        "    other",
    ]


def test_a_long_command_is_broken_before_its_operators() -> None:
    parts = ["a" * 40, "b 'x && y'" + "b" * 30, "c" * 40]
    assert continued(f"RUN {' && '.join(parts)}", is_command=True) == [
        f"RUN {parts[0]} \\",
        f"&& {parts[1]} \\",
        f"&& {parts[2]}",
    ]


@pytest.mark.parametrize("quoted", ["'a    && b'", '"a    && \\" && b"', "\\    && b"])
def test_what_is_quoted_is_not_broken(quoted: str) -> None:
    text = f"RUN {'x' * WIDTH} {quoted}"
    lines = continued(text, is_command=True)
    assert lines == [text] if "\\ " not in quoted else lines
    assert all(not line.endswith("a \\") for line in lines or [])


def test_a_short_or_other_text_stays_one_line() -> None:
    assert continued("RUN a    && b", is_command=True) == ["RUN a    && b"]
    text = f"ENV A={'x' * WIDTH} && b"
    assert continued(text) == [text]


def test_no_line_is_longer_than_a_parser_takes() -> None:
    text = "RUN " + "é" * 70_000
    lines = continued(text)
    assert lines is not None
    assert max(len(line.encode()) for line in lines) < 65_535
    assert joined(lines) == text


@pytest.mark.parametrize("filling", ["\\", "#", " "])
def test_a_text_that_can_be_broken_nowhere(filling: str) -> None:
    assert continued(f"RUN a{filling * 70_000}b") is None
