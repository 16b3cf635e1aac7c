"""Random layers over few names: the real tree says at every layer what the oracle says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypedDict

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.analyses.usage import layer_sizes
from tests.build_image import Member, char, directory, file, hardlink, symlink
from tests.tree import accounts, oracle
from tests.tree.world import world

if TYPE_CHECKING:
    import pytest

_NAMES = ("a", "b", "c")
# What stands last in a name now and then: markers, good and bad, and leftovers.
_ODD = (
    ".wh.a",
    ".wh.b",
    ".wh.c",
    ".wh..wh..opq",
    ".wh..wh..opqX",
    ".wh.",
    ".wh..",
    ".wh...",
    ".wh..wh.a",
    ".wh.a/b",
    "..",
    "",
)
_TARGETS = ("a", "b", "c", "../a", "../b", "/a", "/b/c", "a/b", "c/a", ".", "/", "..", "z", "b/z")

_folders = st.lists(st.sampled_from(_NAMES), max_size=2).map("/".join)
_last = st.one_of(
    st.sampled_from(_NAMES), st.sampled_from(_NAMES), st.sampled_from(_NAMES), st.sampled_from(_ODD)
)
_plain = st.builds("{}/{}".format, _folders, st.sampled_from(_NAMES))
_paths = st.builds("{}/{}".format, _folders, _last) | st.sampled_from((".wh..wh.plnk/1", "./"))
_modes = st.sampled_from((0o700, 0o755))
_times = st.sampled_from((1, 2))
_xattrs: st.SearchStrategy[dict[str, bytes]] = st.sampled_from(({}, {}, {}, {"user.x": b"1"}))
_contents = st.sampled_from((b"", b"x", b"y", b"xx"))
_fields = st.fixed_dictionaries({"mode": _modes, "mtime": _times, "xattrs": _xattrs})


class Fields(TypedDict):
    """What the random members differ in besides their kind and name."""

    mode: int
    mtime: int
    xattrs: dict[str, bytes]


def _member(kind: str, path: str, content: bytes, target: str, fields: Fields) -> Member:
    make = {
        "file": lambda: file(path, content, **fields),
        "directory": lambda: directory(path, **fields),
        "symlink": lambda: symlink(path, target, **fields),
        "hardlink": lambda: hardlink(path, target, **fields),
        "char": lambda: char(path, 1, len(content), **fields),
    }
    return make[kind]()


_links = st.sampled_from(_TARGETS) | _plain | st.just(".wh..wh.plnk/1")
_kinds = st.sampled_from(
    (
        "file",
        "file",
        "file",
        "directory",
        "directory",
        "symlink",
        "symlink",
        "hardlink",
        "hardlink",
        "char",
    )
)
_members = st.builds(_member, _kinds, _paths, _contents, _links, _fields)
_layers = st.lists(st.lists(_members, max_size=7), min_size=1, max_size=4)


@settings(max_examples=500, deadline=None)
@given(layers=_layers)
def test_tree_oracle(tmp_path_factory: pytest.TempPathFactory, layers: list[list[Member]]) -> None:
    path = tmp_path_factory.getbasetemp() / "oracle.tar"
    real = world(path, *layers)
    expected = oracle.merge(layers)
    for number, state in enumerate(expected.states):
        rows = real.rows(number)
        for row in rows:
            row.pop("hardlinks", None)
        assert rows == accounts.listing(state)
        assert real.groups(number) == accounts.groups(state)
        changes = {row["path"]: (row["change"], row["fields"]) for row in real.change_rows(number)}
        assert changes == accounts.changes(expected, number)
        assert real.range_changes(number, number) == changes
        for first in range(number):
            found = real.range_changes(first, number)
            assert found == accounts.range_changes(expected, first, number)
        usage = real.usage.layers[number]
        assert Counter(kind for kind, _ in changes.values()) == +Counter(
            added=usage.added,
            modified=usage.modified,
            removed=usage.removed,
            metadata=usage.metadata,
        )
    assert real.findings() == expected.findings
    told = accounts.accounts(expected)
    assert [each.stored_bytes for each in real.usage.layers] == told.stored
    assert [each.size for each in real.usage.layers] == told.sizes
    assert list(layer_sizes(real.tree)) == told.sizes
    assert sorted(real.waste()) == told.waste
