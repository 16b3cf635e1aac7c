"""What a row of the file tree says of its path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.tarstream import Kind
from inspector.tree import Node, Version
from inspector.ui.files.cells import counts, mode_of, name_of, owner_of
from inspector.ui.session.change_kinds import ChangeKinds, PathKind
from inspector.ui.session.changes import Below
from tests.entries import entry_at

if TYPE_CHECKING:
    from inspector.tarstream import Entry


def version(entry: Entry | None) -> Version:
    return Version(0, entry, 0)


@pytest.mark.parametrize(
    ("entry", "mode", "owner", "name"),
    [
        (entry_at("x", Kind.FILE, 0o4755, 1000, 50), "-rwsr-xr-x", "1000:50", "x"),
        (entry_at("x", Kind.DIR, 0o1777), "drwxrwxrwt", "0:0", "x/"),
        (entry_at("x", Kind.SYMLINK, 0o777, link="a\x1bb"), "lrwxrwxrwx", "0:0", "x → a\\x1bb"),
        (None, "drwxr-xr-x", "0:0", "x/"),  # a directory that no entry describes
    ],
)
def test_attributes_are_those_of_a_listing(
    entry: Entry | None, mode: str, owner: str, name: str
) -> None:
    found = version(entry)
    cells = (mode_of(found), owner_of(found), name_of(Node("x", None), found))
    assert cells == (mode, owner, name)


def test_of_a_path_that_is_not_there_only_the_name_is_known() -> None:
    assert mode_of(None) == ""
    assert name_of(Node("\u202egone", None), None) == "\\u202egone/"


def test_changes_in_a_folder_leave_out_what_is_zero_or_hidden() -> None:
    below = Below(added=1200, modified=2, metadata=1, removed=0)
    assert counts(below, ChangeKinds().shown(is_all=False)) == "+1,200 ~3"
    hidden = ChangeKinds(frozenset({PathKind.ADDED}))
    assert counts(below, hidden.shown(is_all=False)) == "~3"
    assert counts(Below(), hidden.shown(is_all=False)) == ""
