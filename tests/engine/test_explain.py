"""`explain` beside docker: what ENTRYPOINT and CMD start in each form, and what runs again."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.layerscope import ROOT, command, layerscope
from tests.engine.recipe import BUSYBOX
from tests.engine.tools import attempt, clean_environment, run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.docker import Docker

pytestmark = pytest.mark.engine

# Prints its own name and its arguments, a line each.
PROGRAM = """#!/bin/sh
printf '%s\\n' "${0##*/}" "$@"
"""
PROGRAMS = ("e", "a", "x")
FORMS = {"none": "", "exec": '{} ["{}", "{}"]', "shell": "{} {} {}"}
CELLS = [(entrypoint, cmd) for entrypoint in FORMS for cmd in FORMS]
ARGUMENTS = ((), ("x", "y"), ("x", "--help", "a b", ""), ("--json",))
# What the programs print of what a cell starts, and with `docker run … x y`.
PRINTED = {
    ("none", "exec"): ("a b", "x y"),
    ("none", "shell"): ("a b", "x y"),
    ("exec", "none"): ("e f", "e f x y"),
    ("exec", "exec"): ("e f a b", "e f x y"),
    ("exec", "shell"): ("e f /bin/sh -c a b", "e f x y"),
    ("shell", "none"): ("e f", "e f"),
    ("shell", "exec"): ("e f", "e f"),
    ("shell", "shell"): ("e f", "e f"),
}
CACHED = """
FROM scratch
COPY sh /bin/sh
ENV A={}
RUN read X < /proc/sys/kernel/random/uuid; echo $X {} > /one
LABEL b={}
RUN read X < /proc/sys/kernel/random/uuid; echo $X {} > /two
WORKDIR /w{}
RUN read X < /proc/sys/kernel/random/uuid; echo $X {} > /three
CMD ["c", "{}"]
"""


@pytest.fixture(scope="module")
def context(home: Path) -> Path:
    """A context with a shell and three programs."""
    place = home / "explain"
    place.mkdir()
    shutil.copy(BUSYBOX, place / "sh")
    for name in PROGRAMS:
        (place / name).write_text(PROGRAM)
        (place / name).chmod(0o755)
    return place


def built(docker: Docker, context: Path, dockerfile: str, tag: str, kit: str = "0") -> Path:
    """Build with the cache, save the image and return the archive."""
    (context / "Dockerfile").write_text(dockerfile)
    docker("build", "--network=none", f"--tag={tag}", context, DOCKER_BUILDKIT=kit)
    return docker.save(tag, context.parent / f"{tag.replace(':', '-')}.tar")


def explained(archive: Path, *words: str) -> dict[str, Any]:
    """Return the object of `explain --json`."""
    argv = command("explain", "--no-cache", "--json", archive, *words)[:-1]
    found: dict[str, Any] = json.loads(run(argv, env=clean_environment(PYTHONPATH=str(ROOT))))
    return found


def created(docker: Docker, tag: str, *args: str, entrypoint: str | None = None) -> list[str]:
    """Return the words that docker would start, none where it refuses."""
    options = [] if entrypoint is None else [f"--entrypoint={entrypoint}"]
    done = attempt([docker.client, "create", *options, tag, *args], env=docker.environment())
    if done.returncode:
        assert b"command specified" in done.stderr
        return []
    container = done.stdout.decode().strip()
    found = json.loads(docker("inspect", container))[0]
    docker("rm", container)
    return [found["Path"], *found["Args"]]


def printed(docker: Docker, tag: str, *args: str) -> str:
    """Return what the programs of a container print, as one line."""
    return " ".join(docker("run", "--rm", "--network=none", tag, *args).decode().split())


@pytest.mark.parametrize("cell", CELLS, ids="-".join)
def test_what_a_cell_starts(docker: Docker, context: Path, cell: tuple[str, str]) -> None:
    entrypoint, cmd = cell
    lines = [
        *("FROM scratch", "COPY sh /bin/sh", "COPY e a x /bin/"),
        FORMS[entrypoint].format("ENTRYPOINT", "e", "f"),
        FORMS[cmd].format("CMD", "a", "b"),
    ]
    tag = f"cell-{'-'.join(cell)}:1"
    archive = built(docker, context, "\n".join(lines), tag)
    for args in ARGUMENTS:
        found = explained(archive, "--", *args)["process"]
        assert found["argv"] == created(docker, tag, *args)
        assert (found["form"] == "none") == (not found["argv"])
    for program in ("x", ""):
        found = explained(archive, "--entrypoint", program)["process"]
        assert found["argv"] == created(docker, tag, entrypoint=program)
    if cell in PRINTED:
        plain, with_args = PRINTED[cell]
        assert printed(docker, tag) == plain
        assert printed(docker, tag, "x", "y") == with_args
    else:
        assert printed(docker, tag, "x", "y") == "x y"


def test_an_entrypoint_resets_the_cmd_of_the_base(docker: Docker, context: Path) -> None:
    base = 'FROM scratch\nCOPY sh /bin/sh\nCOPY e a x /bin/\nCMD ["a"]\n'
    below = built(docker, context, base, "explain-base:1")
    app = built(docker, context, 'FROM explain-base:1\nENTRYPOINT ["e"]\n', "explain-app:1")
    found = explained(app, "--base", str(below))
    assert found["process"]["argv"] == created(docker, "explain-app:1") == ["e"]
    kinds = [each["kind"] for each in found["steps"]]
    assert kinds == ["COPY", "COPY", "CMD", "FROM", "ENTRYPOINT"]
    assert "the ENTRYPOINT in row 1 resets it" in found["steps"][2]["explanation"]


@pytest.mark.parametrize("kit", ["0", "1"], ids=["classic", "buildkit"])
def test_what_runs_again(debian_docker: Docker, context: Path, kit: str) -> None:
    """Each RUN writes another file each time it runs: a layer that is the same was used again."""
    rows = CACHED.strip().split("\n")
    tag = f"cached-{kit}:1"
    values = ["1"] * len(rows)
    before = _layers(built(debian_docker, context, _with(rows, values), tag, kit))
    for changed in range(2, len(rows)):
        values[changed] = "2"
        archive = built(debian_docker, context, _with(rows, values), tag, kit)
        after = _layers(archive)
        steps = explained(archive, "--changed", str(changed))["steps"]
        assert [each["kind"] for each in steps] == [row.split()[0] for row in rows]
        runs = [each for each in steps if each["kind"] == "RUN"]
        kept = [before[each["layer"]] == after[each["layer"]] for each in runs]
        expected = [each["cache"] == "used" for each in runs]
        if kit == "1" and rows[changed].startswith(("LABEL", "CMD")):
            expected = [True] * len(runs)  # as the text says
        assert kept == expected, rows[changed]
        before = after


def _with(rows: list[str], values: list[str]) -> str:
    return "\n".join(row.format(value) for row, value in zip(rows, values, strict=True)) + "\n"


def _layers(archive: Path) -> list[str]:
    """Return the diff_ids of an image's layers."""
    found = json.loads(layerscope("audit", archive, "--json"))["layers"]
    return [each["diff_id"] for each in found]
