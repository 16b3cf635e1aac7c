from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.analyses.path_filter.filter import parse_filter
from inspector.tree.view import ChangeKind, node_of
from inspector.ui.files.filter_layers import matching_layers
from inspector.ui.session.compared import BOTH, ComparedSession, PathState, path_state_of
from inspector.ui.session.target import Target
from tests.ui.comparison.pair import CONFIG, HOSTILE, compared_session, pair
from tests.ui.images import damaged, small

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.tree import Node

MOVED, GONE = "/srv/data/data.bin", "/srv/app/gone.txt"
CONFIG_PATH = "/srv/app/config.ini"


@pytest.fixture
def session(tmp_path: Path) -> ComparedSession:
    return compared_session(*pair(tmp_path))


def at(session: ComparedSession, path: str) -> Node:
    found = node_of(session.tree, path)
    assert found is not None, path
    return found


def test_what_differs_is_what_the_upper_layer_changed(session: ComparedSession) -> None:
    changes = session.changes[BOTH]
    kinds = {node.path: kind for node, kind in changes.kinds.items()}
    assert kinds[CONFIG_PATH] is ChangeKind.MODIFIED
    assert kinds["/srv/app/run.sh"] is ChangeKind.METADATA
    assert kinds[GONE] is ChangeKind.REMOVED
    assert kinds["/opt/new/su"] is ChangeKind.ADDED
    assert kinds[f"/{HOSTILE}"] is ChangeKind.MODIFIED
    assert "/etc/passwd" not in kinds
    states = {path: path_state_of(at(session, path)) for path in (GONE, "/etc/passwd", MOVED)}
    assert states == {GONE: PathState.OLD, "/etc/passwd": PathState.SAME, MOVED: PathState.NEW}
    assert path_state_of(at(session, CONFIG_PATH)) is PathState.DIFFERS


def test_contents_are_those_of_the_image_that_stores_them(session: ComparedSession) -> None:
    old, new = at(session, CONFIG_PATH).versions
    for version, text in ((old, CONFIG), (new, CONFIG.replace("5 = 5", "5 = five"))):
        assert version.entry is not None
        found = b"".join(session.contents.read(version.home, version.entry))
        assert found == text.encode()


@pytest.mark.parametrize(
    ("path", "layer", "is_new", "stored_in"),
    [(CONFIG_PATH, 1, True, 2), (CONFIG_PATH, 0, False, 2), (GONE, 1, False, 2),
     ("/opt/new/su", 1, True, 3)],
)  # fmt: skip
def test_a_path_leads_to_the_image_that_has_it(
    session: ComparedSession, path: str, layer: int, *, is_new: bool, stored_in: int
) -> None:
    own = Target(session, at(session, path), layer).own
    assert own.session is (session.new if is_new else session.old)
    assert own.shown is not None
    assert own.shown.home == stored_in
    assert own.own is own


def test_a_moved_file_says_from_where_and_where_to(session: ComparedSession) -> None:
    assert session.note_on(at(session, MOVED)).strip() == "from /srv/app/data.bin"
    assert session.note_on(at(session, "/srv/app/data.bin")).strip() == f"moved to {MOVED}"
    assert session.note_on(at(session, CONFIG_PATH)) == ""


def test_a_filter_looks_for_what_differs_alone(session: ComparedSession) -> None:
    assert matching_layers(session, parse_filter("config"), lambda: False) == {1}
    assert matching_layers(session, parse_filter("passwd"), lambda: False) == frozenset()


def test_an_image_that_is_not_known_whole_is_said_to_be(tmp_path: Path) -> None:
    session = compared_session(damaged(tmp_path), small(tmp_path))
    assert "not in this archive" in session.trouble(0)
    assert session.trouble(1) == ""
