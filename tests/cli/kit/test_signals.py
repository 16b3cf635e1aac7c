"""A signal is raised wherever it comes, and has its old effect afterwards."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inspector.cli.kit.signals import EndedError, raised

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# The signal comes while the command's modules are loaded.
EARLY = """
import os, sys
class Finder:
    def find_spec(self, name, path, target=None):
        if name == "inspector.cli":
            os.kill(os.getpid(), int(sys.argv[1]))
sys.meta_path.insert(0, Finder())
from inspector.__main__ import main
main()
"""


class Thing:
    """Something that is told when it goes."""


@pytest.fixture(autouse=True)
def _usual_signals() -> Iterator[None]:
    """Let signals have their usual effects, also in a job in the background."""
    before = [signal.getsignal(each) for each in NUMBERS]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    for each, handler in zip(NUMBERS, before, strict=True):
        signal.signal(each, handler)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


@pytest.mark.parametrize("number", NUMBERS)
def test_what_python_drops_in_a_finalizer_is_raised_again(number: signal.Signals) -> None:
    thing = Thing()
    told = weakref.ref(thing, lambda _: signal.raise_signal(number))
    wanted = KeyboardInterrupt if number == signal.SIGINT else EndedError
    with pytest.raises(wanted), raised():  # noqa: PT012 - it is to come later
        del thing
        assert told() is None
        time.sleep(10)


def test_what_a_library_makes_of_a_signal_is_the_signal() -> None:
    with pytest.raises(EndedError) as end, raised():  # noqa: PT012
        try:
            signal.raise_signal(signal.SIGTERM)
        except EndedError:
            raise RuntimeError("interrupted") from None
    assert end.value.signal == signal.SIGTERM


def test_each_has_its_old_effect_afterwards() -> None:
    before = [signal.getsignal(each) for each in NUMBERS]
    with raised():
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert [signal.getsignal(each) for each in NUMBERS] == before


@pytest.mark.parametrize("number", NUMBERS)
def test_a_signal_while_modules_are_loaded_ends_it_without_a_word(number: signal.Signals) -> None:
    words = [sys.executable, "-c", EARLY, str(int(number))]
    done = subprocess.run(words, capture_output=True, check=False, cwd=Path.cwd())
    assert (done.returncode, done.stdout, done.stderr) == (-number, b"", b"")


# A thread of the screen may be in the middle of a search, which is code in Rust.
SEARCHING = """
import threading, time
from ahocorasick_rs import AhoCorasick
import inspector.cli
def search():
    words, text = AhoCorasick(["word"]), "word " * 20_000
    while True:
        words.find_matches_as_indexes(text)
def run():
    for _ in range(4):
        threading.Thread(target=search, daemon=True).start()
    time.sleep(0.1)
    raise SystemExit(7)
inspector.cli.main = run
from inspector.__main__ import main
main()
"""


def test_threads_that_no_one_waits_for_do_not_abort_it() -> None:
    done = subprocess.run([sys.executable, "-c", SEARCHING], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (7, b"")
