"""Finds paths of an image that show best what a container does to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from inspector.tree.view import find

if TYPE_CHECKING:
    from inspector.analyses.sizes import DirectorySizes
    from inspector.tree import Tree

_SMALL = ("/etc/passwd", "/etc/hosts", "/etc/os-release", "/etc/group", "/etc/profile")
# What a last RUN line often deletes.
_REMOVED = (
    "/var/lib/apt/lists", "/var/cache/apt", "/var/cache/yum", "/var/cache/dnf", "/var/cache/apk",
    "/root/.cache", "/usr/share/doc", "/usr/share/man", "/usr/share/locale",
)  # fmt: skip


class ExamplePaths(NamedTuple):
    """A large file, a directory to delete, a small file; "" where there is none."""

    large: str
    folder: str
    small: str


def example_paths(tree: Tree, sizes: DirectorySizes) -> ExamplePaths:
    """Look where most bytes are, a directory at a time: not at all of a large image."""
    top = tree.layers - 1
    large = _large_file(tree, sizes, top)
    folder = large.rpartition("/")[0]
    for path in _REMOVED:
        node = find(tree, path, top)
        if node is not None and sizes.at(node, top).bytes:
            folder = path
            break
    return ExamplePaths(large, folder, next((each for each in _SMALL if _is_file(tree, each)), ""))


def _large_file(tree: Tree, sizes: DirectorySizes, top: int) -> str:
    node, floor = tree.root, tree.root.floor_at(top)
    while True:
        below = node.floor_below(top, floor)
        seen = [
            (sizes.at(child, top).bytes if version.is_dir else version.size, child, version)
            for child in node.children.values()
            if (version := child.version_at(top, below)) is not None
            and (version.is_dir or version.is_file)
        ]
        if not seen:
            return ""
        _, node, version = max(seen, key=lambda each: each[0])
        if not version.is_dir:
            return node.path
        floor = below


def _is_file(tree: Tree, path: str) -> bool:
    node = find(tree, path, tree.layers - 1)
    version = node.visible_at(tree.layers - 1) if node is not None else None
    return version is not None and version.is_file
