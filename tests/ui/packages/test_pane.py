"""The list of packages: read when someone looks, opened to files, sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.ui.packages.pane import PackagesPane
from inspector.ui.widgets.rows import Rows
from tests.build_image import ImageSpec, file, format_named
from tests.packages.databases import dpkg_list, stanza, status
from tests.ui.images import small
from tests.ui.stage import NARROW, TAB, WIDE, check_golden, opened

if TYPE_CHECKING:
    from pathlib import Path

LOWER = [
    file("usr/bin/bash", b"b" * 3000),
    file("usr/share/doc/bash", b"d" * 100),
    file("usr/bin/perl", b"p" * 9000),
    dpkg_list("bash", "/usr/bin/bash", "/usr/share/doc/bash"),
    dpkg_list("perl", "/usr/bin/perl"),
    status(stanza("bash", "5.2-1"), stanza("perl", "5.36")),
]
UPPER = [
    file("usr/bin/awk", b"a" * 5000),
    dpkg_list("awk", "/usr/bin/awk"),
    status(stanza("bash", "5.2-1"), stanza("perl", "5.36"), stanza("awk", "1.3\x1b[31m")),
    file("app/node_modules/@s/left-pad/package.json", b'{"name":"@s/left-pad","version":"1.3"}'),
    file("srv/data", b"x" * 20_000),
]


@pytest.fixture
def image(tmp_path: Path) -> str:
    spec = ImageSpec(layers=[LOWER, UPPER], history=["COPY one", "COPY two"])
    format_named("docker-legacy").write(tmp_path / "packages.tar", spec)
    return str(tmp_path / "packages.tar")


@pytest.mark.parametrize(("name", "size"), [("80x24", NARROW), ("160x50", WIDE)])
async def test_it_looks_as_it_did(
    image: str, name: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(image.removesuffix("packages.tar"))
    async with opened("packages.tar", size) as stage:
        await stage.press(TAB["packages"], "down", "down", "space")
        check_golden(f"packages-{name}", stage.text)


async def test_databases_are_read_when_someone_looks(image: str) -> None:
    async with opened(image, WIDE) as stage:
        stage.main.pane(PackagesPane)
        await stage.settle()
        rows = stage.main.query_one("#package-rows", Rows)
        assert len(rows.source) == 0
        await stage.press(TAB["packages"])
        assert len(rows.source) == 5
        assert stage.line("4 packages of 17.1 kB, by size")


async def test_a_package_opens_to_its_files_and_a_file_leads_to_its_layer(image: str) -> None:
    async with opened(image, WIDE) as stage:
        await stage.press(TAB["packages"], "down", "down")
        assert stage.line("pkg:deb/debian/bash@5.2-1?arch=amd64")
        assert stage.line("since layer 0: COPY one")
        await stage.press("enter", "down", "down")
        assert "100 B" in stage.line("    /usr/share/doc/bash")
        await stage.press("p")
        assert "History of /usr/share/doc/bash" in stage.text
        await stage.press("escape", "enter")
        assert "changes of layer 0" in stage.text
        assert "/usr/share/doc/bash   written by 0" in stage.text
        await stage.press(TAB["packages"], "left")
        assert "    /usr/share/doc/bash" not in stage.text


async def test_b_sorts_by_size_name_and_layer_and_the_rest_stays_last(image: str) -> None:
    async with opened(image, WIDE) as stage:
        await stage.press(TAB["packages"], "down")
        for told, names in (
            ("by name", ["@s/left-pad", "awk", "bash", "perl"]),
            ("by layer", ["perl", "bash", "awk", "@s/left-pad"]),
            ("by size", ["perl", "awk", "bash", "@s/left-pad"]),
        ):
            await stage.press("b")
            assert told in stage.text
            places = [stage.text.index(f"▸ {name} ") for name in [*names, "not owned by any"]]
            assert places == sorted(places)
            assert stage.line("pkg:deb/debian/awk@")  # the cursor stays on it
        await stage.press("end", "enter", "down")
        assert "20.0 kB" in stage.line("    /srv/data")


async def test_what_is_not_there_or_cannot_be_read_is_said(tmp_path: Path) -> None:
    async with opened(small(tmp_path), WIDE) as stage:
        await stage.press(TAB["packages"])
        assert "No package database" in stage.words
        assert "Order" not in stage.text.splitlines()[-1]
    spec = ImageSpec(layers=[[file("var/lib/rpm/Packages", b"none")]])
    async with opened(
        format_named("docker-legacy").write(tmp_path / "rpm.tar", spec), WIDE
    ) as stage:
        await stage.press(TAB["packages"])
        assert "No packages are known, as not every package database could be read:" in stage.words
        assert "/var/lib/rpm/Packages: not a Berkeley database as RPM makes them" in stage.words
        assert "No package database" not in stage.words


async def test_what_is_typed_leaves_packages_by_name_version_and_type(image: str) -> None:
    async with opened(image, WIDE) as stage:
        await stage.press(TAB["packages"], "slash", "d", "e", "b")
        assert stage.line("/ deb").split()[-4:] == ["3", "of", "4", "packages"]
        assert "left-pad" not in stage.text
        await stage.press(*" !1.3", "enter")
        assert stage.line("2 of 4 packages with “deb !1.3”; 4 packages of 17.1 kB, by size")
        assert [name in stage.text for name in ("▸ bash", "▸ perl", "▸ awk")] == [True, True, False]
        await stage.press("escape", "slash", *"owned")
        assert stage.line("▸ not owned by any package")
        await stage.press(*"x")
        assert "No package with “ownedx”." in stage.text
        await stage.press("escape")
        assert stage.line("4 packages of 17.1 kB, by size; 20.")
        # The files have a filter of their own.
        await stage.press("1")
        assert "filter" not in stage.line("changes of layer")
