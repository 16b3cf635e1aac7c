"""The base image of images that docker and buildah built: no layer of the author's is in it."""

from __future__ import annotations

import json
import shutil
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.dockerfile_parser import parse
from tests.engine.layerscope import command, layerscope
from tests.engine.recipe import BUSYBOX
from tests.engine.tools import attempt, clean_environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.docker import Docker
    from tests.engine.workshop import Workshop

pytestmark = pytest.mark.engine

BASE = 'FROM scratch\nADD root.tar /\nCMD ["/bin/sh"]\n'
APP = """
FROM {base}
RUN : > /one
RUN : > /two && rm /one
CMD ["/bin/sh", "-c", ":"]
RUN : > /three
COPY Dockerfile /
CMD ["/bin/sh"]
"""


@pytest.fixture(scope="module")
def context(home: Path) -> Path:
    """A context for both Dockerfiles."""
    place = home / "bases"
    (place / "root" / "bin").mkdir(parents=True)
    shutil.copy(BUSYBOX, place / "root" / "bin" / "sh")
    with tarfile.open(place / "root.tar", "w") as archive:
        archive.add(place / "root", ".")
    return place


def base(*words: str | Path) -> dict[str, Any] | None:
    """Return the base image that the audit finds."""
    found: dict[str, Any] | None = json.loads(layerscope("audit", "--json", *words))["base"]
    return found


@pytest.mark.parametrize("is_buildkit", [False, True])
def test_what_docker_built(
    debian_docker: Docker, context: Path, home: Path, is_buildkit: bool
) -> None:
    tag = "kit" if is_buildkit else "classic"
    (context / "Dockerfile").write_text(BASE)
    debian_docker.build(context, f"base-{tag}:1", buildkit=is_buildkit)
    (context / "Dockerfile").write_text(APP.format(base=f"base-{tag}:1"))
    debian_docker.build(context, f"app-{tag}:1", buildkit=is_buildkit)
    below = debian_docker.save(f"base-{tag}:1", home / f"base-{tag}.tar")
    app = debian_docker.save(f"app-{tag}:1", home / f"app-{tag}.tar")
    assert base(app) == {"layers": 1, "source": "guess", "reference": None}
    assert base(below) is None
    assert base(app, "--base", below) == {"layers": 1, "source": "given", "reference": str(below)}
    text = layerscope("dockerfile", app, "--base", below).decode()
    assert f"\nFROM base-{tag}:1\n" in text
    words = [each.word for each in parse(text)]
    assert words[:7] == ["FROM", "RUN", "RUN", "CMD", "RUN", "COPY", "CMD"]
    environment = clean_environment(DOCKER_HOST=debian_docker.daemon.host)
    by_name = attempt(command("audit", app, "--base", f"docker://base-{tag}:1"), env=environment)
    assert by_name.returncode == 0, by_name.stderr
    other = attempt(command("audit", below, "--base", app), env=environment)
    assert other.returncode == 0  # it has a layer in common


@pytest.mark.parametrize("layers", [True, False])
def test_what_buildah_built(workshop: Workshop, context: Path, home: Path, layers: bool) -> None:
    tag = f"built-{layers}".lower()
    (context / "Dockerfile").write_text(BASE)
    workshop.buildah_build(context, f"base-{tag}", layers=layers)
    (context / "Dockerfile").write_text(APP.format(base=f"localhost/base-{tag}"))
    workshop.buildah_build(context, f"app-{tag}", layers=layers)
    stated = {"layers": 1, "source": "annotation", "reference": f"localhost/base-{tag}:latest"}
    for form in ("oci-archive", "docker-archive"):
        below, app = home / f"base-{tag}-{form}.tar", home / f"app-{tag}-{form}.tar"
        workshop.buildah_push(f"localhost/base-{tag}", f"{form}:{below}:base:1")
        workshop.buildah_push(f"localhost/app-{tag}", f"{form}:{app}:app:1")
        assert base(app) == stated
        assert base(below) is None
        text = layerscope("dockerfile", app).decode()
        assert f"\nFROM localhost/base-{tag}:latest\n" in text
        if layers:
            words = [each.word for each in parse(text)]
            assert words[:7] == ["FROM", "RUN", "RUN", "CMD", "RUN", "COPY", "CMD"]
