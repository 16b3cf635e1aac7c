"""What fuzzing begins with, and what it once failed on, stays within bounds."""

from __future__ import annotations

import pytest

from fuzz.bounds import BoundError, Source, Steps
from fuzz.running import CORPUS
from fuzz.targets import TARGETS, Target


@pytest.mark.parametrize("target", TARGETS, ids=lambda each: each.name)
def test_inputs_that_are_kept(target: Target) -> None:
    kept = sorted((CORPUS / target.name).iterdir())
    assert kept
    target.run(b"")  # imports
    for path in kept[:: max(1, len(kept) // 8)]:
        data = path.read_bytes()
        assert len(data) <= target.max_len
        with Steps(target.most_steps(data)):
            target.run(data)


def read_on(source: Source) -> None:
    while True:
        source.read(1)


def test_what_costs_too_much_is_an_error() -> None:
    with pytest.raises(BoundError, match="reads"):
        read_on(Source(b"abc"))
    with pytest.raises(BoundError, match="4 steps"), Steps(3):
        read_on(Source(b"abc" * 500))


def test_the_corpus_is_small() -> None:
    sizes = [path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()]
    assert len(sizes) <= 900
    assert sum(sizes) <= 1 << 20
