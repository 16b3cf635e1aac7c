"""What is built again where an instruction changed."""

from __future__ import annotations

import pytest

from inspector.analyses.base_image import Source
from inspector.analyses.explain import Cache, Explanation, rebuild, uncached
from inspector.errors import UsageError
from tests.analyses.explain.histories import based_on, explanation, usage_of

ROWS = ("ADD a /", 'CMD ["bash"]', "RUN b", "ENV A=b", "RUN c")
SIZES = (700, 20, 3)
USED, RUN = Cache.USED, Cache.RUN


def on(source: Source | None = None) -> Explanation:
    """Return an explanation of the rows, the first two being the base image's."""
    base = None if source is None else based_on(1, 2, source)
    return explanation(*ROWS, usage=usage_of(*SIZES), base=base)


@pytest.mark.parametrize("changed", range(6))
def test_what_stands_before_it_is_used(changed: int) -> None:
    for found in (on(), on(Source.GUESS)):
        states = rebuild(found, changed).states
        assert states == (USED,) * changed + (RUN,) * (6 - changed)


def test_what_it_costs() -> None:
    costs = {at: rebuild(on(), at) for at in range(6)}
    assert [(each.layers, each.bytes) for each in costs.values()] == [
        (3, 723),
        (3, 723),
        (2, 23),
        (2, 23),
        (1, 3),
        (1, 3),
    ]
    assert [at for at, each in costs.items() if each.is_configuration] == [2]


def test_numbers_begin_at_from_where_the_base_is_known() -> None:
    found = on(Source.GIVEN)
    assert rebuild(found, 1).states == (USED, USED, USED, RUN, RUN, RUN)
    assert rebuild(found, 0).states == (RUN,) * 6  # another base image
    assert (rebuild(found, 0).layers, rebuild(found, 0).bytes) == (2, 23)


def test_without_a_cache_the_base_is_still_not_built() -> None:
    assert [uncached(on(each)).bytes for each in (None, Source.GUESS, Source.GIVEN)] == [
        723,
        23,
        23,
    ]


@pytest.mark.parametrize(("source", "last"), [(None, 5), (Source.GIVEN, 3)])
def test_there_is_no_such_instruction(source: Source | None, last: int) -> None:
    for number in (-1, last + 1):
        with pytest.raises(UsageError, match=rf"--changed {number}: .* 0 \(FROM\) to {last}"):
            rebuild(on(source), number)


def test_layers_that_were_not_read_have_no_size() -> None:
    assert rebuild(explanation(*ROWS), 1).bytes is None
