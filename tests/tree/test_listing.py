"""Rows of ``ls --json``: the contract that other programs rely on."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, cast

import pytest

from inspector.exports.listing import row_json
from inspector.tree.listing import list_changes, list_tree
from inspector.tree.view import node_of
from tests.build_image import (
    Member,
    block,
    char,
    directory,
    fifo,
    file,
    hardlink,
    symlink,
    whiteout,
)

if TYPE_CHECKING:
    from inspector.tree import Version
    from tests.tree.conftest import Build

BASE = {"mode": "0644", "uid": 0, "gid": 0, "size": 0, "mtime": 7, "layer": 0}


@pytest.mark.parametrize(
    ("member", "own"),
    [
        (file("x", b"abc", mtime=7), {"type": "file", "size": 3}),
        (directory("x", mtime=7), {"type": "dir", "mode": "0755"}),
        (symlink("x", "to", mtime=7), {"type": "symlink", "mode": "0777", "link": "to"}),
        (char("x", 1, 3, mtime=7), {"type": "char", "dev": [1, 3]}),
        (block("x", 8, 16, mtime=7), {"type": "block", "dev": [8, 16]}),
        (fifo("x", mtime=7), {"type": "fifo"}),
        (hardlink("x", "no", mtime=7), {"type": "unknown", "link": "no"}),
        (Member("x", b"Z", b"payload", mtime=7), {"type": "unknown"}),
        (
            file("x", mtime=7, mode=0o7777, uid=2**31, gid=9),
            {"type": "file", "mode": "7777", "uid": 2**31, "gid": 9},
        ),
        (
            file("x", mtime=7, xattrs={"user.b": b"\xff", "user.a": b""}),
            {"type": "file", "xattrs": {"user.a": "", "user.b": "ff"}},
        ),
    ],
)
def test_row_has_the_fields_that_apply(
    build: Build, member: Member, own: dict[str, object]
) -> None:
    assert build([member]).rows() == [{"path": "/x", **BASE, **own}]


def test_row_of_an_implied_directory(build: Build) -> None:
    row = build([file("d/x")]).row("/d")
    assert row == {"path": "/d", **BASE, "type": "dir", "mode": "0755", "mtime": None}


@pytest.mark.parametrize(("mtime", "seconds"), [(1.9, 1), (-0.1, -1), (-1, -1), (2**33, 2**33)])
def test_time_is_whole_seconds_rounded_down(build: Build, mtime: float, seconds: int) -> None:
    assert build([file("x", mtime=mtime)]).row("/x")["mtime"] == seconds


def test_fraction_of_a_second_is_no_change(build: Build) -> None:
    assert build([file("x", mtime=1.25)], [file("x", mtime=1.75)]).changes() == {"/x": "metadata"}


# changes

A = file("x", b"content", mode=0o644, uid=1, gid=1, mtime=1)


@pytest.mark.parametrize(
    ("again", "change"),
    [
        (file("x", b"content", mode=0o644, uid=1, gid=1, mtime=1), "metadata"),
        (file("x", b"content", mode=0o600, uid=1, gid=1, mtime=1), "metadata mode"),
        (file("x", b"content", mode=0o644, uid=2, gid=1, mtime=1), "metadata uid"),
        (file("x", b"content", mode=0o644, uid=1, gid=2, mtime=1), "metadata gid"),
        (file("x", b"content", mode=0o644, uid=1, gid=1, mtime=2), "metadata mtime"),
        (
            file("x", b"content", mode=0o600, uid=2, gid=2, mtime=2, xattrs={"user.a": b""}),
            "metadata mode uid gid mtime xattrs",
        ),
        (file("x", b"CONTENT", mode=0o644, uid=1, gid=1, mtime=1), "modified content"),
        (file("x", b"longer content", mode=0o600, uid=1, gid=1, mtime=1), "modified content mode"),
        (file("x", b"", mode=0o644, uid=1, gid=1, mtime=1), "modified content"),
        (fifo("x", mode=0o644, uid=1, gid=1, mtime=1), "modified type"),
        (directory("x", mode=0o644, uid=1, gid=1, mtime=1), "modified type"),
        (Member("x", b"7", b"content", mode=0o644, uid=1, gid=1, mtime=1), "metadata"),
    ],
)
@pytest.mark.parametrize("how", ["over", "whiteout first", "whiteout last"])
def test_kind_of_change_and_the_fields_that_differ(
    build: Build, again: Member, change: str, how: str
) -> None:
    upper = {
        "over": [again],
        "whiteout first": [whiteout("x"), again],
        "whiteout last": [again, whiteout("x")],
    }
    assert build([A], upper[how]).changes() == {"/x": change}


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (symlink("x", "a"), symlink("x", "b"), "modified link"),
        (symlink("x", "a"), symlink("x", "a", mtime=2), "metadata mtime"),
        (char("x", 1, 2), char("x", 1, 3), "modified dev"),
        (char("x", 1, 2), block("x", 1, 2), "modified type"),
        (char("x", 1, 2), char("x", 1, 2), "metadata"),
        (hardlink("x", "no"), hardlink("x", "none"), "modified link"),
        (hardlink("x", "no"), hardlink("x", "no"), "metadata"),
        (file("x"), file("x"), "metadata"),
    ],
)
def test_what_makes_other_types_different(
    build: Build, old: Member, new: Member, change: str
) -> None:
    assert build([old], [new]).changes() == {"/x": change}


def test_removed_row_has_the_old_fields_and_the_layer_that_removed_it(build: Build) -> None:
    image = build([A, hardlink("y", "x")], [file("z")], [whiteout("x"), whiteout("y")])
    x, y = image.change_rows()
    assert x["hardlinks"] == y["hardlinks"]
    assert {**x, "hardlinks": 0} == {
        "path": "/x",
        "type": "file",
        "mode": "0644",
        "uid": 1,
        "gid": 1,
        "size": 7,
        "mtime": 1,
        "layer": 2,
        "hardlinks": 0,
        "change": "removed",
        "fields": [],
    }


def test_all_of_the_base_layer_is_added(build: Build) -> None:
    image = build([directory("d"), file("d/x"), file("e/y")])
    assert image.changes() == dict.fromkeys(("/d", "/d/x", "/e/y"), "added")


def test_counts_are_numbers_of_rows(build: Build) -> None:
    image = build(
        [directory("d"), file("d/a"), file("d/b"), file("d/c"), file("e/f")],
        [whiteout("d/a"), file("d/b", b"new"), file("d/c", mode=0), file("n/ew"), whiteout("e")],
    )
    base, top = image.usage.layers
    assert (base.added, base.modified, base.removed, base.metadata) == (5, 0, 0, 0)
    assert (top.added, top.modified, top.removed, top.metadata) == (1, 1, 2, 1)


# order, and what is met

NAMES = ("a", "a-b", "a!", "a0", "é", b"\xff", "a\u20ac", "b")


@pytest.mark.parametrize("changes", [False, True])
def test_rows_come_in_the_order_of_their_paths_bytes(build: Build, changes: bool) -> None:
    leaves = [name if isinstance(name, bytes) else name.encode() for name in NAMES]
    deeper = [folder + b"/" + leaf for folder in leaves[:-1] for leaf in leaves]
    image = build([directory("b"), *(file(path) for path in reversed([*deeper, b"b/x"]))])
    found = image.change_rows() if changes else image.rows()
    paths = [os.fsencode(row["path"]) for row in found]
    assert paths == sorted(paths)
    assert len(paths) == len(deeper) + (2 if changes else 2 + len(leaves) - 1)


@pytest.mark.parametrize("changes", [False, True])
def test_rows_of_a_path_are_those_of_all_that_lie_below(build: Build, changes: bool) -> None:
    image = build(
        [directory("d"), file("d/a"), file("d-b"), directory("d/e"), file("d/e/f"), file("d0")],
        [file("d/a", b"new"), whiteout("d/e"), file("d-b", b"new"), hardlink("d/g", "d-b")],
    )
    start = node_of(image.tree, "/d")
    assert start is not None
    if changes:
        listed, part = image.change_rows(), list_changes(image.tree, 1, image.contents, start)
    else:
        listed, part = image.rows(), list_tree(image.tree, 1, start)
    below = [row for row in listed if row["path"] == "/d" or row["path"].startswith("/d/")]
    assert [json.loads(row_json(row)) for row in part] == below
    # Its other name lies elsewhere, and counts.
    assert [row["path"] for row in below if "hardlinks" in row] == ["/d/g"]


class _Untouchable:
    """In place of a path's versions: whoever looks at them has looked too far."""

    @property
    def layer(self) -> int:
        raise AssertionError("looked at what does not lie below")


def test_rows_of_a_path_are_found_without_a_look_at_others(build: Build) -> None:
    image = build([directory("d"), file("d/a"), file("d/e/f"), file("o/a"), file("p")])
    for path in ("/o", "/o/a", "/p"):
        other = node_of(image.tree, path)
        assert other is not None
        other.newest = cast("Version", _Untouchable())
    start = node_of(image.tree, "/d")
    assert [row.path for row in list_tree(image.tree, 0, start)] == [
        "/d", "/d/a", "/d/e", "/d/e/f",
    ]  # fmt: skip
    with pytest.raises(AssertionError, match="looked"):
        list(list_tree(image.tree, 0))


def test_the_first_row_waits_for_no_other(build: Build) -> None:
    image = build([file("a/b"), file("z/y")])
    last = node_of(image.tree, "/z/y")
    assert last is not None
    last.newest = cast("Version", _Untouchable())
    rows = list_tree(image.tree, 0)
    assert [next(rows).path, next(rows).path] == ["/a", "/a/b"]
