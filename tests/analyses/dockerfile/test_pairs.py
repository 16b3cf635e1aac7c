"""Ambiguous ``KEY=value`` texts, settled by the configuration."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.dockerfile import Note
from inspector.analyses.dockerfile.pairs import ConfigValues, printed_pairs, written_pairs
from tests.analyses.dockerfile.histories import configured, step, told

KEYS = st.sampled_from(["A", "B", "LONG_NAME", "a.b/c", "key with blanks"])
VALUES = st.text("ab= \"'$\\AB.x", max_size=12)


@given(st.dictionaries(KEYS, VALUES, min_size=1))
def test_what_the_configuration_has_is_read_as_it_was(values: dict[str, str]) -> None:
    text = " ".join(f"{key}={value}" for key, value in values.items())
    found = printed_pairs(text, ConfigValues.of(values))
    assert found is not None
    assert found.exact
    assert " ".join(f"{key}={value}" for key, value in found.pairs) == text
    assert all(values[key] == value for key, value in found.pairs)


@given(st.dictionaries(st.sampled_from(["A", "B"]), VALUES), VALUES)
def test_nothing_is_lost_in_any_reading(known: dict[str, str], text: str) -> None:
    found = printed_pairs(f"A={text}", ConfigValues.of(known))
    assert found is not None
    assert " ".join(f"{key}={value}" for key, value in found.pairs) == f"A={text}"


def test_more_pairs_than_are_weighed_are_still_read() -> None:
    text = " ".join(f"A={number}" for number in range(3000))
    found = printed_pairs(text, ConfigValues.of({"A": "2999"}))
    assert found is not None
    assert len(found.pairs) == 3000


def test_the_dockerfiles_own_syntax() -> None:
    assert written_pairs("A=\"b c\" 'D'=$e") == [("A", "b c"), ("D", None)]
    assert written_pairs("A b  c") == [("A", "b  c")]
    assert written_pairs("A") is None
    assert written_pairs("A=b c") is None
    assert written_pairs("") is None
    assert written_pairs("--a b") is None


def test_a_key_stands_as_the_image_has_it() -> None:
    assert told("LABEL a/b.c=d") == "LABEL a/b.c=d"


def test_two_pairs_may_be_one_where_the_configuration_has_another_value() -> None:
    config = configured(Env=["A=new", "B=y"], Labels={"a": "b c=d", "e": "f", "c": "g"})
    assert step("ENV A=x B=y", config=config).notes == (Note.WORDS_GUESSED,)
    assert step("ENV B=y", config=config).notes == ()
    assert step("LABEL a=b c=d e=f", config=config).notes == ()
    assert told("LABEL a=b c=d e=f", config=config) == 'LABEL a="b c=d" e=f'
