"""Runs commands as whole processes, in turn, and keeps what the system says of each."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_NOT_AS_INSTALLED = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: seconds on the wall and on all processors, peak memory in bytes."""

    wall: float
    cpu: float
    memory: int
    code: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians of several runs; None where the command did not finish in time."""

    wall: float
    cpu: float
    memory: int


def run_once(command: Sequence[str], timeout: float) -> Run | None:
    """Run a command with its output thrown away; None where it took longer than ``timeout``.

    Python's programs run as when they are installed: compiled once, not at each start.
    """
    environment = {name: os.environ[name] for name in os.environ.keys() - _NOT_AS_INSTALLED}
    begin = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            wall = time.perf_counter() - begin
            process.returncode = os.waitstatus_to_exitcode(status)
            cpu = usage.ru_utime + usage.ru_stime
            return Run(wall, cpu, usage.ru_maxrss * 1024, process.returncode)
        if time.perf_counter() - begin > timeout:
            process.kill()
            process.wait()
            return None
        time.sleep(0.002)


def measure(
    commands: Mapping[str, Sequence[str]],
    runs: int,
    timeout: float,
    before: Callable[[], None] | None = None,
) -> dict[str, Figures | None]:
    """Run the commands in turn, ``runs`` times; a machine that drifts then drifts for all.

    A command that does not finish in time is not run again.
    """
    found: dict[str, list[Run]] = {name: [] for name in commands}
    gone: set[str] = set()
    for _ in range(runs):
        for name, command in commands.items():
            if name in gone:
                continue
            if before is not None:
                before()
            done = run_once(command, timeout)
            if done is None or done.code not in {0, 1}:
                gone.add(name)
            else:
                found[name].append(done)
    return {name: None if name in gone else _median(found[name]) for name in commands}


def _median(runs: list[Run]) -> Figures:
    return Figures(
        statistics.median(run.wall for run in runs),
        statistics.median(run.cpu for run in runs),
        int(statistics.median(run.memory for run in runs)),
    )


def drop_page_cache() -> None:
    """Make the next read of every file come from the disk. Needs root."""
    os.sync()
    with open("/proc/sys/vm/drop_caches", "w", encoding="ascii") as switch:  # noqa: PTH123
        switch.write("3")
