"""What docker and podman build is opened, by whichever builder."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.engine.layerscope import ROOT, command
from tests.engine.tools import attempt, run
from tests.engine.workshop import private

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.docker import Docker
    from tests.engine.workshop import Workshop

pytestmark = pytest.mark.engine

BUILD = [sys.executable, "-m", "inspector", "build"]
TAG = "built:1"


@pytest.fixture(name="context")
def _context(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY hello /etc/\nLABEL a=b\n")
    (tmp_path / "hello").write_text("hello\n" * 1000)
    return tmp_path


def environment(docker: Docker, **variables: str) -> dict[str, str]:
    path = f"{docker.client.parent}:{docker.environment()['PATH']}"
    return {**docker.environment(PYTHONPATH=str(ROOT), **variables), "PATH": path}


@pytest.mark.parametrize("buildkit", ["0", "1"])
@pytest.mark.parametrize("options", [["-t", TAG], ["-q"]])
def test_what_docker_built_is_opened(
    debian_docker: Docker, context: Path, buildkit: str, options: list[str]
) -> None:
    variables = environment(debian_docker, DOCKER_BUILDKIT=buildkit)
    said = run([*BUILD, "--network=none", *options, context], env=variables)
    name = TAG
    if options == ["-q"]:
        name = run([debian_docker.client, "build", "-q", context], env=variables).decode().strip()
        assert said.startswith(f"{name}\n".encode())
    assert said.endswith(run(command("audit", f"docker://{name}"), env=variables))


def test_what_buildkit_wrote_elsewhere_is_not_opened(debian_docker: Docker, context: Path) -> None:
    variables = environment(debian_docker, DOCKER_BUILDKIT="1")
    out = context / "out"
    done = attempt([*BUILD, "--output", out, context], env=variables)
    assert done.returncode == 0
    assert done.stderr.endswith(b"layerscope: docker build produced no image to open\n")
    assert (out / "etc/hello").exists()


def test_what_docker_refuses_is_its_own_code(docker: Docker, context: Path) -> None:
    variables = environment(docker)
    refused = attempt([docker.client, "build", "--never", context], env=variables)
    done = attempt([*BUILD, "--never", context], env=variables)
    assert done.returncode == refused.returncode != 0
    assert refused.stderr in done.stderr


def test_what_podman_built_is_opened(workshop: Workshop, context: Path) -> None:
    variables = (f"PYTHONPATH={ROOT}", f"CONTAINERS_STORAGE_CONF={workshop.storage_conf}")
    options = ["--engine=podman", "--network=none", f"--tag={TAG}"]
    said = private("env", *variables, *BUILD, *options, context).decode()
    assert f"localhost/{TAG}  sha256:" in said
    assert "6.00 kB in 1 layer" in said
