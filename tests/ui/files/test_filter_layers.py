"""Which layers have something to do with a filter: those whose changes show something under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.analyses.path_filter.filter import parse_filter
from inspector.io.progress import CancelledError
from inspector.reading.contents import Contents
from inspector.ui.files.filter_layers import matching_layers
from inspector.ui.files.filter_matches import paths_changed, search
from inspector.ui.session.changes import layer_changes
from inspector.ui.session.history_steps import Span
from tests.ui.images import small, varied
from tests.ui.sessions import session_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


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
    assert matching_layers(session, wanted, never) == expected


def test_it_stops_when_told_to(tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        matching_layers(session_of(small(tmp_path)), parse_filter("nothing"), lambda: True)


def test_layers_that_are_not_read_yet_are_not_named(tmp_path: Path) -> None:
    session = session_of(varied(tmp_path))
    session.merged = 1
    assert matching_layers(session, parse_filter("passwd"), never) == {0}
