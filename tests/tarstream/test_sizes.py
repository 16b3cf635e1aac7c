"""The size of a layer from its entries alone."""

from __future__ import annotations

from inspector.tarstream import Kind
from inspector.tarstream.sizes import layer_size
from tests.entries import entry_at


def test_a_layers_size_is_its_files_and_the_targets_of_its_symlinks() -> None:
    entries = [
        entry_at("a", size=10),
        entry_at("b", Kind.HARDLINK, size=10, link="a"),
        entry_at("c", Kind.SYMLINK, link="four"),
        entry_at("d", Kind.DIR, size=99),
    ]
    assert layer_size(entries) == 14
