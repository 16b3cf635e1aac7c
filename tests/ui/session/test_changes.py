"""What paths and folders of the changes are marked with: letters, and counts of folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.tree import Tree
from inspector.tree.view import ChangeKind
from inspector.ui.session.changes import Below, LayerChanges, layer_changes
from inspector.ui.session.history_steps import Span
from tests.build_image import (
    ImageSpec,
    Member,
    directory,
    file,
    format_named,
    hardlink,
    opaque,
    whiteout,
)

if TYPE_CHECKING:
    from pathlib import Path

BASE = [
    directory("etc"),
    file("etc/passwd", b"root"),
    directory("srv"),
    file("srv/a", b"12345"),
    directory("srv/sub"),
    file("srv/sub/b", b"123"),
]


def changes(tmp_path: Path, *layers: list[Member]) -> tuple[Tree, LayerChanges]:
    path = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=layers))
    archive = open_archive(str(path), DEFAULT_LIMITS)
    image = Image(archive, choose(archive, image=None, platform=None), DEFAULT_LIMITS)
    tree = Tree()
    for layer in image.read_layers():
        tree.apply(layer.entries, DEFAULT_LIMITS)
    return tree, layer_changes(tree, Span(len(layers) - 1, len(layers) - 1), Contents(image))


def kinds(tree: Tree, found: LayerChanges) -> dict[str, str]:
    shown = {node: found.kind(node) for node in {*found.kinds, *found.below}}
    return {node.path: kind.value for node, kind in shown.items() if kind is not None}


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ([file("etc/new", b"x")], {"/": "modified", "/etc": "modified", "/etc/new": "added"}),
        ([directory("etc", mode=0o700)], {"/": "modified", "/etc": "metadata"}),
        (
            [directory("etc", mode=0o700), file("etc/passwd", b"toor")],
            {"/": "modified", "/etc": "modified", "/etc/passwd": "modified"},
        ),
        (
            [file("etc/passwd", b"root", mode=0o600)],
            {"/": "modified", "/etc": "modified", "/etc/passwd": "metadata"},
        ),
        (
            [whiteout("srv/sub")],
            {"/": "modified", "/srv": "modified", "/srv/sub": "removed", "/srv/sub/b": "removed"},
        ),
    ],
)
def test_letters_of_paths_and_of_the_folders_around_them(
    tmp_path: Path, layer: list[Member], expected: dict[str, str]
) -> None:
    tree, found = changes(tmp_path, BASE, layer)
    assert kinds(tree, found) == expected


def test_folders_count_what_is_below_them(tmp_path: Path) -> None:
    layer = [opaque("srv"), file("srv/new", b"1234567"), file("etc/passwd", b"toor")]
    tree, found = changes(tmp_path, BASE, layer)
    srv = tree.root.child("srv")
    assert srv is not None
    assert found.below[srv] == Below(added=1, removed=3, files=3, written_bytes=7, removed_bytes=8)
    assert found.below[tree.root] == Below(
        added=1, modified=1, removed=3, files=4, written_bytes=11, removed_bytes=8
    )


def test_a_directory_that_no_entry_describes_is_shown_and_not_counted(tmp_path: Path) -> None:
    tree, found = changes(tmp_path, [file("opt/app/run", b"1")])
    opt = tree.root.child("opt")
    assert opt is not None
    assert found.kind(opt) is ChangeKind.ADDED
    assert found.below[tree.root] == Below(added=1, files=1, written_bytes=1)


def test_an_inode_counts_once_in_each_folder(tmp_path: Path) -> None:
    layer = [file("a/x/f", b"12345"), hardlink("a/x/g", "a/x/f"), hardlink("a/y/h", "a/x/f")]
    tree, found = changes(tmp_path, layer)
    a = tree.root.child("a")
    assert a is not None
    x, y = a.child("x"), a.child("y")
    assert x is not None
    assert y is not None
    assert [found.below[each].written_bytes for each in (tree.root, a, x, y)] == [5, 5, 5, 5]
    assert [found.below[each].files for each in (tree.root, a, x, y)] == [3, 3, 2, 1]
    tree, found = changes(tmp_path, layer, [whiteout("a")])
    assert found.below[tree.root].removed_bytes == 5
