"""The history explained: which row belongs to which step, and what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from inspector.analyses.base_image import GivenBase, base_image
from inspector.ui.history.explained import ExplainedRows
from tests.build_image import ImageSpec, empty, file
from tests.ui.images import LEGACY, damaged, small
from tests.ui.sessions import session_of

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.ui.session.session import Session


def lines(session: Session, width: int = 76) -> list[str]:
    """Return heads as cells with blanks between, and sentences as they are broken."""
    rows = ExplainedRows(session, width)
    found = (rows.row(index) for index in range(len(rows)))
    return [str(row.line) if row.line else "|".join(map(str, row.cells)) for row in found]


def test_each_step_has_its_sentences_below_it(tmp_path: Path) -> None:
    found = lines(session_of(small(tmp_path)))
    assert found[0] == "0|FROM scratch|||"
    assert found[1].startswith("     FROM scratch begins with no file")
    assert [each for each in found if "|" in each] == [
        "0|FROM scratch|||",
        "1|ADD base in /||0|0 B",
        '2|CMD ["sh"]|||',
        "3|RUN one||1|0 B",
        "4|RUN two||2|0 B",
        "5|LABEL a=b|||",
    ]
    assert any("keeps what it changed as a layer" in each for each in found)


def test_lines_fit_into_the_width(tmp_path: Path) -> None:
    session = session_of(small(tmp_path))
    for width in (30, 36, 76, 150):
        assert max(cell_len(each) for each in lines(session, width) if "|" not in each) <= width


def test_rows_lead_to_the_history_and_back(tmp_path: Path) -> None:
    rows = ExplainedRows(session_of(small(tmp_path)), 76)
    assert rows.place(0) == (None, None)
    assert rows.row_of(None, None) == 0
    for row, layer in ((0, 0), (1, None), (2, 1), (4, None)):
        head = rows.row_of(row, layer)
        assert head is not None
        assert rows.head(head + 1) == head
        assert rows.place(head + 1) == (row, layer)
        assert rows.end(head) > head + 1
    assert rows.end(len(rows) - 1) == len(rows)


def test_a_layer_without_a_row_is_found_by_its_number(tmp_path: Path) -> None:
    spec = ImageSpec(layers=[[file("a", b"1")], [file("b", b"2")]], history=[])
    rows = ExplainedRows(session_of(LEGACY.write(tmp_path / "i.tar", spec)), 76)
    assert rows.place(rows.row_of(None, 1) or 0) == (None, 1)


def test_a_step_of_which_nothing_is_left_and_the_base_images_are_marked(tmp_path: Path) -> None:
    spec = ImageSpec(
        layers=[[file("a", b"1")]], history=["ADD a /", empty("USER a"), empty("USER b")]
    )
    session = session_of(LEGACY.write(tmp_path / "i.tar", spec))
    heads = [each for each in lines(session) if "|" in each]
    assert heads[1:] == ["1|ADD a /||0|0 B", "2|USER a|replaced||", "3|USER b|||"]
    session.base = base_image(session.image, GivenBase(1))
    heads = [each for each in lines(session) if "|" in each]
    assert heads[0] == "|ADD a /|base|0|0 B"


def test_what_is_not_known_of_a_layer_says_so(tmp_path: Path) -> None:
    session = session_of(damaged(tmp_path))
    found = lines(session)
    assert "2|RUN step 1||1|?" in found
    assert any("Layer 1 is missing" in each for each in found)
    session.merged = 2
    assert any("Layer 2 is not read yet." in each for each in lines(session))
