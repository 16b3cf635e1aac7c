"""Each kind of condition, met and not met."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from inspector.container.shell import Shell
from inspector.lessons import model
from inspector.lessons.conditions import holds
from inspector.lessons.state import CommitState, LessonState
from tests.build_image import directory, file
from tests.container.imagined import container

if TYPE_CHECKING:
    from inspector.lessons.model import Condition

LAYERS = (
    [directory("srv"), file("etc/motd", b"hello"), file("srv/old/a", b"1"), file("gone", b"12")],
)
LINE = "echo more >> /etc/motd; rm /gone; rm -r /srv/old; mkdir /srv/old; mkdir /new"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> LessonState:
    """Return a moment at which something of each kind has been done."""
    filesystem = container(tmp_path_factory.mktemp("image") / "image.tar", *LAYERS)
    Shell(filesystem).run(LINE)
    return LessonState(
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
        committed=CommitState(3, 10, frozenset({"/gone", "/new"})),
    )


# A kind, keys that are met, and for each key another value that is not.
CASES: tuple[tuple[type[Any], dict[str, Any], dict[str, Any]], ...] = (
    (
        model.LookingCondition,
        {"screen": "container", "tab": "waste", "layer": 0, "path": "/etc/motd", "mode": "all"},
        {"screen": "main", "tab": "files", "layer": 1, "path": "/etc", "mode": "changes"},
    ),
    (
        model.UpperCondition,
        {"path": "/gone", "type": "whiteout"},
        {"path": "/etc", "type": "absent"},
    ),
    (
        model.UpperCondition,
        {"path": "/etc/motd", "type": "file", "origin": "copied-up"},
        {"path": "/etc/nothing", "type": "dir", "origin": "new"},
    ),
    (model.UpperCondition, {"path": "/srv/old", "opaque": True}, {"path": "/new", "opaque": False}),
    (model.UpperCondition, {"path": "/bin/sh", "type": "absent"}, {"path": "/new"}),
    (model.UpperCondition, {"path": "/new"}, {"path": "/old"}),
    (
        model.MergedCondition,
        {"path": "/etc/motd", "type": "file"},
        {"path": "/gone", "type": "dir"},
    ),
    (model.MergedCondition, {"path": "/gone", "type": "absent"}, {"path": "/new", "type": "dir"}),
    (model.MergedCondition, {"path": "/new"}, {"path": "/gone"}),
    (model.BytesCondition, {"at_least": 10, "at_most": 10}, {"at_least": 11, "at_most": 9}),
    (model.StartCondition, {"argv": ("/bin/sh", "-c", "ls")}, {"argv": ("/bin/sh",)}),
    (model.StartCondition, {"program": "/bin/sh"}, {"program": "ls"}),
    (model.CacheCondition, {"changed": 0}, {"changed": 1, "no_cache": True}),
    (
        model.CommitCondition,
        {"layers": 3, "at_most": 10, "paths": ("/gone",)},
        {"layers": 4, "at_most": 9, "paths": ("/gone", "/srv")},
    ),
)


@pytest.mark.parametrize(("kind", "met", "others"), CASES)
def test_a_condition_holds_where_all_that_it_asks_for_is_so(
    state: LessonState, kind: type[Any], met: dict[str, Any], others: dict[str, Any]
) -> None:
    assert holds(kind(id="x", **met), state, is_goal=False)
    for key, value in others.items():
        assert not holds(kind(id="x", **{**met, key: value}), state, is_goal=False), key


def test_nothing_holds_where_nothing_was_done() -> None:
    asked: list[Condition] = [
        model.LookingCondition(id="x", layer=0),
        model.UpperCondition(id="x", path="/new"),
        model.MergedCondition(id="x", path="/new"),
        model.MergedCondition(id="x", path="/new", type="absent"),
        model.BytesCondition(id="x", at_least=1),
        model.GoalCondition(id="x"),
        model.StartCondition(id="x", program="/bin/sh"),
        model.CacheCondition(id="x", changed=0),
        model.CacheCondition(id="x", no_cache=True),
        model.CommitCondition(id="x", layers=1),
        model.FreshCondition(id="x"),
    ]
    assert [each for each in asked if holds(each, LessonState(), is_goal=False)] == []


def test_goal_cache_and_a_new_container_are_what_is_said(state: LessonState) -> None:
    assert holds(model.GoalCondition(id="x"), LessonState(), is_goal=True)
    assert holds(model.FreshCondition(id="x"), state, is_goal=False)
    anew = replace(state, changed=None, no_cache=True)
    assert holds(model.CacheCondition(id="x", no_cache=True), anew, is_goal=False)
    assert not holds(model.CacheCondition(id="x", changed=0), anew, is_goal=False)
