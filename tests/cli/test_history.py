"""``history``: docker's switches, its formats, its streams."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.build_image import ImageSpec, empty, file, format_named

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture
def image(tmp_path: Path) -> Path:
    spec = ImageSpec(
        layers=[[file("a", b"x" * 1234)], [file("b", b"y")]],
        history=["COPY a /  # buildkit", empty('CMD ["sh"]'), "RUN \x1b[31m\tred"],
    )
    return format_named("docker-25").write(tmp_path / "i.tar", spec)


def test_it_reads_like_docker(run: Run, image: Path) -> None:
    lines = run("history", image).text.splitlines()
    assert lines[0].split() == ["IMAGE", "CREATED", "CREATED", "BY", "SIZE", "COMMENT"]
    assert [line.split()[0] for line in lines[2:]] == ["<missing>", "<missing>"]
    assert "1.23kB" in lines[3]
    assert "0B" in lines[2]
    assert "RUN \x1b[31m red" in lines[1]


@pytest.mark.parametrize(
    "switches",
    [["--human=false"], ["-H=false"], ["-H=0"], ["--human=F"], ["--human=true", "-H=false"]],
)
def test_human_off(run: Run, image: Path, switches: list[str]) -> None:
    said = run("history", *switches, image)
    assert said.code == 0
    assert "CREATED AT" in said.text
    assert " 1234 " in said.text


@pytest.mark.parametrize("switches", [["-H"], ["--human"], ["--human=T"], []])
def test_human_on(run: Run, image: Path, switches: list[str]) -> None:
    assert "1.23kB" in run("history", *switches, image).text
    assert "1.23kB" in run("history", image, *switches).text


@pytest.mark.parametrize("switches", [["-q"], ["--quiet"], ["-Hq"], ["-qH"], ["-q=1"]])
def test_ids_alone(run: Run, image: Path, switches: list[str]) -> None:
    lines = run("history", *switches, image).text.splitlines()
    assert len(lines) == 3
    assert lines[1:] == ["<missing>", "<missing>"]
    assert len(lines[0]) == 12


def test_formats(run: Run, image: Path) -> None:
    rows = [json.loads(line) for line in run("history", "--format", "json", image).out.splitlines()]
    assert [row["Size"] for row in rows] == ["1B", "0B", "1.23kB"]
    assert run("history", "--format", "{{.Size}}", image).text == "1B\n0B\n1.23kB\n"
    whole = run("history", "--no-trunc", "-q", image).text.splitlines()[0]
    assert whole.startswith("sha256:")
    assert len(whole) == 71


@pytest.mark.parametrize(
    "arguments", [["--format", "{{.Tags}}"], ["--format", "{{"], ["--human=maybe"], ["--nope"]]
)
def test_what_does_not_fit(run: Run, image: Path, arguments: list[str]) -> None:
    said = run("history", *arguments, image)
    assert said.code == 2
    assert len(said.err.strip().splitlines()) == 1


def test_more_rows_than_layers_are_shown_and_told(run: Run, tmp_path: Path) -> None:
    spec = ImageSpec(layers=[[file("a", b"x")]], history=["one", "two"])
    path = format_named("docker-legacy").write(tmp_path / "i.tar", spec)
    said = run("history", path)
    assert said.code == 0
    assert len(said.text.splitlines()) == 3
    assert "1 more row" in said.err
