"""What changed, asked for one layer and asked for all: one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.tree.view import (
    Transition,
    changes_of,
    find,
    layer_transitions,
    range_transitions,
    visible,
    walk,
    walk_paths,
)
from tests.build_image import Member, directory, file, hardlink, opaque, symlink, whiteout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from inspector.tree import Tree
    from tests.tree.conftest import Build

D = [directory("d"), file("d/a", b"a"), directory("d/e"), file("d/e/b", b"b"), file("d/e/c", b"c")]


def transitions(tree: Tree) -> Iterator[Transition]:
    """Yield every change of every path, in one walk over the tree."""
    for node, clears in walk(tree):
        yield from changes_of(node, clears)


def told(found: Iterable[Transition]) -> list[tuple[str, int, bool, bool]]:
    """Return (path, layer, was there, is there) of every change."""
    return sorted(
        (each.node.path, each.layer, each.before is not None, each.after is not None)
        for each in found
    )


HISTORIES: dict[str, list[list[Member]]] = {
    "removed and made again": [D, [whiteout("d")], D, [whiteout("d"), *D[:2]]],
    "nested opaque markers": [D, [opaque("d"), opaque("d/e"), file("d/e/b")], D],
    "markers for each name": [D, [whiteout("d/e/b"), whiteout("d/e"), whiteout("d")]],
    "child written, then lost": [D, [file("d/a"), file("d/e/b"), file("d")], [file("d/a")]],
    "type changes": [D, [file("d/e")], [file("d/e/b")], [symlink("d", "x")], [file("d/a")]],
    "root emptied": [D, [opaque(""), file("z")], D, [opaque("")], [opaque("")]],
    "nothing": [D, [], [whiteout("none")], [directory("d")]],
    "links": [[*D, hardlink("l", "d/a")], [whiteout("d")], [file("d/e", b"x"), whiteout("l")]],
}


@pytest.mark.parametrize("history", HISTORIES)
def test_changes_of_each_layer_are_those_of_the_walk_over_all(build: Build, history: str) -> None:
    tree = build(*HISTORIES[history]).tree
    one_by_one = [each for layer in range(tree.layers) for each in layer_transitions(tree, layer)]
    assert told(one_by_one) == told(transitions(tree))


@pytest.mark.parametrize("history", HISTORIES)
def test_a_layer_changes_a_path_once(build: Build, history: str) -> None:
    found = [
        (path, layer) for path, layer, _, _ in told(transitions(build(*HISTORIES[history]).tree))
    ]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("history", HISTORIES)
def test_changes_of_a_range_are_what_differs_between_its_ends(build: Build, history: str) -> None:
    tree = build(*HISTORIES[history]).tree
    for last in range(tree.layers):
        after = dict(visible(tree, last))
        for first in range(last + 1):
            before = dict(visible(tree, first - 1)) if first else {}
            differs = {
                node: (before.get(node), after.get(node))
                for node in before.keys() | after.keys()
                if before.get(node) is not after.get(node)
            }
            found = list(range_transitions(tree, first, last))
            assert {each.node: (each.before, each.after) for each in found} == differs
            assert len(found) == len(differs)


def test_what_came_and_went_within_a_range_is_no_change_of_it(build: Build) -> None:
    image = build(D, [file("t", b"1")], [whiteout("t"), whiteout("d/a")], [file("d/a", b"a")])
    assert image.range_changes(1, 3) == {"/d/a": ("metadata", [])}
    assert image.range_changes(1, 2) == {"/d/a": ("removed", [])}
    assert image.range_changes(2, 3) == {"/t": ("removed", []), "/d/a": ("metadata", [])}


def test_all_below_a_removed_directory_is_removed(build: Build) -> None:
    image = build(D, [whiteout("d")])
    assert image.changes() == dict.fromkeys(("/d", "/d/a", "/d/e", "/d/e/b", "/d/e/c"), "removed")


def test_what_was_hidden_before_is_not_removed_again(build: Build) -> None:
    image = build(D, [whiteout("d/e")], [whiteout("d")], [opaque(""), whiteout("d")])
    assert image.changes(2) == dict.fromkeys(("/d", "/d/a"), "removed")
    assert image.changes(3) == {}


def test_path_is_found_where_it_is_visible(build: Build) -> None:
    tree = build(D, [whiteout("d/e")], [file("d/e")]).tree
    assert [find(tree, "/d/e/b", layer) is not None for layer in range(3)] == [True, False, False]
    assert [find(tree, "d//./e/", layer) is not None for layer in range(3)] == [True, False, True]
    assert find(tree, "/", 1) is tree.root
    assert find(tree, "/d/none", 0) is None
    assert find(tree, "/d/../../d", 0) is find(tree, "/d", 0)
    assert find(tree, "/none/../d", 0) is None


@pytest.mark.parametrize("history", HISTORIES)
def test_a_walk_with_paths_is_the_walk(build: Build, history: str) -> None:
    tree = build(*HISTORIES[history]).tree
    expected = sorted((node.path, clears) for node, clears in walk(tree))
    assert sorted((path, clears) for path, _, clears in walk_paths(tree)) == expected
    assert all(node.path == path for path, node, _ in walk_paths(tree))


def test_a_walk_with_paths_goes_on_while_the_tree_grows(build: Build) -> None:
    tree = build(D).tree
    for number, (_, node, _) in enumerate(walk_paths(tree)):
        node.make_child(f"new{number}")
        assert number < 100
        if number > 20:
            break
