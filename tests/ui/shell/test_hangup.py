"""The screen ends soon when it shall, however busy it is, and as soon as its terminal is gone."""

from __future__ import annotations

import os
import shlex
import signal
import time
from typing import TYPE_CHECKING

import pytest

from tests.ui.pseudoterminal import LONG, SHOWN, START, Terminal, program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HUNG_UP = 129
# Seconds, of which one is the screen's own; the machine may be busy.
SOON = 10.0
# The key ``a`` keeps the loop busy for longer than anyone waits.
BUSY = f"""
import time
from inspector.ui.shell.terminal import signals
from inspector.ui.shell.main_screen import MainScreen
signals._GRACE = 0.5
def stay_busy(screen):
    print("busy", flush=True, file=open(1, "w", closefd=False))
    while True:
        time.sleep(0.001)
MainScreen.action_turn_mode = stay_busy
{START}
"""


def ignoring(*names: str) -> list[str]:
    """Return the words in front of a program that make it ignore signals."""
    return ["/bin/sh", "-c", f'trap "" {" ".join(names)}; exec "$@"', "sh"]


@pytest.fixture(name="terminal")
def _terminal(tmp_path: Path, words: list[str]) -> Iterator[Terminal]:
    with Terminal(tmp_path, words) as found:
        found.read(until=SHOWN)
        yield found


@pytest.mark.parametrize("words", [program(BUSY)])
@pytest.mark.parametrize("keys", [b"a", b"/" + b"lib" * 1300])
def test_a_hangup_ends_a_busy_screen(terminal: Terminal, keys: bytes) -> None:
    terminal.press(keys)
    time.sleep(0.3)
    terminal.hang_up()
    terminal.process.send_signal(signal.SIGHUP)
    assert terminal.process.wait(SOON) == HUNG_UP


@pytest.mark.parametrize("words", [program(), [*ignoring("HUP"), *program()]], ids=["", "ignored"])
def test_a_terminal_that_is_gone_is_noticed_without_a_signal(terminal: Terminal) -> None:
    terminal.hang_up()
    assert terminal.process.wait(SOON) == HUNG_UP


@pytest.mark.parametrize("words", [program(BUSY)])
@pytest.mark.parametrize(
    ("sent", "word"),
    [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "terminated"), (signal.SIGHUP, "terminated")],
)
def test_a_busy_screen_gives_the_terminal_back(
    terminal: Terminal, sent: signal.Signals, word: str
) -> None:
    terminal.press(b"a")
    terminal.read(until=b"busy")
    terminal.process.send_signal(sent)
    terminal.read()
    assert terminal.process.returncode == 128 + sent
    terminal.check_restored()
    assert f"layerscope: {word}" in terminal.last


@pytest.mark.parametrize("words", [[*ignoring("INT", "TERM", "HUP", "TSTP"), *program()]])
def test_ignored_signals_stay_ignored(terminal: Terminal) -> None:
    for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP):
        terminal.process.send_signal(sent)
    terminal.said = b""
    terminal.press(b"\x0c")
    terminal.read(until=SHOWN)
    terminal.press(b"\x1a")  # without job control it does not stop
    terminal.read(until=b"Cannot suspend")
    terminal.press(b"\x03")  # a key, which is meant
    terminal.read()
    assert terminal.process.returncode == 130
    terminal.check_restored()
    assert "layerscope: interrupted" in terminal.last


def test_what_no_shell_could_bring_to_the_foreground_ends(tmp_path: Path) -> None:
    code = tmp_path / "code"
    words = shlex.join(program())
    with Terminal(tmp_path, ["/bin/bash", "--norc", "-i"], is_controlling=True) as terminal:
        terminal.press(f"( (TERM=xterm {words}; echo $? > {code}) & )\n".encode())
        end = time.monotonic() + LONG
        while not (code.exists() and code.read_text()):
            assert time.monotonic() < end
            time.sleep(0.05)
        assert int(code.read_text()) == HUNG_UP
        terminal.press(b"exit\n")
        terminal.read()
        assert b"\x1b[?1049h" not in terminal.said


def test_a_hangup_ends_the_engine_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noted = tmp_path / "pid"
    engine = tmp_path / "docker"
    engine.write_text(f"#!/bin/sh\necho $$ > {noted}.new\nmv {noted}.new {noted}\nsleep 300\n")
    engine.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with Terminal(tmp_path, program(START, "docker://app")) as terminal:
        end = time.monotonic() + LONG
        while not noted.exists():
            assert time.monotonic() < end
            time.sleep(0.01)
        terminal.hang_up()
        assert terminal.process.wait(SOON) == HUNG_UP
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)
