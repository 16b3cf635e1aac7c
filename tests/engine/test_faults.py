"""Faults of a machine that need its administrator: a full disk, a mount that goes."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from inspector.cli import COMMANDS
from tests.cases import walked
from tests.cli.conftest import layerscope
from tests.engine.conftest import SEED
from tests.ui.pseudoterminal import SHOWN, START, Terminal, program
from tests.ui.stage import ROOT, SAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(os.geteuid() != 0, reason="mounts file systems"),
]

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)
IMAGE, HELLO = SAMPLES / "lecture.tar", SAMPLES / "hello.tar"
# What the commands below write, by their arguments behind a full disk's folder.
WRITERS = {
    "a report": (["audit", IMAGE, "--format", "html", "--output", "{disk}/report.html"], 3),
    "an image": (["squash", IMAGE, "--layers", "0..1", "--save", "{disk}/image.tar"], 3),
    "files": (["extract", IMAGE, "/", "--to", "{disk}/files"], 3),
    "tables": (["fleet", IMAGE, "--out", "{disk}/tables"], 3),
}


@contextmanager
def disk(folder: Path, size: str) -> Iterator[Path]:
    """Give a disk of its own of this size."""
    folder.mkdir()
    subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["/bin/umount", "-l", folder], check=False, stderr=subprocess.DEVNULL)


def said(*words: object, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        layerscope(*map(str, words)),
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environ,
    )


@pytest.mark.parametrize("what", WRITERS)
def test_on_a_full_disk_a_file_is_whole_or_not_there(tmp_path: Path, what: str) -> None:
    words, code = WRITERS[what]
    with disk(tmp_path / "disk", "64k") as full:
        done = said(*(str(word).format(disk=full) for word in words))
        assert done.returncode == code
        assert "No space left on device" in done.stderr
        assert "error" not in done.stderr
        assert [each for each in full.rglob(".new-*") if each.is_file()] == []
        assert not (full / "report.html").exists()
        assert not (full / "image.tar").exists()


def test_a_full_disk_for_temporary_files_and_the_cache(tmp_path: Path) -> None:
    usual = said("audit", IMAGE)
    with disk(tmp_path / "disk", "8k") as full:
        cached = said("audit", IMAGE, XDG_CACHE_HOME=str(full))
        assert (cached.returncode, cached.stdout, cached.stderr) == (0, usual.stdout, "")
        shutil.rmtree(full / "layerscope", ignore_errors=True)
        with IMAGE.open("rb") as image:
            piped = subprocess.Popen(["/bin/cat"], stdin=image, stdout=subprocess.PIPE)
        done = subprocess.run(
            layerscope("audit", "-"),
            stdin=piped.stdout,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"TMPDIR": str(full)},
        )
        assert piped.stdout is not None
        piped.stdout.close()
        piped.wait()
        assert done.returncode == 3
        assert "No space left on device" in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert list(full.iterdir()) == []


def test_a_mount_that_goes_while_its_archive_is_open(tmp_path: Path) -> None:
    with disk(tmp_path / "disk", "20m") as mounted:
        image = shutil.copy(IMAGE, mounted / "image.tar")
        with Terminal(tmp_path, program(START, str(image))) as terminal:
            terminal.read(until=SHOWN)
            subprocess.run(["/bin/umount", "-l", mounted], check=True)
            terminal.press(b"2345671")
            terminal.check_leaves()
        done = said("audit", image)
        assert done.returncode == 3
        assert "no such file" in done.stderr


# A row for each command: its words, and which files they leave in their folder.
COMMAND_WORDS: dict[str, tuple[list[object], set[str]]] = {
    "view": ([IMAGE], set()),
    "history": (["history", IMAGE], set()),
    "ls": (["ls", IMAGE, "--json"], set()),
    "cat": (["cat", IMAGE, "/etc/passwd"], set()),
    "extract": (["extract", IMAGE, "/etc", "--to", "files"], {"files"}),
    "audit": (["audit", IMAGE, "--json"], set()),
    "diff": (["diff", HELLO, HELLO], set()),
    "init": (["init", IMAGE], {"layerscope.toml"}),
    "dockerfile": (["dockerfile", IMAGE], set()),
    "explain": (["explain", IMAGE], set()),
    "container": (["container", IMAGE, "-c", "rm -r /etc", "--save", "c.tar"], {"c.tar"}),
    "squash": (["squash", IMAGE, "--layers", "1..2", "--save", "s.tar"], {"s.tar"}),
    "learn": (["learn"], set()),
    "verify": (["verify", IMAGE], set()),
    "fleet": (["fleet", IMAGE, "--out", "tables"], {"tables"}),
    "images": (["images", IMAGE], set()),
    "cache": (["cache"], set()),
    "doctor": (["doctor"], set()),
    "completion": (["completion", "bash"], set()),
}
# They end when they are told to, and build with an engine.
STAYING = {"build", "serve"}
# Tells that Python has started; what comes before is not the program's.
STARTED = """
import os, signal
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.write(2, b".")
from inspector.__main__ import main
main()
"""
TRIES = 60


def test_each_command_has_words() -> None:
    assert {name for name, *_ in COMMANDS} - STAYING == set(COMMAND_WORDS)


@pytest.mark.parametrize("name", COMMAND_WORDS)
def test_a_reader_that_goes_a_full_disk_and_a_closed_stream(tmp_path: Path, name: str) -> None:
    words = [*map(str, COMMAND_WORDS[name][0])]
    script = """
cd "$0"; mkdir a b c
cd a; "$@" | head -c 0; echo "${PIPESTATUS[0]}"
cd ../b; "$@" >/dev/full; echo $?
cd ../c; "$@" >&-; echo $?
"""
    done = subprocess.run(
        ["/bin/bash", "-c", script, tmp_path, *layerscope(*words)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    is_silent = name == "extract"
    assert done.stdout.split() == ["0", "0" if is_silent else "3", "3"], done.stderr
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr


def test_a_signal_at_any_moment(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    seed = request.config.stash[SEED]
    chance = random.Random(seed)  # noqa: S311 - the same again for a seed
    environ = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "temporary")}
    environ |= {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    (tmp_path / "temporary").mkdir()

    def start(name: str, folder: Path) -> subprocess.Popen[bytes]:
        folder.mkdir()
        words = [sys.executable, "-c", STARTED, *map(str, COMMAND_WORDS[name][0])]
        process = subprocess.Popen(
            words, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stderr is not None
        assert process.stderr.read(1) == b"."
        return process

    names = [*COMMAND_WORDS]
    usual: dict[str, tuple[bytes, bytes]] = {}
    lasting: dict[str, float] = {}
    for name in names:
        before = time.monotonic()
        out, err = start(name, tmp_path / f"usual-{name}").communicate()
        usual[name], lasting[name] = (out, err), time.monotonic() - before
    with walked() as case:
        for number in range(TRIES):
            name, sent = chance.choice(names), chance.choice(SIGNALS)
            wait = chance.uniform(0, lasting[name])
            folder = tmp_path / str(number)
            with case((seed, number, name, sent.name, wait)):
                process = start(name, folder)
                time.sleep(wait)
                process.send_signal(sent)
                _, err = process.communicate(timeout=60)
                left = {each.name for each in folder.iterdir()}
                ended = process.returncode
                assert ended in {0, 128 + sent, -sent}
                assert b"Traceback" not in err
                assert b"internal error" not in err
                if sent != signal.SIGKILL:
                    assert left <= COMMAND_WORDS[name][1]
                    assert list((tmp_path / "temporary").iterdir()) == []
    out, err = start("audit", tmp_path / "last").communicate()
    assert (out, err) == usual["audit"]


@pytest.mark.parametrize("name", ["", "dumb", "nonsense"])
def test_a_terminal_that_is_not_known(tmp_path: Path, name: str) -> None:
    words = ["/usr/bin/env", f"TERM={name}", *program()]
    with Terminal(tmp_path, words) as terminal:
        terminal.read(until=SHOWN)
        terminal.check_leaves()
