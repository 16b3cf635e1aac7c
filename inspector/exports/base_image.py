"""The base image in words, and how it is known; nothing of it is printable yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.base_image import Sign, Source

if TYPE_CHECKING:
    from inspector.analyses.base_image import BaseImage

_SIGNS = {
    Sign.COMMAND: "build steps follow a CMD or ENTRYPOINT",
    Sign.TIME: "the next step was made at another time",
    Sign.BUILDER: "another tool wrote the next step",
    Sign.ROOT: "it looks like a distribution's image",
}
_SOURCES = {
    Source.GIVEN: "given",
    Source.ANNOTATION: "stated by the image",
}


def layers_named(first: int, last: int) -> str:
    """Return ``layer 0`` or ``layers 0 to 2``."""
    return f"layer {first}" if first == last else f"layers {first} to {last}"


def signs_named(base: BaseImage) -> str:
    """Return why a base image is thought to end where it does."""
    return ", ".join(_SIGNS[sign] for sign in base.signs)


def source_named(base: BaseImage) -> str:
    """Return how a base image is known: ``given``, or ``a guess: …`` with its reasons."""
    return f"a guess: {signs_named(base)}" if base.is_guess else _SOURCES[base.source]


def base_named(base: BaseImage) -> str:
    """Return ``layers 0 to 2, debian:12 (stated by the image)``."""
    name = f", {base.reference}" if base.reference else ""
    return f"{layers_named(0, base.layers - 1)}{name} ({source_named(base)})"
