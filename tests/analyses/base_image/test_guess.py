"""The guess where the base image ends: more than one sign, as each alone misleads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.base_image.guess import guessed_rows, rows_of_layers
from inspector.analyses.base_image.model import Sign
from inspector.analyses.base_image.rows import seen_rows
from inspector.spec import HistoryEntry
from tests.analyses.base_image.histories import BASES, CMD, ROOTFS, at, guess, kit
from tests.analyses.dockerfile.histories import NOP
from tests.cases import tried_with

RUN = "/bin/sh -c make"


@tried_with("name", BASES)
def test_what_distributions_publish(name: str) -> None:
    """Whether built on soon or later, by the classic builder or BuildKit."""
    base = BASES[name]
    for hours in (0.1, 1000):
        for step in (at(hours, RUN), kit(hours, f"RUN {RUN}"), kit(hours, "COPY a /b")):
            found = guess(*base, step, at(hours, f'{NOP} CMD ["x"]', empty=True))
            assert found is not None, (name, step)
            assert found[0] == len(base)
            assert Sign.ROOT in found[1]


@tried_with("name", BASES)
def test_a_base_image_alone_has_none(name: str) -> None:
    assert guess(*BASES[name]) is None


@pytest.mark.parametrize("command", ['CMD ["x"]', 'CMD ["/bin/bash"]', 'ENTRYPOINT ["x"]'])
def test_a_command_in_the_middle_of_a_dockerfile_is_not_enough(command: str) -> None:
    own = [at(2, f"{RUN} {number}") for number in range(3)]
    middle = at(2, f"{NOP} {command}", empty=True)
    rest = [at(2, RUN), at(2, f'{NOP} CMD ["y"]', empty=True)]
    assert guess(*own, middle, *rest) is None
    # The author's own root, and layers on it.
    assert guess(at(2, ROOTFS), *own, middle, *rest) is None
    # A base image below: that one, and no more.
    found = guess(at(0, ROOTFS), at(0, CMD, empty=True), *own, middle, *rest)
    assert found == (2, {Sign.COMMAND, Sign.TIME, Sign.ROOT})
    assert guess(*BASES["debian"], *own, middle, *rest) == (
        1,
        {Sign.ROOT, Sign.BUILDER, Sign.TIME},
    )


def test_no_sign_is_enough_alone() -> None:
    assert guess(at(0, RUN), at(0, CMD, empty=True), at(0, RUN)) is None  # command
    assert guess(at(0, RUN), at(30, RUN), at(30, RUN)) is None  # time: a cached step
    assert guess(at(0, RUN), kit(0, "RUN a"), kit(0, "COPY a /b")) is None  # builder
    assert guess(at(0, ROOTFS), at(0, RUN), at(0, RUN)) is None  # root
    assert guess(at(0, f"{NOP}COPY file:12 in / "), at(0, CMD, empty=True), at(0, RUN)) is None


def test_two_signs_are_enough() -> None:
    command = [at(0, RUN), at(0, CMD, empty=True)]
    assert guess(*command, at(30, RUN)) == (2, {Sign.COMMAND, Sign.TIME})
    assert guess(*command, kit(0, "RUN a")) == (2, {Sign.COMMAND, Sign.BUILDER})
    assert guess(at(0, RUN), kit(30, "RUN a")) == (1, {Sign.TIME, Sign.BUILDER})
    assert guess(at(0, ROOTFS), at(30, RUN)) == (1, {Sign.ROOT, Sign.TIME})
    assert guess(at(0, ROOTFS), at(0, CMD, empty=True), at(0, RUN)) == (
        2,
        {Sign.ROOT, Sign.COMMAND},
    )


def test_of_several_base_images_the_direct_one_counts() -> None:
    python = [kit(20, "RUN a"), kit(20, "ENV A=b", empty=True), kit(20, 'CMD ["py"]', empty=True)]
    found = guess(*BASES["debian"], *python, kit(90, "COPY a /b"), kit(90, 'CMD ["x"]', empty=True))
    assert found == (4, {Sign.COMMAND, Sign.TIME})


def test_a_command_that_changed_no_file_is_a_build_step() -> None:
    found = guess(at(0, ROOTFS), at(0, CMD, empty=True), at(0, "/bin/sh -c true", empty=True))
    assert found == (2, {Sign.COMMAND, Sign.ROOT})


def test_what_the_base_set_after_its_command_is_the_bases() -> None:
    rows = [at(0, ROOTFS), at(0, CMD, empty=True), at(0, f"{NOP} EXPOSE 80", empty=True)]
    found = guess(*rows, at(50, f"{NOP} ENV A=b", empty=True), at(50, RUN))
    assert found == (3, {Sign.COMMAND, Sign.TIME, Sign.ROOT})


def test_dates_that_are_placeholders_on_one_side_are_of_another_build() -> None:
    root = HistoryEntry(created="1970-01-01T00:00:00Z", created_by=ROOTFS)
    run = HistoryEntry(created="1970-01-01T00:00:00Z", created_by=RUN)
    assert guess(root, at(0, RUN)) == (1, {Sign.ROOT, Sign.TIME})
    assert guess(root, run) is None
    assert guess(HistoryEntry(created_by=ROOTFS), at(0, RUN)) is None  # no date at all


def test_dates_may_go_back() -> None:
    """A reproducible build takes its date from its sources."""
    assert guess(at(90, ROOTFS), at(0, RUN)) == (1, {Sign.ROOT, Sign.TIME})


def test_kaniko_goes_on_where_docker_stopped() -> None:
    rows = [at(0, RUN), at(0, CMD, empty=True)]
    found = guess(*rows, at(0, "RUN apk add curl", author="kaniko"))
    assert found == (2, {Sign.COMMAND, Sign.BUILDER})


def test_an_image_from_scratch_has_no_base() -> None:
    assert guess(kit(0, "COPY app /"), kit(0, 'ENTRYPOINT ["/app"]', empty=True)) is None
    assert guess(kit(0, "COPY app /"), kit(9, "COPY conf /etc/")) is None


def test_the_rows_of_given_layers() -> None:
    rows = [at(0, RUN), at(0, RUN), at(0, CMD, empty=True), at(9, CMD, empty=True), at(9, RUN)]
    seen = seen_rows([(row, None if row.empty_layer else at) for at, row in enumerate(rows)])
    assert rows_of_layers(seen, 0) == (0, ())
    assert rows_of_layers(seen, 1) == (1, ())
    assert rows_of_layers(seen, 2) == (3, (Sign.COMMAND, Sign.TIME))
    assert rows_of_layers(seen, 2, 4) == (4, ())  # another image has them in common
    assert rows_of_layers(seen, 2, 1) == (3, (Sign.COMMAND, Sign.TIME))
    assert rows_of_layers(seen, 3)[0] == 5
    assert rows_of_layers(seen, 9)[0] == 5


TEXTS = st.sampled_from([ROOTFS, CMD, RUN, "RUN a # buildkit", "# debian.sh", "FROM x", "", "\x1b"])
ROWS = st.builds(
    HistoryEntry,
    created=st.sampled_from([None, "2023-11-14T22:13:20Z", "2024-11-14T22:13:20Z", "x"]),
    created_by=st.none() | TEXTS,
    comment=st.sampled_from([None, "buildkit.dockerfile.v0", "FROM x", "Imported from -"]),
    empty_layer=st.booleans(),
)


@given(st.lists(ROWS, max_size=8))
def test_any_history_has_layers_below_and_steps_above(rows: list[HistoryEntry]) -> None:
    seen = seen_rows([(row, None if row.empty_layer else at) for at, row in enumerate(rows)])
    found = guessed_rows(seen)
    if found is not None:
        assert any(row.has_layer for row in seen[: found[0]])
        assert any(row.is_step for row in seen[found[0] :])
        assert len(set(found[1])) >= 2
