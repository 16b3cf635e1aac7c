"""What a step sets, and what becomes of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from inspector.analyses.base_image import Source
from tests.analyses.dockerfile.histories import configured
from tests.analyses.explain.histories import based_on, explanation, steps
from tests.cases import tried_with

if TYPE_CHECKING:
    from inspector.analyses.explain import BuildStep


@tried_with(
    "row",
    [
        *('CMD ["{}"]', "CMD {}", 'ENTRYPOINT ["{}"]', "USER {}", "WORKDIR /{}", "STOPSIGNAL {}"),
        *('SHELL ["{}"]', "HEALTHCHECK CMD {}", "HEALTHCHECK NONE", "MAINTAINER {}"),
    ],
)
def test_a_later_one_replaces_it(row: str) -> None:
    first, between, last = steps(row.format("a"), "RUN x", row.format("b"))
    assert (first.replaced_by, between.replaced_by, last.replaced_by) == (3, None, None)
    assert last.settings[0].was_set
    assert last.settings[0].before == first.settings[0].value


@pytest.mark.parametrize("row", ["EXPOSE {}", "VOLUME /{}", "ONBUILD RUN {}"])
def test_these_add_up(row: str) -> None:
    found = steps(row.format("1"), row.format("2"), row.format("1"))
    assert [each.replaced_by for each in found] == [None] * 3


def test_variables_are_replaced_by_name() -> None:
    first, second = steps("ENV A=1 B=2", "ENV B=3 C=4")
    assert [(each.name, each.replaced_by) for each in first.settings] == [("A", None), ("B", 2)]
    assert first.replaced_by is None
    assert [(each.name, each.was_set, each.before) for each in second.settings] == [
        ("B", True, "2"),
        ("C", False, None),
    ]
    assert steps("ENV A=1", "ENV A=2 B=1")[0].replaced_by == 2


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["WORKDIR /a", "WORKDIR b", "WORKDIR ../c"], "/a/c"),
        (["WORKDIR a"], "/a"),
        (["WORKDIR $X", "WORKDIR b"], None),
        (["WORKDIR $X", "WORKDIR /b"], "/b"),
        ([r"WORKDIR C:\app"], r"C:\app"),
    ],
)
def test_a_relative_directory_goes_on_from_the_one_before(
    rows: list[str], expected: str | None
) -> None:
    assert steps(*rows)[-1].settings[0].value == expected


class TestAnEntrypointResetsTheCmdOfTheBase:
    ROWS = ('CMD ["bash"]', "RUN a", 'ENTRYPOINT ["e"]')

    @staticmethod
    def cmd(found: tuple[BuildStep, ...]) -> BuildStep:
        return next(each for each in found if each.kind == "CMD")

    def test_as_the_configuration_shows(self) -> None:
        config = configured(Entrypoint=["e"])
        assert self.cmd(explanation(*self.ROWS, config=config).steps).replaced_by == 3

    def test_not_within_a_dockerfile(self) -> None:
        config = configured(Entrypoint=["e"], Cmd=["bash"])
        assert self.cmd(explanation(*self.ROWS, config=config).steps).replaced_by is None

    def test_before_a_cmd_of_its_own(self) -> None:
        config = configured(Entrypoint=["e"], Cmd=["x"])
        rows = (*self.ROWS, 'CMD ["x"]')
        known = explanation(*rows, config=config, base=based_on(0, 1)).steps
        assert known[self.cmd(known).replaced_by or 0].kind == "ENTRYPOINT"
        guessed = explanation(*rows, config=config, base=based_on(0, 1, Source.GUESS)).steps
        assert guessed[self.cmd(guessed).replaced_by or 0].kind == "CMD"


def test_thousands_of_commands_take_no_time() -> None:
    rows = ["CMD a", "ENTRYPOINT b"] * 4_000
    begin = time.process_time()
    explanation(*rows)
    assert time.process_time() - begin < 5
