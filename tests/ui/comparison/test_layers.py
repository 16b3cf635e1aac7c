from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.tree.view import node_of
from inspector.ui.comparison.layers import difference_told
from tests.ui.comparison.pair import compared_session, pair

if TYPE_CHECKING:
    from pathlib import Path


def test_how_a_path_differs_is_said_in_words(tmp_path: Path) -> None:
    session = compared_session(*pair(tmp_path))
    told = {}
    for path in ("/srv/app/config.ini", "/srv/app/run.sh", "/srv/data/data.bin", "/srv/data",
                 "/srv/app/gone.txt", "/usr/bin/tool", "/srv"):  # fmt: skip
        node = node_of(session.tree, path)
        assert node is not None
        told[path] = difference_told(session, node)
    assert told == {
        "/srv/app/config.ini": "modified: content",
        "/srv/app/run.sh": "metadata: mode",
        "/srv/data/data.bin": "moved: from /srv/app/data.bin",
        "/srv/data": "only in the new image",
        "/srv/app/gone.txt": "removed",
        "/usr/bin/tool": "metadata: hard links",
        "/srv": "only what lies below it differs",
    }
