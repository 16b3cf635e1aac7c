"""Parents that are symlinks: of lower layers, of the same layer, and those that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.limits import Limits
from tests.build_image import (
    Member,
    directory,
    file,
    hardlink,
    opaque,
    symlink,
    whiteout,
)

if TYPE_CHECKING:
    from tests.tree.conftest import Build

C = [directory("c"), file("c/z", b"z")]
LOWER = [*C, symlink("a", "c")]


# a symlink of a lower layer


def test_symlink_of_a_lower_layer_is_replaced_by_a_directory(build: Build) -> None:
    image = build(LOWER, [file("a/b")])
    assert image.paths() == ["/a/", "/a/b", "/c/", "/c/z"]
    row = image.row("/a")
    assert (row["mode"], row["uid"], row["mtime"], row["layer"]) == ("0755", 0, None, 1)
    assert image.findings() == {("symlink-parent", 1, "/a")}


@pytest.mark.parametrize("target", ["c", "/c", "./c", "none", "a", "../../c", "/", "c/z"])
def test_its_target_does_not_matter(build: Build, target: str) -> None:
    image = build([*C, symlink("a", target)], [file("a/b/d")])
    assert image.paths() == ["/a/", "/a/b/", "/a/b/d", "/c/", "/c/z"]
    assert image.findings() == {("symlink-parent", 1, "/a")}


def test_symlink_deep_in_a_path_is_replaced_too(build: Build) -> None:
    image = build([directory("d"), symlink("d/a", "../c"), *C], [file("d/a/e/f")])
    assert image.paths() == ["/c/", "/c/z", "/d/", "/d/a/", "/d/a/e/", "/d/a/e/f"]
    assert image.findings() == {("symlink-parent", 1, "/d/a")}


def test_one_finding_for_each_link_however_many_paths_are_below(build: Build) -> None:
    image = build(
        [*LOWER, symlink("b", "c")], [file("a/1"), file("a/2"), file("b/d/1"), file("b/3")]
    )
    assert sorted(image.findings()) == [("symlink-parent", 1, "/a"), ("symlink-parent", 1, "/b")]


def test_hidden_symlink_is_no_parent(build: Build) -> None:
    image = build(LOWER, [file("a/b"), whiteout("a")])
    assert image.paths() == ["/a/", "/a/b", "/c/", "/c/z"]
    assert image.findings() == set()


@pytest.mark.parametrize(
    "upper",
    [
        [directory("a", mode=0o700), file("a/y")],
        [file("a/y"), directory("a", mode=0o700)],
    ],
    ids=["entry first", "entry last"],
)
def test_directory_entry_takes_the_place_of_a_lower_link(build: Build, upper: list[Member]) -> None:
    image = build(LOWER, upper)
    assert image.paths() == ["/a/", "/a/y", "/c/", "/c/z"]
    assert image.row("/a")["mode"] == "0700"
    assert ("duplicate-path", 1, "/a") not in image.findings()


def test_symlink_itself_can_be_written_and_hidden(build: Build) -> None:
    assert build(LOWER, [symlink("a", "d")]).paths() == ["/a -> d", "/c/", "/c/z"]
    assert build(LOWER, [whiteout("a")]).paths() == ["/c/", "/c/z"]
    assert build(LOWER, [file("a")]).paths() == ["/a", "/c/", "/c/z"]


@pytest.mark.parametrize("marker", [whiteout("a/z"), whiteout("a/none"), opaque("a")])
def test_marker_below_a_lower_link_makes_it_an_empty_directory(
    build: Build, marker: Member
) -> None:
    image = build(LOWER, [marker])
    assert image.paths() == ["/a/", "/c/", "/c/z"]
    assert image.row("/a")["mtime"] is None
    assert image.findings() == {("symlink-parent", 1, "/a")}


@pytest.mark.parametrize("marker", [whiteout("a/b/z"), opaque("a/b")])
def test_marker_deep_below_a_lower_link_implies_its_parents(build: Build, marker: Member) -> None:
    # as docker's overlay storage does it
    assert build(LOWER, [marker]).paths() == ["/a/", "/a/b/", "/c/", "/c/z"]


def test_marker_and_addition_below_a_lower_link(build: Build) -> None:
    for upper in ([whiteout("a/z"), file("a/z")], [file("a/z"), opaque("a")]):
        image = build(LOWER, upper)
        assert image.paths() == ["/a/", "/a/z", "/c/", "/c/z"]
        assert image.row("/a/z")["layer"] == 1


def test_marker_below_a_hidden_link_makes_nothing(build: Build) -> None:
    for upper in ([whiteout("a"), whiteout("a/z")], [opaque("a"), whiteout("a")]):
        image = build(LOWER, upper)
        assert image.paths() == ["/c/", "/c/z"]
        assert image.findings() == set()


def test_link_that_a_marker_replaced_is_that_directory_for_additions(build: Build) -> None:
    image = build([*LOWER, symlink("b", "a")], [whiteout("a/z"), symlink("l", "a"), file("l/x")])
    assert image.paths() == ["/a/", "/a/x", "/b -> a", "/c/", "/c/z", "/l -> a"]


# a symlink of the same layer


@pytest.mark.parametrize(
    ("links", "name"),
    [
        ([symlink("a", "c")], "a/b"),
        ([symlink("a", "/c")], "a/b"),
        ([symlink("a", "./c/")], "a/b"),
        ([symlink("a", "../../c")], "a/b"),
        ([symlink("a", "/../c")], "a/b"),
        ([symlink("a", "c/../c")], "a/b"),
        ([symlink("a2", "c"), symlink("a1", "a2"), symlink("a", "a1")], "a/b"),
        ([symlink("a", "a1"), symlink("a1", "/a2"), symlink("a2", "c")], "a/b"),
        ([directory("d"), symlink("d/a", "../c")], "d/a/b"),
        ([directory("d"), symlink("d/up", ".."), symlink("d/a", "up/c")], "d/a/b"),
        ([symlink("root", "/")], "root/c/b"),
        ([symlink("root", "..")], "root/root/root/c/b"),
        ([symlink("dot", ".")], "dot/c/b"),
    ],
)
def test_symlink_of_the_same_layer_is_followed_within_the_root(
    build: Build, links: list[Member], name: str
) -> None:
    for layers in ([[*C, *links, file(name)]], [C, [*links, file(name)]]):
        image = build(*layers)
        assert "/c/b" in image.paths()
        assert not any(path.endswith(("a/b", "root/c/b", "dot/c/b")) for path in image.paths())
        assert image.findings() == set()


def test_parents_beyond_the_link_are_implied(build: Build) -> None:
    image = build([*C, symlink("a", "c"), file("a/d/e/f"), file("a/d/e/g")])
    assert image.paths() == ["/a -> c", "/c/", "/c/d/", "/c/d/e/", "/c/d/e/f", "/c/d/e/g", "/c/z"]


def test_link_is_followed_only_by_what_comes_behind_it(build: Build) -> None:
    image = build([*C, file("a/b"), symlink("a", "c")])
    # rule 9: the link is the last of the two
    assert image.paths() == ["/a -> c", "/c/", "/c/z"]
    assert image.findings() == {("duplicate-path", 0, "/a")}


def test_link_and_then_a_directory_in_one_layer(build: Build) -> None:
    image = build([*C, symlink("a", "c"), file("a/b"), directory("a"), file("a/d")])
    assert image.paths() == ["/a/", "/a/d", "/c/", "/c/b", "/c/z"]
    assert image.findings() == {("duplicate-path", 0, "/a")}


def test_link_that_is_replaced_leads_elsewhere(build: Build) -> None:
    image = build(
        [*C, directory("d"), symlink("a", "c"), file("a/1"), symlink("a", "d"), file("a/2")]
    )
    assert image.paths() == ["/a -> d", "/c/", "/c/1", "/c/z", "/d/", "/d/2"]


def test_directory_on_the_way_that_becomes_a_link_leads_elsewhere(build: Build) -> None:
    image = build(
        [
            *(directory(name) for name in ("c", "c/d", "e", "e/d")),
            symlink("a", "c/d"),
            file("a/1"),
            symlink("c", "e"),
            file("a/2"),
        ]
    )
    assert image.paths() == ["/a -> c/d", "/c -> e", "/e/", "/e/d/", "/e/d/2"]


def test_hard_link_to_a_symlink_is_followed_like_it(build: Build) -> None:
    image = build([*C, symlink("s", "c"), hardlink("a", "s"), file("a/b")])
    assert image.paths() == ["/a -> c", "/c/", "/c/b", "/c/z", "/s -> c"]


def test_marker_does_not_follow_a_link_of_its_layer(build: Build) -> None:
    image = build(C, [symlink("a", "c"), whiteout("a/z"), opaque("a")])
    assert image.paths() == ["/a -> c", "/c/", "/c/z"]
    assert image.findings() == set()


def test_marker_is_read_against_the_lower_layers(build: Build) -> None:
    image = build([*C, directory("a"), file("a/z")], [symlink("a", "c"), whiteout("c/z")])
    assert image.paths() == ["/a -> c", "/c/"]


def test_followed_link_may_lead_to_a_directory_of_a_lower_layer(build: Build) -> None:
    image = build(
        [directory("usr"), directory("usr/bin", mode=0o711)],
        [symlink("bin", "usr/bin"), file("bin/x")],
    )
    assert image.paths() == ["/bin -> usr/bin", "/usr/", "/usr/bin/", "/usr/bin/x"]
    assert image.row("/usr/bin")["mode"] == "0711"


def test_link_that_leads_to_a_lower_link_writes_there_literally(build: Build) -> None:
    image = build(LOWER, [symlink("l", "a"), file("l/b")])
    assert image.paths() == ["/a/", "/a/b", "/c/", "/c/z", "/l -> a"]
    assert image.findings() == {("symlink-parent", 1, "/a")}


def test_link_that_leads_to_a_file_makes_it_a_directory(build: Build) -> None:
    image = build([file("f", b"f"), symlink("a", "f"), file("a/b")])
    assert image.paths() == ["/a -> f", "/f/", "/f/b"]
    assert image.findings() == {("duplicate-path", 0, "/f")}


# dangling


@pytest.mark.parametrize(
    "links",
    [
        [symlink("a", "none")],
        [symlink("a", "c/none")],
        [symlink("a", "")],
        [symlink("a", "a")],
        [symlink("a", "a/x")],
        [symlink("a", "a1"), symlink("a1", "a")],
        [symlink("a", "none/../c")],
        [
            symlink("a", "a0"),
            *(symlink(f"a{n}", f"a{n + 1}") for n in range(41)),
            symlink("a41", "c"),
        ],
    ],
    ids=[
        "nothing",
        "nothing below",
        "empty",
        "itself",
        "below itself",
        "loop",
        "by nothing",
        "41 hops",
    ],
)
def test_what_is_below_a_link_that_leads_nowhere_is_listed_there(
    build: Build, links: list[Member]
) -> None:
    image = build([*C, *links, file("a/b", b"b"), file("a/d/e")])
    assert [row["path"] for row in image.rows() if row["path"].startswith("/a/")] == [
        "/a/b",
        "/a/d",
        "/a/d/e",
    ]
    assert image.row("/a")["type"] == "symlink"
    assert image.findings() == {("dangling-parent", 0, "/a")}


def test_chain_of_forty_links_is_followed(build: Build) -> None:
    links = [
        symlink("a", "a1"),
        *(symlink(f"a{n}", f"a{n + 1}") for n in range(1, 39)),
        symlink("a39", "c"),
    ]
    image = build([*C, *links, file("a/b")])
    assert "/c/b" in image.paths()
    assert image.findings() == set()


def test_links_that_cost_too_much_lead_nowhere(build: Build) -> None:
    layer = [*C, symlink("a", "../" * 300 + "c"), *(file(f"a/{n}/f") for n in range(5))]
    image = build(layer, [file("b")], limits=Limits(link_steps=1000))
    assert "/c/2/f" in image.paths()
    assert "/a/3/f" in image.paths()
    assert image.findings() == {("dangling-parent", 0, "/a"), ("layer-damaged", 0, None)}
    assert list(image.tree.errors) == [0]
    assert "/b" in image.paths()


def test_dangling_link_leads_on_once_its_target_has_come(build: Build) -> None:
    image = build([symlink("a", "c"), file("a/1"), directory("c"), file("a/2"), file("a/d/3")])
    assert image.paths() == ["/a -> c", "/a/1", "/c/", "/c/2", "/c/d/", "/c/d/3"]
    assert image.findings() == {("dangling-parent", 0, "/a")}


def test_directory_in_place_of_a_dangling_link_drops_what_was_below(build: Build) -> None:
    image = build([symlink("a", "none"), file("a/1", b"1"), directory("a"), file("a/2")])
    assert image.paths() == ["/a/", "/a/2"]
    assert image.waste() == [("/a/1", 1, 0, 0, "removed")]


@pytest.mark.parametrize(
    "upper", [[file("a/new")], [whiteout("a/1")], [directory("a")], [symlink("a", "d")]]
)
def test_dangling_link_of_a_lower_layer_goes_with_all_below(
    build: Build, upper: list[Member]
) -> None:
    image = build([symlink("a", "none"), file("a/1", b"1")], upper)
    assert "/a/1" not in image.paths()
    assert image.changes()["/a/1"] == "removed"


def test_whiteout_of_a_dangling_link_hides_what_is_below(build: Build) -> None:
    image = build([symlink("a", "none"), file("a/1", b"1")], [whiteout("a")])
    assert image.paths() == []


def test_hard_link_to_what_is_listed_below_a_dangling_link(build: Build) -> None:
    image = build([symlink("a", "none"), file("a/1", b"1"), hardlink("h", "a/1")])
    assert image.groups() == {frozenset({"/a/1", "/h"})}


def test_directory_entry_in_place_of_a_lower_link_raises_no_doubt(build: Build) -> None:
    image = build(
        [directory("c"), symlink("a", "c")], [directory("a"), opaque("a"), file("a/x", b"1")]
    )
    assert image.paths() == ["/a/", "/a/x", "/c/"]
    assert image.findings() == set()
