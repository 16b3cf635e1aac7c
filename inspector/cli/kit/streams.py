"""Standard streams that are closed, full, or whose other end is gone."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from inspector.exports.log_commands import without_commands
from inspector.language import shown
from inspector.text import printable

# Where a command notes in its context what an error does not make better.
EXIT_CODE = "layerscope.exit_code"
_NEXT_LINE = "\n  "


def fill_closed_descriptors() -> None:
    """Open ``/dev/null`` where a standard descriptor is closed.

    A file that is opened later would take the descriptor, and be read or written as the stream.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest that is free: this one
    if sys.stderr is None:
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115  stays open to the end


def tell(text: str) -> None:
    """Write to stderr, where there may be no one any more."""
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


def is_terminal() -> bool:
    """Whether stdout is a terminal."""
    try:
        return os.isatty(sys.stdout.fileno())
    except (OSError, ValueError):
        return False


def release_streams() -> None:
    """Flush stdout and stderr; what they cannot take is dropped.

    The interpreter flushes them again when it ends, and status 120 would replace ours where that
    fails (Python, "sys.exit").
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is None:  # closed by the caller
            continue
        try:
            stream.flush()
        except OSError:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, stream.fileno())
            os.close(null)


def complain(message: str) -> None:
    """Print a message for people on stderr: printable, and no command of a CI system's log.

    Its further lines are indented: any other line end is one in a name.
    """
    lines = [printable(line) for line in shown(message).split(_NEXT_LINE)]
    tell(without_commands(f"layerscope: {_NEXT_LINE.join(lines)}\n"))
