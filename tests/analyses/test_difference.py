"""What differs between two versions: attributes by name, text by lines, the rest by bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.difference import (
    TEXT_BYTES,
    BytesDiffer,
    FieldChange,
    FileDifference,
    LinesDiffer,
    NotCompared,
    SameContent,
    difference,
    first_difference,
)
from inspector.tree.view import find
from tests.build_image import Member, char, directory, file, symlink
from tests.build_image.damage import truncate
from tests.tree.world import World, world

if TYPE_CHECKING:
    from pathlib import Path


def compared(tmp_path: Path, old: Member | None, new: Member | None) -> FileDifference:
    """Compare what two layers have at ``p``."""
    image = world(tmp_path / "i.tar", [old] if old else [], [new] if new else [])
    return between(image)


def between(image: World) -> FileDifference:
    node = find(image.tree, "p", 1) or find(image.tree, "p", 0)
    assert node is not None
    versions = {each.layer: each for each in node.versions}
    return difference(image.contents, versions.get(0), versions.get(1))


def test_attributes_by_name(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        file(
            "p", b"same", mode=0o644, uid=1, gid=2, mtime=5, xattrs={"user.a": b"1", "user.b": b"2"}
        ),
        file(
            "p", b"same", mode=0o600, uid=3, gid=4, mtime=6, xattrs={"user.b": b"3", "user.c": b"4"}
        ),
    )
    assert found.fields == (
        FieldChange("mode", 0o644, 0o600),
        FieldChange("uid", 1, 3),
        FieldChange("gid", 2, 4),
        FieldChange("mtime", 5, 6),
        FieldChange("xattrs", b"1", None, "user.a"),
        FieldChange("xattrs", b"2", b"3", "user.b"),
        FieldChange("xattrs", None, b"4", "user.c"),
    )
    assert found.content == SameContent(4)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (symlink("p", "a"), symlink("p", "b"), [("link", "a", "b")]),
        (char("p", 1, 3), char("p", 1, 5), [("device", (1, 3), (1, 5))]),
        (directory("p", mode=0o755), directory("p", mode=0o700), [("mode", 0o755, 0o700)]),
    ],
)
def test_what_is_no_file_has_attributes_only(
    tmp_path: Path, old: Member, new: Member, expected: list[tuple[str, object, object]]
) -> None:
    found = compared(tmp_path, old, new)
    assert [(each.name, each.old, each.new) for each in found.fields] == expected
    assert found.content is None


def test_a_file_that_becomes_a_link_loses_its_lines(tmp_path: Path) -> None:
    found = compared(tmp_path, file("p", b"a\nb\n", mode=0o777), symlink("p", "x"))
    assert [(each.name, each.old, each.new) for each in found.fields] == [
        ("type", "file", "symlink"),
        ("link", None, "x"),
    ]
    assert isinstance(found.content, LinesDiffer)
    assert (found.content.old, found.content.new) == (("a\n", "b\n"), ())


def test_text_by_lines_with_their_ends(tmp_path: Path) -> None:
    found = compared(tmp_path, file("p", b"a\nb\r\ncaf\xe9"), file("p", b"a\nB\ncaf\xe9\n"))
    content = found.content
    assert isinstance(content, LinesDiffer)
    assert content.old == ("a\n", "b\r\n", "caf\udce9")
    assert content.new == ("a\n", "B\n", "caf\udce9\n")
    assert [pair.is_same for pair in content.pairs] == [True, False, False, False, False]


@pytest.mark.parametrize("is_old", [True, False])
def test_one_side_alone(tmp_path: Path, is_old: object) -> None:
    member = file("p", b"one\ntwo\n")
    found = compared(tmp_path, member if is_old else None, None if is_old else member)
    assert isinstance(found.content, LinesDiffer)
    assert (found.content.old if is_old else found.content.new) == ("one\n", "two\n")
    assert len(found.content.pairs) == 2
    assert found.fields == ()


def test_bytes_by_size_and_first_difference(tmp_path: Path) -> None:
    found = compared(tmp_path, file("p", b"\0" * 3000), file("p", b"\0" * 2500 + b"\1"))
    assert found.content == BytesDiffer(3000, 2501, 2500)


def test_texts_too_long_are_compared_as_bytes(tmp_path: Path) -> None:
    long = b"x\n" * (TEXT_BYTES // 2)
    found = compared(tmp_path, file("p", long + b"a"), file("p", long + b"b"))
    assert found.content == BytesDiffer(TEXT_BYTES + 1, TEXT_BYTES + 1, TEXT_BYTES, is_text=True)


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    image = world(tmp_path / "i.tar", [file("p", b"a" * 9000)], [file("p", b"b" * 9000)])
    window = image.image.layers[1].source.window
    assert window is not None
    truncate(tmp_path / "i.tar", min(window.start, image.image.layers[0].source.window.start))  # type: ignore[union-attr]
    found = between(image).content
    assert isinstance(found, NotCompared)
    assert "ends within /p" in found.reason


CHUNKS = st.lists(st.binary(min_size=1, max_size=5))


@given(CHUNKS, CHUNKS)
def test_the_first_byte_that_differs(old: list[bytes], new: list[bytes]) -> None:
    one, other = b"".join(old), b"".join(new)
    at = first_difference(iter(old), iter(new))
    assert one[:at] == other[:at]
    assert one[at : at + 1] != other[at : at + 1] or one == other
