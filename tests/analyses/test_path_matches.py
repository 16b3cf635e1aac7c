"""Paths that globs name: where they are, and whether they are hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.path_matches import PathMatch, path_matches
from inspector.analyses.scope import Scope
from inspector.limits import DEFAULT_LIMITS
from inspector.tarstream import Kind
from inspector.tree import Tree
from tests.entries import entry_at

if TYPE_CHECKING:
    from inspector.tarstream import Entry


def written(path: str, kind: Kind = Kind.FILE) -> Entry:
    return entry_at(path, kind, 0o644, 0, 0, 1, 0, 0)


def tree_of(*layers: list[Entry]) -> Tree:
    tree = Tree()
    for entries in layers:
        tree.apply(entries, DEFAULT_LIMITS)
    return tree


def test_hidden_paths_are_there_too() -> None:
    tree = tree_of(
        [written("k/a.key"), written("b.key"), written("c.txt")],
        [written("b.key"), written("k/.wh.a.key"), written(".wh.never.key")],
        [written("d.key"), written("d.key", Kind.DIR)],
        [written("e.key"), written("e.key/.wh..wh..opq"), written(".wh.f.key")],
    )
    assert path_matches(tree, ["*.key"])[:2] == (
        PathMatch("/b.key", 1, None, (0,)),
        PathMatch("/d.key", 2),
    )
    assert PathMatch("/k/a.key", 0, 1) in path_matches(tree, ["*.key"])
    assert path_matches(tree, []) == ()


def test_what_a_layer_takes_from_itself_is_hidden_by_it() -> None:
    tree = tree_of([written("a.key")], [written("d/b.key"), written("d")])
    assert path_matches(tree, ["*.key"]) == (PathMatch("/a.key", 0), PathMatch("/d/b.key", 1, 1))


def test_of_a_folder_there_is_its_own_path_alone() -> None:
    files = [written(f"srv/node_modules/{number}") for number in range(9)]
    tree = tree_of(
        [*files, written("node_modules/x/node_modules/y")], [written("srv/.wh.node_modules")]
    )
    assert path_matches(tree, ["node_modules"]) == (
        PathMatch("/node_modules", 0),
        PathMatch("/srv/node_modules", 0, 1),
    )


def test_of_what_does_not_count_only_later_layers_contents_do() -> None:
    tree = tree_of(
        [written("srv", Kind.DIR), written("srv/base"), written("a.key"), written("b.key")],
        [written("srv/new"), written("b.key"), written("doc/c.key"), written("doc/d.key")],
        [written("srv/.wh.base"), written("doc/.wh.d.key")],
    )
    scope = Scope(base_layers=1, exclude=("/doc",))
    assert path_matches(tree, ["/srv", "*.key"], scope) == (
        PathMatch("/b.key", 1),
        PathMatch("/srv/new", 1),
    )
