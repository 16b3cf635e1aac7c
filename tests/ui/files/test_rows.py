"""The rows of the file tree, without a list to show them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.analyses.path_filter.filter import parse_filter
from inspector.tree.view import find
from inspector.ui.files.filter_matches import Matches, paths_at, search
from inspector.ui.files.folds import Folds
from inspector.ui.files.rows import FileRows, Sought
from inspector.ui.files.shown_paths import TreeOptions
from inspector.ui.kit.jobs import FRAME
from inspector.ui.session.history_steps import Step, steps_of
from inspector.ui.session.selection import Mode, Sort
from tests.build_image import ImageSpec, directory, file
from tests.ui.files.test_filter_layers import never
from tests.ui.images import LEGACY, small, varied
from tests.ui.sessions import session_of, texts

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.tree import Node
    from inspector.ui.session.session import Session

LAYER = [
    directory("a"),
    file("a/1.so", b"x"),
    directory("a/deep"),
    file("a/deep/2.so", b"xx"),
    file("a/deep/3", b"x"),
    directory("b"),
    file("b/4", b"x"),
    file("c.so", b"x"),
]


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return session_of(LEGACY.write(tmp_path / "folders.tar", ImageSpec(layers=[LAYER])))


def rows_of(session: Session, wanted: str = "", folds: Folds | None = None) -> FileRows:
    """Return the whole tree by name, or what a filter leaves of it, all folders closed."""
    matches = None
    if wanted:
        text, everything = parse_filter(wanted), paths_at(session.tree, 0, None, never)
        matches = Matches(search(everything, text, never), text, everything.count)
    folds = folds or Folds(every=False)
    options = TreeOptions(Mode.ALL, Sort.NAME, folds, matches)
    rows = FileRows(session, Step(0, 0, None), options)
    rows.fill()
    return rows


def paths(rows: FileRows) -> list[str]:
    return [rows.node(index).path for index in range(len(rows))]


def node(session: Session, path: str) -> Node:
    found = find(session.tree, path, 0)
    assert found is not None
    return found


def test_a_folder_opens_and_closes_with_all_that_is_in_it(session: Session) -> None:
    rows = rows_of(session)
    assert paths(rows) == ["/a", "/b", "/c.so"]
    assert [rows.is_folder(row) for row in range(3)] == [True, True, False]
    assert rows.open(0)
    assert rows.open(paths(rows).index("/a/deep"))
    assert paths(rows)[:5] == ["/a", "/a/1.so", "/a/deep", "/a/deep/2.so", "/a/deep/3"]
    rows.close(0)
    assert paths(rows) == ["/a", "/b", "/c.so"]
    # What was open in it, is so again.
    assert rows.open(0)
    assert len(rows) == 7


def test_what_was_folded_is_kept_for_the_next_tree(session: Session) -> None:
    folds = Folds(every=False)
    rows_of(session, folds=folds).open(1)
    assert paths(rows_of(session, folds=folds)) == ["/a", "/b", "/b/4", "/c.so"]
    folds.turn_every(is_open=True)
    assert len(rows_of(session, folds=folds)) == 8


def test_a_path_is_found_or_the_nearest_folder_that_is_shown(session: Session) -> None:
    rows = rows_of(session)
    deep = node(session, "/a/deep/3")
    assert rows.find(deep) is None
    assert rows.nearest(deep) == 0
    assert rows.find(None) is None
    rows = rows_of(session, folds=Folds())
    rows.reveal(deep)
    rows.fill()
    assert rows.find(deep) == paths(rows).index("/a/deep/3")


def test_what_the_user_closed_stays_closed_around_a_path(session: Session) -> None:
    folds = Folds()
    folds.turn(node(session, "/a"), is_open=False)
    rows = rows_of(session, folds=folds)
    rows.reveal(node(session, "/a/deep/3"))
    rows.fill()
    assert "/a/deep" not in paths(rows)


def test_the_only_folder_in_a_folder_is_open(tmp_path: Path) -> None:
    layer = [directory("one"), directory("one/two"), file("one/two/x", b"1"), file("one/two/y")]
    session = session_of(LEGACY.write(tmp_path / "alone.tar", ImageSpec(layers=[layer])))
    rows = rows_of(session, folds=Folds())
    assert paths(rows) == ["/one", "/one/two", "/one/two/x", "/one/two/y"]


def test_matches_are_gone_through_into_closed_folders(session: Session) -> None:
    rows = rows_of(session, "*.so", Folds(every=False))
    assert paths(rows) == ["/a", "/c.so"]
    assert (rows.best_match(None), rows.is_match(0), rows.is_match(1)) == (1, False, True)
    row, seen = 0, []
    for _ in range(4):
        sought = rows.seek(row, 1)
        assert sought.row is not None
        row = sought.row
        seen.append((rows.node(row).path, sought.has_wrapped))
    assert seen == [
        ("/a/1.so", False),
        ("/a/deep/2.so", False),
        ("/c.so", False),
        ("/a/1.so", True),
    ]


def test_backwards_the_last_match_in_a_closed_folder_comes_first(session: Session) -> None:
    rows = rows_of(session, "*.so", Folds(every=False))
    sought = rows.seek(1, -1)
    assert sought.row is not None
    assert rows.node(sought.row).path == "/a/deep/2.so"
    first = rows.seek(paths(rows).index("/a/1.so"), -1, wraps=False)
    assert first == Sought(has_wrapped=True)


def test_without_a_filter_or_a_match_there_is_no_way(session: Session) -> None:
    assert rows_of(session).seek(0, 1) == Sought()
    assert rows_of(session).best_match(None) is None
    assert rows_of(session, "nothing-like-it").seek(0, 1) == Sought()


def test_a_folder_too_large_for_a_frame_waits_for_the_next_tree(tmp_path: Path) -> None:
    layer = [directory("d"), *(file(f"d/{number:05}") for number in range(FRAME + 1)), file("z")]
    session = session_of(LEGACY.write(tmp_path / "large.tar", ImageSpec(layers=[layer])))
    folds = Folds(every=False)
    rows = rows_of(session, folds=folds)
    assert not rows.open(0)
    assert len(rows) == 2
    assert rows_of(session, folds=folds).is_large()
    assert len(rows_of(session, folds=folds)) == FRAME + 3
    found = rows_of(session, "d/00007", Folds(every=False)).seek(0, 1)
    assert found.row == 1
    assert rows_of(session, "d/0", Folds(every=False)).seek(0, 1).outgrown is node(session, "/d")


def rows(path: Path, step: int, mode: Mode, sort: Sort = Sort.NAME) -> FileRows:
    session = session_of(path)
    found = FileRows(session, steps_of(session.image)[step], TreeOptions(mode, sort))
    found.fill()
    return found


def names(source: FileRows) -> list[str]:
    """Return letters and names as they are drawn."""
    return [f"{cells[0]:<2}{cells[-1]}" for cells in texts(source)]


def test_changes_are_sorted_by_what_was_done(tmp_path: Path) -> None:
    assert names(rows(small(tmp_path), 2, Mode.ALL, Sort.CHANGE)) == [
        "A ▸ opt/", "M ▸ etc/", "  ▸ srv/",
    ]  # fmt: skip


def test_everything_is_sorted_by_size_below(tmp_path: Path) -> None:
    # Without big.bin: 8 kB in usr/, 10 B in opt/, 4 B in etc/.
    found = names(rows(varied(tmp_path), 1, Mode.ALL, Sort.SIZE))
    assert [name[4:] for name in found] == ["usr/", "opt/", "etc/"]


def test_everything_is_sorted_by_the_files_below_and_counts_them(tmp_path: Path) -> None:
    found = rows(varied(tmp_path), 1, Mode.ALL, Sort.COUNT)
    at = next(at for at, column in enumerate(found.columns) if column.title == "files")
    counts = {cells[-1].strip(" ▸"): cells[at] for cells in texts(found)}
    assert counts["usr/"] == "5"
    assert next(iter(counts)) == "usr/"


def test_folders_that_lie_alone_are_open(tmp_path: Path) -> None:
    layer = [file("srv/shop/models/a", b"1"), file("srv/shop/models/b", b"2")]
    found = rows(LEGACY.write(tmp_path / "i.tar", ImageSpec(layers=[layer])), 0, Mode.ALL)
    assert [name.strip(" A▾") for name in names(found)] == ["srv/", "shop/", "models/", "a", "b"]
    found.close(1)
    assert [name.strip(" A▾▸") for name in names(found)] == ["srv/", "shop/"]


def test_a_small_layer_is_shown_with_its_folders_open(tmp_path: Path) -> None:
    assert names(rows(small(tmp_path), 0, Mode.CHANGES)) == [
        "A ▾ etc/", "A     passwd",
        "A ▾ srv/", "A     link → report.txt", "A     report.txt",
    ]  # fmt: skip
    assert names(rows(small(tmp_path), 1, Mode.CHANGES)) == []
    assert names(rows(small(tmp_path), 3, Mode.CHANGES)) == [
        "M ▾ etc/", "m     passwd",
        "D ▾ srv/", "D     link → report.txt", "D     report.txt",
    ]  # fmt: skip
