"""A thread that computes pauses often, and stops when it is told to."""

from __future__ import annotations

from time import monotonic

import pytest

from inspector.io.progress import CancelledError
from inspector.ui.session import throttle
from inspector.ui.session.throttle import Throttle


def test_a_thread_pauses_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(throttle, "sleep", pauses.append)
    stopped, end = Throttle(lambda: False), monotonic() + 0.05
    while monotonic() < end:
        assert not stopped()
    assert 2 <= len(pauses) <= 50


def test_a_thread_that_is_told_to_stop_ends() -> None:
    answers = iter([False, True, True])
    stopped = Throttle(lambda: next(answers))
    assert stopped.goes_on()
    with pytest.raises(CancelledError):
        stopped.goes_on()
    assert stopped()
