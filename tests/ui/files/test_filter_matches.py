"""What a filter leaves of a tree, and that a search ends when no one wants it any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.analyses.path_filter.filter import parse_filter
from inspector.io.progress import CancelledError
from inspector.limits import DEFAULT_LIMITS
from inspector.tarstream import Kind
from inspector.tree import Tree
from inspector.ui.files.filter_matches import Matches, Paths, paths_at, search
from tests.entries import entry_at

if TYPE_CHECKING:
    from collections.abc import Callable


def never() -> bool:
    return False


def after(count: int) -> Callable[[], bool]:
    """Return what says stop once it was asked so often."""
    left = count

    def stopped() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    return stopped


def tree_of(*layers: list[str]) -> Tree:
    tree = Tree()
    for paths in layers:
        entries = [entry_at(path, Kind.FILE, 0o644, 0, 0, 1, 0, 0) for path in paths]
        tree.apply(entries, DEFAULT_LIMITS)
    return tree


def matches_of(tree: Tree, text: str, layer: int = 0) -> Matches:
    paths = paths_at(tree, layer, None, never)
    wanted = parse_filter(text)
    return Matches(search(paths, wanted, never), wanted, paths.count)


def found(paths: Paths) -> set[str]:
    return {node.path for folder in paths.folders for node in folder.nodes}


def test_all_that_is_visible_is_looked_through() -> None:
    tree = tree_of(["a/b/c", "a/d"], ["a/.wh.d", "e"])
    assert found(paths_at(tree, 0, None, never)) == {"/a", "/a/b", "/a/b/c", "/a/d"}
    assert found(paths_at(tree, 1, None, never)) == {"/a", "/a/b", "/a/b/c", "/e"}


def test_matches_and_the_folders_above_them_are_shown_and_told_apart() -> None:
    tree = tree_of(["a/b/match", "a/match/x", "c/no"])
    matches = matches_of(tree, "match")
    root = tree.root
    a = root.make_child("a")
    assert matches.count == 2
    assert matches.total == 7
    assert matches.below[root] == [a]
    assert set(matches.below[a]) == {a.make_child("b"), a.make_child("match")}
    assert matches.inside[root] == 2
    assert a not in matches
    assert a.make_child("match") in matches
    # It can be looked into, but it is no match.
    assert a.make_child("match").make_child("x") not in matches
    assert matches.shows(a)
    assert not matches.shows(root.make_child("c"))


def test_all_folders_are_open_while_there_are_few_matches_else_an_overview() -> None:
    few = matches_of(tree_of([f"a/b{n % 3}/c{n}" for n in range(200)]), "c")
    assert len(few.opened) == 5
    paths = [f"many/d/c{n}" for n in range(2000)] + [f"few/d/c{n}" for n in range(10)]
    tree = tree_of(paths)
    opened = {node.path for node in matches_of(tree, "c").opened}
    assert opened == {"/", "/many", "/few", "/few/d"}


def test_nothing_found_is_nothing_shown() -> None:
    matches = matches_of(tree_of(["a/b"]), "nothing")
    assert matches.count == 0
    assert matches.below == {}
    assert matches.opened == set()


@pytest.mark.parametrize("asked", [0, 1, 2])
def test_it_stops_when_told_to(asked: int) -> None:
    # Three blocks in one folder: it does not wait for the end of any.
    tree = tree_of([f"a/{number}" for number in range(10_000)])
    paths = paths_at(tree, 0, None, never)
    with pytest.raises(CancelledError):
        search(paths, parse_filter("1"), after(asked))
    with pytest.raises(CancelledError):
        paths_at(tree, 0, None, after(min(asked, 1)))


def test_looking_through_what_was_found_before_finds_the_same() -> None:
    tree = tree_of([f"a/{number}" for number in range(300)])
    paths = paths_at(tree, 0, None, never)
    wide, narrow = parse_filter("1"), parse_filter("12")
    assert narrow.narrows(wide)
    again = search(search(paths, wide, never), narrow, never)
    assert found(again) == found(search(paths, narrow, never)) != set()
