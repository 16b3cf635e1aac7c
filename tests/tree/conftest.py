"""``build(layer, layer, …)``: an image of these layers, read and merged."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.tree.world import World, world

if TYPE_CHECKING:
    from pathlib import Path

Build = Callable[..., World]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    return partial(world, tmp_path / "image.tar")
