"""Runs commands as whole processes, in turn, and keeps what the system says of each."""

from __future__ import annotations

import os
import select
import statistics
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_NOT_AS_INSTALLED = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
# Who takes longer than this, in seconds, is not run again: one long run says as much.
LONG = 30.0
# How often a run that ended badly is repeated: dive panics now and then on layers of zstd.
_AGAIN = 3
# Done; done, and a rule failed.
_FINE = frozenset({0, 1})


@dataclass(frozen=True, slots=True)
class Command:
    """What is run, what is set in its environment, and the exit codes of a run that counts."""

    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    fine: frozenset[int] = _FINE


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds on the wall and on all processors, peak memory in bytes: of a run, or medians."""

    wall: float
    cpu: float
    memory: int


@dataclass(frozen=True, slots=True)
class Missed:
    """Why there are no figures. ``limit`` is the time in seconds that did not suffice, if any."""

    reason: str
    limit: float | None = None


Outcome = Figures | Missed


def run_once(command: Command, timeout: float) -> Outcome:
    """Run a command with its output thrown away, for ``timeout`` seconds at most.

    Python's programs run as when they are installed: compiled once, not at each start.
    """
    environment = {name: os.environ[name] for name in os.environ.keys() - _NOT_AS_INSTALLED}
    begin = time.perf_counter()
    process = subprocess.Popen(
        command.argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**environment, **command.environment},
    )
    ended = os.pidfd_open(process.pid)
    try:
        is_done = select.select([ended], [], [], timeout)[0]
    finally:
        os.close(ended)
    if not is_done:
        process.kill()
        process.wait()
        return Missed(f"not in {timeout:g} s", timeout)
    wall = time.perf_counter() - begin
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in command.fine:
        return Missed(f"ended with {process.returncode}")
    return Figures(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def measure(
    commands: Mapping[str, Command],
    runs: int,
    timeout: float,
    before: Callable[[], None] | None = None,
) -> dict[str, Outcome]:
    """Run the commands in turn, ``runs`` times, and return the medians by their names.

    In turn, so that a machine that drifts drifts for all. What fails several times, and what takes
    long, is not run again. ``before`` is called before each run.
    """
    found: dict[str, list[Figures]] = {name: [] for name in commands}
    missed: dict[str, Missed] = {}
    for number in range(runs):
        for name, command in commands.items():
            if name in missed or (number and found[name][-1].wall > LONG):
                continue
            if before is not None:
                before()
            done = run_once(command, timeout)
            for _ in range(_AGAIN):
                if isinstance(done, Figures) or done.limit is not None:
                    break
                done = run_once(command, timeout)
            if isinstance(done, Missed):
                missed[name] = done
            else:
                found[name].append(done)
    return {name: missed[name] if name in missed else _median(found[name]) for name in commands}


def _median(runs: list[Figures]) -> Figures:
    return Figures(
        statistics.median(run.wall for run in runs),
        statistics.median(run.cpu for run in runs),
        int(statistics.median(run.memory for run in runs)),
    )


def evict(path: Path) -> None:
    """Make the next read of a file come from the disk; all else stays in the page cache."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(fd)
