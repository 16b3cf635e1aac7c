"""Type changes, implied parents, and paths that are twice in one layer."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from inspector.limits import Limits
from tests.build_image import (
    Member,
    char,
    directory,
    fifo,
    file,
    hardlink,
    opaque,
    symlink,
    whiteout,
)

if TYPE_CHECKING:
    from tests.tree.conftest import Build

TREE = [
    directory("p", mode=0o700, uid=1, gid=2, mtime=5, xattrs={"user.a": b"1"}),
    file("p/x", b"x"),
    directory("p/d"),
    file("p/d/y", b"y"),
]
NON_DIRECTORIES: dict[str, Member] = {
    "file": file("p", b"file"),
    "symlink": symlink("p", "elsewhere"),
    "hardlink": hardlink("p", "other"),
    "broken": hardlink("p", "missing"),
    "char": char("p", 5, 1),
    "fifo": fifo("p"),
    "unknown": Member("p", b"Z"),
}
OTHER = file("other", b"other")


def facts(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["mode"], row["uid"], row["gid"], row["mtime"], row["layer"]


IMPLIED = ("0755", 0, 0, None)


# type changes across layers


def test_directory_over_directory_replaces_attributes_and_keeps_children(build: Build) -> None:
    image = build(TREE, [directory("p", mode=0o750, uid=3, gid=4, mtime=6)])
    assert image.paths() == ["/p/", "/p/d/", "/p/d/y", "/p/x"]
    assert facts(image.row("/p")) == ("0750", 3, 4, 6, 1)
    assert "xattrs" not in image.row("/p")
    assert image.changes() == {"/p": "metadata mode uid gid mtime xattrs"}


@pytest.mark.parametrize("kind", NON_DIRECTORIES)
def test_anything_else_over_a_directory_takes_all_below_with_it(build: Build, kind: str) -> None:
    image = build([OTHER, *TREE], [OTHER, NON_DIRECTORIES[kind]])
    assert [row["path"] for row in image.rows()] == ["/other", "/p"]
    changes = image.changes()
    assert changes["/p"].startswith("modified type ")
    assert [changes[path] for path in ("/p/x", "/p/d", "/p/d/y")] == ["removed"] * 3


@pytest.mark.parametrize("kind", NON_DIRECTORIES)
def test_directory_over_anything_else(build: Build, kind: str) -> None:
    image = build([OTHER, NON_DIRECTORIES[kind]], [directory("p", mode=0o700), file("p/new")])
    assert image.paths() == ["/other", "/p/", "/p/new"]
    assert facts(image.row("/p"))[0] == "0700"
    assert image.changes()["/p"].startswith("modified type ")


@pytest.mark.parametrize("kind", [kind for kind in NON_DIRECTORIES if kind != "symlink"])
def test_what_gets_children_in_a_later_layer_becomes_a_directory(build: Build, kind: str) -> None:
    image = build([OTHER, NON_DIRECTORIES[kind]], [file("p/x")])
    assert image.paths() == ["/other", "/p/", "/p/x"]
    assert facts(image.row("/p")) == (*IMPLIED, 1)
    # an implied directory has no row, so that the old p has none either
    assert image.changes() == {"/p/x": "added"}
    assert image.findings() <= {("hardlink-broken", 0, "/p"), ("refused-type", 0, "/p")}


@pytest.mark.parametrize("kind", [kind for kind in NON_DIRECTORIES if kind != "symlink"])
def test_what_gets_children_in_its_own_layer_becomes_a_directory(build: Build, kind: str) -> None:
    image = build([OTHER, NON_DIRECTORIES[kind], file("p/x")])
    assert image.paths() == ["/other", "/p/", "/p/x"]
    assert facts(image.row("/p")) == (*IMPLIED, 0)
    assert ("duplicate-path", 0, "/p") in image.findings()


@pytest.mark.parametrize("old", NON_DIRECTORIES)
@pytest.mark.parametrize("new", NON_DIRECTORIES)
def test_anything_over_anything(build: Build, old: str, new: str) -> None:
    image = build([OTHER, NON_DIRECTORIES[old]], [OTHER, NON_DIRECTORIES[new]])
    alone = build([OTHER, NON_DIRECTORIES[new]])
    kinds = [
        [(row["path"], row["type"], row.get("link"), row.get("dev")) for row in each.rows()]
        for each in (image, alone)
    ]
    assert kinds[0] == kinds[1]
    word = "metadata" if old == new else "modified"
    assert image.changes()["/p"].split()[0] == word


def test_old_children_do_not_come_back_with_a_new_directory(build: Build) -> None:
    image = build(TREE, [file("p")], [directory("p")])
    assert image.paths() == ["/p/"]
    image = build(TREE, [file("p")], [file("p/new")])
    assert image.paths() == ["/p/", "/p/new"]


def test_type_change_of_a_parent_in_the_middle(build: Build) -> None:
    image = build(TREE, [file("p/d")], [file("p/d/z")], [whiteout("p/d/z")])
    assert [image.paths(layer) for layer in range(4)] == [
        ["/p/", "/p/d/", "/p/d/y", "/p/x"],
        ["/p/", "/p/d", "/p/x"],
        ["/p/", "/p/d/", "/p/d/z", "/p/x"],
        ["/p/", "/p/d/", "/p/x"],
    ]


# implied parents


def test_implied_parents_are_plain_directories_of_root(build: Build) -> None:
    image = build([file("a/b/c", uid=9, gid=9, mode=0o600)])
    assert image.paths() == ["/a/", "/a/b/", "/a/b/c"]
    assert facts(image.row("/a")) == facts(image.row("/a/b")) == (*IMPLIED, 0)
    assert image.changes() == {"/a/b/c": "added"}


def test_existing_directory_keeps_its_metadata_where_it_is_a_parent(build: Build) -> None:
    image = build(TREE, [file("p/d/new")])
    assert facts(image.row("/p")) == ("0700", 1, 2, 5, 0)
    assert image.changes() == {"/p/d/new": "added"}


def test_implied_directory_stays_that_of_the_first_layer_that_needs_it(build: Build) -> None:
    image = build([file("a/b")], [file("a/c")])
    assert facts(image.row("/a")) == (*IMPLIED, 0)


@pytest.mark.parametrize("marker", [whiteout("p"), opaque("")])
def test_hidden_directory_is_implied_anew(build: Build, marker: Member) -> None:
    image = build(TREE, [file("p/new"), marker])
    assert facts(image.row("/p")) == (*IMPLIED, 1)
    assert image.changes() == {
        "/p/d": "removed",
        "/p/d/y": "removed",
        "/p/new": "added",
        "/p/x": "removed",
    }


def test_opaque_marker_leaves_its_own_directory_alone(build: Build) -> None:
    image = build(TREE, [opaque("p"), file("p/new")])
    assert facts(image.row("/p")) == ("0700", 1, 2, 5, 0)
    assert image.paths() == ["/p/", "/p/new"]


def test_directory_below_an_opaque_one_is_implied_anew(build: Build) -> None:
    image = build([directory("p"), directory("p/d", mode=0o700)], [opaque("p"), file("p/d/new")])
    assert facts(image.row("/p/d")) == (*IMPLIED, 1)


def test_entry_behind_its_children_describes_the_implied_directory(build: Build) -> None:
    image = build([file("a/b"), directory("a", mode=0o711)])
    assert image.row("/a")["mode"] == "0711"
    assert image.paths() == ["/a/", "/a/b"]
    assert image.findings() == set()


def test_entry_in_a_later_layer_describes_the_implied_directory(build: Build) -> None:
    image = build([file("a/b")], [directory("a", mode=0o755)])
    # it was there before, and it has a time now
    assert image.changes() == {"/a": "metadata mtime"}
    assert image.row("/a")["layer"] == 1


def test_removed_implied_directory_has_no_row(build: Build) -> None:
    image = build([file("a/b")], [whiteout("a")])
    assert image.changes() == {"/a/b": "removed"}
    assert image.usage.layers[1].removed == 1


def test_file_over_an_implied_directory_is_a_change_of_type(build: Build) -> None:
    image = build([file("a/b")], [file("a")])
    assert image.changes()["/a"].startswith("modified type")


def test_deep_paths_imply_every_parent(build: Build) -> None:
    names = [f"n{number}" for number in range(500)]
    image = build([file("/".join(names), b"deep")], [whiteout("n0/n1")])
    assert len(image.rows(0)) == 500
    assert image.rows(0)[-1]["path"] == "/" + "/".join(names)
    assert image.paths() == ["/n0/"]


def test_directories_that_next_to_nothing_implies_are_bounded(
    build: Build,
) -> None:
    bomb = [file(f"{number}/" + "a/" * 60 + "f") for number in range(10)]
    limits = Limits(implied_directories=100)
    image = build([file("x"), *bomb], [directory("d"), file("d/y")], limits=limits)
    assert {"/x", "/0/", "/1/"} <= set(image.paths(0))
    assert len(image.paths(0)) == 1 + 2 * 62
    assert "more than 100 directories" in str(image.tree.errors[0])
    assert ("layer-damaged", 0, None) in image.findings()
    # nothing more is merged, and nothing is lost
    assert image.paths(1) == image.paths(0)
    assert image.changes(1) == {}


def test_directories_that_are_implied_far_down_are_bounded(build: Build) -> None:
    bomb = [file(f"{number}/" + "a/" * 60 + "f") for number in range(10)]
    limits = Limits(implied_paths=4_000)
    image = build([file("x"), *bomb], [file("y/f")], limits=limits)
    assert len(image.paths(0)) == 1 + 2 * 62
    assert "together longer than allowed" in str(image.tree.errors[0])
    # through a link the way is longer than its name
    far = "a/" * 60 + "b"
    links = [directory(far), symlink("l", far), *(file(f"l/{n}/f") for n in range(80))]
    image = build(links, limits=limits)
    assert len(image.paths()) < 130
    assert list(image.tree.errors) == [0]


# duplicates of a path in one layer

X, Y = file("f", b"first"), file("f", b"the last")


def test_last_of_two_files_wins(build: Build) -> None:
    image = build([X, Y])
    assert image.row("/f")["size"] == 8
    assert image.findings() == {("duplicate-path", 0, "/f")}
    assert image.changes() == {"/f": "added"}


def test_last_of_two_files_wins_over_a_lower_one(build: Build) -> None:
    image = build([file("f", b"lowest")], [X, Y])
    assert image.row("/f")["size"] == 8
    assert image.findings() == {("duplicate-path", 1, "/f")}


@pytest.mark.parametrize("names", [("f", "./f"), ("f", "/f"), ("d/f", "d//f"), ("f", "d/../f")])
def test_one_path_may_be_written_in_several_ways(build: Build, names: tuple[str, str]) -> None:
    image = build([file(name) for name in names])
    assert [each[0] for each in image.findings()] == ["duplicate-path"]


def test_directory_twice_keeps_its_children(build: Build) -> None:
    image = build([directory("p"), file("p/x"), directory("p", mode=0o700)])
    assert image.paths() == ["/p/", "/p/x"]
    assert image.row("/p")["mode"] == "0700"
    assert image.findings() == {("duplicate-path", 0, "/p")}


@pytest.mark.parametrize("kind", NON_DIRECTORIES)
def test_anything_over_an_earlier_directory_drops_its_children(build: Build, kind: str) -> None:
    image = build([OTHER, *TREE, NON_DIRECTORIES[kind]])
    assert [row["path"] for row in image.rows()] == ["/other", "/p"]
    assert ("duplicate-path", 0, "/p") in image.findings()
    assert set(image.changes()) == {"/other", "/p"}


def test_file_over_an_earlier_implied_directory_drops_its_children(build: Build) -> None:
    image = build([file("p/x"), file("p")])
    assert image.paths() == ["/p"]
    assert image.findings() == {("duplicate-path", 0, "/p")}


def test_directory_behind_the_file_that_replaced_it_is_empty(build: Build) -> None:
    image = build([*TREE, file("p"), directory("p"), file("p/new")])
    assert image.paths() == ["/p/", "/p/new"]


def test_children_dropped_by_their_own_layer_are_removed_from_the_lower_ones(build: Build) -> None:
    image = build(TREE, [file("p/x", b"new"), file("p")])
    assert image.paths() == ["/p"]
    assert image.changes()["/p/x"] == "removed"
    assert image.usage.layers[1].removed == 3


def test_very_many_duplicates_are_told_once(build: Build) -> None:
    image = build([file("x")], [file("f")] * 1500)
    ids = Counter(each.id for each in image.tree.findings[1])
    assert ids == {"duplicate-path": 1000, "more-findings": 1}
    assert {each.layer for each in image.tree.findings[1]} == {1}
    assert image.tree.findings[1][-1].message.startswith("499 more duplicate-path")


# A layer is made whole before it is laid over the lower ones, as overlay engines extract it: what
# is no longer in it when its tar ends has hidden nothing.


def test_file_that_became_a_directory_again_has_hidden_nothing(build: Build) -> None:
    image = build(TREE, [file("p"), directory("p", mode=0o711)])
    assert image.paths() == ["/p/", "/p/d/", "/p/d/y", "/p/x"]
    assert image.changes() == {"/p": "metadata mode uid gid mtime xattrs"}


def test_file_that_got_children_again_leaves_the_lower_directory_as_it_was(build: Build) -> None:
    image = build(TREE, [file("p", b"gone"), file("p/new")])
    assert image.paths() == ["/p/", "/p/d/", "/p/d/y", "/p/new", "/p/x"]
    assert facts(image.row("/p")) == ("0700", 1, 2, 5, 0)
    assert image.changes() == {"/p/new": "added"}
    assert image.waste() == [("/p", 4, 1, 1, "overwritten")]


def test_whiteout_holds_though_the_layer_dropped_what_it_put_there(build: Build) -> None:
    image = build(TREE, [whiteout("p/x"), file("p/x", b"new"), file("p"), directory("p")])
    assert image.paths() == ["/p/", "/p/d/", "/p/d/y"]
    assert image.changes()["/p/x"] == "removed"
