"""A blob of which parts can be had, wherever it lies: in a file, or at the end of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from inspector.errors import DamageError
from inspector.language import Lazy

if TYPE_CHECKING:
    from inspector.io.progress import Progress
    from inspector.io.window import Window


class Spans(Protocol):
    """A blob of known size."""

    @property
    def size(self) -> int:
        """Bytes of the whole blob."""
        ...

    def span(self, start: int, size: int, progress: Progress) -> bytes:
        """Return the ``size`` bytes from ``start`` on, all of which the blob is known to have.

        Raises LayerscopeError where they cannot be had, CancelledError where ``progress`` does.
        """
        ...


class WindowSpans(msgspec.Struct, frozen=True):
    """The same of a blob in a file."""

    window: Window

    @property
    def size(self) -> int:
        """Bytes of the whole blob."""
        return self.window.size

    def span(self, start: int, size: int, progress: Progress) -> bytes:
        """See ``Spans``; raises OSError, too."""
        parts: list[bytes] = []
        while size and (data := self.window.pread(size, start)):
            progress.advance(len(data))
            parts.append(data)
            start, size = start + len(data), size - len(data)
        if size:
            raise DamageError(Lazy("the archive ends within this layer"), offset=start)
        return b"".join(parts)
