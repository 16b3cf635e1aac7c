"""No case that fails is lost, and none keeps the others from being tried."""

from __future__ import annotations

import pytest

from tests.cases import tried_with, walked


def walk(numbers: list[int]) -> None:
    with walked() as case:
        for number in numbers:
            with case(number):
                assert 6 % number == 0


def test_cases_that_hold_are_silent() -> None:
    walk([1, 2, 3])


def test_all_that_fail_are_named() -> None:
    with pytest.raises(pytest.fail.Exception) as caught:
        walk([4, 2, 5])
    named = [line.partition(":")[0] for line in str(caught.value).split("\n\n")]
    assert named == ["4", "5"]


def test_what_is_no_failure_of_a_case_ends_them_all() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        walk([4, 0, 5])
    (note,) = caught.value.__notes__
    assert note.startswith("4: ")
    assert note.endswith("0: this")


def test_each_row_of_each_table_is_tried() -> None:
    tried = []

    @tried_with("first", [1, pytest.param(2, id="two")])
    @tried_with(("second", "third"), [(3, 4), (5, 6)])
    def all_of_them(first: int, second: int, third: int) -> None:
        tried.append((first, second, third))
        assert first == 1

    with pytest.raises(pytest.fail.Exception) as caught:
        all_of_them()
    assert tried == [(1, 3, 4), (1, 5, 6), (2, 3, 4), (2, 5, 6)]
    assert "{'first': 2}: {'second': 3, 'third': 4}: assert 2 == 1" in str(caught.value)
    assert str(caught.value).count("'second': 5") == 1
