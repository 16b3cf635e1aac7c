"""`ls --changes` of every layer, beside the difference of the kernel's states around it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.engine.layerscope import audit, changes

if TYPE_CHECKING:
    from tests.engine.specimens import Specimen
    from tests.engine.states import Change

pytestmark = pytest.mark.engine

COUNTED = ("added", "modified", "removed", "metadata")


def test_changes_are_the_difference_of_two_states(specimen: Specimen) -> None:
    for layer in range(specimen.last + 1):
        expected = specimen.states.changes(layer)
        found = {change.row.path: change for change in changes(specimen.archive, layer)}
        assert not told_apart(expected, found), f"layer {layer}"


def told_apart(expected: dict[str, Change], found: dict[str, Change]) -> list[str]:
    """Say which paths differ, and how."""
    paths = sorted(expected.keys() | found.keys())
    return [
        f"{path!r}: should be {expected.get(path)}, is {found.get(path)}"
        for path in paths
        if expected.get(path) != found.get(path)
    ]


def test_the_audit_counts_the_same_changes(specimen: Specimen) -> None:
    found = audit(specimen.archive)["layers"]
    for layer in range(specimen.last + 1):
        counts = Counter(each.change for each in specimen.states.changes(layer).values())
        expected = {name: counts[name] for name in COUNTED}
        assert {name: found[layer][name] for name in COUNTED} == expected, f"layer {layer}"
