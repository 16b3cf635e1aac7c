"""Which line of a Dockerfile made which layer, of images that real builders made of it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from inspector.analyses.dockerfile.lines import dockerfile_lines
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.image import Image
from tests.engine.recipe import BUSYBOX

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.docker import Docker
    from tests.engine.workshop import Workshop

pytestmark = pytest.mark.engine

DOCKERFILE = r"""# the base
FROM scratch AS base
COPY busybox /bin/sh
FROM base AS tools
RUN : > /tool

FROM base
ARG VERSION=1
ENV APP=/srv/app \
    LANG=C.UTF-8
# several lines
RUN : > /one && \
    # a comment between
    : > /two
WORKDIR $APP
COPY --from=tools /tool ./
COPY --chown=1:2 ["a file", "conf.d/"]
ADD files /opt/${VERSION}/
RUN echo "$VERSION" > version
SHELL ["/bin/sh", "-e", "-c"]
RUN : > /other
RUN ["/bin/sh", "-c", ": > /exec"]
EXPOSE 80
CMD ["./serve"]
"""
WORDS = (
    *("COPY busybox", "RUN : > /one", "WORKDIR", "COPY --from", "COPY --chown", "ADD"),
    *("RUN echo", "RUN : > /other", "RUN ["),
)


@pytest.fixture(scope="module")
def context(home: Path) -> Path:
    place = home / "lines"
    (place / "files").mkdir(parents=True)
    (place / "files" / "a").write_text("a\n")
    (place / "a file").write_text("a\n")
    shutil.copy(BUSYBOX, place / "busybox")
    (place / "Dockerfile").write_text(DOCKERFILE)
    return place


def first_lines(reference: str) -> list[str]:
    """Return the first line that made each layer, "" where none is known."""
    archive = open_archive(reference, DEFAULT_LIMITS)
    image = Image(archive, archive.images[0], DEFAULT_LIMITS)
    found = dockerfile_lines("Dockerfile", DOCKERFILE, image.history)
    lines = DOCKERFILE.splitlines()
    places = [found.of(layer.index) for layer in image.layers]
    assert (found.unmatched_layers, found.unmatched_lines) == ((), ())
    return ["" if each is None else lines[each.first - 1] for each in places]


def assert_all(found: list[str], expected: tuple[str, ...] = WORDS) -> None:
    assert len(found) == len(expected)
    for line, words in zip(found, expected, strict=True):
        assert line.startswith(words)


def test_docker_by_its_classic_builder(docker: Docker, context: Path, home: Path) -> None:
    docker.build(context, "lines:1")
    assert_all(first_lines(str(docker.save("lines:1", home / "lines.tar"))))


def test_docker_by_buildkit(debian_docker: Docker, context: Path, home: Path) -> None:
    debian_docker.build(context, "lines-kit:1", buildkit=True)
    assert_all(first_lines(str(debian_docker.save("lines-kit:1", home / "lines-kit.tar"))))


def test_buildah(workshop: Workshop, context: Path, home: Path) -> None:
    workshop.buildah_build(context, "lines:1", layers=True)
    workshop.buildah_push("lines:1", f"docker-archive:{home / 'lines-buildah.tar'}")
    made = tuple(each for each in WORDS if each != "WORKDIR")  # buildah makes no layer for it
    assert_all(first_lines(str(home / "lines-buildah.tar")), made)
