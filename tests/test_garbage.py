"""When garbage is collected: not in a command, not while a tree grows, and again afterwards."""

from __future__ import annotations

import gc
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from inspector import garbage

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _pythons_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(garbage, "gc", gc)
    yield
    gc.freeze()


def test_nothing_is_collected_within_a_command() -> None:
    assert gc.isenabled()
    with garbage.disabled():
        with garbage.disabled():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with suppress(KeyboardInterrupt), garbage.disabled():
        raise KeyboardInterrupt
    assert gc.isenabled()


def test_a_screen_collects_again_but_not_what_was_loaded_before() -> None:
    loaded = [[number] for number in range(1000)]
    garbage.disable()
    try:
        garbage.enable()
        assert gc.isenabled()
        assert not any(each is loaded for each in gc.get_objects())
    finally:
        gc.unfreeze()


def test_what_a_growing_tree_holds_is_never_looked_at() -> None:
    try:
        with garbage.growing_tree() as freeze:
            assert not gc.isenabled()
            layer = [[number] for number in range(1000)]
            freeze()
            assert gc.get_freeze_count() > 1000
        assert gc.isenabled()
        assert not any(each is layer for each in gc.get_objects())
    finally:
        gc.unfreeze()
