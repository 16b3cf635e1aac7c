"""Writing into the folder of a fleet: an error there ends the run without losing work."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from inspector.errors import UnreadableError, reason
from inspector.language import Lazy
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class WorkFolderError(UnreadableError):
    """The folder of the results cannot be written to, or what lies in it be read."""


@contextmanager
def writing_to(folder: Path, *, begun: bool = True) -> Iterator[None]:
    """Raise WorkFolderError for what the system refuses within the block.

    ``begun``: there may be finished work.
    """
    try:
        yield
    except OSError as error:
        raise refused(folder, error, begun=begun) from error


def refused(folder: Path, error: Exception, *, begun: bool = True) -> WorkFolderError:
    """Return the error for a folder that cannot be written to, and what to do then."""
    return WorkFolderError(
        Lazy(
            "cannot write to {folder}: {reason}",
            folder=printable(str(folder)),
            reason=reason(error),
        ),
        hint=Lazy("finished work is kept; run the command again to continue") if begun else None,
    )
