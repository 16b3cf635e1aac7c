"""Where the screen is drawn: on the terminal, also where stderr is kept in a file."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def drawn_on_terminal() -> Iterator[None]:
    """Let the screen, which Textual writes to stderr, reach stdout's terminal if stderr is none."""
    if os.isatty(2) or not os.isatty(1):
        yield
        return
    kept = os.dup(2)
    os.dup2(1, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
