"""Kinds of paths that are hidden: what is left, with the folders that lead to it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from inspector.analyses.path_filter.filter import parse_filter
from inspector.reading.contents import Contents
from inspector.tree.view import visible
from inspector.ui.files.filter_layers import matching_layers
from inspector.ui.files.filter_matches import paths_at, paths_changed, paths_of, search
from inspector.ui.files.folds import Folds
from inspector.ui.files.rows import FileRows
from inspector.ui.files.shown_paths import TreeOptions
from inspector.ui.session.change_kinds import ALL_KINDS, ChangeKinds, PathKind, kind_of
from inspector.ui.session.changes import layer_changes
from inspector.ui.session.history_steps import Span, Step
from inspector.ui.session.selection import Mode
from tests.build_image import ImageSpec, directory, file, whiteout
from tests.ui.files.test_filter_layers import never
from tests.ui.images import LEGACY, small, varied
from tests.ui.sessions import session_of, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from inspector.tree import Node
    from inspector.ui.session.session import Session

A, M, R, U = PathKind


def mixed(tmp_path: Path) -> Path:
    """Return an image whose layers do everything to folders and to what is in them."""
    spec = ImageSpec(
        layers=[
            [
                directory("d"),
                file("d/old", b"1"),
                directory("d/deep"),
                file("d/deep/old", b"2"),
                directory("gone"),
                file("gone/a", b"3"),
                file("becomes", b"4"),
                directory("m"),
                file("m/x", b"5"),
            ],
            [
                directory("d", mode=0o700),
                file("d/new", b"6"),
                file("d/deep/old", b"7"),
                whiteout("gone"),
                directory("becomes"),
                file("becomes/x", b"8"),
                directory("m", mode=0o700),
                file("m/x", b"9"),
            ],
            [whiteout("d/new"), whiteout("becomes"), directory("again"), directory("again/empty")],
        ]
    )
    return LEGACY.write(tmp_path / "mixed.tar", spec)


IMAGES = [small, varied, mixed]
SPANS = [Span(0, 0), Span(1, 1), Span(2, 2), Span(1, 2)]


def compared(path: Path, span: Span) -> Session:
    """Return a session that knows what some layers changed."""
    session = session_of(path)
    session.keep_changes(layer_changes(session.tree, span, Contents(session.image)))
    return session


def rows_of(session: Session, span: Span, options: TreeOptions) -> FileRows:
    first = span.first if span.first < span.last else None
    rows = FileRows(session, Step(span.last, span.last, None, first), options)
    rows.fill()
    return rows


def shown(session: Session, span: Span, mode: Mode, kinds: ChangeKinds) -> set[str]:
    """Return what the tree shows with all folders open."""
    rows = rows_of(session, span, TreeOptions(mode, folds=Folds(every=True), kinds=kinds))
    return {rows.node(index).path for index in range(len(rows))}


def expected(session: Session, span: Span, mode: Mode, kinds: ChangeKinds) -> set[str]:
    """Return the same by going through all paths: those of a kind that is shown, and above."""
    changes = session.changes[span].kinds
    there = {node for node, _ in visible(session.tree, span.last)}
    there |= {node for node, change in changes.items() if kind_of(change) is R}
    wanted = set(PathKind) - kinds.hidden
    if mode is Mode.CHANGES:
        wanted -= {U}
    else:
        wanted = wanted - {R} | ({R} if kinds.with_removed else set())
    found: set[str] = set()
    for each in there:
        if kind_of(changes.get(each)) in wanted:
            node: Node | None = each
            while node is not None and (node is each or node.parent is not None):
                found.add(node.path)
                node = node.parent
    return found


@pytest.mark.parametrize("image", IMAGES)
@pytest.mark.parametrize("span", SPANS, ids=str)
def test_a_path_is_shown_for_its_kind_or_for_what_lies_in_it(
    tmp_path: Path, image: Callable[[Path], Path], span: Span
) -> None:
    session = compared(image(tmp_path), span)
    for count in range(5):
        for hidden in combinations(PathKind, count):
            for mode in Mode:
                for with_removed in (False, True):
                    kinds = ChangeKinds(frozenset(hidden), with_removed=with_removed)
                    wanted = expected(session, span, mode, kinds)
                    assert shown(session, span, mode, kinds) == wanted, (mode, kinds)


@pytest.mark.parametrize("image", IMAGES)
@pytest.mark.parametrize("span", SPANS, ids=str)
@pytest.mark.parametrize("mode", Mode)
def test_a_filter_looks_through_what_is_shown_and_nothing_else(
    tmp_path: Path, image: Callable[[Path], Path], span: Span, mode: Mode
) -> None:
    session = compared(image(tmp_path), span)
    changes = session.changes[span]
    for hidden in ((), (A,), (M,), (R, U), (A, U)):
        kinds = ChangeKinds(frozenset(hidden), with_removed=R not in hidden)
        of = kinds.shown(is_all=mode is Mode.ALL)
        if mode is Mode.ALL:
            removed = of.has_removed
            paths = paths_at(session.tree, span.last, changes, never, with_removed=removed)
        else:
            paths = paths_changed(changes, never)
        found = paths_of(paths, of, never)
        everything = shown(session, span, mode, kinds)
        nodes = [node for folder in found.folders for node in folder.nodes]
        assert {node.path for node in nodes} <= everything
        assert {kind_of(changes.kinds.get(node)) for node in nodes} <= of.kinds
        assert found.count == len(nodes)
        # Of the rest, each leads to one.
        above = {path for path in everything if path not in {node.path for node in nodes}}
        assert all(any(node.path.startswith(f"{path}/") for node in nodes) for path in above)


def test_a_layer_whose_changes_are_hidden_has_nothing_to_do_with_a_filter(tmp_path: Path) -> None:
    session = session_of(varied(tmp_path))
    wanted = parse_filter("pyc")
    assert matching_layers(session, wanted, never) == {0, 2}
    for hidden, layers in (({A}, {2}), ({R}, {0}), ({A, R}, set()), ({M, U}, {0, 2})):
        of = ChangeKinds(frozenset(hidden)).shown(is_all=False)
        assert matching_layers(session, wanted, never, of) == layers
        for layer in (0, 2):
            changes = layer_changes(session.tree, Span(layer, layer), Contents(session.image))
            found = search(paths_of(paths_changed(changes, never), of, never), wanted, never)
            assert bool(found.count) == (layer in layers)


def test_counts_of_a_closed_folder_leave_out_what_is_hidden(tmp_path: Path) -> None:
    session = compared(mixed(tmp_path), Span(1, 1))
    options = TreeOptions(folds=Folds(every=False), kinds=ChangeKinds(frozenset({A})))
    rows = rows_of(session, Span(1, 1), options)
    names = [cells[-1].strip() for cells in texts(rows)]
    assert "▸ d/  ~1" in names
    assert "▸ gone/  -1" in names


def test_what_was_removed_is_shown_among_everything_with_its_size(tmp_path: Path) -> None:
    session = compared(mixed(tmp_path), Span(1, 1))
    options = TreeOptions(Mode.ALL, folds=Folds(every=True), kinds=ChangeKinds(with_removed=True))
    rows = rows_of(session, Span(1, 1), options)
    cells = [[cell.strip() for cell in cells] for cells in texts(rows)]
    assert ["D", "drwxr-xr-x", "0:0", "1 B", "▾ gone/"] in cells
    assert ["D", "-rw-r--r--", "0:0", "1 B", "a"] in cells


def test_all_folders_close_and_open_at_once_and_single_ones_after(tmp_path: Path) -> None:
    session = compared(varied(tmp_path), Span(0, 0))
    folds = Folds()
    options = TreeOptions(Mode.ALL, folds=folds)
    top = {"/etc", "/usr"}
    folds.turn_every(is_open=False)
    rows = rows_of(session, Span(0, 0), options)
    assert {rows.node(index).path for index in range(len(rows))} == top
    was_open = rows.is_any_open
    row = rows.nearest(next(node for node, _ in visible(session.tree, 0) if node.path == "/usr"))
    rows.open(row)
    assert {rows.node(index).path for index in range(len(rows))} == top | {"/usr/bin", "/usr/lib"}
    assert (was_open, rows.is_any_open) == (False, True)
    folds.turn_every(is_open=True)
    assert len(rows_of(session, Span(0, 0), options)) == 11


def test_what_is_hidden_is_said() -> None:
    kinds = ALL_KINDS
    assert kinds.said(is_all=False) == kinds.said(is_all=True) == ""
    kinds = kinds.turned(A, is_all=False).turned(R, is_all=False)
    assert kinds.said(is_all=False) == "hidden: added, removed"
    # What was removed is no part of everything: it is not missing there.
    assert kinds.said(is_all=True) == "hidden: added"
    kinds = kinds.turned(R, is_all=True).turned(U, is_all=True)
    assert kinds.said(is_all=True) == "with removed files   hidden: added, unmodified"
    assert kinds.said(is_all=False) == "hidden: added, removed"


@pytest.mark.parametrize("is_all", [False, True])
@pytest.mark.parametrize("kind", PathKind)
def test_a_kind_that_is_turned_twice_is_as_it_was(kind: PathKind, is_all: bool) -> None:
    once = ALL_KINDS.turned(kind, is_all=is_all)
    assert once != ALL_KINDS
    assert once.turned(kind, is_all=is_all) == ALL_KINDS


def test_columns_go_with_the_attributes(tmp_path: Path) -> None:
    session = compared(small(tmp_path), Span(0, 0))
    rows = rows_of(session, Span(0, 0), TreeOptions(has_attributes=False))
    assert [column.title for column in rows.columns] == ["", "name"]
    assert len(rows.row(0).cells) == 2
