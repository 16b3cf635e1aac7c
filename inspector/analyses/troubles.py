"""Why an image is not known whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.errors import LayerscopeError
    from inspector.reading.image import Image
    from inspector.tree import Tree


def troubles(image: Image, tree: Tree) -> dict[int, LayerscopeError]:
    """Return what was wrong, by layer: its bytes first, else that merging it reached a limit."""
    found: dict[int, LayerscopeError] = {**tree.errors}
    found.update((layer.index, error) for layer, error in image.errors)
    return dict(sorted(found.items()))
