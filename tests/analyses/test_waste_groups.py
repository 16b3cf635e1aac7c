"""Waste grouped by what one can do about it."""

from __future__ import annotations

from inspector.analyses.usage import Cause, Waste
from inspector.analyses.waste_groups import (
    by_branch,
    by_cause,
    by_folder,
    by_layers,
    by_writer,
)

ROWS = (
    Waste("/var/cache/apt/a.deb", 50, 1, 4, Cause.REMOVED),
    Waste("/var/cache/apt/b.deb", 40, 1, 4, Cause.REMOVED),
    Waste("/usr/bin/tool", 60, 0, 2, Cause.METADATA),
    Waste("/top", 5, 1, 4, Cause.OVERWRITTEN),
)


def test_pairs_of_layers_the_costliest_first() -> None:
    first, second = by_layers(ROWS)
    assert (first.key, first.bytes, len(first.rows)) == ((1, 4), 95, 3)
    assert first.causes == (Cause.REMOVED, Cause.OVERWRITTEN)
    assert (second.key, second.bytes) == ((0, 2), 60)


def test_causes_and_folders() -> None:
    assert [(group.key, group.bytes) for group in by_cause(ROWS)] == [
        ("removed", 90),
        ("metadata", 60),
        ("overwritten", 5),
    ]
    assert [(group.key, group.bytes) for group in by_folder(ROWS)] == [
        ("/var/cache/apt", 90),
        ("/usr/bin", 60),
        ("/", 5),
    ]
    assert [group.key for group in by_folder(ROWS, depth=1)] == ["/var", "/usr", "/"]


def test_branches_are_files_or_the_deepest_folders_that_hold_all() -> None:
    rows = (
        *ROWS,
        Waste("/usr/share/doc/x", 1, 0, 2, Cause.REMOVED),
        Waste("/a", 3, 0, 2, Cause.OVERWRITTEN),
        Waste("/a/b", 2, 0, 2, Cause.REMOVED),
        Waste("/top", 2, 1, 1, Cause.OVERWRITTEN),
    )
    assert [(group.key, group.bytes) for group in by_branch(rows, "/")] == [
        ("/var/cache/apt/", 90),
        ("/usr/", 61),
        ("/top", 7),
        ("/a", 3),
        ("/a/b", 2),
    ]
    below = [row for row in rows if row.path.startswith("/usr/")]
    assert [group.key for group in by_branch(below, "/usr/")] == [
        "/usr/bin/tool",
        "/usr/share/doc/x",
    ]


def test_layers_that_wrote_it() -> None:
    assert [(group.key, group.bytes) for group in by_writer(ROWS)] == [(1, 95), (0, 60)]


def test_nothing_wasted() -> None:
    assert by_writer(()) == by_layers(()) == by_cause(()) == by_folder(()) == ()
    assert by_branch((), "/") == ()
