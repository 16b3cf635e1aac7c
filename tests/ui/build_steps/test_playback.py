"""Where a build is, what it takes by then, and what a builder runs again."""

from __future__ import annotations

import pytest

from inspector.analyses.base_image import Source
from inspector.analyses.explain import Cache, StepKind
from inspector.spec import HistoryEntry
from inspector.ui.build_steps.playback import Playback, StackedLayer, Total
from tests.analyses.explain.histories import NOP, based_on, explanation, usage_of

ROWS = (
    f"{NOP}ADD file:abc in / ",
    f'{NOP}CMD ["sh"]',
    "RUN one",
    f"{NOP}ENV A=b",
    "RUN two",
)
USED, RUN = Cache.USED, Cache.RUN


def playback(*sizes: int | None, base: Source | None = None) -> Playback:
    """Return a build of three layers; with a base image, the first two rows are that one's."""
    known = usage_of(*(size or 0 for size in sizes)) if None not in sizes else None
    found = based_on(1, 2, base) if base is not None else None
    return Playback(explanation(*ROWS, usage=known, base=found), sizes)


def test_each_step_adds_its_layer_to_the_total() -> None:
    build = playback(100, 20, 3)
    assert [build.size(index) for index in range(6)] == [0, 100, 0, 20, 0, 3]
    assert [each.bytes for each in build.totals] == [0, 100, 100, 120, 120, 123]
    assert all(each.is_whole for each in build.totals)


def test_it_goes_no_further_than_its_ends() -> None:
    build = playback(1, 1, 1)
    assert build.went_to(-3).at == 0
    assert build.went_to(99).step.instruction == "RUN two"


def test_the_stack_grows_with_the_layers_alone() -> None:
    build = playback(100, 20, 3)
    grown = [[each.layer for each in build.went_to(at).stack] for at in range(6)]
    assert grown == [[], [0], [0], [0, 1], [0, 1], [0, 1, 2]]


def test_a_size_that_is_not_known_makes_a_total_a_least() -> None:
    build = playback(100, None, 3)
    assert build.totals[2] == Total(100, is_whole=True)
    assert build.totals[5] == Total(103, is_whole=False)
    assert build.went_to(3).stack[-1] == StackedLayer(1, None, None, is_base=False)


def test_what_stands_before_a_change_comes_from_the_cache() -> None:
    build = playback(100, 20, 3).went_to(3).with_change()
    assert [build.cache(index) for index in range(6)] == [USED, USED, USED, RUN, RUN, RUN]
    assert build.rebuilt is not None
    assert (build.rebuilt.layers, build.rebuilt.bytes) == (2, 23)
    assert [each.cache for each in build.went_to(5).stack] == [USED, RUN, RUN]
    # The mark stays where it was set while the build goes on, and goes by the same key.
    assert build.went_to(5).changed == 3
    assert build.with_change().rebuilt is None


@pytest.mark.parametrize("source", [Source.GIVEN, Source.GUESS])
def test_without_the_cache_all_but_the_base_image_runs(source: Source) -> None:
    build = playback(100, 20, 3, base=source).without_cache()
    assert build.rebuilt is not None
    assert (build.rebuilt.layers, build.rebuilt.bytes) == (2, 23)
    assert [build.cache(index) for index in range(6)] == [None, None, None, RUN, RUN, RUN]
    assert [each.is_base for each in build.went_to(5).stack] == [True, False, False]
    assert build.without_cache().rebuilt is None


def test_a_change_and_no_cache_are_one_question_at_a_time() -> None:
    build = playback(1, 1, 1).went_to(3).with_change().without_cache()
    assert (build.changed, build.is_uncached) == (None, True)
    build = build.with_change()
    assert (build.changed, build.is_uncached) == (3, False)


def test_steps_that_make_files_and_have_no_layer_are_counted() -> None:
    found = explanation(
        f"{NOP}ADD file:abc in / ",
        HistoryEntry(created_by="RUN one", empty_layer=True),
        HistoryEntry(created_by="COPY b /", empty_layer=True),
        f"{NOP}ENV A=b",
    )
    assert Playback(found, [1]).without_layer == 2
    assert found.steps[0].kind is StepKind.FROM


def test_where_only_the_configuration_changes_buildkit_may_keep_later_layers() -> None:
    build = playback(1, 1, 1).went_to(2).with_change()  # CMD
    assert [build.is_run_in_doubt(at) for at in range(6)] == [
        False,
        False,
        False,
        True,
        False,
        True,
    ]
    build = playback(1, 1, 1).went_to(3).with_change()  # RUN
    assert not any(build.is_run_in_doubt(at) for at in range(6))
