"""Directory sizes at every layer, against a count by hand and against the merged tree itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.sizes import NOTHING, DirectorySize, DirectorySizes, directory_sizes
from inspector.limits import DEFAULT_LIMITS
from inspector.tarstream import Entry, Kind
from inspector.tree import Node, Tree
from inspector.tree.view import visible
from tests.entries import entry_at

if TYPE_CHECKING:
    from collections.abc import Sequence


def entry(path: str, kind: Kind = Kind.FILE, size: int = 0, link: str = "") -> Entry:
    return entry_at(path, kind, 0o644, 0, 0, size, 0, 0, link)


def merged(*layers: Sequence[Entry]) -> Tree:
    tree = Tree()
    for entries in layers:
        tree.apply(entries, DEFAULT_LIMITS)
    return tree


def directory(tree: Tree, path: str) -> Node:
    node: Node | None = tree.root
    for part in path.split("/"):
        node = node.child(part) if node is not None and part else node
    assert node is not None
    return node


def timeline(sizes: DirectorySizes, node: Node, layers: int) -> list[tuple[int, int]]:
    return [(total.bytes, total.files) for total in (sizes.at(node, at) for at in range(layers))]


def test_a_directory_has_the_bytes_and_files_of_all_that_is_visible_below_it() -> None:
    tree = merged(
        [entry("a/x", size=10), entry("a/b/y", size=5), entry("a/l", Kind.SYMLINK, link="x")],
        [entry("a/x", size=1)],
        [entry("a/b/.wh.y")],
        [entry(".wh.a")],
    )
    sizes = directory_sizes(tree)
    assert timeline(sizes, directory(tree, "a"), 4) == [(15, 3), (6, 3), (1, 2), (0, 0)]
    assert timeline(sizes, directory(tree, "a/b"), 4) == [(5, 1), (5, 1), (0, 0), (0, 0)]
    assert timeline(sizes, tree.root, 4) == [(15, 3), (6, 3), (1, 2), (0, 0)]


def test_what_an_opaque_directory_hides_is_gone_and_what_it_brings_counts() -> None:
    tree = merged(
        [entry("d/old", size=100)],
        [entry("d/.wh..wh..opq"), entry("d/new", size=7)],
    )
    assert timeline(directory_sizes(tree), directory(tree, "d"), 2) == [(100, 1), (7, 1)]


def test_an_inode_counts_once_in_each_directory_that_holds_a_name_of_it() -> None:
    tree = merged(
        [
            entry("a/one", size=8),
            entry("a/two", Kind.HARDLINK, link="a/one"),
            entry("b/three", Kind.HARDLINK, link="a/one"),
        ],
        [entry("a/.wh.one")],
        [entry("a/.wh.two")],
    )
    sizes = directory_sizes(tree)
    assert timeline(sizes, directory(tree, "a"), 3) == [(8, 2), (8, 1), (0, 0)]
    assert timeline(sizes, directory(tree, "b"), 3) == [(8, 1), (8, 1), (8, 1)]
    assert timeline(sizes, tree.root, 3) == [(8, 3), (8, 2), (8, 1)]


def test_a_path_that_is_no_directory_has_nothing_below() -> None:
    tree = merged([entry("file", size=3)])
    assert directory_sizes(tree).at(directory(tree, "file"), 0) == NOTHING


NAMES = st.sampled_from(["a", "b", "a/c", "a/d", "b/c", "a/c/e"])
ENTRIES = st.one_of(
    st.builds(entry, NAMES, size=st.integers(0, 9)),
    st.builds(entry, NAMES, st.just(Kind.DIR)),
    st.builds(lambda at, to: entry(at, Kind.HARDLINK, link=to), NAMES, NAMES),
    st.builds(lambda at: entry("/".join([*at.split("/")[:-1], ".wh." + at.split("/")[-1]])), NAMES),
    st.builds(lambda at: entry(f"{at}/.wh..wh..opq"), NAMES),
)


@given(st.lists(st.lists(ENTRIES, max_size=6), min_size=1, max_size=5))
def test_every_directory_at_every_layer_is_the_sum_of_what_is_visible(
    layers: list[list[Entry]],
) -> None:
    tree = merged(*layers)
    sizes = directory_sizes(tree)
    for layer in range(tree.layers):
        for node, version in [*visible(tree, layer), (tree.root, None)]:
            if version is None or version.is_dir:
                assert sizes.at(node, layer) == counted(tree, layer, node)


def counted(tree: Tree, layer: int, top: Node) -> DirectorySize:
    """Count one directory the slow way."""
    versions = [
        version for node, version in visible(tree, layer, top) if node is not top and version.entry
    ]
    inodes = {id(version.entry): version.size for version in versions}
    return DirectorySize(sum(inodes.values()), sum(not version.is_dir for version in versions))
