"""`history` beside `docker history`, to the byte, for images that were saved and loaded again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.engine.histories import Mode, ask, settled
from tests.engine.layerscope import layerscope, refused
from tests.engine.tools import ToolError

if TYPE_CHECKING:
    from tests.engine.docker import Docker
    from tests.engine.specimens import Specimen

pytestmark = pytest.mark.engine

# Nothing here depends on the time of asking.
STEADY: tuple[Mode, ...] = (
    ("--human=false",),
    ("-H=false",),
    ("--human=false", "--no-trunc"),
    ("-q",),
    ("--quiet", "--no-trunc"),
    ("--format", "json", "--human=false", "--no-trunc"),
    ("--format", "{{json .}}", "--human=false"),
    ("--format", "{{.ID}} {{.CreatedAt}} {{.CreatedBy}} {{.Size}} {{.Comment}}"),
    ("--format", r"{{.ID}}\t{{.Size}}\n"),
    ("--format", "{{json .CreatedBy}}", "--no-trunc"),
    ("--format", "{{upper .CreatedBy}}|{{lower .CreatedBy}}|{{title .CreatedBy}}"),
    ("--format", "{{truncate .CreatedBy 12}}|{{pad .Size 2 3}}|{{pad .Comment 1 0}}"),
    ("--format", '{{join (split .CreatedBy " ") "-"}}'),
    ("--format", '{{json (split .CreatedBy "/")}}', "--no-trunc"),
    ("--format", r"table {{.ID}}\t{{.CreatedBy}}\t{{.Size}}"),
    ("--format", "table {{.Size}}|{{.Comment}}", "--no-trunc", "--human=false"),
    ("--format", "table {{upper .CreatedBy}}", "-q"),
    ("--format", "raw"),
    ("--format", "{{.Size}}", "--human=false"),
)
AGEING: tuple[Mode, ...] = (
    (),
    ("--no-trunc",),
    ("--human",),
    ("--format", "json"),
    ("--format", "{{json .}}", "--no-trunc"),
    ("--format", r"table {{.CreatedSince}}\t{{.CreatedBy}}"),
)
# A client before 23 pads wide cells otherwise: what it prints without padding and truncation.
UNPADDED: tuple[Mode, ...] = (("--format", "{{json .}}", "--no-trunc", "--human=false"),)
AGE = re.compile(rb"(Less than a second|About an? \w+|\d+ \w+) ago *")
HEADING = re.compile(rb"CREATED +CREATED BY")


def without_ages(output: bytes) -> bytes:
    """Return `output` without ages and without the padding that depends on them."""
    return AGE.sub(b"AGE ", HEADING.sub(b"CREATED CREATED BY", output))


@pytest.mark.parametrize("mode", STEADY, ids=" ".join)
def test_every_instruction(plain_history: Specimen, docker: Docker, mode: Mode) -> None:
    expected = ask(docker, mode, plain_history.tag)
    assert layerscope("history", plain_history.archive, *mode) == expected


@pytest.mark.parametrize("mode", AGEING, ids=" ".join)
def test_every_instruction_but_its_age(plain_history: Specimen, docker: Docker, mode: Mode) -> None:
    expected = ask(docker, mode, plain_history.tag)
    found = layerscope("history", plain_history.archive, *mode)
    assert without_ages(found) == without_ages(expected)


@pytest.mark.parametrize("mode", AGEING, ids=" ".join)
def test_rows_of_every_age(aged_history: Specimen, docker: Docker, mode: Mode) -> None:
    expected, found = settled(docker, mode, aged_history.tag, aged_history.archive)
    assert found == expected


def test_text_that_is_hard_to_print(odd_history: Specimen, docker: Docker) -> None:
    for mode in (*STEADY, *UNPADDED) if docker.is_current else UNPADDED:
        expected = ask(docker, mode, odd_history.tag)
        assert layerscope("history", odd_history.archive, *mode) == expected, mode


def test_random_images(specimen: Specimen, docker: Docker) -> None:
    for mode in (*STEADY, *AGEING):
        expected = ask(docker, mode, specimen.tag)
        found = layerscope("history", specimen.archive, *mode)
        assert without_ages(found) == without_ages(expected), mode


def test_times_are_local(plain_history: Specimen, docker: Docker) -> None:
    for zone in ("America/New_York", "Asia/Kolkata"):
        expected = ask(docker, ("--human=false",), plain_history.tag, TZ=zone)
        found = layerscope("history", plain_history.archive, "--human=false", TZ=zone)
        assert found == expected


@pytest.mark.parametrize("template", ["{{.Tags}}", "{{.Size", "{{nothing .Size}}", "table {{.X}}"])
def test_templates_that_docker_refuses(
    plain_history: Specimen, docker: Docker, template: str
) -> None:
    with pytest.raises(ToolError):
        docker("history", "--format", template, plain_history.tag)
    assert refused("history", plain_history.archive, "--format", template) == 2
