"""Whose a file is that several claim, and that all of them add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.limits import DEFAULT_LIMITS
from tests.build_image import file, hardlink, whiteout
from tests.packages.databases import (
    dpkg_list,
    found,
    header,
    rows,
    rpm_ndb,
    stanza,
    status,
)
from tests.tree.world import world

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.packages.inventory import LiveFile
    from tests.build_image import Part

NAMES = "abcdef"


def test_a_system_that_two_managers_share_counts_each_file_once(tmp_path: Path) -> None:
    image = world(
        tmp_path / "i.tar",
        [
            file("a", b"a" * 10),
            file("b", b"b" * 10),
            dpkg_list("deb", "/a"),
            status(stanza("deb")),
            file("var/lib/rpm/Packages.db", rpm_ndb([header("rpm", files=["/a", "/b"])])),
        ],
    )
    assert rows(image) == [("deb", "1", 0, 1, 10), ("rpm", "1-2", 0, 1, 10)]


def test_only_what_counts_is_added_up(tmp_path: Path) -> None:
    image = world(
        tmp_path / "i.tar",
        [file("a", b"a" * 10), dpkg_list("p", "/a", "/b"), dpkg_list("q"),
         status(stanza("p"), stanza("q"))],
        [file("b", b"b" * 7), file("c", b"c" * 3)],
    )  # fmt: skip

    def counts(live: LiveFile) -> bool:
        return live.home > 0

    packages = found(image, counts)
    assert [(each.name, each.bytes) for each in packages.rows] == [("p", 7)]
    assert [(each.layer, each.files, each.bytes) for each in packages.unowned] == [(1, 1, 3)]


def test_unowned_files_are_told_by_the_layer_that_stores_them(tmp_path: Path) -> None:
    image = world(tmp_path / "i.tar", [file("a", b"a")], [file("empty"), file("b", b"bb")])
    packages = found(image)
    told = [(each.layer, each.files, each.bytes) for each in packages.unowned]
    assert told == [(0, 1, 1), (1, 2, 2)]
    assert (packages.unowned_files, packages.unowned_bytes, packages.rows) == (3, 3, ())


def test_limits_are_told(tmp_path: Path) -> None:
    layer = [status(*(stanza(f"p{n}") for n in range(20))), dpkg_list("p1", *["/x"] * 300)]
    limits = replace(DEFAULT_LIMITS, packages=5, entries=100)
    packages = found(world(tmp_path / "i.tar", layer, limits=limits))
    assert len(packages.rows) == 5
    assert [(each.path, each.reason) for each in packages.unread] == [
        ("/var/lib/dpkg/status", "only the first 5 packages are listed"),
        ("/var/lib/dpkg/info/p1.list", "lists of files together have more paths than allowed"),
    ]
    limits = replace(DEFAULT_LIMITS, package_list=100)
    packages = found(world(tmp_path / "i.tar", layer, limits=limits))
    assert [each.reason for each in packages.unread] == ["larger than 100 bytes"] * 2
    limits = replace(DEFAULT_LIMITS, small_archive=10**12, package_bytes=100)
    image = world(tmp_path / "i.tar", layer)
    object.__setattr__(image.image, "limits", limits)
    assert {each.reason for each in found(image).unread} == {
        "package databases are together larger than allowed"
    }


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    layers=st.lists(
        st.tuples(
            st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 9)), max_size=4),
            st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=2),
            st.sets(st.sampled_from(NAMES), max_size=2),
        ),
        min_size=1,
        max_size=4,
    ),
    lists=st.dictionaries(st.sampled_from("pqr"), st.lists(st.sampled_from(NAMES))),
)
def test_packages_and_the_rest_always_add_up(
    tmp_path: Path,
    layers: list[tuple[list[tuple[str, int]], list[tuple[str, str]], set[str]]],
    lists: dict[str, list[str]],
) -> None:
    parts: list[list[Part]] = [
        [
            *(file(name, name.encode() * size) for name, size in files),
            *(hardlink(f"link-{name}", target) for name, target in links),
            *(whiteout(name) for name in gone),
        ]
        for files, links, gone in layers
    ]
    parts[0] += [
        status(*map(stanza, lists)),
        *(
            dpkg_list(name, *(f"/{kind}{path}" for path in paths for kind in ("", "link-")))
            for name, paths in lists.items()
        ),
    ]
    image = world(tmp_path / "i.tar", *parts)
    packages = found(image)  # which looks at the sum
    assert {each.name for each in packages.rows} == set(lists)
    assert sum(each.files for each in packages.rows) + packages.unowned_files == len(
        {row.get("hardlinks", row["path"]) for row in image.rows() if row["type"] == "file"}
    )
