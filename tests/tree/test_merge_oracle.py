"""Random layers over few names: the real tree says at every layer what the oracle says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import given, settings

from inspector.analyses.usage import layer_sizes
from tests.properties import examples
from tests.tree import accounts, oracle
from tests.tree.random_layers import RANDOM_LAYERS
from tests.tree.world import world

if TYPE_CHECKING:
    import pytest

    from tests.build_image import Member


@settings(max_examples=examples(500), deadline=None)
@given(layers=RANDOM_LAYERS)
def test_tree_oracle(tmp_path_factory: pytest.TempPathFactory, layers: list[list[Member]]) -> None:
    path = tmp_path_factory.getbasetemp() / "oracle.tar"
    real = world(path, *layers)
    expected = oracle.merge(layers)
    for number, state in enumerate(expected.states):
        rows = real.rows(number)
        for row in rows:
            row.pop("hardlinks", None)
        assert rows == accounts.listing(state)
        assert real.groups(number) == accounts.groups(state)
        changes = {row["path"]: (row["change"], row["fields"]) for row in real.change_rows(number)}
        assert changes == accounts.changes(expected, number)
        assert real.range_changes(number, number) == changes
        for first in range(number):
            found = real.range_changes(first, number)
            assert found == accounts.range_changes(expected, first, number)
        usage = real.usage.layers[number]
        assert Counter(kind for kind, _ in changes.values()) == +Counter(
            added=usage.added,
            modified=usage.modified,
            removed=usage.removed,
            metadata=usage.metadata,
        )
    assert real.findings() == expected.findings
    told = accounts.accounts(expected)
    assert [each.stored_bytes for each in real.usage.layers] == told.stored
    assert [each.size for each in real.usage.layers] == told.sizes
    assert list(layer_sizes(real.tree)) == told.sizes
    assert sorted(real.waste()) == told.waste
