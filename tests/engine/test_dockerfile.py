"""`dockerfile` of images that docker built: it parses, and it builds the same configuration."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.dockerfile_parser import parse
from tests.engine.layerscope import layerscope
from tests.engine.recipe import BUSYBOX

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.docker import Docker
    from tests.engine.specimens import Origins, Specimen

pytestmark = pytest.mark.engine

# What an instruction can set.
COMPARED = (
    *("Env", "Cmd", "Entrypoint", "Labels", "ExposedPorts", "Volumes", "User", "WorkingDir"),
    *("Healthcheck", "StopSignal", "Shell", "OnBuild"),
)
DOCKERFILE = r"""
FROM scratch
COPY busybox /bin/sh
LABEL org.title="a title" plain=1 q="say \"hi\" and 'x'" dollar="\$HOME" "sp key"="v=w x=y"
LABEL one two three
ENV LANG=C.UTF-8 NAME="two words" Q="say \"hi\"" D='$HOME' B="a\\b" E= EQ="a=b NAME=d"
ENV OLD old  style  value
ARG FOO="x y"
ADD files /opt/
COPY --chown=3:4 ["files", "/opt/sp ace/"]
WORKDIR /srv/app
WORKDIR rel dir
RUN : > a && : "x && y" || : ; \
    : joined
SHELL ["/bin/sh", "-e", "-c"]
RUN : other shell \\ 'and a $quote'
RUN ["/bin/sh", "-c", ": exec \n : form"]
USER 1000:1000
EXPOSE 8080/tcp 53/udp 90-92
VOLUME ["/data", "/da ta"]
VOLUME /v1 /v2
STOPSIGNAL SIGINT
HEALTHCHECK --interval=5s --timeout=1m30s --start-period=2m --retries=10 CMD true "x" \\n
ONBUILD RUN true && false
ONBUILD COPY ["a", "/b"]
MAINTAINER Someone <someone@example.com>
ENTRYPOINT ["/bin/sh", "x y", "q\"q", "é", "\t"]
CMD echo "a b"
"""


@pytest.fixture(scope="module")
def context(home: Path) -> Path:
    """A context for DOCKERFILE."""
    place = home / "recipes"
    (place / "files").mkdir(parents=True)
    (place / "files" / "a").write_text("a\n")
    shutil.copy(BUSYBOX, place / "busybox")
    (place / "Dockerfile").write_text(DOCKERFILE)
    return place


def configuration(docker: Docker, tag: str) -> dict[str, Any]:
    """Return what docker holds of an image's configuration; nothing and empty are the same."""
    found = json.loads(docker("inspect", "--type=image", "--format={{json .Config}}", tag))
    return {name: found.get(name) or None for name in COMPARED}


def words(text: str) -> list[str]:
    """Return the instructions of a Dockerfile."""
    return [command.word for command in parse(text)]


def supply(text: str, context: Path, target: Path) -> None:
    """Put the Dockerfile and what its placeholders stand for into `target`."""
    target.mkdir()
    (target / "Dockerfile").write_text(text)
    for name in set(re.findall(r"lost-source-[0-9a-f]{12}", text)):
        targets = {each.values[-1] for each in parse(text) if name in each.values[:1]}
        source = context / ("busybox" if "/bin/sh" in targets else "files")
        copy = shutil.copy if source.is_file() else shutil.copytree
        copy(source, target / name)


def test_a_classic_build_is_built_again(docker: Docker, context: Path, home: Path) -> None:
    docker.build(context, "recipe:1")
    archive = docker.save("recipe:1", home / "recipe.tar")
    text = layerscope("dockerfile", archive).decode()
    assert words(text) == words(DOCKERFILE)
    supply(text, context, home / "again")
    docker.build(home / "again", "recipe:2")
    assert configuration(docker, "recipe:2") == configuration(docker, "recipe:1")


def test_a_later_build_is_built_again(docker: Docker, context: Path, home: Path) -> None:
    """With a base of its own: triggers that ran, a command that the entrypoint took away."""
    base = "FROM scratch\nCOPY busybox /bin/sh\nONBUILD RUN : ran\n" + 'CMD ["x"]\n'
    (home / "based").mkdir()
    shutil.copy(BUSYBOX, home / "based" / "busybox")
    (home / "based" / "Dockerfile").write_text(base)
    docker.build(home / "based", "recipe-base:1")
    (home / "based" / "Dockerfile").write_text('FROM recipe-base:1\nENTRYPOINT ["/bin/sh"]\n')
    docker.build(home / "based", "recipe-based:1")
    archive = docker.save("recipe-based:1", home / "recipe-based.tar")
    text = layerscope("dockerfile", archive).decode()
    assert "# guess: the base image" not in text  # a CMD that steps follow is one sign alone
    supply(text, context, home / "based-again")
    docker.build(home / "based-again", "recipe-based:2")
    assert configuration(docker, "recipe-based:2") == configuration(docker, "recipe-based:1")


def test_a_buildkit_build_parses(debian_docker: Docker, context: Path, home: Path) -> None:
    debian_docker.build(context, "recipe-kit:1", buildkit=True)
    archive = debian_docker.save("recipe-kit:1", home / "recipe-kit.tar")
    text = layerscope("dockerfile", archive).decode()
    assert sorted(words(text)) == sorted(words(DOCKERFILE))
    assert "COPY busybox /bin/sh\n" in text


@pytest.mark.parametrize("is_buildkit", [False, True])
def test_arguments_that_hold_blanks_are_built_again(
    debian_docker: Docker, home: Path, is_buildkit: bool
) -> None:
    context = home / f"arguments-{is_buildkit}"
    context.mkdir()
    shutil.copy(BUSYBOX, context / "busybox")
    (context / "b c").write_text("x\n")
    recipe = (
        'FROM scratch\nCOPY busybox /bin/sh\nCOPY ["busybox", "b c", "/dst 2/"]\n'
        'ARG X="a b=c"\nARG Y=$X\nARG Z="e f"\nRUN : "$X" "$Y"\n'
    )
    (context / "Dockerfile").write_text(recipe)
    tag = f"arguments-{is_buildkit}:1".lower()
    debian_docker.build(context, tag, buildkit=is_buildkit)
    lines = layerscope("dockerfile", debian_docker.save(tag, home / "a.tar")).decode().split("\n")
    told = [line for line in lines if line.startswith(("ARG", "RUN"))]
    assert told == [
        'ARG X="a b=c"',
        'ARG Y="a b=c"',
        'ARG Z="e f"',
        'RUN : "$X" "$Y"',
    ]
    if is_buildkit:
        assert lines[lines.index('COPY ["busybox", "b", "c", "/dst 2/"]') - 1].startswith("# guess")


@pytest.mark.parametrize("origin", ["docker", "buildkit", "buildah", "buildah-one-layer", "umoci"])
def test_random_images_of_every_builder_parse(origins: Origins, origin: str) -> None:
    image: Specimen = origins(origin)
    commands = parse(layerscope("dockerfile", image.archive).decode())
    assert commands[0].values == ("scratch",)
    assert {"RUN", "COPY", "CMD"} <= {command.word for command in commands}
