"""Where the cursor goes once the tree is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.tree.view import find
from inspector.ui.files.folds import Folds
from inspector.ui.files.goal import Goal, Move, Way
from inspector.ui.files.rows import FileRows
from inspector.ui.files.shown_paths import TreeOptions
from inspector.ui.session.history_steps import steps_of
from inspector.ui.session.selection import Mode, Sort
from tests.ui.images import varied
from tests.ui.sessions import session_of

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.tree import Node
    from inspector.ui.session.session import Session


def rows_of(session: Session, layer: int, *revealed: str) -> FileRows:
    rows = FileRows(
        session, steps_of(session.image)[layer], TreeOptions(Mode.ALL, Sort.NAME, Folds())
    )
    for path in revealed:
        rows.reveal(node(session, path))
    rows.fill()
    return rows


def node(session: Session, path: str) -> Node:
    found = find(session.tree, path, 0)
    assert found is not None
    return found


def path_at(rows: FileRows, goal: Goal) -> str:
    assert goal.placed is not None
    return rows.node(goal.placed[1]).path


def test_the_path_stays_wanted_where_a_layer_does_not_have_it(tmp_path: Path) -> None:
    session = session_of(varied(tmp_path))
    goal = Goal(node=node(session, "/usr/lib/big.bin"))
    rows = rows_of(session, 1)  # which removed it
    goal = goal.put(rows)
    assert path_at(rows, goal) == "/usr"
    rows = rows_of(session, 0, "/usr/lib/big.bin")
    assert path_at(rows, goal.put(rows)) == "/usr/lib/big.bin"


def test_where_the_cursor_was_comes_second(tmp_path: Path) -> None:
    session = session_of(varied(tmp_path))
    goal = Goal(node=node(session, "/usr/lib/big.bin")).stay(node(session, "/etc"))
    rows = rows_of(session, 1)
    goal = goal.put(rows)
    assert path_at(rows, goal) == "/etc"
    assert goal.nearby is None
    assert goal.node is node(session, "/usr/lib/big.bin")


def test_a_path_is_looked_up_in_its_layer_alone(tmp_path: Path) -> None:
    session = session_of(varied(tmp_path))
    asked = Goal(path=("/usr/lib/nothing", 0))
    assert asked.found(session.tree, 1) is asked
    assert asked.found(session.tree, 0).node is node(session, "/usr/lib")
    assert asked.at_layer(1).path is None
    assert asked.at_layer(0) is asked


def test_moves_wait_in_their_order() -> None:
    goal = Goal().then(Move()).then(Move(by=-1)).then(Move(Way.ENTER), is_first=True)
    assert goal.moves == (Move(Way.ENTER), Move(), Move(by=-1))
