"""Why an image is not known whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.errors import LayerscopeError
    from inspector.reading.image import Image
    from inspector.tree import Tree


def troubles(image: Image, tree: Tree) -> dict[int, LayerscopeError]:
    """Return what was wrong, by layer: its bytes first, else that merging it reached a limit."""
    found: dict[int, LayerscopeError] = {**tree.errors}
    found.update((layer.index, error) for layer, error in image.errors)
    return dict(sorted(found.items()))


def trouble_lines(found: dict[int, LayerscopeError]) -> Iterator[str]:
    """Yield a line for each trouble, for neighbours that share one a line together."""
    layers: list[int] = []
    for layer, error in found.items():
        if layers and (layer != layers[-1] + 1 or str(found[layers[-1]]) != str(error)):
            yield _line(layers, found[layers[0]])
            layers = []
        layers.append(layer)
    if layers:
        yield _line(layers, found[layers[0]])


def _line(layers: list[int], error: LayerscopeError) -> str:
    if len(layers) == 1:
        return _("layer {layer}: {error}").format(layer=layers[0], error=error)
    return _("layers {first} to {last}: {error}").format(
        first=layers[0], last=layers[-1], error=error
    )
