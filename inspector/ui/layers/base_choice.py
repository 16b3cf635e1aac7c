"""What the user sets as the base image by a key on a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.base_image import GivenBase, Source, base_image
from inspector.exports.sentences.base_image import base_named, layers_named
from inspector.language import _, ngettext

if TYPE_CHECKING:
    from inspector.analyses.base_image import BaseImage
    from inspector.ui.session.session import Session


def turned_base(session: Session, layer: int, undo: str) -> tuple[BaseImage | None, str]:
    """Set that the base image ends with a layer, or take that back; remember it for the image.

    Return the base image that there is then, and a text about it, not printable yet; ``undo`` is
    the key that takes it back. Taken back, the image tells again.
    """
    image, memory, before = session.image, session.memory.bases, session.base
    session.has_base_set = True
    layers = layer + 1
    is_set = before is not None and before.source is Source.GIVEN and before.layers == layers
    if not is_set:
        memory.set(image.id, layers)
        said = ngettext(
            "{layers} is the base image. {key} again undoes it.",
            "{layers} are the base image. {key} again undoes it.",
            layers,
        )
        told = said.format(layers=layers_named(0, layer).capitalize(), key=undo)
        return base_image(image, GivenBase(layers)), told
    memory.set(image.id, None)
    found = base_image(image)
    if found is None:
        return None, _("No base image is set.")
    return found, _("The base image: {name}.").format(name=base_named(found))
