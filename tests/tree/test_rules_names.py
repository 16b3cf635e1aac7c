"""Names, the root, overlay's leftovers, and types that engines refuse."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.build_image import Member, char, directory, file, hardlink, symlink, whiteout

if TYPE_CHECKING:
    from tests.tree.conftest import Build


@pytest.mark.parametrize(
    "name",
    ["/d/f", "./d/f", "d//f", "d/./f", "//d///f", "x/../d/f", "d/x/y/../../f", "././d/f", "d/f/."],
)
def test_names_are_cleaned_lexically(build: Build, name: str) -> None:
    image = build([file(name)])
    assert image.paths() == ["/d/", "/d/f"]
    assert image.findings() == set()


@pytest.mark.parametrize("name", ["../f", "/../f", "../../../f", "d/../../f", "./../f"])
def test_escape_is_confined(build: Build, name: str) -> None:
    image = build([file(name)])
    assert image.paths() == ["/f"]
    assert image.findings() == {("path-escape", 0, "/f")}


def test_dots_in_a_name_are_cleaned_before_links_are_followed(build: Build) -> None:
    image = build([directory("c"), directory("c/d"), symlink("a", "c/d"), file("a/../f")])
    assert "/f" in image.paths()


def test_marker_with_dots_in_its_name(build: Build) -> None:
    image = build([file("f"), file("d/f")], [file("d/../.wh.f"), file("../d/.wh.f")])
    assert image.paths() == ["/d/"]
    assert image.findings() == {("path-escape", 1, "/d/.wh.f")}


@pytest.mark.parametrize(
    "raw",
    [
        b"caf\xe9",
        b"\xff\xfe",
        b"d/\x80/\x81",
        b"\xed\xb3\xa9",
        b"new\nline",
        b"\x1b[31m",
        b"a\\b",
        b" ",
    ],
)
def test_bytes_of_names_are_kept(build: Build, raw: bytes) -> None:
    image = build([file(raw), symlink(b"link", raw)], [whiteout(raw)])
    assert os.fsencode(image.rows(0)[-1]["path"]) == b"/" + raw or raw < b"link"
    assert b"/" + raw in [os.fsencode(row["path"]) for row in image.rows(0)]
    assert os.fsencode(image.row("/link")["link"]) == raw
    assert b"/" + raw not in [os.fsencode(row["path"]) for row in image.rows(1)]


def test_hard_links_to_names_that_are_no_utf_8(build: Build) -> None:
    image = build([file(b"caf\xe9", b"x"), hardlink(b"\xff", b"./caf\xe9")])
    assert image.groups() == {frozenset({"/caf\udce9", "/\udcff"})}


def test_case_matters(build: Build) -> None:
    image = build(
        [file("File"), file("file"), directory("FILE.d")], [whiteout("FILE"), whiteout("File")]
    )
    assert image.paths() == ["/FILE.d/", "/file"]


def test_no_unicode_normalisation(build: Build) -> None:
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    image = build([file(composed), file(decomposed)], [whiteout(composed)])
    assert len(image.rows(0)) == 2
    assert image.paths() == ["/" + decomposed]
    assert image.findings() == set()


def test_rows_are_sorted_by_the_bytes_of_their_paths(build: Build) -> None:
    names: list[str | bytes] = [
        "a/b",
        "a-b",
        "a.b",
        "a",
        "B",
        "\u00e9",
        "e\u0301",
        "\uffff",
        "\U00010000",
        b"\xff",
        b"\x01",
    ]
    image = build([directory(name) if name == "a" else file(name) for name in names])
    raw = [os.fsencode(row["path"]) for row in image.rows()]
    assert raw == sorted(raw)
    assert raw.index(b"/a-b") < raw.index(b"/a/b")


# the root


@pytest.mark.parametrize("name", ["./", ".", "/", "//", "./.", "d/.."])
def test_directory_entry_of_the_root_sets_its_attributes(build: Build, name: str) -> None:
    image = build([Member(name, b"5", mode=0o711, uid=8, mtime=4)])
    (row,) = image.rows()
    assert row == {
        "path": "/",
        "type": "dir",
        "mode": "0711",
        "uid": 8,
        "gid": 0,
        "size": 0,
        "mtime": 4,
        "layer": 0,
    }
    assert image.changes() == {"/": "added"}
    assert image.findings() == set()


def test_root_has_no_row_where_no_entry_described_it(build: Build) -> None:
    assert build([file("f")]).paths() == ["/f"]


def test_root_described_later(build: Build) -> None:
    image = build([file("f")], [directory("./", mode=0o700)], [directory("./", mode=0o755)])
    assert image.paths(0) == ["/f"]
    assert image.changes(1) == {"/": "added"}
    assert image.changes(2) == {"/": "metadata mode"}
    assert image.paths() == ["/", "/f"]


@pytest.mark.parametrize("name", ["./", ".", "/", "", "d/.."])
@pytest.mark.parametrize("kind", [b"0", b"1", b"2", b"3", b"6", b"7", b"Z"])
def test_root_or_nothing_as_anything_else_is_skipped(build: Build, name: str, kind: bytes) -> None:
    image = build(
        [directory("./", mode=0o711), file("f")], [Member(name, kind, link="f"), file("z")]
    )
    assert image.paths() == ["/", "/f", "/z"]
    assert image.row("/")["mode"] == "0711"
    assert ("empty-name", 1, "/") in image.findings()


# modes


def test_type_bits_of_a_mode_are_masked(build: Build) -> None:
    image = build(
        [file("f", mode=0o100644), directory("d", mode=0o041777), file("s", mode=0o104755)]
    )
    assert [image.row(path)["mode"] for path in ("/d", "/f", "/s")] == ["1777", "0644", "4755"]


def test_masked_bits_are_no_change(build: Build) -> None:
    image = build([file("f", mode=0o100644)], [file("f", mode=0o644)])
    assert image.changes() == {"/f": "metadata"}


# what overlay engines read otherwise


def test_device_0_0_stays_a_device(build: Build) -> None:
    image = build([file("f", b"x")], [char("f", 0, 0), char("null", 1, 3)])
    assert (image.row("/f")["type"], image.row("/f")["dev"]) == ("char", [0, 0])
    assert image.findings() == {("overlay-whiteout", 1, "/f")}
    assert image.changes()["/f"].startswith("modified type")


def test_opaque_attribute_stays_an_attribute(build: Build) -> None:
    image = build([file("d/f")], [directory("d", xattrs={"trusted.overlay.opaque": b"y"})])
    assert image.paths() == ["/d/", "/d/f"]
    assert image.row("/d")["xattrs"] == {"trusted.overlay.opaque": "79"}
    assert image.findings() == {("overlay-opaque", 1, "/d")}


def test_other_overlay_attributes_are_nothing_special(build: Build) -> None:
    image = build(
        [
            directory("d", xattrs={"user.overlay.opaque": b"y"}),
            directory("e", xattrs={"trusted.overlay.opaque": b"n"}),
        ]
    )
    assert image.findings() == set()


# types that engines refuse


@pytest.mark.parametrize(
    ("letter", "type_"), [(b"7", "file"), (b"Z", "unknown"), (b"D", "unknown")]
)
def test_odd_types_are_listed(build: Build, letter: bytes, type_: str) -> None:
    image = build([Member("f", letter, b"payload"), file("z")])
    assert image.row("/f")["type"] == type_
    assert image.row("/f")["size"] == (7 if type_ == "file" else 0)
    assert image.findings() == {("refused-type", 0, "/f")}
    assert image.usage.stored_bytes == (7 if type_ == "file" else 0)
