"""Archives that mean harm, given to each command as a user gives them, within 10 s and 1 GB."""

from __future__ import annotations

import os
import subprocess
import threading
from typing import TYPE_CHECKING

import pytest

from tests.build_image.attacks import ATTACKS, Attack
from tests.cli.conftest import layerscope

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine

_SECONDS, _BYTES = 10, 1_000_000_000
_COMMANDS = (
    ("ls",),
    ("audit", "--packages", "--duplicates", "--json"),
    ("verify",),
    ("history",),
    ("squash", "--save", "squashed.tar"),
    ("extract", "/", "--to", "extracted"),
    ("diff",),
)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.what)
def test_attacks(tmp_path: Path, attack: Attack) -> None:
    attack.make(tmp_path / "i.tar")
    for name, *options in _COMMANDS:
        (tmp_path / "extracted").mkdir(exist_ok=True)
        others = ["i.tar"] if name == "diff" else []
        code, errors = _run(tmp_path, name, "i.tar", *others, *options)
        assert code in range(5), (name, code, errors)
        assert "Traceback" not in errors
        assert len(errors) < 20_000
        if name == "ls":
            assert code == attack.code
            assert not code or attack.said in errors


def _run(folder: Path, *words: str) -> tuple[int, str]:
    """Run a command; hold it to what it may cost."""
    process = subprocess.Popen(
        layerscope(*words, "--no-cache"),
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    told: list[bytes] = []
    assert process.stderr is not None
    reader = threading.Thread(target=lambda: told.append(process.stderr.read()))  # type: ignore[union-attr]
    reader.start()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    reader.join()
    process.stderr.close()
    assert used.ru_utime + used.ru_stime < _SECONDS, words
    assert used.ru_maxrss * 1024 < _BYTES, words
    return process.returncode, b"".join(told).decode("utf-8", "replace")
