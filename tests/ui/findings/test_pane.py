"""The list of findings, and what its rows lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.findings import Finding
from inspector.ui.findings.rows import FindingRows
from inspector.ui.widgets.rows import Rows
from tests.ui.images import doubtful, small
from tests.ui.stage import NARROW, SAMPLES, TAB, WIDE, Stage, check_golden, opened

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.ui.session.session import Session


@pytest.mark.parametrize(("name", "size"), [("80x24", NARROW), ("160x50", WIDE)])
async def test_it_looks_as_it_did(
    tmp_path: Path, name: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(doubtful(tmp_path).parent)
    async with opened("doubtful.tar", size) as stage:
        await stage.press(TAB["findings"], "down", "down")
        check_golden(f"findings-{name}", stage.text)


def _last_notice(stage: Stage) -> str:
    return list(stage.app._notifications)[-1].message


async def choose(stage: Stage, kind: str) -> None:
    """Put the cursor on the finding with an ID."""
    await stage.press(TAB["findings"])
    rows = stage.main.query_one("#finding-rows", Rows)
    assert isinstance(rows.source, FindingRows)
    rows.move_to([each.id for each in rows.source.findings].index(kind))
    await stage.settle()


async def test_enter_goes_to_the_path_or_the_layer_and_keys_act_on_the_path(tmp_path: Path) -> None:
    async with opened(doubtful(tmp_path), WIDE) as stage:
        await choose(stage, "duplicate-path")
        assert stage.line("/srv/a   duplicate-path: engines disagree").startswith(" /srv/a")
        await stage.press("p")
        assert "History of /srv/a" in stage.text
        await stage.press("escape", "enter")
        assert "changes of layer 0" in stage.text
        assert "/srv/a   written by 0" in stage.text
        # The marker is no path of the image: its layer is shown.
        await choose(stage, "invalid-whiteout")
        await stage.press("d")
        assert "There is no path under the cursor." in stage.text
        await stage.press("escape", "enter")
        assert "changes of layer 1" in stage.text
        await choose(stage, "layer-missing")
        await stage.press("enter")
        assert "Layer 2 is missing" in stage.text
        await choose(stage, "history-excess")
        await stage.press("enter")
        assert _last_notice(stage).startswith("This finding is about the whole image")
        assert stage.line("history-excess: history has more rows")


def without_findings(stage: Stage) -> Session:
    """Show the image as if it had none: every image of these tests starts as root."""
    session = stage.main.session
    assert session is not None
    assert session.usage is not None
    session.account(session.usage, ())
    stage.main.refresh_session()
    return session


async def test_an_image_without_findings_says_so_and_thousands_are_listed() -> None:
    async with opened(SAMPLES / "hello.tar") as stage:
        await stage.press(TAB["findings"])
        many = tuple(Finding("duplicate-path", 0, f"/f{number}") for number in range(20_000))
        session = without_findings(stage)
        await stage.settle()
        assert "No findings." in stage.text
        assert session.usage is not None
        session.account(session.usage, (*many, Finding("layer-damaged", 0, detail="cut")))
        stage.main.refresh_session()
        await stage.settle()
        assert "1 error, 20,000 warnings" in stage.text
        assert stage.line("layer could be read only in part").startswith(" error")
        await stage.press("end")
        assert "/f19999" in stage.text


async def test_without_findings_no_keys_of_them_are_offered(tmp_path: Path) -> None:
    async with opened(small(tmp_path), WIDE) as stage:
        await stage.press(TAB["findings"])
        without_findings(stage)
        await stage.settle()
        assert "No findings." in stage.text
        keys = stage.text.splitlines()[-1]
        assert "Open" not in keys
        assert "Extract" not in keys
        assert "Help" in keys
    async with opened(doubtful(tmp_path), WIDE) as stage:
        await stage.press(TAB["findings"])
        assert "Open" in stage.text.splitlines()[-1]
        assert "Extract" in stage.text.splitlines()[-1]
