"""What the system does with a descriptor only in part, and what its times prove."""

from __future__ import annotations

import os
import time

# A file changed so shortly before may be changed again without its times showing it; the latter
# where a file system keeps whole seconds.
_SETTLED = 0.1
_SETTLED_COARSE = 2.0
_SECOND = 1_000_000_000


def write_all(fd: int, data: bytes) -> None:
    """Write all of it. Raises OSError."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def is_settled(changed_ns: int) -> bool:
    """Whether a file changed so long ago that another change would show in its times.

    ``changed_ns`` is the later of its times of modification and change.
    """
    settled = _SETTLED if changed_ns % _SECOND else _SETTLED_COARSE
    return time.time() - changed_ns / _SECOND >= settled
