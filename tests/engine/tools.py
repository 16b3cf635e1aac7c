"""Running other programs: one door, with a limit in time and the whole story on failure."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LIMIT_SECONDS = 240.0
# Of what a failed program printed, its end.
SAID = 1500
# What reaches another program: enough to find and run it, nothing that configures it.
KEPT = ("PATH", "HOME", "TMPDIR")


class ToolError(AssertionError):
    """A program that a test relies on ended with an error."""


def clean_environment(**extra: str) -> dict[str, str]:
    """Return an environment that is the same on every machine, plus `extra`."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "TZ": "UTC", **extra}


def attempt(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    seconds: float = LIMIT_SECONDS,
) -> subprocess.CompletedProcess[bytes]:
    """Run `argv` with no standard input, whatever its exit code."""
    return subprocess.run(
        [str(word) for word in argv],
        check=False,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env=dict(env) if env is not None else clean_environment(),
        cwd=cwd,
        timeout=seconds,
    )


def run(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    seconds: float = LIMIT_SECONDS,
) -> bytes:
    """Run `argv` and return its standard output; raise ToolError unless it exits 0."""
    done = attempt(argv, env=env, cwd=cwd, seconds=seconds)
    if done.returncode != 0:
        command = " ".join(str(word) for word in argv)
        said = (done.stdout + done.stderr).decode("utf-8", "replace")[-SAID:]
        raise ToolError(f"exit {done.returncode} from: {command}\n{said}")
    return done.stdout
