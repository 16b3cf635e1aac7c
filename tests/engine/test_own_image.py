"""The program's own image, from the Dockerfile of the repository: its size, its audit, its use."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.terminal import Terminal
from tests.engine.host import copy_settings, pip_variables
from tests.engine.tools import run

if TYPE_CHECKING:
    from tests.engine.docker import Docker

pytestmark = pytest.mark.engine

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_images"
MOST_BYTES = 80_000_000
TAG, BASE = "layerscope:own", "debian-of-this-machine:12"
SECONDS = 800.0


@pytest.fixture(scope="module")
def image(docker: Docker, debian: str, home: Path) -> str:
    """The tag of the image. What this machine fetches packages with is in its build stage alone."""
    context = home / "base"
    copy_settings(context / "files")
    variables = "".join(f'ENV {name}="{value}"\n' for name, value in pip_variables().items())
    (context / "Dockerfile").write_text(f"FROM {debian}\nCOPY files/ /\n{variables}")
    docker.build(context, BASE)
    shutil.rmtree(context)
    words = ("build", "--network=host", f"--build-arg=BASE={BASE}", f"--tag={TAG}", str(ROOT))
    run([docker.client, *words], env=docker.environment(DOCKER_BUILDKIT="0"), seconds=SECONDS)
    return TAG


@pytest.fixture(scope="module")
def samples(home: Path) -> Path:
    """A folder that others may read, with two images."""
    folder = home / "samples"
    folder.mkdir()
    folder.chmod(0o755)
    for name in ("hello.tar", "lecture-oci-zstd.tar"):
        shutil.copy(SAMPLES / name, folder)
    return folder


def test_it_is_small_and_its_audit_is_clean(docker: Docker, image: str, home: Path) -> None:
    assert docker.size(image) <= MOST_BYTES
    archive = docker.save(image, home / "own.tar")
    words = ("-m", "inspector", "audit", "--secrets", "deep", "--json", str(archive))
    found = json.loads(run([sys.executable, *words], cwd=ROOT))
    archive.unlink()
    assert [each for each in found["findings"] if each["level"] != "note"] == []
    assert found["efficiency"] > 0.999
    assert len(found["layers"]) == 1


def test_it_audits_what_is_mounted(docker: Docker, image: str, samples: Path) -> None:
    words = ("run", "--rm", "--network=none", "--read-only", f"--volume={samples}:/work:ro", image)
    assert b"27 B in 1 layer" in docker(*words, "audit", "hello.tar")
    assert b"1.63 MB in 5 layers" in docker(*words, "lecture-oci-zstd.tar")
    assert b"deletion" in docker(*words, "learn")
    assert (
        docker(
            *words[:-1],
            "--entrypoint=/usr/bin/python3",
            image,
            "-c",
            "import os; print(os.getuid())",
        )
        == b"65532\n"
    )


def test_any_user_may_run_it(docker: Docker, image: str) -> None:
    for user in ("0", "2147483647:54321"):
        words = ("run", "--rm", "--network=none", "--read-only", f"--user={user}", image)
        assert b"deletion" in docker(*words, "learn")
        told = docker(*words, "doctor")
        assert b"  writable  no: nothing is kept" in told
        assert b"Permission denied" not in told


def test_its_screen_opens(docker: Docker, image: str, samples: Path) -> None:
    words = [str(docker.client), "run", "--rm", "--network=none", "--interactive", "--tty"]
    words += ["--read-only", "--user=12345:54321"]
    words += [f"--volume={samples}:/work:ro", image, "lecture-oci-zstd.tar"]
    environment = {**docker.environment(), "TERM": "xterm-256color"}
    with Terminal(words, environment) as terminal:
        seen = terminal.wait(lambda: "changes of layer 0" in terminal.text, 60.0)
        assert seen is not None, terminal.text
        terminal.settle(1.0, 10.0)
        assert "cannot be" not in terminal.text, terminal.text
        assert terminal.leave(b"q", 30.0) is not None, terminal.text
