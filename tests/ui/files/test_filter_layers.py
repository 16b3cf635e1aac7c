"""Which layers have something to do with a filter: those whose changes show something under it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from inspector.analyses.path_filter import parse_filter
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.io.progress import CancelledError
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.tree import Tree
from inspector.ui.files.filter_layers import touching_layers
from inspector.ui.files.filter_matches import paths_changed, search
from inspector.ui.session.changes import layer_changes
from inspector.ui.session.history_steps import Span
from inspector.ui.session.session import Session
from inspector.ui.session.settings import Memory
from tests.ui.images import small, varied

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def session_of(path: Path) -> Session:
    archive = open_archive(str(path), DEFAULT_LIMITS)
    image = Image(archive, choose(archive, image=None, platform=None), DEFAULT_LIMITS)
    session = Session("x", image, Tree(), datetime.now(UTC), Memory())
    for layer in image.read_layers():
        session.tree.apply(layer.entries, image.limits)
        session.merge(layer.index, 0)
    return session


def never() -> bool:
    return False


@pytest.mark.parametrize(
    "text",
    [
        "setuid", "passwd", ">1MB", "removed", "change:metadata", "-change:metadata", "modified",
        "layer:1", "whiteout >1MB", "*.pyc !symlink", "nothing", "kind:dir",
    ],
)  # fmt: skip
@pytest.mark.parametrize("image", [small, varied], ids=["small", "varied"])
def test_a_layer_is_named_where_its_changes_show_something(
    tmp_path: Path, image: Callable[[Path], Path], text: str
) -> None:
    session = session_of(image(tmp_path))
    wanted = parse_filter(text)
    expected = set()
    for layer in range(session.merged):
        changes = layer_changes(session.tree, Span(layer, layer), Contents(session.image))
        if search(paths_changed(changes, never), wanted, never).count:
            expected.add(layer)
    assert touching_layers(session, wanted, never) == expected


def test_it_stops_when_told_to(tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        touching_layers(session_of(small(tmp_path)), parse_filter("nothing"), lambda: True)


def test_layers_that_are_not_read_yet_are_not_named(tmp_path: Path) -> None:
    session = session_of(varied(tmp_path))
    session.merged = 1
    assert touching_layers(session, parse_filter("passwd"), never) == {0}
