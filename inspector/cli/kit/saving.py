"""What commands share that write a file: where it may lie, and what is said where it cannot be."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from inspector.errors import UnreadableError, UsageError, reason
from inspector.formats.source import STDIN, is_source
from inspector.language import Lazy
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def checked_target(text: str, *sources: str) -> Path:
    """Return the file to write. Raises UsageError for ``-``, and for what a source lies in."""
    if text == STDIN:
        raise UsageError(Lazy("--save takes a file, not standard output (./- is a file)"))
    from pathlib import Path

    target = Path(text)
    with reachable("--save", text):
        is_image = any(is_source(each, target) for each in sources)
    if is_image:
        raise UsageError(
            Lazy("{path} is the image itself: write another file", path=printable(text))
        )
    return target


@contextmanager
def reachable(option: str, name: str) -> Iterator[None]:
    """Say which option names a file that may not be looked at. Raises UsageError."""
    try:
        yield
    except OSError as error:
        told = Lazy("{option} {name}: {reason}", option=option, name=name, reason=reason(error))
        raise UsageError(told) from error


@contextmanager
def writing(target: str | Path) -> Iterator[None]:
    """Say which file cannot be written. Raises UnreadableError."""
    try:
        yield
    except OSError as error:
        told = Lazy(
            "{file} cannot be written: {reason}",
            file=printable(str(target)),
            reason=reason(error),
        )
        raise UnreadableError(told) from error
