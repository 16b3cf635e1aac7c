"""Contents in pieces say what the same bytes would."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.container.content import Content, Part, Zeros
from inspector.limits import DEFAULT_LIMITS
from tests.build_image import file
from tests.container.imagined import container

if TYPE_CHECKING:
    from inspector.container.filesystem import Filesystem

STORED = bytes(range(1, 251)) * 9000

_numbers = st.integers(0, 5000)
_made = st.one_of(
    st.binary(max_size=20).map(lambda data: ("bytes", data)),
    _numbers.map(lambda size: ("zeros", size)),
    st.just(("stored", None)),
)
_cuts = st.tuples(st.none() | _numbers, st.none() | _numbers)


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Filesystem:
    folder = tmp_path_factory.mktemp("content")
    return container(folder / "image.tar", [file("f", STORED)], codec="gzip")


def made(box: Filesystem, kind: str, value: object) -> tuple[Content, bytes]:
    """Return a content and the bytes that it stands for."""
    if isinstance(value, bytes):
        return Content.of_bytes(value), value
    if isinstance(value, int):
        return Content.of_zeros(value), bytes(value)
    return box.content("/f"), STORED


@given(st.lists(st.tuples(_made, _cuts), max_size=6), _cuts)
def test_parts_and_sums_are_those_of_the_bytes(
    box: Filesystem,
    parts: list[tuple[tuple[str, object], tuple[int | None, int | None]]],
    cut: tuple[int | None, int | None],
) -> None:
    content, expected = Content(), b""
    for (kind, value), (start, stop) in parts:
        piece, data = made(box, kind, value)
        content += piece[start:stop]
        expected += data[start:stop]
    content, expected = content[slice(*cut)], expected[slice(*cut)]
    assert content.size == len(expected)
    assert b"".join(content.chunks(box.contents)) == expected
    assert content.sha256(box.contents) == hashlib.sha256(expected).hexdigest()
    assert all(each.size for each in content.pieces if not isinstance(each, bytes))


def test_what_follows_each_other_is_one_piece(box: Filesystem) -> None:
    whole = box.content("/f")
    assert len((whole[:100] + whole[100:]).pieces) == 1
    assert (Content.of_zeros(2) + Content.of_zeros(3)).pieces == (Zeros(5),)
    assert (Content.of_bytes(b"ab") + Content.of_bytes(b"cd")).pieces == (b"abcd",)
    assert len((whole + whole).pieces) == 2
    assert isinstance(whole.pieces[0], Part)


def test_large_contents_take_no_memory_and_come_in_chunks(box: Filesystem) -> None:
    content = Content.of_zeros(DEFAULT_LIMITS.hole_bytes) + box.content("/f")
    assert len(content.pieces) == 2
    assert len(next(content.chunks(box.contents))) == 1 << 20
    assert max(map(len, box.content("/f")[1:].chunks(box.contents))) <= 1 << 20
