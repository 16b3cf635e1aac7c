from __future__ import annotations

import posixpath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspector.tarstream import Kind, clean_path
from inspector.text import encode
from tests.cases import tried_with
from tests.entries import entry_at

_name = st.lists(
    st.sampled_from([b"a", b"bc", b".", b"..", b"", b".hidden", b"...", b"\xff", "é".encode()]),
    max_size=8,
).map(b"/".join)


@tried_with(
    ("name", "path"),
    [
        (b"usr/bin/true", "usr/bin/true"),
        (b"/usr/bin/true", "usr/bin/true"),
        (b"./usr/bin/true", "usr/bin/true"),
        (b".//./usr//bin///true", "usr/bin/true"),
        (b"usr/bin/", "usr/bin"),
        (b"usr/bin//", "usr/bin"),
        (b"usr/./bin/.", "usr/bin"),
        (b"usr/lib/../bin", "usr/bin"),
        (b"", ""),
        (b".", ""),
        (b"./", ""),
        (b"/", ""),
        (b"a/..", ""),
        (b".hidden/..data/...", ".hidden/..data/..."),
        (b"dir/.wh..wh..opq", "dir/.wh..wh..opq"),
        (b" spaced / name ", " spaced / name "),
        (b"caf\xe9", "caf\udce9"),
        ("é".encode(), "é"),
        ("e\u0301".encode(), "e\u0301"),
        (b"back\\slash", "back\\slash"),
    ],
)
def test_names_are_cleaned(name: bytes, path: str) -> None:
    assert clean_path(name) == (path, False)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (b"..", ""),
        (b"../etc/passwd", "etc/passwd"),
        (b"/../../etc/passwd", "etc/passwd"),
        (b"a/../../b", "b"),
        (b"./../b", "b"),
    ],
)
def test_names_that_leave_the_root_are_confined_and_told(name: bytes, path: str) -> None:
    assert clean_path(name) == (path, True)


@given(name=_name)
@example(name=b"a/..")
@example(name=b"a/.")
def test_cleaning_is_what_the_kernel_does_in_a_root(name: bytes) -> None:
    path, escaped = clean_path(name)
    expected = posixpath.normpath(b"/" + name).lstrip(b"/")
    assert encode(path) == expected
    assert clean_path(encode(path)) == (path, False)
    first = posixpath.normpath(b"./" + name.lstrip(b"/")).split(b"/")[0]
    assert escaped == (first == b"..")


@given(name=st.binary(max_size=300))
def test_any_bytes_give_a_path_without_odd_parts(name: bytes) -> None:
    path, _ = clean_path(name)
    assert not path or not {"", ".", ".."} & set(path.split("/"))


def test_an_entry_s_fields_can_be_changed_and_compared() -> None:
    entry = entry_at("a", Kind.FILE, 0o644, 0, 0, 1, 2, 512)
    same = entry_at("a", Kind.FILE, 0o644, 0, 0, 1, 2, 512)
    assert entry == same
    same.fingerprint = 7
    assert entry != same
