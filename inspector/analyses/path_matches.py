"""Paths of an image that globs name, in whichever layer they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.path_globs import PathGlobs
from inspector.analyses.scope import WHOLE, Scope
from inspector.text import path_key
from inspector.tree.view import changes_of, walk_paths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.tree import Node, Tree


class PathMatch(msgspec.Struct, frozen=True):
    """A path that a glob names; ``hidden_by`` is None where it is visible at the end.

    ``layer``: the one that wrote it last; ``earlier``: those below it that store it, too.
    """

    path: str
    layer: int
    hidden_by: int | None = None
    earlier: tuple[int, ...] = ()


def path_matches(tree: Tree, globs: Sequence[str], scope: Scope = WHOLE) -> tuple[PathMatch, ...]:
    """Return every path that a glob names, hidden ones too, sorted by path; of a folder its own.

    Of a folder that does not count what was put into it does. Raises UsageError for a bad glob.
    """
    named, excluded = PathGlobs(globs), PathGlobs(scope.exclude)

    def counts(match: PathMatch) -> bool:
        return match.layer >= scope.base_layers and not excluded.matches(match.path)

    found: dict[str, PathMatch] = {}
    within: set[Node] = set()  # what is named, and what lies below it
    for path, node, clears in walk_paths(tree):
        if node.parent in within:
            within.add(node)
        elif named.matches(path):
            match = _match(path, node, clears, scope.base_layers)
            if match is not None and counts(match):
                found[path] = match
                within.add(node)
    for dropped in tree.dropped:
        path = dropped.node.path
        if dropped.node not in within and named.matches(path):
            match = PathMatch(path, dropped.version.layer, dropped.version.layer)
            if counts(match):
                found[path] = match
    return tuple(found[path] for path in sorted(found, key=path_key))


def _match(path: str, node: Node, clears: tuple[int, ...], least: int) -> PathMatch | None:
    """Return where a path is, None where only a marker removes what never was.

    ``least``: the first layer that counts.
    """
    layers: list[int] = []
    hidden_by = None
    for change in changes_of(node, clears):
        if change.after is not None:
            layers.append(change.layer)
            hidden_by = None
        else:
            hidden_by = change.layer
    if not layers:
        return None
    *earlier, layer = layers
    return PathMatch(path, layer, hidden_by, tuple(each for each in earlier if each >= least))
