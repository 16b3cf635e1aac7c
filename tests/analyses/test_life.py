"""Every layer that wrote, changed or hid a path, and what was seen of it when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.analyses.life import hidden_by, last_change, last_seen, life_of, touching_layers
from inspector.tree.view import find, layer_transitions
from tests.build_image import directory, file, hardlink, opaque, symlink, whiteout
from tests.tree.world import World, world

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.tree import Node


@pytest.fixture
def image(tmp_path: Path) -> World:
    return world(
        tmp_path / "i.tar",
        [
            directory("etc"),
            file("etc/passwd", b"root", uid=1),
            file("etc/deep/conf", b"conf"),
            file("big", b"12345678"),
            hardlink("same", "big"),
        ],
        [file("etc/passwd", b"root", mode=0o600, uid=1), directory("etc", mode=0o700)],
        [whiteout("etc/passwd"), symlink("big", "etc")],
        [file("etc/passwd", b"toor!"), whiteout("etc/deep/conf")],
        [opaque("etc"), file("etc/new", b"n")],
    )


def node(image: World, path: str) -> Node:
    for layer in range(image.top + 1):
        found = find(image.tree, path, layer)
        if found is not None:
            return found
    raise AssertionError(path)


def told(image: World, path: str) -> list[tuple[int, str, tuple[str, ...], int]]:
    events = life_of(image.tree, node(image, path), image.contents)
    return [(each.layer, str(each.change), each.fields, each.stored_bytes) for each in events]


def test_a_life_is_told_newest_first(image: World) -> None:
    assert told(image, "/etc/passwd") == [
        (4, "removed", (), 0),
        (3, "added", (), 5),
        (2, "removed", (), 0),
        (1, "metadata", ("mode",), 4),
        (0, "added", (), 4),
    ]


def test_a_path_that_went_with_what_was_around_it(image: World) -> None:
    assert told(image, "/etc/deep") == [(4, "removed", (), 0), (0, "added", (), 0)]
    assert told(image, "/etc/deep/conf") == [(3, "removed", (), 0), (0, "added", (), 4)]


def test_bytes_of_an_inode_are_stored_once(image: World) -> None:
    assert told(image, "/big") == [(2, "modified", ("type", "mode"), 0), (0, "added", (), 8)]
    assert told(image, "/same") == [(0, "added", (), 0)]


def test_layers_are_those_of_the_life(image: World) -> None:
    for path in ("/etc", "/etc/passwd", "/etc/deep/conf", "/big", "/etc/new"):
        layers = [layer for layer, *_ in told(image, path)]
        assert list(touching_layers(node(image, path))) == layers[::-1]


def test_every_change_of_every_layer_is_in_a_life(image: World) -> None:
    for layer in range(image.top + 1):
        for each in layer_transitions(image.tree, layer):
            assert layer in touching_layers(each.node)


def test_what_was_seen_last(image: World) -> None:
    passwd = node(image, "/etc/passwd")
    seen = [last_seen(passwd, layer) for layer in range(5)]
    assert [each[0] if each else None for each in seen] == [0, 1, 1, 3, 3]
    assert [each[1].layer if each else None for each in seen] == [0, 1, 1, 3, 3]
    assert last_seen(node(image, "/etc/new"), 3) is None


def test_the_change_a_layer_shows(image: World) -> None:
    passwd = node(image, "/etc/passwd")
    found = [last_change(passwd, layer) for layer in range(5)]
    assert [each.layer if each else None for each in found] == [0, 1, 2, 3, 4]
    conf = [last_change(node(image, "/etc/deep/conf"), layer) for layer in (0, 2, 3, 4)]
    assert [each.layer if each else None for each in conf] == [0, 0, 3, 3]
    assert last_change(node(image, "/etc/new"), 3) is None


def test_who_hides_a_version(image: World) -> None:
    passwd, etc, big = (node(image, path) for path in ("/etc/passwd", "/etc", "/big"))
    assert [hidden_by(passwd, each) for each in passwd.versions if not each.is_whiteout] == [
        1,
        2,
        4,
    ]
    assert [hidden_by(etc, each) for each in etc.versions] == [None] * len(etc.versions)
    assert [hidden_by(big, each) for each in big.versions] == [2, None]
    conf = node(image, "/etc/deep/conf")
    assert hidden_by(conf, conf.versions[0]) == 3
