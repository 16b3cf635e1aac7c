"""The measures themselves, held against layers whose answers were worked out by hand."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.engine import recipe, rows
from tests.engine.operations import CHANGERS, MAKERS
from tests.engine.states import States, states_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine


def whiteout(path: Path) -> None:
    os.mknod(path, 0o020000, os.makedev(0, 0))


@pytest.fixture
def states(tmp_path: Path) -> States:
    """Three layers as overlay2 stores them: one to start with, changes, a deleted directory."""
    base, middle, top = layers = [tmp_path / name for name in ("base", "middle", "top")]
    for directory in (base / "d", base / "o", middle / "o", middle / "d", top):
        directory.mkdir(parents=True)
    (base / "d" / "kept").write_text("kept")
    (base / "d" / "gone").write_text("gone!")
    (base / "d" / "chmod").write_text("same")
    (base / "twin").write_text("twins")
    os.link(base / "twin", base / "d" / "twin")
    (base / "o" / "old").write_text("old old")
    os.setxattr(middle / "o", "trusted.overlay.opaque", b"y")
    (middle / "o" / "new").write_text("new")
    whiteout(middle / "d" / "gone")
    (middle / "d" / "chmod").write_text("same")
    (middle / "d" / "chmod").chmod(0o600)
    (middle / "twin").write_text("alone")
    whiteout(top / "d")
    return states_of(layers)


def test_states_follow_whiteouts_and_opaque_directories(states: States) -> None:
    paths = [[row.path for row in states.rows(layer)] for layer in range(3)]
    below = ["/d/chmod", "/d/gone", "/d/kept", "/d/twin"]
    assert paths[0] == ["/", "/d", *below, "/o", "/o/old", "/twin"]
    assert paths[1] == ["/", "/d", "/d/chmod", "/d/kept", "/d/twin", "/o", "/o/new", "/twin"]
    assert paths[2] == ["/", "/o", "/o/new", "/twin"]


def test_rows_know_their_layer_and_their_other_names(states: States) -> None:
    base, middle = states.after[0], states.after[1]
    assert base["/twin"].names == {"/twin", "/d/twin"}
    assert middle["/twin"].names == frozenset()
    assert (middle["/twin"].layer, middle["/d/twin"].layer) == (1, 0)
    assert middle["/o"].xattrs == ()


def test_changes(states: States) -> None:
    found = {path: each.change for path, each in states.changes(1).items()}
    times = {path for path, change in found.items() if change == "metadata"}
    assert times == {"/d", "/d/chmod", "/o"}
    assert states.changes(1)["/d/chmod"].fields >= {"mode"}
    assert {path: change for path, change in found.items() if path not in times} == {
        "/d/gone": "removed",
        "/o/new": "added",
        "/o/old": "removed",
        "/twin": "modified",
    }
    assert {each.change for each in states.changes(2).values()} == {"removed"}


def test_payloads_and_what_hid_them(states: States) -> None:
    hidden = {
        (min(each.payload.names), each.hidden_by, *each.causes): each.payload.size
        for each in states.hidden
    }
    assert hidden == {
        ("/d/gone", 1, "removed"): 5,
        ("/d/chmod", 1, "metadata"): 4,
        ("/o/old", 1, "removed"): 7,
        ("/d/twin", 2, "removed"): 5,
        ("/d/kept", 2, "removed"): 4,
        ("/d/chmod", 2, "removed"): 4,
    }
    assert states.stored_bytes == sum(hidden.values()) + len("new") + len("alone")


def test_differences_are_told(states: States) -> None:
    expected = states.rows(1)
    assert rows.differences(expected, list(expected)) == ""
    assert "missing" in rows.differences(expected, expected[1:])
    assert "too much" in rows.differences(expected[1:], expected)
    assert "order" in rows.differences(expected, expected[::-1])
    changed = [replace(expected[0], mode="4444"), *expected[1:]]
    assert "mode should be" in rows.differences(expected, changed)


def test_a_seed_gives_the_same_recipe_and_uses_every_operation(seed: int) -> None:
    text = recipe.dockerfile(seed)
    assert text == recipe.dockerfile(seed)
    assert text != recipe.dockerfile(seed + 1)
    assert text.count("\nRUN ") >= recipe.RUN_LAYERS
    operations = {operation.__name__ for operation in (*MAKERS, *CHANGERS)}
    assert len(operations) == len(MAKERS) + len(CHANGERS)
