"""Every command of README.md, SECURITY.md and docs/*.md does what it is there for.

Those that need an engine, a terminal or a browser are in tests/engine/test_manual.py.
"""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import click
import pytest

from inspector.cli import group, with_command
from inspector.errors import ExitCode
from tests.build_image import ImageSpec, build, directory, file
from tests.cli.conftest import run  # noqa: F401 - a fixture
from tests.fake_registry import FakeRegistry, certificates, push
from tests.manual.classes import (
    AT_THE_PROMPT,
    CODES,
    NOT_RUN,
    PRINTED_ELSEWHERE,
    SHOWN,
    How,
    how,
)
from tests.manual.pages import ROOT, Line, Shown, headings, lines, links, mentioned, pages
from tests.manual.place import agrees, filled, furnish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Run, Said

PAGES = pages()
LAYER = [directory("etc"), file("etc/os-release", b"ID=test\n")]


def commands(page: Path) -> list[Line]:
    return [each for each in lines(page) if isinstance(each, Line)]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with the files that commands name, without an engine."""
    furnish(tmp_path)
    monkeypatch.chdir(tmp_path)
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    return tmp_path


@pytest.fixture
def hosts(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Return what the registries of the manual are called here."""
    (place / "registries.conf").touch()
    monkeypatch.setenv("CONTAINERS_REGISTRIES_CONF", str(place / "registries.conf"))
    certificates().write(place / "ca.pem")
    image = build(ImageSpec(layers=[LAYER], codec="gzip"))
    other = build(ImageSpec(layers=[LAYER], codec="gzip", platform="linux/arm64"))
    tls = certificates().server("127.0.0.1")
    with FakeRegistry() as plain, FakeRegistry(tls=tls) as guarded:
        for registry in (plain, guarded):
            for name in ("team/app:1", "team/app:2", "library/alpine:3.20", "my/app:latest"):
                push(registry, name, image, other)
        yield {
            "registry.example": plain.host,
            "ghcr.io": plain.host,
            "tls.example": guarded.host,
        }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_end_as_they_should_and_print_what_the_page_shows(
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    hosts: dict[str, str],
    page: Path,
) -> None:
    failed = []
    for line in commands(page):
        if how(line) is How.HERE:
            with monkeypatch.context() as patch:
                said = _run(run, patch, filled(line.command, hosts))
            wanted = CODES.get(line.command, 0)
            if said.code != wanted:
                failed.append(f"{line.text}: exit code {said.code}, not {wanted}: {said.err}")
            elif page.name not in PRINTED_ELSEWHERE and not _shows(line, said):
                failed.append(f"{line.text} prints:\n{said.text}{said.err}")
    assert failed == []


def _run(run: Run, patch: pytest.MonkeyPatch, command: str) -> Said:  # noqa: F811
    """Run a command as a shell would, but in this process: variables, ``>``, ``| jq .KEY``."""
    first, _, reader = command.partition(" | ")
    words = shlex.split(first)
    while "=" in words[0]:
        patch.setenv(*words.pop(0).split("=", 1))
    words = words[: words.index(">")] if ">" in words else words
    assert words[0] == "layerscope", command
    said = run(*words[1:])
    if reader:
        (key,) = re.fullmatch(r"jq \.(\w+)", reader).groups()  # type: ignore[union-attr]
        assert key in json.loads(said.text)
    return said


def _shows(line: Line, said: Said) -> bool:
    printed = "\n".join(line.printed).strip("\n").split("\n")
    return printed == [""] or agrees(printed, (said.text + said.err).splitlines())


def test_commands_within_sentences_are_understood(run: Run, place: Path) -> None:  # noqa: F811
    synopses = {
        each.command for page in PAGES for each in commands(page) if how(each) is How.SYNOPSIS
    }
    said = {each for page in PAGES for each in mentioned(page)}
    failed = []
    for command in sorted({filled(each, {}) for each in synopses | said}):
        is_here = command not in synopses and how(Line("", 0, command)) is How.HERE
        if command.startswith("layerscope ") and _is_whole(command) and is_here:
            (place / "layerscope.toml").unlink(missing_ok=True)
            if run(*shlex.split(command)[1:]).code != CODES.get(command, 0):
                failed.append(command)
    assert failed == []


def _is_whole(command: str) -> bool:
    """Check that a command has the options that are given; return whether it says all it needs."""
    words = shlex.split(re.sub(r"[\[\]…|]", " ", command))[1:]
    if {"--help", "--version"} & {*words}:
        return True
    if "--lang" in words:
        del words[words.index("--lang") : words.index("--lang") + 2]
    name, *given = with_command(words)
    try:
        group.get_command(click.Context(group), name).make_context(name, given)  # type: ignore[union-attr]
    except click.MissingParameter:
        return False
    except click.UsageError as error:
        pytest.fail(f"{command}: {error}")
    return name != "build"


def test_lines_at_the_prompt_of_a_container_are_understood(run: Run, place: Path) -> None:  # noqa: F811
    for page in PAGES:
        for each in lines(page):
            image = AT_THE_PROMPT.get((page.name, each.text.split()[0]))
            if image is not None:
                typed = (word for line in each.text.splitlines() for word in ("-c", line))
                assert run("container", ROOT / image, *typed).code == 0


def test_every_line_has_its_class() -> None:
    every = [each for page in PAGES for each in lines(page)]
    shown = {(each.page, each.text.split()[0]) for each in every if isinstance(each, Shown)}
    known = {*SHOWN, *AT_THE_PROMPT}
    assert {each for each in shown if (each[0], "*") not in known} - known == set()
    unread = known - shown
    assert {name for name, word in unread if word != "*"} == set()
    typed = [each.text for each in every if isinstance(each, Line)]
    typed += [each for page in PAGES for each in mentioned(page)]
    assert [each for each in NOT_RUN if not any(line.startswith(each) for line in typed)] == []
    assert CODES.keys() <= {each.command for each in every if isinstance(each, Line)}


# --- what pages lead to


def test_links_lead_to_files_and_headings() -> None:
    lost = []
    for page in (*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"):
        for link in links(page):
            path, _, heading = link.partition("#")
            target = page.parent / path if path else page
            if ":" in path:
                continue
            if not target.exists() or (heading and heading not in headings(target)):
                lost.append(f"{page.name}: {link}")
    assert lost == []


def test_pictures_are_drawn_by_any_browser_and_ask_no_one() -> None:
    pictures = {page.parent / link for page in PAGES for link in links(page) if ".svg" in link}
    assert {path.name for path in pictures} == {path.name for path in ROOT.glob("docs/*.svg")}
    for path in pictures:
        text = path.read_text(encoding="utf-8")
        assert ET.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - our own
        assert not re.search(r"<script|<foreignObject|@font-face|@import| on\w+=", text)
        assert not re.search(r"(?:href|src)=|url\(\s*[\"']?(?!#)", text)
        assert len(text) < 1_000_000


def test_what_dive_does_not_do_is_held_by_tests() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.*\]\(tests/.*) \|$", readme, re.MULTILINE)
    assert len(rows) > 12
    for row in rows:
        for path in re.findall(r"\]\((.*?)\)", row.rpartition("|")[2]):
            assert "def test_" in (ROOT / path).read_text(encoding="utf-8")
    assert len(readme.splitlines()) <= 200


def test_each_rule_of_the_merge_is_a_test() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    held = re.findall(r"\[([^\]]+)\]\(\.\./(tests/[^)]+)\)", page)
    assert len(held) > 80
    for words, path in held:
        name = words.replace(" ", "_").removesuffix(".py").removeprefix("test_")
        text = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"def test_{name}\(", text) or Path(path).stem == f"test_{name}", words


def test_exit_codes_of_the_reference_are_those_of_the_program() -> None:
    page = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    told = {int(each) for each in re.findall(r"^\| (\d) \| ", page, re.MULTILINE)}
    assert told == {*map(int, ExitCode)}
