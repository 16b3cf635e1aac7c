"""Files that are opened because they are there, and not because someone named them."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from inspector.language import Lazy

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO


def open_found(path: str | Path) -> BinaryIO:
    """Open a file to read it; no one has promised to write into a FIFO. Raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    if stat.S_ISFIFO(os.fstat(fd).st_mode):
        os.close(fd)
        raise OSError(errno.EINVAL, Lazy("it is a FIFO, not a file"))
    return os.fdopen(fd, "rb")
