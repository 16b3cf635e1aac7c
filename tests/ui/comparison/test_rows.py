from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.tree.view import node_of
from inspector.ui.comparison import rows
from inspector.ui.comparison.rows import DifferenceRows, LayerPairRows
from inspector.ui.shell.comparison.reading import find_audited
from tests.build_image import ImageSpec, file, format_named
from tests.ui.comparison.pair import compared_session, pair
from tests.ui.sessions import texts

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.ui.session.compared import ComparedSession


REASONS = "content of 2 files, 1 entry added, 2 entries removed, target of 1 link, mode of 1 path"


class NeverCancelled:
    """Someone who waits for all."""

    def check(self) -> None:
        pass


@pytest.fixture
def session(tmp_path: Path) -> ComparedSession:
    found = compared_session(*pair(tmp_path))
    found.keep(find_audited(found, NeverCancelled()))  # type: ignore[arg-type]
    return found


def test_rows_say_what_became_of_everything(session: ComparedSession) -> None:
    found = session.found
    assert found is not None
    shown: DifferenceRows = LayerPairRows(session)
    assert [[cells[0].strip(), *cells[1:]] for cells in texts(shown)] == [
        ["", "0", "0", "shared", "0 B", "0 B", "ADD base in /", ""],
        ["M", "1", "1", "rebuilt", "0 B", "0 B", "RUN apt-get install -y zlib1g",
         "content of 1 file"],
        ["M", "2", "2", "rebuilt", "0 B", "0 B", "COPY app /srv/app",
         REASONS],
        ["A", ".", "3", "added", ".", "0 B", "RUN make install", ""],
    ]  # fmt: skip
    shown = DifferenceRows(rows.SETTINGS, rows.setting_rows(session), "")
    assert texts(shown) == [["M", "Env.MODE", "test", "live"]]
    shown = DifferenceRows(rows.PACKAGES, rows.package_rows(found), "")
    assert texts(shown) == [["M", "deb", "zlib1g", "1.2", "1.3", "0 B"]]
    shown = DifferenceRows(rows.HISTORY, rows.history_rows(session), "")
    assert texts(shown)[0] == ["", "0", "0", "ADD base in /", ""]
    assert texts(shown)[-1] == ["A", ".", "3", "RUN make install", ""]
    shown = DifferenceRows(rows.FINDINGS, rows.finding_rows(found), "")
    assert [row[:3] for row in texts(shown)] == [["A", "new", "warning"]]
    assert [each.layer for each in session.flagged["/opt/new/su"]] == [1]


@pytest.mark.parametrize(
    ("path", "marked"),
    [("/etc/passwd", {0}), ("/srv/app/config.ini", {2}), ("/opt/new/su", {3}), ("/opt", {3})],
)
def test_the_layers_that_store_a_path_are_marked(
    session: ComparedSession, path: str, marked: set[int]
) -> None:
    shown = LayerPairRows(session)
    assert shown.touch(node_of(session.tree, path))
    assert {row for row, cells in enumerate(texts(shown)) if "*" in cells[0]} == marked
    assert shown.touch(None)
    assert not shown.touch(None)


def test_words_leave_rows_out(session: ComparedSession) -> None:
    every = rows.history_rows(session)
    assert texts(DifferenceRows(rows.HISTORY, every, "none", "run !make"))[0][3].startswith("RUN")
    assert len(DifferenceRows(rows.HISTORY, every, "none", "nowhere")) == 0


def test_what_an_image_says_does_nothing_to_the_terminal(tmp_path: Path) -> None:
    write = format_named("docker-legacy").write
    hostile = ImageSpec(
        layers=[[file("a", b"a")]],
        history=["RUN \x1b[31m"],
        config={"config": {"Env": ["A\x1b=\u202ered"]}},
    )
    old = write(tmp_path / "old.tar", ImageSpec(layers=[[file("a", b"b")]]))
    found = compared_session(old, write(tmp_path / "new.tar", hostile))
    told = [*rows.layer_rows(found), *rows.setting_rows(found), *rows.history_rows(found)]
    shown = "".join(f"{each.details}{each.said}" for each in told)
    assert "\\u202e" in shown.replace("\\\\", "\\")
    assert not {"\x1b", "\u202e"} & {*shown}
