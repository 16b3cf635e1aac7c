"""What is known of an image's base image, and how."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Source(StrEnum):
    """How a base image is known."""

    GIVEN = "given"  # the user has said so
    ANNOTATION = "annotation"  # the image says so: an annotation, a label, its builder's note
    GUESS = "guess"  # its history looks like it


class Sign(StrEnum):
    """What makes a place in a history look like the end of a base image."""

    COMMAND = "command"  # build steps follow the CMD or ENTRYPOINT that ends an image
    TIME = "time"  # the dates on both sides are not those of one build
    BUILDER = "builder"  # another tool wrote the rows that follow
    ROOT = "root"  # what lies below is what the base image of a distribution looks like


class BaseImage(msgspec.Struct, frozen=True):
    """The lowest ``layers`` and the oldest ``rows`` of the history are the base image's.

    ``reference`` is what the user or the image calls it, ``name`` what FROM would take, if that
    is known; neither is printable yet. ``signs`` tell why it is thought to end there.
    """

    layers: int
    rows: int
    source: Source
    reference: str | None = None
    name: str | None = None
    signs: tuple[Sign, ...] = ()

    @property
    def is_guess(self) -> bool:
        """Whether nobody says it."""
        return self.source is Source.GUESS

    def has(self, row: int | None, layer: int | None) -> bool:
        """Whether a row of the history, or a layer that no row owns, is the base image's."""
        if row is not None:
            return row < self.rows
        return layer is not None and layer < self.layers


class GivenBase(msgspec.Struct, frozen=True):
    """What the user has said: so many layers, and what else is known of such a base image."""

    layers: int
    reference: str | None = None
    name: str | None = None
    rows: int | None = None
