"""What panes say in place of files: why there is nothing to show, or not yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.language import N_, _, shown
from inspector.ui.kit.path_details import shortened
from inspector.ui.kit.sentences import listed, paragraph
from inspector.ui.session.change_kinds import ALL_KINDS, ChangeKinds
from inspector.ui.session.selection import Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.session import Session

_MOST, _LONGEST = 3, 300
NO_LAYERS = N_("This image has no layers and no files.")
WAITING_FOR_ALL = N_("Known when all layers are read…")
NOTHING_WASTED = N_("Nothing is wasted: every stored byte is visible in the final image.")


def waiting(session: Session, step: Step, mode: Mode, kinds: ChangeKinds = ALL_KINDS) -> str:
    """Return why nothing can be shown yet, "" where something can."""
    layer = step.top
    if not session.image.layers:
        return _(NO_LAYERS)
    if layer < 0:
        return _("There are no files yet: this step comes before the first layer.")
    if not session.is_merged(layer):
        return _("reading layer {layer}…").format(layer=layer)
    span = step.span
    is_compared = mode is Mode.CHANGES or kinds != ALL_KINDS
    if is_compared and span is not None and span not in session.changes:
        return _("comparing {layers}…").format(layers=span)
    return ""


def unreadable(session: Session, step: Step) -> str:
    """Return why a layer of the step is not known whole, "" where all are."""
    span = step.span
    trouble = session.trouble_in(span) if span is not None else ""
    if span is None or not trouble:
        return ""
    if span.first == span.last:
        trouble = _("layer {layer} is {trouble}").format(layer=span.last, trouble=trouble)
    return shortened(trouble[:1].upper() + trouble[1:])


def layer_doubt(session: Session, layer: int | None) -> str:
    """Return why a layer is not known whole, or not yet; "" for one that is, and for none."""
    if layer is None:
        return ""
    if trouble := session.trouble(layer):
        return shortened(
            _("Layer {layer} is {trouble}.").format(layer=layer, trouble=trouble), _LONGEST
        )
    return (
        "" if session.is_merged(layer) else _("Layer {layer} is not read yet.").format(layer=layer)
    )


def emptiness(step: Step, mode: Mode) -> str:
    """Return why there are no files."""
    if mode is Mode.ALL:
        return _("There are no files up to here.")
    if step.layer is None:
        word = shortened(step.instruction.partition(" ")[0], 20)
        return _("This step changed no files: it only set {word}.").format(word=word)
    if step.first is not None:
        return _("These layers together changed no files.")
    return _("This layer changed no files.")


def nothing_found(
    ways: Sequence[str], remarks: Sequence[str], why: str = "", *, is_nowhere: bool
) -> str:
    """Return what to say where a filter leaves nothing, and what finds more.

    ``why``: there is nothing to filter. ``remarks``: what terms were taken for, not printable yet.
    """
    if is_nowhere:
        return paragraph((_("No path in any layer matches the filter."), *_sentences(remarks)))
    if ways and why:
        said = _("There is nothing to filter here: {ways}.")
    elif ways:
        said = _("No path here matches the filter: {ways}.")
    else:
        said = (
            _("There is nothing to filter here.") if why else _("No path here matches the filter.")
        )
    return paragraph((why, said.format(ways=listed(ways)), *_sentences(remarks)))


def _sentences(texts: Sequence[str]) -> list[str]:
    return [
        _("{sentence}.").format(sentence=shortened(shown(text), _LONGEST)) for text in texts[:_MOST]
    ]
