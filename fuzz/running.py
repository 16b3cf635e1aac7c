"""Runs a target in a process of its own, and reads the figures that libFuzzer prints."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from fuzz.targets import Target

CORPUS = Path(__file__).parent / "corpus"
_SECONDS_PER_INPUT = 10
_MEGABYTES = 1024
_REACHED = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)/")
_STATISTIC = re.compile(r"stat::(\w+):\s+(\d+)")
_FAILED = re.compile(r"^SUMMARY: |^==\d+== ?ERROR", re.MULTILINE)


class Job(msgspec.Struct, frozen=True):
    """How long, where inputs are kept: those that reach more code, and those that fail."""

    runs: int | None
    seconds: int
    max_len: int | None
    seed: int
    found: Path
    failed: Path
    log: Path | None


class Figures(msgspec.Struct, frozen=True):
    """What one run of a target did; ``edges`` and ``corpus`` with what was known before it."""

    target: str
    runs: int
    seconds: int
    edges: int
    corpus: int
    megabytes: int
    failures: int


def fuzz(target: Target, job: Job) -> Figures:
    """Fuzz one target; print what failed, and a line of figures."""
    own = job.found / target.name
    own.mkdir(parents=True, exist_ok=True)
    job.failed.mkdir(parents=True, exist_ok=True)
    limit = [f"-runs={job.runs}"] if job.runs else [f"-max_total_time={job.seconds}"]
    command = [
        *(sys.executable, "-m", "fuzz.worker", target.name),
        *limit,
        f"-max_len={job.max_len or target.max_len}",
        f"-seed={job.seed}",
        f"-timeout={_SECONDS_PER_INPUT}",
        f"-rss_limit_mb={_MEGABYTES}",
        f"-artifact_prefix={job.failed}/{target.name}-",
        "-print_final_stats=1",
        str(own),
        str(CORPUS / target.name),
    ]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    figures = _figures(target.name, done.stderr, job.seconds)
    if figures.failures or done.returncode:
        told = (done.stdout + done.stderr).rpartition("=== Uncaught")
        print("".join(told[1:]) or done.stderr[-2000:])
        figures = msgspec.structs.replace(figures, failures=max(1, figures.failures))
    print(
        f"{target.name:<10} {figures.runs:>10,} inputs {figures.edges:>6,} edges"
        f" {figures.corpus:>5,} kept {figures.megabytes:>5,} MB {figures.failures} failed",
        flush=True,
    )
    if job.log is not None:
        with job.log.open("ab") as file:
            file.write(msgspec.json.encode(figures) + b"\n")
    return figures


def _figures(name: str, told: str, seconds: int) -> Figures:
    reached = _REACHED.findall(told)
    edges, _, corpus = map(int, reached[-1]) if reached else (0, 0, 0)
    statistics = {key: int(value) for key, value in _STATISTIC.findall(told)}
    rate = statistics.get("average_exec_per_sec", 0)
    runs = statistics.get("number_of_executed_units", 0)
    return Figures(
        name,
        runs,
        runs // rate if rate else seconds,
        edges,
        corpus,
        statistics.get("peak_rss_mb", 0),
        len(_FAILED.findall(told)[:1]),
    )
