"""Images straight from the engine and through pipes: the same as from the file it saves."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.engine.layerscope import ROOT, command, layerscope
from tests.engine.tools import attempt, clean_environment, run
from tests.engine.workshop import private

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.engine.containerd import Containerd
    from tests.engine.docker import Docker
    from tests.engine.specimens import Specimen
    from tests.engine.workshop import Workshop

pytestmark = pytest.mark.engine

PATIENCE = 60.0


@pytest.mark.parametrize("form", ["docker://{}", "docker:{}", "{}"])
def test_the_engine_is_asked_by_name(specimen: Specimen, docker: Docker, form: str) -> None:
    variables = {"DOCKER_HOST": docker.environment()["DOCKER_HOST"]}
    found = layerscope("ls", form.format(specimen.tag), "--json", **variables)
    assert found == layerscope("ls", specimen.archive, "--json")


@pytest.mark.parametrize("form", ["containerd://{}", "containerd:docker.io/library/{}"])
def test_containerd_is_asked_by_name(specimen: Specimen, containerd: Containerd, form: str) -> None:
    containerd.imported(specimen.archive, specimen.tag)
    found = layerscope("ls", form.format(specimen.tag), "--json", **containerd.environment)
    assert found == layerscope("ls", specimen.archive, "--json")


def test_what_containerd_has_not_is_one_message(containerd: Containerd) -> None:
    environment = clean_environment(PYTHONPATH=str(ROOT), **containerd.environment)
    done = attempt(command("ls", "containerd://example.com/never:1"), env=environment)
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"nerdctl: not installed" in done.stderr
    assert b'ctr: ctr: image "example.com/never:1": not found' in done.stderr


@pytest.mark.parametrize("form", ["podman://localhost/{}", "podman:localhost/{}"])
def test_podman_is_asked_by_name(specimen: Specimen, workshop: Workshop, form: str) -> None:
    workshop.podman_load(specimen.archive)
    variables = (f"PYTHONPATH={ROOT}", f"CONTAINERS_STORAGE_CONF={workshop.storage_conf}")
    words = command("ls", form.format(specimen.tag), "--json")
    found = private("env", *variables, *words)
    assert found == layerscope("ls", specimen.archive, "--json")


@pytest.mark.parametrize("tool", ["gzip", "zstd", "xz", "bzip2"])
def test_archives_compressed_as_a_whole(specimen: Specimen, home: Path, tool: str) -> None:
    expected = layerscope("ls", specimen.archive, "--json")
    packed = run([tool, "--stdout", "-1", specimen.archive])
    # Two streams after one another, as parallel compressors write them.
    whole = specimen.archive.read_bytes()
    halves = whole[: len(whole) // 2], whole[len(whole) // 2 :]
    joined = b"".join(pipe([tool, "--stdout", "-1"], half) for half in halves)
    for number, content in enumerate([packed, joined]):
        path = home / f"{specimen.tag.replace(':', '-')}-{number}.{tool}"
        path.write_bytes(content)
        assert layerscope("ls", path, "--json") == expected
        assert pipe(command("ls", "-", "--json"), content) == expected


def pipe(words: Sequence[str | Path], content: bytes) -> bytes:
    """Run a program that reads `content` from a pipe; return what it writes."""
    environment = clean_environment(PYTHONPATH=str(ROOT))
    done = subprocess.run(
        words, input=content, env=environment, capture_output=True, check=True, timeout=120
    )
    return done.stdout


def test_what_no_engine_has_is_one_message(docker: Docker) -> None:
    environment = clean_environment(
        PYTHONPATH=str(ROOT), DOCKER_HOST=docker.environment()["DOCKER_HOST"]
    )
    words = command("ls", "docker://example.com/never-built:1")
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert "docker" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_docker_saves_can_be_piped(specimen: Specimen, docker: Docker) -> None:
    saved = docker("save", specimen.tag)
    environment = clean_environment(PYTHONPATH=str(ROOT))
    words = command("ls", "-", "--json")
    done = subprocess.run(words, input=saved, env=environment, capture_output=True, check=True)
    assert done.stdout == layerscope("ls", specimen.archive, "--json")


class Screen:
    """A program in a terminal of tmux: keys in, text out."""

    def __init__(self, socket: Path) -> None:
        self._tmux = ["/usr/bin/tmux", "-S", str(socket)]

    def start(self, line: str) -> None:
        shell = ["/bin/bash", "-c", line]
        subprocess.run(
            [*self._tmux, "-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", *shell],
            check=True,
        )

    def text(self) -> str:
        words = [*self._tmux, "capture-pane", "-p"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return done.stdout

    def wait_for(self, part: str) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            text = self.text()
            if part in text:
                return text
            time.sleep(0.2)
        pytest.fail(f"{part!r} did not come: {self.text()}")

    def press(self, key: str) -> None:
        subprocess.run([*self._tmux, "send-keys", key], check=True)

    def end(self) -> None:
        subprocess.run([*self._tmux, "kill-server"], check=False, capture_output=True)


@pytest.fixture
def screen(home: Path) -> Iterator[Screen]:
    # A server that is about to end still listens to the path that it was started with.
    found = Screen(home / f"tmux-{os.urandom(4).hex()}")
    yield found
    found.end()


@pytest.mark.parametrize("source", ["pipe", "engine"])
def test_the_screen_opens_from_a_pipe_and_from_the_engine(
    specimen: Specimen, docker: Docker, screen: Screen, home: Path, source: str
) -> None:
    host = docker.environment()["DOCKER_HOST"]
    view = f"{shlex.quote(sys.executable)} -m inspector --no-cache"
    tag = shlex.quote(specimen.tag)
    start = f"{shlex.quote(str(docker.client))} save {tag} | {view} -"
    if source == "engine":
        start = f"{view} docker://{tag}"
    code = home / f"code-{source}"
    set_up = f"cd {shlex.quote(str(ROOT))}; export DOCKER_HOST={shlex.quote(host)}"
    screen.start(f"{set_up}; {start}; echo $? > {shlex.quote(str(code))}")
    screen.wait_for("efficiency")
    screen.press("]")
    screen.wait_for("layer 1")
    screen.press("q")
    end = time.monotonic() + PATIENCE
    while not code.exists() or not code.read_text().strip():
        assert time.monotonic() < end, screen.text()
        time.sleep(0.2)
    assert code.read_text().strip() == "0"
