"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# How the names of files begin that are being written, or were when their program ended.
UNFINISHED = ".new-"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file aside and move it into its place, for this user alone. Raises OSError.

    Two programs at once, a crash or a full disk leave the old file or the new one.
    """
    fd, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
