"""Random layers over few names, so that paths meet."""

from __future__ import annotations

from typing import TypedDict

from hypothesis import strategies as st

from tests.build_image import Member, char, directory, file, hardlink, symlink

NAMES = ("a", "b", "c")
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

_folders = st.lists(st.sampled_from(NAMES), max_size=2).map("/".join)
_last = st.one_of(
    st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(_ODD)
)
_plain = st.builds("{}/{}".format, _folders, st.sampled_from(NAMES))
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
LAYERS = st.lists(st.lists(_members, max_size=7), min_size=1, max_size=4)
