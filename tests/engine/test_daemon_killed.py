"""The docker daemon is killed while an image of it is read."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.build_image import ImageSpec, file, format_named
from tests.engine import daemon as daemons
from tests.engine.docker import Docker
from tests.engine.layerscope import ROOT, command

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(os.geteuid() != 0, reason="starts a docker daemon"),
]

MIB = 1 << 20
# Enough for its daemon to be killed in the middle, whatever pipes hold.
LAYERS, READ = 6, 8 * MIB
PATIENCE = 60.0


@pytest.mark.parametrize(
    "words",
    [("audit", "--json"), ("extract", "/", "--to", "files"), ("squash", "--save", "s.tar")],
    ids=lambda words: words[0],
)
def test_a_daemon_that_is_killed_in_the_middle(
    home: Path, tmp_path: Path, docker: Docker, words: tuple[str, ...]
) -> None:
    place = home / words[0][0]
    place.mkdir()
    archive = format_named("docker-legacy").write(tmp_path / "large.tar", _large())
    with daemons.running(place) as daemon:
        client = Docker(docker.client, daemon, docker.version)
        client("load", f"--input={archive}")
        folder, temporary = tmp_path / "folder", tmp_path / "temporary"
        folder.mkdir()
        temporary.mkdir()
        variables = {"PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
        name, *options = words
        process = subprocess.Popen(
            list(map(str, command(name, "docker://example.com/app:1", *options))),
            cwd=folder,
            env=client.environment(**variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            _wait_until_it_has_read(process)
            os.kill(int((place / "pid").read_text()), signal.SIGKILL)
            out, err = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    assert process.returncode == 3, err
    assert out == b""
    assert err.startswith(
        b"layerscope: docker://example.com/app:1: docker broke off while sending the image: "
    )
    assert len(err.splitlines()) == 1
    assert list(temporary.iterdir()) == []
    assert [each for each in folder.rglob("*") if each.is_file()] == []


def _large() -> ImageSpec:
    noise = random.Random(1)  # noqa: S311 - repeatable, no secret
    return ImageSpec(
        layers=[[file(f"f{number}", noise.randbytes(32 * MIB))] for number in range(LAYERS)]
    )


def _wait_until_it_has_read(process: subprocess.Popen[bytes]) -> None:
    """Wait until so much has come through the pipe from the engine's client."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        counts = Path(f"/proc/{process.pid}/io").read_text(encoding="ascii")
        if int(counts.split()[1]) > READ:
            return
        time.sleep(0.002)
    raise AssertionError("it ended before the daemon could be killed")
