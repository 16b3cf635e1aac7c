"""Commands of the manual that need an engine, a terminal or a browser: run by a shell, as typed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inspector.cli import with_command
from tests.engine.tools import clean_environment
from tests.manual.classes import How, how
from tests.manual.pages import ROOT, Line, lines, pages
from tests.manual.place import filled, furnish
from tests.ui.pseudoterminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.docker import Docker

pytestmark = pytest.mark.engine

EVERY = [each for page in pages() for each in lines(page) if isinstance(each, Line)]
HOSTS = {"192.168.1.5": "127.0.0.1"}
DOCKERFILE = 'FROM debian:12\nCOPY app.py /srv/app.py\nCMD ["/srv/app.py"]\n'
FIRST_FRAME = b"\x1b[?1049h"


def _opens_a_screen(command: str) -> bool:
    words = shlex.split(command)
    if words[0] != "layerscope" or "registry" in command or "|" in words or "--ci" in words:
        return False
    name, *given = with_command(words[1:])
    return name == "view" or (name == "learn" and given[:1] != [] and given[0][0] != "-")


def _distinct(*classes: How) -> list[str]:
    return list(dict.fromkeys(each.command for each in EVERY if how(each) in classes))


ENGINE = _distinct(How.ENGINE)
SERVERS = _distinct(How.SERVER)
SCREENS = [
    command
    for command in _distinct(How.HERE, How.ENGINE, How.SCREEN)
    if " --screen " in command or _opens_a_screen(command)
]


@pytest.fixture(scope="module")
def place(docker: Docker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Stand in a folder with what the commands name, and have the images and the container."""
    folder = tmp_path_factory.mktemp("manual")
    furnish(folder)
    (folder / ".dockerignore").write_text("*\n!app.py\n")
    (folder / "shop").mkdir()
    for context in (folder, folder / "shop"):
        (context / "Dockerfile").write_text(DOCKERFILE)
        (context / "app.py").write_text("print(1)\n")
    bin_ = folder / "bin"
    bin_.mkdir()
    program = bin_ / "layerscope"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m inspector "$@"\n')
    program.chmod(0o755)
    (bin_ / "docker").symlink_to(docker.client)
    (bin_ / "dive").symlink_to(Path(sys.executable).with_name("dive"))
    docker("load", f"--input={folder / 'base.tar'}")
    docker("load", f"--input={folder / 'app.tar'}")
    docker("tag", "example.com/app:1", "my/app:latest")
    docker("create", "--name=web", "my/app:latest", "/bin/true")
    docker("cp", folder / "app.py", "web:/srv/new.py")
    yield folder
    docker("rm", "--force", "web")
    docker("rmi", "--force", "my/app:latest", "example.com/app:1", "debian:12")
    docker("rmi", "--force", "shop:first", "shop:second")
    shutil.rmtree(folder)


@pytest.fixture
def environment(place: Path, docker: Docker) -> dict[str, str]:
    """Return what a shell has there."""
    path = f"{place / 'bin'}:{os.environ['PATH']}"
    found = {**docker.environment(), "PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(place)}
    return clean_environment(**found)


@pytest.mark.parametrize("command", ENGINE)
def test_commands_with_an_engine(place: Path, environment: dict[str, str], command: str) -> None:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", filled(command, HOSTS)],  # noqa: S607
        cwd=place,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", SERVERS)
def test_servers_answer_a_browser(place: Path, environment: dict[str, str], command: str) -> None:
    words = shlex.split(filled(command, HOSTS))
    with subprocess.Popen(
        words, cwd=place, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as server:
        assert server.stdout is not None
        said = b""
        while not (found := re.search(rb"http://\S+", said)):
            line = server.stdout.readline()
            assert line, said
            said += line
        with urllib.request.urlopen(found[0].decode(), timeout=60) as page:  # noqa: S310
            assert page.status == 200
        server.send_signal(signal.SIGTERM)


@pytest.mark.parametrize("command", SCREENS)
def test_screens_are_drawn_and_left(
    place: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    command: str,
) -> None:
    monkeypatch.chdir(place)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with Terminal(tmp_path, ["bash", "-c", filled(command, HOSTS)]) as terminal:
        terminal.read(until=FIRST_FRAME)
        terminal.said = terminal.said.rpartition(FIRST_FRAME)[2]
        terminal.read(until=b"\x1b[")
        terminal.press(b"qq")  # a comparison is left for its image
        terminal.read()
        assert terminal.process.returncode == 0, terminal.last
