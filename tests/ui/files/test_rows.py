"""The rows of the file tree, without a pane around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.files.rows import FileRows, View
from inspector.ui.session.history_steps import steps_of
from inspector.ui.session.selection import Mode, Sort
from tests.build_image import ImageSpec, file
from tests.ui.images import LEGACY, small, varied
from tests.ui.sessions import session_of, texts

if TYPE_CHECKING:
    from pathlib import Path


def rows(path: Path, step: int, mode: Mode, sort: Sort = Sort.NAME) -> FileRows:
    session = session_of(path)
    found = FileRows(session, steps_of(session.image)[step], View(mode, sort))
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
