"""The command as a whole: commands, exit codes, streams."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inspector import __version__
from inspector.cli import COMMANDS, with_command
from inspector.cli.kit import opening
from inspector.limits import Limits
from tests.build_image import ImageSpec, compress, file, format_named, layer_tar, truncate
from tests.cases import tried_with
from tests.cli.conftest import layerscope

if TYPE_CHECKING:
    from tests.cli.conftest import Run

HELLO = Path("sample_images/hello.tar")


def test_version(run: Run) -> None:
    said = run("--version")
    assert said.code == 0
    first, python, libraries = said.text.splitlines()
    assert first == f"layerscope {__version__}"
    assert python.startswith("CPython 3.")
    assert libraries.startswith("textual 8.")


@pytest.mark.parametrize(
    "arguments", [["ls", "--version"], ["--version", "audit"], ["i.tar", "--version"]]
)
def test_version_is_known_everywhere(run: Run, arguments: list[str]) -> None:
    said = run(*arguments)
    assert (said.code, said.text.split("\n")[0]) == (0, f"layerscope {__version__}")


def test_a_file_may_be_called_like_an_option(run: Run) -> None:
    said = run("ls", "--", "--version")
    assert said.code == 3
    assert "--version" in said.err


def test_without_arguments_it_helps_on_stderr(run: Run) -> None:
    said = run()
    assert said.code == 2
    assert said.out == b""
    assert "layerscope" in said.err


@pytest.mark.parametrize("verb", [verb for verb, _, _ in COMMANDS])
def test_every_verb_has_help(run: Run, verb: str) -> None:
    said = run(verb, "--help")
    assert said.code == 0
    assert verb in run("--help").text


@tried_with(
    ("given", "expected"),
    [
        (["x.tar"], ["view", "x.tar"]),
        (["-"], ["view", "-"]),
        (["history", "x"], ["history", "x"]),
        (["./history"], ["view", "./history"]),
        (["--image", "history", "x"], ["view", "--image", "history", "x"]),
        (["--image", "a", "ls", "x"], ["ls", "--image", "a", "x"]),
        (["--platform=linux/arm64", "x"], ["view", "--platform=linux/arm64", "x"]),
        (["--help"], ["--help"]),
    ],
)
def test_what_is_no_verb_is_viewed(given: list[str], expected: list[str]) -> None:
    assert with_command(given) == expected


def test_without_a_terminal_the_audit_is_printed(run: Run) -> None:
    assert run(HELLO).out == run("audit", HELLO).out
    assert run("view", HELLO).out == run("audit", HELLO).out


@pytest.mark.parametrize(
    "arguments",
    [
        ["ls", "sample_images/hello.tar", "--layer", "1"],
        ["ls", "sample_images/hello.tar", "--layer", "-1"],
        ["cat", "sample_images/hello.tar", "/hello.txt", "--layer", "9"],
        ["ls", "sample_images/hello.tar", "--layer", "x"],
        ["ls", "sample_images/hello.tar", "--nope"],
        ["ls"],
        ["audit", "sample_images/hello.tar", "--image", "other"],
        ["audit", "sample_images/hello.tar", "--platform", "linux/s390x"],
        ["audit", "sample_images/hello.tar", "--platform", "linux"],
    ],
)
def test_values_that_do_not_fit_are_usage_errors(run: Run, arguments: list[str]) -> None:
    said = run(*arguments)
    assert said.code == 2
    assert said.out == b""
    assert said.err.strip()


def bad_inputs(folder: Path) -> dict[str, Path]:
    text = folder / "notes.txt"
    text.write_text("Dear diary, this is no image.\n" * 40)
    empty = folder / "empty.tar"
    empty.write_bytes(b"")
    other = folder / "other.tar"
    other.write_bytes(layer_tar([file("readme", b"hello")]))
    no_json = folder / "no-json.tar"
    no_json.write_bytes(layer_tar([file("manifest.json", b"{[}")]))
    nothing = folder / "null.tar"
    nothing.write_bytes(layer_tar([file("manifest.json", b"null")]))
    cut = format_named("docker-legacy").write(
        folder / "cut.tar", ImageSpec(layers=[[file("a", b"x" * 5000)]])
    )
    truncate(cut, 700)
    plain = folder / "plain"
    plain.mkdir()
    (plain / "notes.txt").write_text("Dear diary\n")
    return {
        "missing": folder / "nowhere.tar",
        "text": text,
        "empty": empty,
        "other": other,
        "no-json": no_json,
        "null": nothing,
        "cut": cut,
        "directory": plain,
    }


@pytest.mark.parametrize("verb", ["audit", "ls", "history", "view"])
@pytest.mark.parametrize(
    "kind", ["missing", "text", "empty", "other", "no-json", "null", "cut", "directory"]
)
def test_what_cannot_be_read_is_one_clear_line(
    run: Run, tmp_path: Path, verb: str, kind: str
) -> None:
    path = bad_inputs(tmp_path)[kind]
    said = run(verb, path)
    assert said.code == 3
    assert said.out == b""
    lines = said.err.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("layerscope: ")
    assert path.name in lines[0]


def damaged_layer(folder: Path, damage: str) -> Path:
    good = [file("etc/kept", b"kept")]
    tar = layer_tar([file(f"f{n}", bytes([n]) * 3000) for n in range(60)])
    if damage == "truncated tar":
        second = tar[:70_000]
    elif damage == "corrupt gzip":
        packed = bytearray(compress(tar, "gzip"))
        packed[len(packed) // 2] ^= 0xFF
        second = bytes(packed)
    elif damage == "truncated zstd":
        second = compress(tar, "zstd")[:-40]
    else:
        second = b"no tar at all\n" * 100
    spec = ImageSpec(layers=[good, second])
    return format_named("docker-legacy").write(folder / "damaged.tar", spec)


def test_a_fault_of_the_program_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise TypeError("a value\n::error::of the image")

    monkeypatch.setattr(opening, "open_archive", broken)
    said = run("ls", "sample_images/hello.tar")
    assert (said.code, said.out) == (3, b"")
    assert re.fullmatch(r"layerscope: internal error: TypeError \(opening.py:\d+\)\n", said.err)


@pytest.mark.parametrize("damage", ["truncated tar", "corrupt gzip", "truncated zstd", "not a tar"])
def test_a_damaged_layer_leaves_the_rest(run: Run, tmp_path: Path, damage: str) -> None:
    path = damaged_layer(tmp_path, damage)
    said = run("ls", path)
    assert said.code == 4
    assert "/etc/kept" in said.text
    assert "layer 1" in said.err
    assert run("audit", "--json", path).code == 4
    assert run("cat", path, "/etc/kept", "--layer", "0").out == b"kept"
    for verb in ("cat", "ls"):
        assert run(verb, path, "/nope").code == run(verb, path, "/etc", "--layer", "9").code == 4


def test_a_limit_of_the_merge_is_4(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "DEFAULT_LIMITS", Limits(implied_directories=8))
    layers = [[file("etc/kept", b"kept")], [file("a/" * 20 + "f"), file("x")], []]
    path = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=layers))
    said = run("ls", path)
    assert said.code == 4
    assert "/etc/kept" in said.text
    line = f"layerscope: {path}: layer 1: more than 8 directories without an entry"
    assert said.err.splitlines() == [line]
    assert run("cat", path, "/etc/kept").code == 4
    assert run("audit", "--json", path).code == 4
    assert run("history", path).code == 4


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    members = [file(f"some/folder/with/a/long/name/{n:05}", b"") for n in range(20_000)]
    path = format_named("docker-legacy").write(tmp_path / "i.tar", ImageSpec(layers=[members]))
    command = f"{sys.executable} -m inspector ls {path} | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["/bin/bash", "-c", command], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "0"
    assert done.stderr == ""


@pytest.mark.parametrize("words", ["cat {} /big", "--help", "ls --help"])
def test_a_pipe_that_is_closed_before_the_end_is_no_failure(tmp_path: Path, words: str) -> None:
    spec = ImageSpec(layers=[[file("big", b"x" * 5_000_000)]], codec="gzip")
    path = format_named("docker-legacy").write(tmp_path / "i.tar", spec)
    command = shlex.join(layerscope(*words.format(path).split()))
    line = f"{command} | head -c0; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["/bin/bash", "-c", line], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_an_image_without_layers_has_no_paths(run: Run, tmp_path: Path) -> None:
    path = format_named("oci-archive").write(tmp_path / "i.tar", ImageSpec(layers=[]))
    for verb, *options in (["cat"], ["ls"], ["extract", "--to", "x"]):
        said = run(verb, path, "/a", *options)
        assert (said.code, said.out) == (1, b"")
        assert said.err == "layerscope: no such path in the image without layers: /a\n"
    assert run("ls", path, "/").code == run("extract", path, "/", "--to", "x").code == 0


def test_streams_that_are_closed_from_the_start(run: Run) -> None:
    command = shlex.join(layerscope("ls", str(HELLO)))
    lines = f"{command} >&-; echo $?; {command} 2>&- | wc -l; {command} >&- 2>&-"
    done = subprocess.run(["/bin/bash", "-c", lines], capture_output=True, text=True, check=False)
    assert done.stderr == "layerscope: standard output is closed\n"
    assert done.stdout.split() == ["3", str(len(run("ls", HELLO).text.splitlines()))]
    assert done.returncode == 3


@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_signals_end_the_engine_too(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    process, engine = with_engine(tmp_path, "exec sleep 300")
    process.send_signal(sent)
    process.communicate(timeout=30)
    assert process.returncode == code
    with pytest.raises(ProcessLookupError):
        os.kill(engine, 0)


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP])
def test_a_second_signal_leaves_no_engine_behind(tmp_path: Path, sent: signal.Signals) -> None:
    """A terminal that closes sends two, and an engine may take its time to end."""
    process, engine = with_engine(tmp_path, "trap '' TERM; while :; do sleep 0.1; done")
    for _ in range(2):
        process.send_signal(sent)
        time.sleep(0.3)
    process.communicate(timeout=30)
    assert process.returncode == 128 + sent
    with pytest.raises(ProcessLookupError):
        os.kill(engine, 0)


def with_engine(tmp_path: Path, body: str) -> tuple[subprocess.Popen[bytes], int]:
    """Return a command that reads from an engine, and the engine's process id."""
    noted = tmp_path / "pid"
    engine = tmp_path / "docker"
    # More than a pipe holds: once it has gone out, the command is reading.
    start = "head -c 200000 /dev/zero"
    note = f"echo $$ > {noted}.new\nmv {noted}.new {noted}"
    engine.write_text(f"#!/bin/sh\n{start}\n{note}\n{body}\n")
    engine.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    process = subprocess.Popen(
        layerscope("ls", "docker://app"), stderr=subprocess.PIPE, env={**os.environ, "PATH": path}
    )
    while not noted.exists():
        assert process.poll() is None
        time.sleep(0.01)
    return process, int(noted.read_text())


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_end_it_with_their_code(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    process = subprocess.Popen(
        layerscope("audit", str(fifo)), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with fifo.open("wb"):  # waits until the command reads, and then says nothing
        process.send_signal(sent)
        _, err = process.communicate(timeout=30)
    assert process.returncode == code
    assert err.decode().strip().startswith("layerscope: ")
    assert "Traceback" not in err.decode()
