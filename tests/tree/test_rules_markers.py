"""Whiteouts and opaque markers (OCI image-spec layer.md), and what AUFS left behind.

Tables say: lower layer, upper layer, the paths that are left (``/d/`` a directory, ``/l -> t`` a
symlink), as ``World.paths`` writes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build_image import (
    Member,
    block,
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
    from collections.abc import Sequence

    from tests.tree.conftest import Build

F = file("f", b"old")
D = [directory("d"), file("d/old", b"old"), directory("d/sub"), file("d/sub/deep", b"deep")]


def odd(name: str) -> Member:
    """Return an empty file, which is what markers are made of."""
    return file(name)


@pytest.mark.parametrize("order", ["marker first", "marker last"])
@pytest.mark.parametrize(
    ("lower", "marker", "added", "left"),
    [
        ([F], whiteout("f"), [], []),
        ([F], whiteout("f"), [file("f", b"new")], ["/f"]),
        (D, whiteout("d"), [], []),
        (D, whiteout("d"), [file("d/new")], ["/d/", "/d/new"]),
        (D, whiteout("d"), [directory("d")], ["/d/"]),
        (D, whiteout("d"), [file("d", b"now a file")], ["/d"]),
        (D, whiteout("d/old"), [file("d/new")], ["/d/", "/d/new", "/d/sub/", "/d/sub/deep"]),
        (
            D,
            whiteout("d/sub"),
            [file("d/sub/deep", b"new")],
            ["/d/", "/d/old", "/d/sub/", "/d/sub/deep"],
        ),
        (D, whiteout("d/sub"), [file("d/sub/new")], ["/d/", "/d/old", "/d/sub/", "/d/sub/new"]),
        (D, opaque("d"), [], ["/d/"]),
        (D, opaque("d"), [file("d/old", b"new")], ["/d/", "/d/old"]),
        (D, opaque("d"), [file("d/new")], ["/d/", "/d/new"]),
        (D, opaque("d"), [file("d/sub/new")], ["/d/", "/d/sub/", "/d/sub/new"]),
        (D, opaque("d"), [directory("d/sub")], ["/d/", "/d/sub/"]),
        (D, opaque("d/sub"), [], ["/d/", "/d/old", "/d/sub/"]),
        ([F, *D], opaque(""), [], []),
        ([F, *D], opaque(""), [file("d/sub/new")], ["/d/", "/d/sub/", "/d/sub/new"]),
    ],
)
def test_markers_hide_lower_layers_alone_wherever_they_stand(
    build: Build,
    lower: Sequence[Member],
    marker: Member,
    added: Sequence[Member],
    left: list[str],
    order: str,
) -> None:
    upper = [marker, *added] if order == "marker first" else [*added, marker]
    assert build(lower, upper).paths() == left


def test_whiteout_and_file_in_one_layer_give_the_new_file(build: Build) -> None:
    image = build([F], [file("f", b"newer"), whiteout("f")])
    assert image.row("/f")["size"] == 5
    assert image.row("/f")["layer"] == 1


def test_directory_made_again_has_nothing_of_the_old_one(build: Build) -> None:
    image = build([directory("d", mode=0o700, uid=7)], [whiteout("d"), file("d/new")])
    row = image.row("/d")
    assert (row["mode"], row["uid"], row["mtime"], row["layer"]) == ("0755", 0, None, 1)


def test_marker_hides_what_every_lower_layer_has(build: Build) -> None:
    image = build([file("d/a")], [file("d/b")], [file("d/c")], [opaque("d")], [whiteout("d")])
    assert image.paths(2) == ["/d/", "/d/a", "/d/b", "/d/c"]
    assert image.paths(3) == ["/d/"]
    assert image.paths(4) == []


def test_marker_hides_nothing_of_a_later_layer(build: Build) -> None:
    image = build([F, *D], [whiteout("f"), opaque("d")], [file("f", b"again"), file("d/old")])
    assert image.paths() == ["/d/", "/d/old", "/f"]
    assert image.row("/f")["layer"] == 2


def test_whiteout_in_the_base_layer_does_nothing(build: Build) -> None:
    assert build([F, whiteout("f"), whiteout("g"), opaque("d"), *D]).paths() == [
        "/d/",
        "/d/old",
        "/d/sub/",
        "/d/sub/deep",
        "/f",
    ]


@pytest.mark.parametrize(
    "markers",
    [
        [whiteout("d"), whiteout("d/sub"), whiteout("d/sub/deep")],
        [whiteout("d/sub/deep"), whiteout("d/sub"), whiteout("d")],
        [opaque("d"), whiteout("d"), opaque("d/sub")],
        [whiteout("d/old"), opaque("d/sub"), whiteout("d")],
        [opaque(""), whiteout("d/old")],
    ],
)
def test_whiteouts_of_parent_and_child_are_one_removal(build: Build, markers: list[Member]) -> None:
    image = build(D, markers)
    assert image.paths() == []
    assert image.changes() == dict.fromkeys(("/d", "/d/old", "/d/sub", "/d/sub/deep"), "removed")


def test_root_opaque_keeps_the_root_itself(build: Build) -> None:
    image = build([directory("./", mode=0o711), F, *D], [opaque("")])
    assert image.paths() == ["/"]
    assert (image.row("/")["mode"], image.row("/")["layer"]) == ("0711", 0)
    assert image.changes() == dict.fromkeys(
        ("/d", "/d/old", "/d/sub", "/d/sub/deep", "/f"), "removed"
    )


def test_opaque_marker_is_one_exact_name(build: Build) -> None:
    image = build(D, [odd("d/.wh..wh..opqX"), odd("d/.wh..wh..op"), odd(".wh..wh..opqX")])
    assert image.paths() == ["/d/", "/d/old", "/d/sub/", "/d/sub/deep"]
    assert image.changes() == {}


@pytest.mark.parametrize(
    "make",
    [
        lambda name: file(name),
        lambda name: file(name, b"not empty"),
        lambda name: file(name, mtime=0),
        lambda name: directory(name),
        lambda name: symlink(name, "f"),
        lambda name: hardlink(name, "f"),
        lambda name: hardlink(name, "missing"),
        lambda name: char(name, 0, 0),
        lambda name: block(name, 8, 1),
        lambda name: fifo(name),
        lambda name: Member(name, b"7"),
        lambda name: Member(name, b"Z"),
    ],
    ids=[
        "file",
        "full",
        "epoch",
        "dir",
        "symlink",
        "hardlink",
        "broken",
        "char",
        "block",
        "fifo",
        "7",
        "Z",
    ],
)
@pytest.mark.parametrize("name", [".wh.f", "d/.wh..wh..opq"])
def test_type_of_a_marker_is_irrelevant(build: Build, make: object, name: str) -> None:
    assert callable(make)
    image = build([F, directory("d"), file("d/x")], [make(name)])
    assert image.paths() == (["/d/", "/d/x"] if name == ".wh.f" else ["/d/", "/f"])
    # and its own payload is no file of the image
    assert image.usage.layers[1].stored_bytes == 0
    assert image.usage.layers[1].size == 0


@pytest.mark.parametrize("name", [".wh.f", "d/.wh.f", ".wh..wh..opq", "d/.wh..wh..opq", ".wh.f/"])
def test_markers_never_show_in_a_tree(build: Build, name: str) -> None:
    image = build([directory("d"), odd(name)], [odd(name)])
    assert image.paths(0) == ["/d/"]
    assert image.paths(1) == ([] if name == ".wh..wh..opq" else ["/d/"])
    assert image.changes(0) == {"/d": "added"}


def test_directory_component_that_looks_like_a_marker_is_ordinary(build: Build) -> None:
    image = build(
        [directory("etc"), file("etc/passwd")], [file(".wh.etc/file"), file("etc/.wh.d/x")]
    )
    assert image.paths() == [
        "/.wh.etc/",
        "/.wh.etc/file",
        "/etc/",
        "/etc/.wh.d/",
        "/etc/.wh.d/x",
        "/etc/passwd",
    ]


def test_directory_entry_that_looks_like_a_marker_is_one(build: Build) -> None:
    image = build([directory("etc")], [directory(".wh.etc"), file(".wh.etc/file")])
    assert image.paths() == ["/.wh.etc/", "/.wh.etc/file"]
    assert image.row("/.wh.etc")["mtime"] is None


@pytest.mark.parametrize(
    "name", [".wh.", ".wh..", ".wh...", "d/.wh.", "d/.wh..", "d/.wh...", ".wh./"]
)
def test_markers_that_name_nothing_are_ignored(build: Build, name: str) -> None:
    image = build([F, *D], [odd(name), file("new")])
    assert image.paths() == ["/d/", "/d/old", "/d/sub/", "/d/sub/deep", "/f", "/new"]
    assert image.findings() == {("invalid-whiteout", 1, "/" + name.rstrip("/"))}


def test_names_of_four_dots_can_be_hidden(build: Build) -> None:
    image = build([file("..."), file("..f")], [odd(".wh...."), odd(".wh...f")])
    assert image.paths() == []
    assert image.findings() == set()


@pytest.mark.parametrize(
    "name",
    [
        ".wh.none",
        "d/.wh.none",
        "no/.wh.x",
        "no/such/.wh.x",
        "f/.wh.x",
        "no/.wh..wh..opq",
        "f/.wh..wh..opq",
    ],
)
def test_whiteout_of_what_is_not_there_disturbs_nothing(build: Build, name: str) -> None:
    image = build([F, *D], [file("a"), odd(name), file("z")])
    assert image.paths() == ["/a", "/d/", "/d/old", "/d/sub/", "/d/sub/deep", "/f", "/z"]
    assert image.changes() == {"/a": "added", "/z": "added"}
    assert image.findings() == set()
    assert image.waste() == []


@pytest.mark.parametrize(
    "markers",
    [
        ["new/.wh..wh..opq"],
        ["no/.wh.x"],
        [".wh.foo", "foo/.wh.bar"],
        ["foo/.wh.bar", ".wh.foo"],
        ["new/er/.wh..wh..opq", "new/.wh.er"],
    ],
)
def test_marker_makes_no_directory(build: Build, markers: list[str]) -> None:
    image = build([directory("foo"), file("foo/bar")], [odd(name) for name in markers])
    assert image.paths() == ([] if ".wh.foo" in markers else ["/foo/", "/foo/bar"])


def test_whiteout_does_not_reach_beyond_its_own_name(build: Build) -> None:
    image = build([file("f"), file("f.bak"), file("F"), file("d/f"), file("ff")], [whiteout("f")])
    assert image.paths() == ["/F", "/d/", "/d/f", "/f.bak", "/ff"]


@pytest.mark.parametrize("again", [1, 2, 3])
def test_delete_and_make_again_in_many_layers(build: Build, again: int) -> None:
    layers = [[whiteout("d"), directory("d"), file(f"d/{number}")] for number in range(again)]
    image = build(D, *layers, [whiteout("d")])
    assert image.paths(again) == ["/d/", f"/d/{again - 1}"]
    assert image.paths() == []


# AUFS at the root


@pytest.mark.parametrize(
    "entries",
    [
        [odd(".wh..wh.aufs")],
        [directory(".wh..wh.orph"), file(".wh..wh.orph/x", b"x")],
        [directory(".wh..wh.plnk"), file(".wh..wh.plnk/1.2", b"x"), directory(".wh..wh.plnk/d")],
        [odd(".wh..wh.f"), odd(".wh..wh..opqX"), odd(".wh..wh.")],
        [file(".wh..wh.x/.wh.f"), file(".wh..wh.x/.wh..wh..opq"), file(".wh..wh..opq/x")],
        [odd("./.wh..wh.aufs"), odd("/.wh..wh.aufs")],
        [symlink(".wh..wh.l", "d"), file(".wh..wh.l/x")],
    ],
)
def test_leftovers_of_aufs_are_skipped_with_all_below(build: Build, entries: list[Member]) -> None:
    image = build([F, file(".wh.x/y")], entries)
    assert image.paths() == ["/.wh.x/", "/.wh.x/y", "/f"]
    assert image.changes() == {}
    assert image.findings() == set()
    assert image.usage.stored_bytes == 3


def test_files_below_plnk_serve_as_hard_link_targets(build: Build) -> None:
    image = build(
        [
            directory(".wh..wh.plnk"),
            file(".wh..wh.plnk/81.2", b"shared"),
            hardlink("a", ".wh..wh.plnk/81.2"),
            hardlink("b", "/.wh..wh.plnk/81.2"),
        ]
    )
    assert image.paths() == ["/a", "/b"]
    assert image.row("/a")["size"] == 6
    assert image.groups() == {frozenset({"/a", "/b"})}
    assert image.findings() == set()
    assert (image.usage.stored_bytes, image.usage.layers[0].size) == (6, 6)


def test_file_below_plnk_may_come_after_its_links(build: Build) -> None:
    image = build([hardlink("a", ".wh..wh.plnk/1"), file(".wh..wh.plnk/1", b"shared")])
    assert image.row("/a")["type"] == "file"
    assert image.findings() == set()


@pytest.mark.parametrize("target", [".wh..wh.plnk/d", ".wh..wh.aufs", ".wh..wh.plnk"])
def test_nothing_else_of_aufs_serves_as_a_target(build: Build, target: str) -> None:
    image = build(
        [
            directory(".wh..wh.plnk"),
            directory(".wh..wh.plnk/d"),
            odd(".wh..wh.aufs"),
            hardlink("a", target),
        ]
    )
    assert image.row("/a")["type"] == "unknown"
    assert image.findings() == {("hardlink-broken", 0, "/a")}


def test_wasted_payload_below_plnk_goes_by_the_name_it_was_given(build: Build) -> None:
    image = build(
        [file(".wh..wh.plnk/1", b"shared"), hardlink("a", ".wh..wh.plnk/1")], [whiteout("a")]
    )
    assert image.waste() == [("/a", 6, 0, 1, "removed")]


def test_such_a_name_in_a_subdirectory_deletes_nothing_anyone_has(build: Build) -> None:
    image = build([F, *D], [odd("d/.wh..wh.old"), odd("d/.wh..wh.aufs"), odd("d/.wh..wh.plnk")])
    assert image.paths() == ["/d/", "/d/old", "/d/sub/", "/d/sub/deep", "/f"]
    assert image.findings() == set()
