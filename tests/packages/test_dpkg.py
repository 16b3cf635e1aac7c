"""Debian's packages: whose files, since which layer, wherever they lie by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build_image import directory, file, hardlink, symlink, whiteout
from tests.packages.databases import dpkg_list, found, rows, stanza, status
from tests.tree.world import world

if TYPE_CHECKING:
    from pathlib import Path

BASH = [file("usr/bin/bash", b"b" * 100), dpkg_list("bash", "/bin", "/bin/bash")]
MERGED = [directory("usr/bin"), symlink("bin", "usr/bin")]


@pytest.mark.parametrize("codec", ["none", "gzip", "zstd"])
def test_a_package_has_the_files_of_its_list_and_the_rest_is_unowned(
    tmp_path: Path, codec: str
) -> None:
    image = world(
        tmp_path / "i.tar", [*MERGED, *BASH, status(stanza("bash", "5.2-1"))], codec=codec
    )
    packages = found(image)
    (row,) = packages.rows
    assert (row.purl, row.type) == ("pkg:deb/debian/bash@5.2-1?arch=amd64", "deb")
    assert (row.name, row.version, row.layer, row.files, row.bytes) == ("bash", "5.2-1", 0, 1, 100)
    assert packages.unowned_files == 2
    assert packages.unread == ()


def test_the_layer_is_the_first_that_lists_this_version_and_does_so_until_the_end(
    tmp_path: Path,
) -> None:
    a, b, c = (file(name, name.encode() * 10) for name in "abc")
    lists = [dpkg_list(name, f"/{name}") for name in "abc"]
    image = world(
        tmp_path / "i.tar",
        [a, b, c, *lists, status(stanza("a"), stanza("b"), stanza("c"))],
        [file("other")],
        [status(stanza("a"), stanza("b", "2"))],  # b is new, c is removed
        [status(stanza("a"), stanza("b", "2"), stanza("c"))],  # and comes back
    )
    assert rows(image) == [("a", "1", 0, 1, 10), ("b", "2", 2, 1, 10), ("c", "1", 3, 1, 10)]


def test_a_database_that_was_removed_and_written_again_begins_anew(tmp_path: Path) -> None:
    image = world(
        tmp_path / "i.tar",
        [status(stanza("a"))],
        [whiteout("var/lib/dpkg")],
        [status(stanza("a")), dpkg_list("a")],
    )
    assert rows(image) == [("a", "1", 2, 0, 0)]


def test_what_is_not_installed_has_no_row(tmp_path: Path) -> None:
    stanzas = [
        stanza("conf", status="config-files"),
        stanza("no", status="not-installed"),
        stanza("half", status="half-configured"),
        stanza("triggers", status="triggers-pending"),
    ]
    image = world(tmp_path / "i.tar", [status(*stanzas)])
    assert [row[0] for row in rows(image)] == ["half", "triggers"]


def test_two_architectures_of_a_package_are_two(tmp_path: Path) -> None:
    image = world(
        tmp_path / "i.tar",
        [
            file("usr/lib/x86/libc", b"6" * 6),
            file("usr/lib/i386/libc", b"3" * 3),
            dpkg_list("libc:amd64", "/usr/lib/x86/libc", "/usr/share/doc/libc"),
            dpkg_list("libc:i386", "/usr/lib/i386/libc", "/usr/share/doc/libc"),
            file("usr/share/doc/libc", b"d"),
            status(stanza("libc"), stanza("libc", arch="i386")),
        ],
    )
    assert [(each.purl[-5:], each.bytes) for each in found(image).rows] == [
        ("amd64", 7),
        ("=i386", 3),
    ]


def test_diverted_files_are_where_they_went(tmp_path: Path) -> None:
    diversions = "/bin/sh\n/bin/sh.distrib\ndash\n/bin/x\n/bin/x.local\n:\n"
    image = world(
        tmp_path / "i.tar",
        [
            file("bin/sh", b"dash"),
            file("bin/sh.distrib", b"bash's own"),
            file("bin/x.local", b"x"),
            dpkg_list("bash", "/bin/sh"),
            dpkg_list("dash", "/bin/sh", "/bin/x"),
            file("var/lib/dpkg/diversions", diversions.encode()),
            status(stanza("bash"), stanza("dash")),
        ],
    )
    assert rows(image) == [("bash", "1", 0, 1, 10), ("dash", "1", 0, 2, 5)]


def test_deleted_files_do_not_count_and_hard_links_count_once(tmp_path: Path) -> None:
    image = world(
        tmp_path / "i.tar",
        [
            file("a", b"a" * 10),
            file("b", b"b" * 20),
            hardlink("b2", "b"),
            symlink("c", "b"),
            dpkg_list("p", "/a", "/b", "/b2", "/c", "/d"),
            dpkg_list("q", "/b2", "/missing/x", "/a/x"),
            status(stanza("p"), stanza("q")),
        ],
        [whiteout("a")],
    )
    assert rows(image) == [("p", "1", 0, 1, 20), ("q", "1", 0, 0, 0)]


def test_images_without_dpkg_have_a_file_a_package(tmp_path: Path) -> None:
    sums = b"0123456789abcdef0123456789abcdef  usr/share/zoneinfo/UTC\n"
    image = world(
        tmp_path / "i.tar",
        [
            file("usr/share/zoneinfo/UTC", b"u" * 8),
            file("var/lib/dpkg/status.d/tzdata", b"Package: tzdata\nVersion: 2024a\n"),
            file("var/lib/dpkg/status.d/tzdata.md5sums", sums),
        ],
        [file("var/lib/dpkg/status.d/base", b"Package: base-files\nVersion: 12\n")],
    )
    assert rows(image) == [("base-files", "12", 1, 0, 0), ("tzdata", "2024a", 0, 1, 8)]


def test_sums_stand_in_for_a_list_that_someone_removed(tmp_path: Path) -> None:
    image = world(
        tmp_path / "i.tar",
        [
            file("a", b"a" * 5),
            file("var/lib/dpkg/info/p.md5sums", b"0123456789abcdef0123456789abcdef  a\n"),
            status(stanza("p")),
        ],
    )
    assert rows(image) == [("p", "1", 0, 1, 5)]


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n\n", b"Package: a\n", b"Version: 1\n", b"\xff" * 100, b"Package:\nVersion:\n"],
)
def test_what_says_nothing_has_no_rows(tmp_path: Path, data: bytes) -> None:
    image = world(tmp_path / "i.tar", [file("var/lib/dpkg/status", data)])
    assert rows(image) == []


def test_a_database_may_be_a_folder_or_a_link(tmp_path: Path) -> None:
    image = world(
        tmp_path / "i.tar",
        [
            directory("var/lib/dpkg/status"),
            symlink("var/lib/dpkg/diversions", "/dev/zero"),
            file("var/lib/dpkg/info", b"no folder"),
        ],
    )
    assert rows(image) == []
