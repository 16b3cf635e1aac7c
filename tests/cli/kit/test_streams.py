"""Standard streams whose other end is full, closed or gone: the exit code says what happened."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import layerscope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HELLO = "sample_images/hello.tar"
# Both ways in: the second one leaves the last flush to the interpreter.
WAYS = {
    "module": layerscope(),
    "function": [sys.executable, "-c", "from inspector.cli import main; main()"],
}
# With it, nothing is left for the interpreter's last flush.
UNBUFFERED = "PYTHONUNBUFFERED"


@pytest.fixture(name="way", params=WAYS)
def _way(request: pytest.FixtureRequest) -> list[str]:
    return WAYS[request.param]


@pytest.fixture(name="closed_pipe")
def _closed_pipe() -> Iterator[int]:
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


@pytest.fixture(name="gone_terminal")
def _gone_terminal() -> Iterator[int]:
    ours, theirs = pty.openpty()
    os.close(ours)
    yield theirs
    os.close(theirs)


def run(
    words: Sequence[str], *, stdout: int, stderr: int = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(words, stdout=stdout, stderr=stderr, check=False, timeout=60)


@pytest.mark.parametrize("words", [["ls", HELLO], [HELLO], ["--help"]])
def test_an_answer_that_does_not_fit_is_said(way: list[str], words: list[str]) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = run([*way, *words], stdout=full.fileno())
    assert done.returncode == 3
    lines = done.stderr.decode().splitlines()
    assert lines == ["layerscope: system error: No space left on device"]


def test_it_is_the_same_where_python_does_not_buffer(
    way: list[str], closed_pipe: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(UNBUFFERED, "1")
    assert run([*way, "ls", HELLO], stdout=closed_pipe).returncode == 0
    assert run([*way, "ls", "nope"], stdout=closed_pipe, stderr=closed_pipe).returncode == 3


@pytest.mark.parametrize("words", [["ls", HELLO], ["--help"]])
def test_a_reader_that_has_enough_is_no_failure(
    way: list[str], words: list[str], closed_pipe: int
) -> None:
    done = run([*way, *words], stdout=closed_pipe)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("words", [["ls", HELLO], ["--help"]])
def test_a_terminal_that_is_gone_is_said(
    way: list[str], words: list[str], gone_terminal: int
) -> None:
    done = run([*way, *words], stdout=gone_terminal)
    assert done.returncode == 3
    assert b"Input/output error" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("end", ["full", "closed", "gone"])
@pytest.mark.parametrize(
    ("words", "code"), [(["ls", HELLO], 0), (["ls", "nope"], 3), (["ls", "--nope"], 2), ([], 2)]
)
def test_where_no_one_hears_the_message_the_code_tells(
    way: list[str], words: list[str], code: int, end: str, closed_pipe: int, gone_terminal: int
) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    stderr = {"full": full, "closed": closed_pipe, "gone": gone_terminal}[end]
    done = run([*way, *words], stdout=subprocess.DEVNULL, stderr=stderr)
    os.close(full)
    assert done.returncode == code


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_has_its_code_where_all_is_gone(
    way: list[str], sent: signal.Signals, gone_terminal: int, tmp_path: os.PathLike[str]
) -> None:
    fifo = os.path.join(tmp_path, "fifo")  # noqa: PTH118
    os.mkfifo(fifo)
    process = subprocess.Popen([*way, "audit", fifo], stdout=gone_terminal, stderr=gone_terminal)
    with open(fifo, "wb"):  # noqa: PTH123  waits until the command reads, and then says nothing
        process.send_signal(sent)
        assert process.wait(30) == 128 + sent


def test_no_file_takes_the_place_of_a_closed_stream(way: list[str]) -> None:
    """What is opened first would be descriptor 2, and messages would be written into it."""
    command = ["/bin/bash", "-c", '"$@" <&- 2>&-', "bash", *way, "ls", HELLO]
    done = run(command, stdout=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == run([*way, "ls", HELLO], stdout=subprocess.PIPE).stdout
