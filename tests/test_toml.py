"""TOML is read as the standard library reads it, but for what would take hours."""

from __future__ import annotations

import tomllib

import pytest

from inspector import toml


def test_usual_documents() -> None:
    text = 'a.b."c.d" = 1\nforbid = ["*.pem", ".a.b.c"]\n[x.y]\nz = "' + "1.2." * 200 + '"\n'
    assert toml.loads(text.replace("1.2.", "1. 2, ")) == tomllib.loads(
        text.replace("1.2.", "1. 2, ")
    )
    with pytest.raises(tomllib.TOMLDecodeError):
        toml.loads("a = =")


@pytest.mark.parametrize(
    "text",
    ["[" + "a." * 400_000 + "a]", "a . " * 200_000 + "a = 1", "'a'.\"b\" . " * 100_000 + "a = 1"],
)
def test_keys_of_very_many_parts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a key of more than 100 parts"):
        toml.loads(text)


@pytest.mark.parametrize("text", ["a" * 1_000_000, '"' * 1_000_000, "a." * 90 + "\n" * 1_000_000])
def test_other_texts_take_no_longer_than_they_are_long(text: str) -> None:
    with pytest.raises(ValueError, match=r"at (line|end)"):
        toml.loads(text)
