"""Paths are found by a part of their names, the best first, also those that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.io.progress import CancelledError
from inspector.limits import DEFAULT_LIMITS
from inspector.tarstream import Kind
from inspector.tree import Tree
from inspector.tree.view import walk
from inspector.ui.session.path_index import MOST_FOUND, PathIndex
from tests.cases import tried_with
from tests.entries import entry_at

if TYPE_CHECKING:
    from collections.abc import Callable


def never() -> bool:
    return False


def after(count: int) -> Callable[[], bool]:
    """Return what says stop once it was asked so often."""
    left = iter(range(count))
    return lambda: next(left, None) is None


def tree_of(*layers: list[str]) -> Tree:
    tree = Tree()
    for paths in layers:
        entries = [entry_at(path, Kind.FILE, 0o644, 0, 0, 1, 0, 0) for path in paths]
        tree.apply(entries, DEFAULT_LIMITS)
    return tree


def found(tree: Tree, text: str, merged: int = 1) -> list[str]:
    return [each.node.path for each in PathIndex(tree, merged).find(text, never)]


TREE = tree_of(
    ["etc/passwd", "etc/passwd-", "usr/bin/passwd", "usr/share/man/passwd.1", "opt/my passwd/x"],
)


@tried_with(
    ("text", "paths"),
    [
        # The name itself, one that begins so, one that has it, a folder around.
        (
            "passwd",
            [
                "/etc/passwd", "/usr/bin/passwd", "/etc/passwd-", "/usr/share/man/passwd.1",
                "/opt/my passwd", "/opt/my passwd/x",
            ],
        ),
        ("PASSWD-", ["/etc/passwd-"]),
        ("bin/pass", ["/usr/bin/passwd"]),
        ("/etc/passwd", ["/etc/passwd", "/etc/passwd-"]),
        ("/usr", ["/usr", "/usr/bin", "/usr/share", "/usr/bin/passwd", "/usr/share/man",
                  "/usr/share/man/passwd.1"]),
        ("my passwd", ["/opt/my passwd", "/opt/my passwd/x"]),
        ("passwd man", ["/usr/share/man/passwd.1"]),
        ("d.1", ["/usr/share/man/passwd.1"]),
        (".*", []),
        ("nothing", []),
    ],
)  # fmt: skip
def test_the_best_come_first(text: str, paths: list[str]) -> None:
    assert found(TREE, text) == paths


def test_what_is_gone_is_found_with_the_layer_that_has_it_and_the_one_that_removed_it() -> None:
    tree = tree_of(["a/file", "b/file"], ["a/other"], [".wh.a"], ["never/.wh.file"])
    got = [
        (each.node.path, each.layer, each.removed_by)
        for each in PathIndex(tree, 4).find("file", never)
    ]
    # A whiteout of what never was is no path.
    assert got == [("/b/file", 3, None), ("/a/file", 1, 2)]


def test_layers_that_are_not_merged_yet_do_not_count() -> None:
    tree = tree_of(["a"], ["ab"], [".wh.a"])
    assert found(tree, "a", merged=1) == ["/a"]
    assert found(tree, "a", merged=2) == ["/a", "/ab"]


def test_so_many_are_found_and_no_more_and_the_best_among_them() -> None:
    tree = tree_of([*(f"d/lib{number}" for number in range(10_000)), "x/y/z/lib"])
    paths = found(tree, "lib")
    assert len(paths) == MOST_FOUND
    assert paths[0] == "/x/y/z/lib"


def test_names_that_break_lines_are_found_alone() -> None:
    tree = tree_of(["a\nb/c", "\udce9x", "İstanbul/x"])
    assert found(tree, "b") == ["/a\nb", "/İstanbul", "/a\nb/c", "/İstanbul/x"]
    assert found(tree, "\udce9") == ["/\udce9x"]
    assert found(tree, "x") == ["/İstanbul/x", "/\udce9x"]


@pytest.mark.parametrize("asked", [0, 1, 3])
def test_it_ends_when_told_to_and_can_be_asked_again(asked: int) -> None:
    index = PathIndex(tree_of([f"a/{number}" for number in range(10_000)]), 1)
    with pytest.raises(CancelledError):
        index.find("1", after(asked))
    assert index.find("9999", never)[0].node.path == "/a/9999"


_NAMES = st.text("ab./\n", min_size=1, max_size=6).filter(lambda name: name.strip("./\n"))


@given(st.lists(_NAMES, min_size=1, max_size=12), st.text("ab./", min_size=1, max_size=4))
def test_whatever_has_the_text_is_found(names: list[str], text: str) -> None:
    tree = tree_of(names)
    there = {node.path for node, _ in walk(tree) if node.parent and node.visible_at(0)}
    assert set(found(tree, text)) == {path for path in there if text in path}
