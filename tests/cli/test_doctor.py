"""``layerscope doctor``: what is there, what is not, and what does not answer."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from inspector import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose docker is broken, whose podman hangs, and that has no other engine."""
    for name, script in (
        ("docker", "echo 'no \x1b[2Jdaemon' >&2; exit 1"),
        ("podman", "exec /bin/sleep 9"),
        ("nerdctl", "echo Server: 1.7.2"),
    ):
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr("inspector.cli.kit.machine.PATIENCE", 0.3)
    for name, value in {
        "PATH": str(tmp_path),
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "DOCKER_CONFIG": str(tmp_path / ".docker"),
        "TERM": "xterm-256color",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("COLORTERM", raising=False)
    (tmp_path / ".docker").mkdir()
    (tmp_path / ".docker/config.json").write_text("{")
    return tmp_path


def test_it_tells_what_it_finds(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "inspector.cli.kit.machine.installed", lambda name: None if name == "xxhash" else "1.0"
    )
    said = run("doctor")
    assert (said.code, said.err) == (0, "")
    for line in (
        f"  layerscope  {__version__}",
        "  TERM        xterm-256color; standard output is not a terminal",
        "  colours     256 colours",
        "  xxhash            not installed: contents are compared by BLAKE2b, which is slower",
        f"  folder    {home}/cache/layerscope",
        "  content   0 files, 0 B",
        "  writable  yes",
        f"  docker   {home}/docker: no \\x1b[2Jdaemon",
        f"  podman   {home}/podman: no answer in 0.3 s",
        f"  nerdctl  1.7.2  {home}/nerdctl",
        "  ctr      not installed",
        f"  found  {home}/.docker/config.json",
    ):
        assert line in said.text.splitlines(), said.text


def test_its_json_is_english_and_its_text_is_not(run: Run, home: Path) -> None:
    found = json.loads(run("--lang", "zh_CN", "doctor", "--json").text)
    assert found["engines"]["podman"]["failure"] == "no answer in 0.3 s"
    assert found["terminal"]["language"] == "zh_CN"
    assert found["terminal"]["colours"] == 256
    assert found["cache"] == {
        "path": f"{home}/cache/layerscope",
        "files": 0,
        "bytes": 0,
        "writable": True,
        "failure": "",
    }
    said = run("--lang", "zh_CN", "doctor").text.splitlines()
    for line in (
        "  字符编码  utf-8",
        f"  目录  {home}/cache/layerscope",
        "  内容  0 个文件，0 B",
        "  可写  是",
        f"  podman   {home}/podman: 0.3 秒内没有应答",
        "  ctr      未安装",
    ):
        assert line in said, said


def test_settings_that_cannot_be_read_are_told(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "registries.conf").write_text("[[")
    monkeypatch.setenv("CONTAINERS_REGISTRIES_CONF", str(home / "registries.conf"))
    said = run("doctor")
    assert said.code == 0
    assert f"  error  {home}/registries.conf" in said.text


@contextmanager
def barred(folder: Path) -> Iterator[None]:
    """Let no one enter the folder meanwhile, nor be root."""
    user = os.geteuid()
    folder.chmod(0)
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o700)


def test_a_home_that_may_not_be_entered_is_told(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CONTAINERS_REGISTRIES_CONF", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert run("doctor").code == 0  # all of it is imported
    with barred(home):
        said = run("doctor")
    assert (said.code, said.err) == (0, "")
    for line in (
        "  content   cannot be read: Permission denied",
        "  writable  no: nothing is kept",
        f"  error  {home}/.config/containers/registries.conf.d: Permission denied",
    ):
        assert line in said.text.splitlines(), said.text


def test_names_that_are_not_utf8_and_links_in_a_circle(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", f"{home}/\udcff")
    (home / "\udcff").symlink_to("\udcff")
    found = json.loads(run("doctor", "--json").text)
    assert found["cache"]["path"] == f"{home}/\udcff/layerscope"
    assert found["cache"]["writable"] is False


def test_a_terminal_of_no_size_has_none(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((0, 0)))
    assert "  size        not known" in run("doctor").text.splitlines()
