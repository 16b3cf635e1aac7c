"""The base image in words, and how it is known; nothing of it is printable yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.base_image import Sign, Source
from inspector.exports.layout.words import joined
from inspector.language import N_, _

if TYPE_CHECKING:
    from inspector.analyses.base_image import BaseImage

_SIGNS = {
    Sign.COMMAND: N_("build steps follow a CMD or ENTRYPOINT"),
    Sign.TIME: N_("the next step was made at another time"),
    Sign.BUILDER: N_("another tool wrote the next step"),
    Sign.ROOT: N_("it looks like a distribution's image"),
}
_SOURCES = {
    Source.GIVEN: N_("given"),
    Source.ANNOTATION: N_("stated by the image"),
}


def layers_named(first: int, last: int) -> str:
    """Return ``layer 0`` or ``layers 0 to 2``."""
    if first == last:
        return _("layer {layer}").format(layer=first)
    return _("layers {first} to {last}").format(first=first, last=last)


def signs_named(base: BaseImage) -> str:
    """Return why a base image is thought to end where it does."""
    return joined(_(_SIGNS[sign]) for sign in base.signs)


def source_named(base: BaseImage) -> str:
    """Return how a base image is known: ``given``, or ``a guess: …`` with its reasons."""
    if base.is_guess:
        return _("a guess: {signs}").format(signs=signs_named(base))
    return _(_SOURCES[base.source])


def base_named(base: BaseImage) -> str:
    """Return ``layers 0 to 2, debian:12 (stated by the image)``."""
    layers, source = layers_named(0, base.layers - 1), source_named(base)
    if not base.reference:
        return _("{layers} ({source})").format(layers=layers, source=source)
    return _("{layers}, {name} ({source})").format(
        layers=layers, name=base.reference, source=source
    )
