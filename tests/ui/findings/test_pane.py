"""The list of findings, and what its rows lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.findings import Finding
from inspector.ui.findings.rows import FindingRows
from inspector.ui.widgets.rows import Rows
from tests.build_image import ImageSpec, directory, file, format_named, whiteout
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
        assert stage.line("/srv/a   engines disagree").startswith(" /srv/a")
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
        assert stage.line("history has more rows")


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
        assert stage.line("layer-damaged").startswith(" error")
        assert stage.line("layer could be read only in part: cut")
        await stage.press("end")
        assert "/f19999" in stage.text


def planted(tmp_path: Path) -> str:
    """Return an image with a secret that a later layer hides, and a leftover that none does."""
    key = f"postgres://shop:{'h7Kq' + '2Zp9Lw'}@db.example.com/shop\n".encode()
    layers = [
        [file("srv/.env", key), file("var/lib/apt/lists/a_Packages", b"p" * 2_000_000)],
        [file("srv/app", b"a")],
        [whiteout("srv/.env"), directory("var/lib/apt/lists", mode=0o700)],
    ]
    spec = ImageSpec(layers=layers, history=["RUN one", "COPY two", "RUN three"])
    format_named("docker-legacy").write(tmp_path / "planted.tar", spec)
    return str(tmp_path / "planted.tar")


async def test_a_key_shows_one_group_after_the_other(tmp_path: Path) -> None:
    async with opened(planted(tmp_path)) as stage:
        await stage.press(TAB["findings"])
        rows = stage.main.query_one("#finding-rows", Rows)
        assert isinstance(rows.source, FindingRows)
        everything = rows.source.findings
        said = []
        while True:
            await stage.press("f")
            assert isinstance(rows.source, FindingRows)
            if rows.source.findings == everything:
                break
            said.append(stage.line("shown:").partition("; ")[2].split(":")[0])
        assert said == [
            f"only {group} are shown"
            for group in ("errors", "warnings", "notes", "secrets", "leftovers")
        ]


async def test_what_is_typed_leaves_findings_by_id_message_and_path(tmp_path: Path) -> None:
    async with opened(planted(tmp_path), WIDE) as stage:
        await stage.press(TAB["findings"], "slash", *"apt")
        assert stage.line("leftover-apt-lists")
        assert not stage.line("secret-file")
        rows = stage.main.query_one("#finding-rows", Rows)
        assert isinstance(rows.source, FindingRows)
        count = rows.source.count
        assert stage.line("/ apt").split()[-4:] == ["1", "of", f"{count}", "findings"]
        await stage.press("enter")
        assert stage.line(f"1 of {count} findings with “apt”; ")
        # Of a group, among the rows of the group.
        await stage.press("f", "f", "f", "f")
        assert stage.line("0 of 1 finding with “apt”; ")
        assert "No finding with “apt”." in stage.text
        await stage.press("escape")
        assert stage.line("secret-file")
        await stage.press("slash", *"/SRV/", "backspace", *"x", "escape", "f", "f")
        assert stage.line("leftover-apt-lists")
        assert "findings with “" not in stage.text
        # From the line on top, all are shown.
        await stage.press("slash", *"nothing", "enter", "1", "equals_sign", "right", "enter")
        assert stage.line("secret-file")


async def test_the_layers_since_and_until_which_it_is_there_are_named(tmp_path: Path) -> None:
    async with opened(planted(tmp_path), NARROW) as stage:
        await choose(stage, "secret-file")
        assert stage.line("since layer 0: RUN one")
        assert stage.line("hidden by layer 2: RUN three")
        await choose(stage, "runs-as-root")
        assert "since layer" not in stage.text
    async with opened(planted(tmp_path), (40, 10)) as stage:
        await choose(stage, "secret-file")
        assert "since layer" not in stage.text


async def test_a_hidden_secret_is_gone_to_and_paths_are_marked_in_every_view(
    tmp_path: Path,
) -> None:
    async with opened(planted(tmp_path), WIDE) as stage:
        await choose(stage, "secret-file")
        assert stage.line("secret-file").split("secret-file")[1].split()[:3] == [
            "/srv/.env", "0", "2",
        ]  # fmt: skip
        await stage.press("enter")
        assert "changes of layer 0" in stage.text
        assert "A! -r" in stage.line("      .env")
        await choose(stage, "leftover-apt-lists")
        await stage.press("enter", "a", "]", "]")
        assert "everything up to layer 2" in stage.text
        assert "!" in stage.line("lists/").split("│")[-1]
        marks = [stage.line(command).split("RUN" if "RUN" in command else "COPY")[0][:12]
                 for command in ("RUN one", "COPY two", "RUN three")]  # fmt: skip
        assert ["!" in mark for mark in marks] == [True, False, False]


async def test_the_line_on_top_counts_what_is_doubtful_and_leads_there(tmp_path: Path) -> None:
    async with opened(planted(tmp_path), WIDE) as stage:
        assert "1 error, " in stage.text.splitlines()[0]
        await stage.press(TAB["findings"], "f", "1", "equals_sign", "right", "enter")
        assert stage.main.focused is not None
        assert stage.main.focused.id == "finding-rows"
        assert "are shown" not in stage.text
    async with opened(planted(tmp_path), (60, 24)) as stage:
        assert "wasted" in stage.text.splitlines()[0]
        assert "error" not in stage.text.splitlines()[0]


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
