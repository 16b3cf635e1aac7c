"""Messages between a process that reads sources and the one that distributes them."""

from __future__ import annotations

from typing import NamedTuple


class Opened(NamedTuple):
    """A source was opened; ``claims`` are the layers that it needs and no one has read yet."""

    claims: tuple[str, ...]


class Wants(NamedTuple):
    """Any of these layers is to be read, or known."""

    claims: tuple[str, ...]


class Granted(NamedTuple):
    """The answer: read this layer yourself, or it is known by now."""

    claim: str
    is_known: bool


class Settled(NamedTuple):
    """A layer was read, whatever came of it."""

    claim: str


class Advanced(NamedTuple):
    """So many bytes more were read of what the source stores."""

    size: int


class Done(NamedTuple):
    """A source is done.

    Attributes:
        rows: The file of its rows, None where it holds no image.
        images: How many images it has; of these ``unread`` could not be read.
        layers: How many layers were read for it.
        is_new: Whether it was read now and not in an earlier run.
        told: Why images could not be read, for people: a line each, at most a few.
        is_certain: Whether another run could find nothing else.
        is_last: Whether the process ends now, as it has taken much memory.

    """

    rows: str | None
    images: int = 0
    unread: int = 0
    layers: int = 0
    bytes: int = 0
    stored: int = 0
    is_new: bool = True
    told: tuple[str, ...] = ()
    is_certain: bool = True
    is_last: bool = False


class Stopped(NamedTuple):
    """The run cannot go on: nothing can be written."""

    told: str
    hint: str
