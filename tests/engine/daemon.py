"""A docker daemon of the tests' own, with its own containerd, beside whatever else runs."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.engine.tools import ToolError, attempt, clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

START_SECONDS = 60.0
END_SECONDS = 30.0


@dataclass(frozen=True)
class Daemon:
    """A running dockerd: `home` holds its data root, socket and log."""

    home: Path

    @property
    def socket(self) -> Path:
        """The only way in: no TCP port is opened."""
        return self.home / "sock"

    @property
    def layers(self) -> Path:
        """The overlay2 driver's own directory."""
        return self.home / "data" / "overlay2"

    @property
    def host(self) -> str:
        """The value of DOCKER_HOST."""
        return f"unix://{self.socket}"


def arguments(home: Path) -> list[str]:
    """Return dockerd's command line; nothing of the machine's own daemon is shared."""
    config = home / "daemon.json"
    config.write_text("{}\n")
    return [
        shutil.which("dockerd", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "dockerd",
        f"--config-file={config}",
        f"--data-root={home / 'data'}",
        f"--exec-root={home / 'exec'}",
        f"--pidfile={home / 'pid'}",
        f"--host=unix://{home / 'sock'}",
        "--bridge=none",
        "--iptables=false",
        "--storage-driver=overlay2",
    ]


@contextlib.contextmanager
def running(home: Path) -> Iterator[Daemon]:
    """Start dockerd below `home` (a short path: it holds a socket) and end it afterwards.

    Raises ToolError with the end of its log if it does not come up.
    """
    log = home / "log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            arguments(home),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            env=clean_environment(),
        )
    try:
        _wait_until_up(process, home)
        yield Daemon(home)
    finally:
        _end(process)
        _end_containerd(home / "exec" / "containerd" / "containerd.pid")
        unmount_below(home)


def _wait_until_up(process: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    log = home / "log"
    while b"API listen on" not in log.read_bytes():
        if process.poll() is not None or time.monotonic() > deadline:
            tail = log.read_text(errors="replace")[-4000:]
            raise ToolError(f"dockerd did not start; its log ends:\n{tail}")
        time.sleep(0.05)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _end_containerd(pidfile: Path) -> None:
    """End the containerd that a killed dockerd left; one that ended removed its pid file."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError, ValueError):
        pid = int(pidfile.read_text())
        if b"containerd" in Path(f"/proc/{pid}/cmdline").read_bytes():
            os.kill(pid, signal.SIGKILL)


def unmount_below(directory: Path) -> None:
    """Unmount everything mounted below `directory`, the newest first."""
    lines = Path("/proc/self/mountinfo").read_text(errors="replace").splitlines()
    points = [line.split(" ")[4] for line in lines]
    for point in reversed(points):
        if point.startswith(f"{directory}/"):
            attempt(["umount", "--lazy", point])
