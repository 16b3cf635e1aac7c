"""Hard links: what they bind to and when, what they cost, and those that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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

F = file("f", b"inode", mode=0o640, uid=5, mtime=9)


def test_hard_link_is_the_same_inode(build: Build) -> None:
    image = build([F, hardlink("g", "f", mode=0o777, uid=6, mtime=1)])
    f, g = image.row("/f"), image.row("/g")
    assert g == {**f, "path": "/g"}
    assert (g["type"], g["size"], g["mode"], g["uid"], g["mtime"]) == ("file", 5, "0640", 5, 9)
    assert image.groups() == {frozenset({"/f", "/g"})}
    assert image.findings() == set()
    assert b"".join(image.contents.read(0, image.entry("/g"))) == b"inode"


@pytest.mark.parametrize(
    "name", ["d/f", "/d/f", "./d/f", "d//f", "d/./f", "d/x/../f", "../d/f", "d/f/"]
)
def test_link_name_is_a_full_path_in_the_layer(build: Build, name: str) -> None:
    image = build([file("d/f", b"right"), file("d/d/f", b"wrong!"), hardlink("d/g", name)])
    assert image.groups() == {frozenset({"/d/f", "/d/g"})}
    assert image.findings() == set()


@pytest.mark.parametrize(
    "inode",
    [
        char("f", 1, 3),
        fifo("f"),
        symlink("f", "nowhere"),
        Member("f", b"Z"),
        Member("f", b"7", b"c"),
    ],
)
def test_whatever_is_no_directory_can_have_several_names(build: Build, inode: Member) -> None:
    image = build([inode, hardlink("g", "f")])
    assert image.row("/g") == {**image.row("/f"), "path": "/g"}
    assert "hardlinks" in image.row("/g")


def test_link_to_a_symlink_is_the_same_symlink(build: Build) -> None:
    image = build([file("t", b"target"), symlink("f", "t"), hardlink("g", "f")])
    assert image.paths() == ["/f -> t", "/g -> t", "/t"]
    assert image.groups() == {frozenset({"/f", "/g"})}


def test_number_is_given_only_where_two_names_are_visible(build: Build) -> None:
    image = build([F, hardlink("g", "f"), hardlink("h", "f")], [whiteout("g")], [whiteout("h")])
    assert image.groups(0) == {frozenset({"/f", "/g", "/h"})}
    assert image.groups(1) == {frozenset({"/f", "/h"})}
    assert image.groups(2) == set()
    assert "hardlinks" not in image.row("/f")


def test_different_inodes_have_different_numbers(build: Build) -> None:
    image = build([F, hardlink("f2", "f"), file("g"), hardlink("g2", "g")])
    assert image.groups() == {frozenset({"/f", "/f2"}), frozenset({"/g", "/g2"})}


def test_replaced_name_leaves_the_others_with_the_old_inode(build: Build) -> None:
    image = build([F, hardlink("g", "f"), hardlink("h", "f")], [file("f", b"new content")])
    assert [image.row(path)["size"] for path in ("/f", "/g", "/h")] == [11, 5, 5]
    assert image.groups() == {frozenset({"/g", "/h"})}
    assert image.waste() == []


def test_replaced_in_its_own_layer_too(build: Build) -> None:
    image = build([F, hardlink("g", "f"), file("f", b"new content"), hardlink("h", "f")])
    assert [image.row(path)["size"] for path in ("/f", "/g", "/h")] == [11, 5, 11]
    assert image.groups() == {frozenset({"/f", "/h"})}
    assert image.usage.stored_bytes == 16
    assert image.waste() == []


def test_link_over_an_earlier_file_takes_its_place(build: Build) -> None:
    image = build([F, file("g", b"lost"), hardlink("g", "f")])
    assert image.groups() == {frozenset({"/f", "/g"})}
    assert image.findings() == {("duplicate-path", 0, "/g")}
    assert image.waste() == [("/g", 4, 0, 0, "overwritten")]


# a name of a lower layer


def test_link_to_a_lower_layer_is_the_same_inode(build: Build) -> None:
    image = build([F], [hardlink("g", "f")])
    assert image.groups() == {frozenset({"/f", "/g"})}
    assert (image.row("/g")["layer"], image.row("/g")["mode"]) == (1, "0640")
    assert image.findings() == {("hardlink-lower", 1, "/g")}
    assert (image.usage.stored_bytes, image.usage.layers[1].size) == (5, 0)


def test_link_to_a_lower_layer_keeps_the_payload_alive(build: Build) -> None:
    image = build([F], [hardlink("g", "f")], [whiteout("f")], [whiteout("g")])
    assert image.groups(2) == set()
    assert image.row("/g", 2)["size"] == 5
    assert image.waste() == [("/f", 5, 0, 3, "removed")]


def test_link_to_a_link_to_a_lower_layer_is_a_link_of_its_own_layer(build: Build) -> None:
    image = build([F], [hardlink("g", "f"), hardlink("h", "g")])
    assert image.groups() == {frozenset({"/f", "/g", "/h"})}
    assert image.findings() == {("hardlink-lower", 1, "/g")}


def test_own_name_comes_before_that_of_a_lower_layer(build: Build) -> None:
    image = build([F], [file("f", b"new"), hardlink("g", "f")])
    assert image.groups() == {frozenset({"/f", "/g"})}
    assert image.row("/g")["size"] == 3
    assert image.findings() == set()


def test_lower_name_counts_where_the_own_one_comes_later(build: Build) -> None:
    image = build([F], [hardlink("g", "f"), file("f", b"new")])
    assert image.row("/g")["size"] == 5
    assert image.findings() == {("hardlink-lower", 1, "/g")}


@pytest.mark.parametrize("marker", [whiteout("d/f"), whiteout("d"), opaque("d"), opaque("")])
def test_hidden_name_is_no_target(build: Build, marker: Member) -> None:
    image = build([file("d/f", b"old")], [hardlink("g", "d/f"), marker])
    assert image.row("/g")["type"] == "unknown"
    assert image.findings() == {("hardlink-broken", 1, "/g")}


def test_name_below_what_the_layer_replaced_is_no_target(build: Build) -> None:
    image = build([file("d/f", b"old")], [file("d"), hardlink("g", "d/f")])
    assert image.row("/g")["type"] == "unknown"


# forward


def test_forward_link_is_resolved(build: Build) -> None:
    image = build([hardlink("g", "f"), F])
    assert image.row("/g") == {**image.row("/f"), "path": "/g"}
    assert image.findings() == {("hardlink-forward", 0, "/g")}
    assert (image.usage.stored_bytes, image.usage.layers[0].size) == (5, 5)


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 1, 3), (2, 3, 1)])
def test_chain_of_forward_links_is_resolved(build: Build, order: tuple[int, ...]) -> None:
    image = build([*(hardlink(f"g{n}", f"g{n - 1}" if n > 1 else "f") for n in order), F])
    assert image.groups() == {frozenset({"/f", "/g1", "/g2", "/g3"})}
    assert {each[0] for each in image.findings()} == {"hardlink-forward"}


def test_very_long_chain_of_forward_links(build: Build) -> None:
    image = build([*(hardlink(f"g{n}", f"g{n + 1}") for n in range(3000)), file("g3000", b"x")])
    (names,) = image.groups()
    assert len(names) == 3001


def test_forward_link_to_what_a_lower_layer_had_and_a_marker_hid(build: Build) -> None:
    image = build([F], [whiteout("f"), hardlink("g", "f"), file("f", b"new")])
    assert image.row("/g")["size"] == 3
    assert image.findings() == {("hardlink-forward", 1, "/g")}


def test_forward_link_that_was_replaced_meanwhile_is_forgotten(build: Build) -> None:
    image = build([hardlink("g", "f"), file("g", b"own"), F])
    assert image.groups() == set()
    assert image.row("/g")["size"] == 3
    assert image.findings() == {("duplicate-path", 0, "/g")}


def test_first_name_of_a_forward_link_is_its_own(build: Build) -> None:
    image = build(
        [hardlink("z", "f"), hardlink("a", "f"), F, hardlink("b", "f")],
        [whiteout(name) for name in "azfb"],
    )
    assert image.waste() == [("/z", 5, 0, 1, "removed")]


def test_first_name_of_chained_forward_links_is_the_first_in_the_tar(build: Build) -> None:
    image = build([hardlink("z", "f"), hardlink("a", "z"), F, hardlink("b", "f")], [opaque("")])
    assert image.waste() == [("/z", 5, 0, 1, "removed")]


# broken


@pytest.mark.parametrize(
    ("members", "target"),
    [
        ([], "missing"),
        ([], "no/such"),
        ([], ""),
        ([], "/"),
        ([], "."),
        ([], ".."),
        ([], "g"),
        ([], "./x/../g"),
        ([directory("d")], "d"),
        ([file("d/implied")], "d"),
        ([F], "f/below"),
        ([hardlink("h", "g")], "h"),
        ([hardlink("h", "missing")], "h"),
    ],
    ids=str,
)
def test_link_that_leads_nowhere_is_listed_as_broken(
    build: Build, members: list[Member], target: str
) -> None:
    image = build([*members, hardlink("g", target, mode=0o600, size=77)])
    row = image.row("/g")
    assert (row["type"], row["link"], row["size"], row["mode"]) == ("unknown", target, 0, "0600")
    assert "hardlinks" not in row
    assert ("hardlink-broken", 0, "/g") in image.findings()
    assert image.usage.layers[0].size == (5 if F in members else 0)


@pytest.mark.parametrize("later", [directory("f"), file("f/x")])
def test_forward_link_to_a_directory_is_broken(build: Build, later: Member) -> None:
    image = build([hardlink("g", "f"), later])
    assert image.row("/g")["type"] == "unknown"
    assert image.findings() == {("hardlink-broken", 0, "/g")}


def test_link_to_a_lower_directory_is_broken(build: Build) -> None:
    image = build([directory("d")], [hardlink("g", "d")])
    assert image.findings() == {("hardlink-broken", 1, "/g")}


def test_link_to_itself_is_broken_though_a_file_was_there(build: Build) -> None:
    own = build([F, hardlink("f", "f")])
    assert own.row("/f")["type"] == "unknown"
    assert own.findings() == {("duplicate-path", 0, "/f"), ("hardlink-broken", 0, "/f")}
    lower = build([F], [hardlink("f", "./f")])
    assert lower.row("/f")["type"] == "unknown"
    assert lower.findings() == {("hardlink-broken", 1, "/f")}


def test_link_to_itself_through_a_symlinked_parent_is_broken(build: Build) -> None:
    image = build([directory("c"), symlink("a", "c"), hardlink("a/g", "c/g")])
    assert image.findings() == {("hardlink-broken", 0, "/c/g")}


def test_links_in_a_circle_are_broken(build: Build) -> None:
    image = build([hardlink("a", "b"), hardlink("b", "c"), hardlink("c", "a"), hardlink("d", "a")])
    assert {row["type"] for row in image.rows()} == {"unknown"}
    assert {each[0] for each in image.findings()} == {"hardlink-broken"}


def test_broken_link_of_a_lower_layer_stays_broken(build: Build) -> None:
    image = build([hardlink("g", "f")], [F], [hardlink("h", "g")])
    assert image.row("/g")["type"] == "unknown"
    assert ("hardlink-broken", 2, "/h") in image.findings()


# through symlinks


def test_target_goes_through_a_symlink_of_the_layer(build: Build) -> None:
    image = build([directory("c"), symlink("a", "c"), file("c/f", b"x"), hardlink("g", "a/f")])
    assert image.groups() == {frozenset({"/c/f", "/g"})}
    assert image.findings() == set()


def test_both_ends_go_through_a_symlink_of_the_layer(build: Build) -> None:
    image = build([directory("c"), symlink("a", "c"), file("a/f", b"x"), hardlink("a/g", "a/f")])
    assert image.groups() == {frozenset({"/c/f", "/c/g"})}


def test_target_does_not_go_through_a_symlink_of_a_lower_layer(build: Build) -> None:
    image = build([file("c/f", b"x"), symlink("a", "c")], [hardlink("g", "a/f")])
    assert image.findings() == {("hardlink-broken", 1, "/g")}
    assert "/a -> c" in image.paths()


def test_forward_target_goes_through_a_symlink_of_the_layer(build: Build) -> None:
    image = build([directory("c"), symlink("a", "c"), hardlink("g", "a/f"), file("a/f", b"x")])
    assert image.groups() == {frozenset({"/c/f", "/g"})}
    assert image.findings() == {("hardlink-forward", 0, "/g")}


# what they cost


def test_bytes_count_once_per_inode_per_layer(build: Build) -> None:
    image = build(
        [F, hardlink("g", "f"), hardlink("h", "g")], [file("f", b"inode"), hardlink("g", "f")]
    )
    assert [each.stored_bytes for each in image.usage.layers] == [5, 5]
    assert [each.size for each in image.usage.layers] == [5, 5]


def test_size_that_a_link_states_counts_for_nothing(build: Build) -> None:
    image = build([F, hardlink("g", "f", size=5), file("after", b"x")])
    assert image.paths() == ["/after", "/f", "/g"]
    assert image.usage.stored_bytes == 6


def test_rewritten_link_of_the_same_inode_changed_nothing(build: Build) -> None:
    image = build([F, hardlink("g", "f")], [hardlink("g", "f")])
    assert image.changes() == {"/g": "metadata"}
    assert image.waste() == []
