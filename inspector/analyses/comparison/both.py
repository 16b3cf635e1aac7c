"""Two images as one: the values that the merge of both gives, and that a screen and reports ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from inspector.limits import Limits
    from inspector.reading.contents import Contents
    from inspector.reading.image import Image, Layer
    from inspector.tree import Tree, Version

OLD, NEW = 0, 1


class Side(NamedTuple):
    """An image whose layers were read and merged."""

    image: Image
    tree: Tree


class BothImages(msgspec.Struct, frozen=True):
    """Two images as one.

    Attributes:
        tree: At layer ``OLD`` all that is visible in the old image, at ``NEW`` in the new one.
        layers: The old image's, then the new one's; ``Version.home`` counts them.
        old_layers: How many of them are the old image's.
        limits: The new image's.
        contents: The bytes of the files of both.

    """

    tree: Tree
    layers: tuple[Layer, ...]
    old_layers: int
    limits: Limits
    contents: Contents

    def home(self, version: Version) -> tuple[int, int]:
        """Return which image's layer stores a version: ``OLD`` or ``NEW``, and its number there."""
        if version.home < self.old_layers:
            return OLD, version.home
        return NEW, version.home - self.old_layers

    def fingerprinted(self) -> list[Layer]:
        """Return the layers of which reading contents has taught something."""
        return [self.layers[number] for number in sorted(self.contents.fingerprinted)]


class Layers(msgspec.Struct, frozen=True):
    """What contents of both images are asked of: the old one's layers, then the new one's."""

    layers: tuple[Layer, ...]
    limits: Limits


def layers_of(old: Side, new: Side) -> Layers:
    """Return the layers of both images, with the limits of the new one."""
    return Layers((*old.image.layers, *new.image.layers), new.image.limits)
