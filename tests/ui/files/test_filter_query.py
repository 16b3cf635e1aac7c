"""The questions of a filter: the newest alone is answered, from what is known already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.path_filter.filter import parse_filter
from inspector.ui.files.filter_matches import Matches, paths_at, search
from inspector.ui.files.filter_query import FilterQuestion, Inquiry
from inspector.ui.session.selection import Mode
from tests.ui.files.test_filter_layers import never
from tests.ui.images import varied
from tests.ui.sessions import session_of
from tests.ui.stage import opened

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.ui.session.session import Session


def question(session: Session, text: str, layer: int = 0, mode: Mode = Mode.ALL) -> FilterQuestion:
    return FilterQuestion(session, layer, mode, None, parse_filter(text), session.merged)


def answer(asked: FilterQuestion) -> Matches:
    asked.paths = paths_at(asked.session.tree, asked.layer, None, never)
    return Matches(search(asked.paths, asked.wanted, never), asked.wanted, asked.paths.count)


def test_only_the_newest_question_is_answered(tmp_path: Path) -> None:
    session = session_of(varied(tmp_path))
    inquiry = Inquiry()
    first, second = question(session, "p"), question(session, "py")
    for asked in (first, second):
        inquiry.renew()
        inquiry.ask(asked)
    assert inquiry.awaits(question(session, "py"))
    assert not inquiry.answer(first, answer(first))
    assert inquiry.found == "searching…"
    assert inquiry.answer(second, answer(second))
    assert inquiry.found == "3 of 11 paths"
    assert not inquiry.awaits(question(session, "py"))
    assert inquiry.knows(question(session, "py"))
    assert not inquiry.knows(question(session, "py", layer=1))
    assert not inquiry.knows(question(session, "py", mode=Mode.CHANGES))


def test_what_was_collected_serves_the_next_question_about_the_same(tmp_path: Path) -> None:
    session = session_of(varied(tmp_path))
    inquiry = Inquiry()
    first = question(session, "p")
    inquiry.ask(first)
    found = answer(first)
    inquiry.answer(first, found)
    second, other = question(session, "py"), question(session, "py", layer=1)
    inquiry.ask(second)
    assert second.paths is first.paths
    assert second.known is found
    inquiry.ask(other)
    assert other.paths is None
    assert other.known is None


async def test_typing_on_stops_the_search_before(tmp_path: Path) -> None:
    async with opened(varied(tmp_path)) as stage:
        await stage.press("slash")
        for key in "pyc":
            await stage.pilot.press(key)
        searches = [each for each in stage.app.workers if each.group == "filter"]
        assert sum(not each.is_cancelled for each in searches) <= 1
        await stage.settle()
        assert "3 of 11 paths" in stage.text
        await stage.pilot.press("x", "escape")
        searches = [each for each in stage.app.workers if each.group == "filter"]
        running = [each for each in searches if not (each.is_cancelled or each.is_finished)]
        assert len(running) <= 1
