"""Files that are opened because they are there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from inspector.errors import reason
from inspector.io.found import open_found

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_opened_and_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    os.mkfifo(tmp_path / "fifo")
    with open_found(tmp_path / "file") as file:
        assert file.read() == b"x"
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    with pytest.raises(OSError, match="FIFO") as error:
        open_found(str(tmp_path / "fifo"))
    assert reason(error.value) == "it is a FIFO, not a file"
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208
