"""From a row of waste to the version of the path that it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.tree.view import node_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.usage import Waste
    from inspector.tree import Node, Tree, Version


def wasted_version(tree: Tree, row: Waste) -> tuple[Node, Version] | None:
    """Return a wasted payload's path and the version that stores it, None where there is none.

    What a layer took away from itself is no version of the path's: no state of the tree shows it.
    """
    node = node_of(tree, row.path)
    if node is None:
        return None
    for version in _versions(tree, node, row):
        if version.home == row.written_by and _stored(version) == row.bytes:
            return node, version
    return None


def _stored(version: Version) -> int | None:
    return version.entry.stored if version.entry is not None and version.is_file else None


def _versions(tree: Tree, node: Node, row: Waste) -> Iterator[Version]:
    if row.written_by != row.hidden_by:
        yield from node.versions
    yield from (each.version for each in tree.dropped if each.node is node)
    yield from node.versions
