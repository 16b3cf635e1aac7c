"""The README's two commands in a plain Debian 12 that has nothing else; needs root, debootstrap.

    python -m tests.engine.chroot

What this machine's apt and pip are set up with (sources, certificates, an index of packages) is
copied in for the run: nothing of it is printed or kept. All is mounted in a namespace of its own
that ends with this process, however that ends, and the folder is removed.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from benchmarks.terminal import COLUMNS, ROWS, Terminal
from tests.engine.host import copy_settings, pip_folders, pip_variables
from tests.engine.tools import ToolError, run

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKOUT = Path(__file__).resolve().parents[2]
WORK = "/root/layerscope"
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "TERM": "xterm-256color",
    "DEBIAN_FRONTEND": "noninteractive",
}
FRAME_SECONDS = 900.0  # from the first package that is fetched to the first frame
LEAVE_SECONDS = 30.0
LEFT = "left with "
DEBOOTSTRAP_SECONDS = 800.0


def main() -> None:
    """Run this again in namespaces of its own, then remove what it made."""
    if len(sys.argv) > 1:
        be_first_process(Path(sys.argv[1]))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    root = Path(tempfile.mkdtemp(prefix="layerscope-chroot-"))
    root.chmod(0o755)
    try:
        # Whatever ends this process ends all that it has started.
        own = ["setpriv", "--pdeathsig", "KILL", "unshare", "--kill-child", "--fork"]
        own += ["--mount", "--pid", "--propagation", "private"]
        again = [sys.executable, "-B", "-m", "tests.engine.chroot", str(root)]
        done = subprocess.run([*own, *again], cwd=CHECKOUT, check=False)
    finally:
        shutil.rmtree(root)
    sys.exit(done.returncode)


def be_first_process(root: Path) -> NoReturn:
    """Do all in a process of its own, and wait for all that are left over, as init does."""
    worker = os.fork()
    if worker == 0:
        try:
            stay(root)
        except ToolError as error:
            sys.exit(str(error))
        sys.exit(0)
    while True:
        ended, status = os.wait()
        if ended == worker:
            sys.exit(os.waitstatus_to_exitcode(status))


def stay(root: Path) -> None:
    """Make the Debian, and run the commands in it."""
    look, test = commands()
    said("--> debootstrap")
    run(["debootstrap", "--variant=minbase", "bookworm", root], seconds=DEBOOTSTRAP_SECONDS)
    copy_settings(root)
    show_folders(root)
    environment = {**ENVIRONMENT, **pip_variables()}
    run(["mount", "-t", "proc", "proc", root / "proc"])
    run(["mount", "-t", "devpts", "devpts", root / "dev/pts"])
    run(["mount", "-t", "tmpfs", "-o", "mode=1777", "shm", root / "dev/shm"])
    copy_checkout(root)
    said(f"--> {look}")
    see(root, look, environment)
    said(f"--> {test}")
    if "CI" in os.environ:  # the same cases each time
        environment["CI"] = os.environ["CI"]
    if subprocess.run(inside(root, test), env=environment, check=False).returncode == 0:
        return
    # This step asks what a plain Debian lacks, which fails each time. That no test fails now and
    # then is what the step unit holds.
    said("--> those that failed, once more")
    again = inside(root, ".venv/bin/pytest -n 0 --last-failed --last-failed-no-failures none")
    if subprocess.run(again, env=environment, check=False).returncode != 0:
        raise ToolError("the tests fail")


def said(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def commands() -> list[str]:
    """Return the two commands as README.md shows them: one that opens a sample, one that tests."""
    text = (CHECKOUT / "README.md").read_text()
    lines = [line.strip() for line in text.splitlines() if "python3 -m venv" in line]
    found = [re.sub(r"^\$ ", "", line) for line in lines if "pip install" in line][:2]
    if len(found) < 2 or "sample_images/" not in found[0] or "pytest" not in found[1]:
        raise ToolError("README.md does not show the two commands")
    return found


def inside(root: Path, command: str) -> list[str]:
    return ["chroot", str(root), "sh", "-c", f"cd {WORK} && {command}"]


def show_folders(root: Path) -> None:
    """Mount what pip takes packages from."""
    for path in pip_folders():
        place = root / path.relative_to("/")
        if not place.exists():
            place.mkdir(parents=True)
            run(["mount", "--bind", "-o", "ro", path, place])


def copy_checkout(root: Path) -> None:
    """Copy what git knows or would add."""
    mine = f"safe.directory={CHECKOUT}"
    listed = run(
        ["git", "-c", mine, "ls-files", "-z", "-co", "--exclude-standard"], cwd=CHECKOUT
    ).decode()
    for name in filter(None, listed.split("\0")):
        if (CHECKOUT / name).exists():  # else it was removed
            target = root / WORK.lstrip("/") / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CHECKOUT / name, target)


def see(root: Path, command: str, environment: Mapping[str, str]) -> None:
    """Run the command in a terminal; press q at the first frame."""
    # `script` gives it a terminal that has a name in the Debian, too
    told = f"stty rows {ROWS} columns {COLUMNS}; {command}; echo {LEFT}$?"
    words = inside(root, f"exec script -qc {shlex.quote(told)} /dev/null")
    with Terminal(words, environment) as terminal:
        if terminal.wait(lambda: is_frame(terminal.text), FRAME_SECONDS) is None:
            raise ToolError(f"no first frame:\n{terminal.text}")
        said(terminal.text)
        if terminal.press(b"q", lambda: f"{LEFT}0" in terminal.text, LEAVE_SECONDS) is None:
            raise ToolError(f"q does not end it:\n{terminal.text}")


def is_frame(text: str) -> bool:
    """Whether this is the screen with the layers and the files of one."""
    return "example.com/lecture:1" in text and "changes of layer" in text


if __name__ == "__main__":
    main()
