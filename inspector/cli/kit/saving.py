"""What commands share that write an image to a file: ``--save`` and ``--tag``."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.errors import UnreadableError, UsageError, reason
from inspector.formats.source import STDIN, is_source
from inspector.language import Lazy
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator


def checked_target(text: str, *sources: str) -> Path:
    """Return the file to write. Raises UsageError for ``-``, and for what a source lies in."""
    if text == STDIN:
        raise UsageError(Lazy("--save takes a file, not standard output (./- is a file)"))
    target = Path(text)
    if any(is_source(each, target) for each in sources):
        raise UsageError(
            Lazy("{path} is the image itself: write another file", path=printable(text))
        )
    return target


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Say which file cannot be written. Raises UnreadableError."""
    try:
        yield
    except OSError as error:
        raise UnreadableError(
            Lazy(
                "{path} cannot be written: {reason}",
                path=printable(str(target)),
                reason=reason(error),
            )
        ) from error
