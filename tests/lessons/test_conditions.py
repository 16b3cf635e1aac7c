"""Each kind of condition, met and not met."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from inspector.container.shell import Shell
from inspector.lessons import model
from inspector.lessons.conditions import holds
from inspector.lessons.state import Committed, State
from tests.build_image import directory, file
from tests.container.imagined import container

if TYPE_CHECKING:
    from inspector.lessons.model import Condition

LAYERS = (
    [directory("srv"), file("etc/motd", b"hello"), file("srv/old/a", b"1"), file("gone", b"12")],
)
LINE = "echo more >> /etc/motd; rm /gone; rm -r /srv/old; mkdir /srv/old; mkdir /new"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> State:
    """Return a moment at which something of each kind has been done."""
    filesystem = container(tmp_path_factory.mktemp("image") / "image.tar", *LAYERS)
    Shell(filesystem).run(LINE)
    return State(
        screen="container",
        tab="waste",
        layer=0,
        path="/etc/motd",
        mode="all",
        upper=filesystem.upper(),
        container=filesystem,
        is_fresh=True,
        argv=("/bin/sh", "-c", "ls"),
        changed=0,
        committed=Committed(3, 10, frozenset({"/gone", "/new"})),
    )


# A kind, keys that are met, and for each key another value that is not.
CASES: tuple[tuple[type[Any], dict[str, Any], dict[str, Any]], ...] = (
    (
        model.Looking,
        {"screen": "container", "tab": "waste", "layer": 0, "path": "/etc/motd", "mode": "all"},
        {"screen": "main", "tab": "files", "layer": 1, "path": "/etc", "mode": "changes"},
    ),
    (model.Upper, {"path": "/gone", "type": "whiteout"}, {"path": "/etc", "type": "absent"}),
    (
        model.Upper,
        {"path": "/etc/motd", "type": "file", "origin": "copied-up"},
        {"path": "/etc/nothing", "type": "dir", "origin": "new"},
    ),
    (model.Upper, {"path": "/srv/old", "opaque": True}, {"path": "/new", "opaque": False}),
    (model.Upper, {"path": "/bin/sh", "type": "absent"}, {"path": "/new"}),
    (model.Upper, {"path": "/new"}, {"path": "/old"}),
    (model.Merged, {"path": "/etc/motd", "type": "file"}, {"path": "/gone", "type": "dir"}),
    (model.Merged, {"path": "/gone", "type": "absent"}, {"path": "/new", "type": "dir"}),
    (model.Merged, {"path": "/new"}, {"path": "/gone"}),
    (model.Bytes, {"at_least": 10, "at_most": 10}, {"at_least": 11, "at_most": 9}),
    (model.Start, {"argv": ("/bin/sh", "-c", "ls")}, {"argv": ("/bin/sh",)}),
    (model.Start, {"program": "/bin/sh"}, {"program": "ls"}),
    (model.Cache, {"changed": 0}, {"changed": 1, "no_cache": True}),
    (
        model.Committed,
        {"layers": 3, "at_most": 10, "paths": ("/gone",)},
        {"layers": 4, "at_most": 9, "paths": ("/gone", "/srv")},
    ),
)


@pytest.mark.parametrize(("kind", "met", "others"), CASES)
def test_a_condition_holds_where_all_that_it_asks_for_is_so(
    state: State, kind: type[Any], met: dict[str, Any], others: dict[str, Any]
) -> None:
    assert holds(kind(id="x", **met), state, is_goal=False)
    for key, value in others.items():
        assert not holds(kind(id="x", **{**met, key: value}), state, is_goal=False), key


def test_nothing_holds_where_nothing_was_done() -> None:
    asked: list[Condition] = [
        model.Looking(id="x", layer=0),
        model.Upper(id="x", path="/new"),
        model.Merged(id="x", path="/new"),
        model.Merged(id="x", path="/new", type="absent"),
        model.Bytes(id="x", at_least=1),
        model.Reached(id="x"),
        model.Start(id="x", program="/bin/sh"),
        model.Cache(id="x", changed=0),
        model.Cache(id="x", no_cache=True),
        model.Committed(id="x", layers=1),
        model.Fresh(id="x"),
    ]
    assert [each for each in asked if holds(each, State(), is_goal=False)] == []


def test_goal_cache_and_a_new_container_are_what_is_said(state: State) -> None:
    assert holds(model.Reached(id="x"), State(), is_goal=True)
    assert holds(model.Fresh(id="x"), state, is_goal=False)
    anew = replace(state, changed=None, no_cache=True)
    assert holds(model.Cache(id="x", no_cache=True), anew, is_goal=False)
    assert not holds(model.Cache(id="x", changed=0), anew, is_goal=False)
