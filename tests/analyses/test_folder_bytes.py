"""Bytes by folder: each payload counts once, and together they are the live bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.folder_bytes import folder_bytes
from inspector.limits import DEFAULT_LIMITS
from inspector.tarstream import Kind
from inspector.tree import Tree
from inspector.tree.view import visible
from tests.entries import entry_at


def tree_of(*layers: list[tuple[str, int]]) -> Tree:
    tree = Tree()
    for layer in layers:
        entries = [entry_at(path, Kind.FILE, 0o644, 0, 0, size, 0, 0) for path, size in layer]
        tree.apply(entries, DEFAULT_LIMITS)
    return tree


def rows(tree: Tree) -> dict[str, int]:
    return {each.path: each.bytes for each in folder_bytes(tree)}


def test_what_lies_deep_counts_for_the_folder_three_names_below_the_root() -> None:
    tree = tree_of(
        [("top", 1), ("a/x", 2), ("a/b/c/x", 4), ("a/b/c/d/e/x", 8), ("a/empty/x", 0)],
        [("a/x", 16), ("a/b/.wh.nothing", 0)],
    )
    assert rows(tree) == {"/": 1, "/a": 16, "/a/b/c": 12}


def test_an_inode_counts_once() -> None:
    tree = Tree()
    link = entry_at("z/link", Kind.HARDLINK, 0o644, 0, 0, 0, 0, 0)
    link.link = "a/file"
    tree.apply([entry_at("a/file", Kind.FILE, 0o644, 0, 0, 7, 0, 0), link], DEFAULT_LIMITS)
    assert rows(tree) == {"/a": 7}
    tree.apply([entry_at("a/.wh.file", Kind.FILE, 0o644, 0, 0, 0, 0, 0)], DEFAULT_LIMITS)
    assert rows(tree) == {"/z": 7}


PATHS = st.sampled_from(
    [
        *("a", "b/a", "b/c/a", "b/c/d/a", "b/c/d/e/a", "b"),
        *("b/.wh.c", ".wh.a", ".wh.b", ".wh..wh..opq", "b/c/.wh..wh..opq"),
    ]
)


@given(st.lists(st.lists(st.tuples(PATHS, st.integers(0, 9)), max_size=5), min_size=1, max_size=3))
def test_the_folders_add_up_to_what_is_visible(layers: list[list[tuple[str, int]]]) -> None:
    tree = tree_of(*layers)
    live = sum(
        version.entry.stored
        for _, version in visible(tree, tree.layers - 1)
        if version.entry is not None and version.entry.kind is Kind.FILE
    )
    assert sum(rows(tree).values()) == live
