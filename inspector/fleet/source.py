"""One thing to read, and how it is opened."""

from __future__ import annotations

import msgspec

from inspector.errors import LayerscopeError  # noqa: TC001  msgspec reads the annotation
from inspector.formats.access import USUAL, Access


class FleetSource(msgspec.Struct, frozen=True):
    """A reference to an archive.

    Attributes:
        is_found: It was met in a folder: what turns out to be no image is passed over.
        known: What tells it from what had the same name before, where that is known already.
        size: Bytes of its file, 0 where that is not known before it is opened.

    """

    reference: str
    is_found: bool = False
    known: str | None = None
    size: int = 0


class Unlisted(msgspec.Struct, frozen=True):
    """What was named and cannot be looked into, and why."""

    reference: str
    error: LayerscopeError


class HowOpened(msgspec.Struct, frozen=True):
    """How all sources are opened.

    Attributes:
        platform: Which one of each image is read; None: all that an archive has, and the host's of
            those that a registry has.

    """

    platform: str | None = None
    access: Access = USUAL


USUALLY = HowOpened()
