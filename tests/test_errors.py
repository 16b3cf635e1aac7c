"""Errors that nobody raised on purpose."""

from __future__ import annotations

import re

import pytest

from inspector.cli.kit.versions import installed
from inspector.errors import internal_error, raised_at


def test_an_error_is_placed_where_the_program_called_what_raised_it() -> None:
    with pytest.raises(ValueError, match="name") as caught:
        installed("")
    assert re.fullmatch(r"versions\.py:\d+", raised_at(caught.value))


def test_an_error_of_others_is_placed_where_it_was_raised() -> None:
    with pytest.raises(KeyError) as caught:
        raise KeyError("a secret")
    said = internal_error(caught.value)
    assert re.fullmatch(r"internal error: KeyError \(test_errors\.py:\d+\)", said)
