"""Who reads a layer: the first source that claims it, whatever the order in which they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from inspector.fleet.turns import Turns

if TYPE_CHECKING:
    from random import Random

CLAIMS = st.lists(st.sampled_from("ABCDE"), unique=True, max_size=5)


class Reader:
    """A source that is read step by step: it opens, asks, reads, and ends."""

    def __init__(self, number: int, claims: list[str], lies: set[str]) -> None:
        self.number = number
        self.left = list(claims)
        self.lies = lies
        self.state = "begun"
        self.reads = ""


def play(  # noqa: C901  what may happen next is listed in one place
    sources: list[tuple[list[str], set[str]]], jobs: int, random: Random
) -> dict[str, int]:
    """Read all sources in some order of events; return who read each layer in truth."""
    readers: dict[str, int] = {}
    turns = Turns(lambda claim: claim in readers)
    waiting = [Reader(number, *each) for number, each in enumerate(sources)]
    active: list[Reader] = []
    tried: set[tuple[int, str]] = set()

    def settle(each: Reader) -> None:
        tried.add((each.number, each.reads))
        if each.reads not in each.lies:
            assert each.reads not in readers
            readers[each.reads] = each.number
        turns.settled(each.number, each.reads)
        each.left.remove(each.reads)
        each.state = "opened"

    while waiting or active:
        while waiting and len(active) < jobs:
            active.append(waiting.pop(0))
            turns.begin(active[-1].number)
        able = [each for each in active if each.state != "waits"]
        assert able, "all wait for each other"
        each = random.choice(able)
        if each.state == "begun":
            each.left = [claim for claim in each.left if claim not in readers]
            turns.opened(each.number, tuple(each.left))
            each.state = "opened"
        elif each.state == "reads":
            settle(each)
        elif each.left:
            turns.wants(each.number, tuple(each.left))
            each.state = "waits"
        else:
            turns.end(each.number)
            active.remove(each)
        for number, answer in turns.granted():
            (other,) = (one for one in active if one.number == number)
            assert other.state == "waits"
            if answer.is_known:
                other.left.remove(answer.claim)
                other.state = "opened"
            else:
                other.reads, other.state = answer.claim, "reads"
    for claim, first in readers.items():
        for number, (claims, _lies) in enumerate(sources[:first]):
            assert claim not in claims or (number, claim) in tried
    return readers


@given(
    st.lists(st.tuples(CLAIMS, st.sets(st.sampled_from("ABCDE"), max_size=2)), max_size=8),
    st.integers(1, 4),
    st.randoms(use_true_random=False),
)
def test_the_first_honest_source_reads_a_layer(
    sources: list[tuple[list[str], set[str]]], jobs: int, random: Random
) -> None:
    expected: dict[str, int] = {}
    for number, (claims, lies) in enumerate(sources):
        for claim in claims:
            if claim not in lies:
                expected.setdefault(claim, number)
    assert play(sources, jobs, random) == expected


def test_a_process_that_is_gone_keeps_no_one_waiting() -> None:
    turns = Turns(lambda _claim: False)
    for number in (0, 1):
        turns.begin(number)
        turns.opened(number, ("A",))
        turns.wants(number, ("A",))
    assert [number for number, _ in turns.granted()] == [0]
    assert list(turns.granted()) == []
    turns.end(0)
    assert [number for number, _ in turns.granted()] == [1]
