"""A signal that was ignored when the command started, as after ``nohup``, stays ignored."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import layerscope

if TYPE_CHECKING:
    from tests.cli.conftest import Run

HELLO = Path("sample_images/hello.tar")


def ignoring(name: str) -> list[str]:
    """Return the words in front of a command that make it ignore a signal."""
    return ["/bin/sh", "-c", f'trap "" {name}; exec "$@"', "sh"]


@pytest.fixture(name="fifo")
def _fifo(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "fifo")
    return tmp_path / "fifo"


@pytest.mark.parametrize(
    ("before", "sent"),
    [
        (ignoring("INT"), signal.SIGINT),
        (ignoring("TERM"), signal.SIGTERM),
        (ignoring("HUP"), signal.SIGHUP),
        (["nohup"], signal.SIGHUP),
    ],
)
def test_an_ignored_signal_stays_ignored(
    run: Run, fifo: Path, before: list[str], sent: signal.Signals
) -> None:
    words = [*before, *layerscope("audit", str(fifo))]
    process = subprocess.Popen(words, stdout=subprocess.PIPE)
    with fifo.open("wb") as image:  # waits until the command reads
        process.send_signal(sent)
        image.write(HELLO.read_bytes())
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out == run("audit", HELLO).out.replace(bytes(HELLO), bytes(fifo))


def test_progress_that_no_terminal_shows_any_more_disturbs_nothing(run: Run, fifo: Path) -> None:
    ours, theirs = pty.openpty()
    words = [*ignoring("HUP"), *layerscope("audit", str(fifo))]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    with fifo.open("wb") as image:
        assert os.read(ours, 100)  # that it waits, after a second
        os.close(ours)
        process.send_signal(signal.SIGHUP)
        time.sleep(0.5)
        image.write(HELLO.read_bytes())
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out == run("audit", HELLO).out.replace(bytes(HELLO), bytes(fifo))
