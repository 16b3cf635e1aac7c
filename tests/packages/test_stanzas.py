"""Stanzas of fields, parted by empty lines."""

from __future__ import annotations

import re
import tracemalloc

import pytest

from inspector.errors import LimitError
from inspector.packages.stanzas import fields, stanzas


def test_empty_lines_of_any_kind_part_stanzas() -> None:
    text = b"a: 1\nb: 2\n\nc: 3\n \t\r\n\r\n\nd: 4\n e\n"
    assert list(stanzas(text, 9)) == [b"a: 1\nb: 2", b"c: 3", b"d: 4\n e\n"]


def test_the_first_field_of_a_name_counts() -> None:
    pattern = re.compile(rb"^(a|b):(.*)", re.MULTILINE)
    assert fields(b"a:  1\r\nb:\xff\na: 2\n b: 3\nc: 4", pattern) == {b"a": "1", b"b": "\ufffd"}


def test_too_many_stanzas_are_told_after_the_first() -> None:
    with pytest.raises(LimitError, match="only the first 3 packages are listed"):
        list(stanzas(b"a\n\n" * 5, 3))
    taken = stanzas(b"a\n\n" * 5, 3)
    assert [next(taken) for _ in range(3)] == [b"a"] * 3


def test_millions_of_empty_lines_take_no_memory() -> None:
    data = b"a\n" + b"\n \t" * 1_000_000
    tracemalloc.start()
    try:
        assert len(list(stanzas(data, 9))) == 2
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
