"""What commands share that write an image to a file: ``--save`` and ``--tag``."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.errors import UnreadableError, UsageError, reason
from inspector.formats.source import STDIN, parse_reference
from inspector.language import Lazy
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator


def checked_target(text: str, *sources: str) -> Path:
    """Return the file to write. Raises UsageError for ``-``, and for what a source lies in."""
    if text == STDIN:
        raise UsageError(Lazy("--save takes a file, not standard output (./- is a file)"))
    target = Path(text)
    for source in sources:
        named = parse_reference(source)
        if named.is_engine or named.rest == STDIN or not Path(named.rest).exists():
            continue
        if _is_in(target.resolve(), Path(named.rest).resolve()):
            raise UsageError(
                Lazy("{path} is the image itself: write another file", path=printable(text))
            )
    return target


def _is_in(target: Path, source: Path) -> bool:
    if source.is_dir():
        return target.is_relative_to(source)
    return target.exists() and target.samefile(source)


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
