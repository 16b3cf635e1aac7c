"""Every command of docs/registry.md does what the page says it does."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inspector.cli import COMMANDS
from tests.build_image import ImageSpec, build, directory, file
from tests.fake_registry import FakeRegistry, certificates, push

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Run

PAGE = (Path(__file__).parents[2] / "docs" / "registry.md").read_text()
LINES = re.findall(r"^    (.*\blayerscope .*)$", PAGE, re.MULTILINE)
LAYER = [directory("etc"), file("etc/os-release", b"ID=test\n")]
IMAGE = build(ImageSpec(layers=[LAYER], codec="gzip"))
OTHER = build(ImageSpec(layers=[LAYER], codec="gzip", platform="linux/arm64"))


@pytest.fixture
def hosts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Return what the page's hosts are called here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))  # no engine
    (tmp_path / "registries.conf").touch()
    monkeypatch.setenv("CONTAINERS_REGISTRIES_CONF", str(tmp_path / "registries.conf"))
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    certificates().write(tmp_path / "ca.pem")
    tls = certificates().server("127.0.0.1")
    with FakeRegistry() as plain, FakeRegistry(tls=tls) as guarded:
        for registry in (plain, guarded):
            for name in ("team/app:1", "team/app:2", "library/alpine:3.20"):
                push(registry, name, IMAGE, OTHER)
        yield {"registry.example": plain.host, "tls.example": guarded.host}


@pytest.mark.parametrize("line", LINES)
def test_commands_of_the_page(
    run: Run, monkeypatch: pytest.MonkeyPatch, hosts: dict[str, str], line: str
) -> None:
    for name, host in hosts.items():
        line = line.replace(name, host)
    variables, words = _parted(line)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    said = run(*words)
    assert said.code == 0, said.err
    assert said.err == ""
    if words[0] == "cat":
        assert said.out == b"ID=test\n"
    assert said.out or words[0] == "diff"


def _parted(line: str) -> tuple[dict[str, str], list[str]]:
    words = shlex.split(line, comments=True)
    at = words.index("layerscope")
    return dict(each.split("=", 1) for each in words[:at]), words[at + 1 :]


def test_the_page_has_commands() -> None:
    assert len(LINES) > 10


def test_options_of_the_page_are_there() -> None:
    commands = [import_module(module).command for _, module, _ in COMMANDS]
    options = {each for one in commands for param in one.params for each in param.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z][\w-]+", PAGE)) <= options
