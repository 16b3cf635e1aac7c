"""docs/registry.md tells what an image of a registry costs, and does not understate it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engine import registry_costs
from tests.engine.registry import DebianRegistry
from tests.engine.registry_costs import KINDS, Costs, render

if TYPE_CHECKING:
    from tests.engine.makers import Tools

pytestmark = pytest.mark.engine

PAGE = Path(__file__).parents[2] / "docs" / "registry.md"
# What compresses, and what a registry says in its heads, differs a little from one release to the
# next.
NEAR = 0.05
UNITS = {"B": 1, "kB": 10**3, "MB": 10**6}


@pytest.fixture(scope="module")
def costs(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, int]]:
    """All that the page tells of, measured."""
    folder = tmp_path_factory.mktemp("costs")
    with DebianRegistry(folder / "registry") as registry:
        registry_costs.push(registry, tools, folder)
        measured = Costs(registry, tools, folder)
        return {
            what: {kind: measure(kind) for kind in KINDS}
            for what, measure in measured.rows().items()
        }


def test_the_page_has_what_was_measured(costs: dict[str, dict[str, int]]) -> None:
    page, expected = PAGE.read_text(), render(costs)
    rows = re.findall(r"^\| (.+?) \| ([\d.]+ [kM]?B) \| (.+?) \| (.+?) \|$", page, re.MULTILINE)
    assert [what for what, *_ in rows] == list(costs), expected
    for what, *told in rows:
        for kind, text in zip(KINDS, told, strict=True):
            number, unit = text.split(" ")
            assert float(number) * UNITS[unit] == pytest.approx(costs[what][kind], rel=NEAR), (
                expected
            )


def test_only_what_is_asked_for_is_fetched(costs: dict[str, dict[str, int]]) -> None:
    copy = costs["`skopeo copy` to a directory"]
    for what, by_kind in costs.items():
        for kind, cost in by_kind.items():
            share = cost / copy[kind]
            if what in {"`audit`", "`skopeo copy` to a directory"}:
                assert 0.99 < share < 1.01, (what, kind)
            elif what.startswith(("`ls`", "`cat`", "the screen")):
                assert share < (1.01 if kind == "gzip" else 0.03), (what, kind)
            else:
                assert cost < 6000, (what, kind)
