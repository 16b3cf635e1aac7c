"""What a step of a history means and did, in one to three sentences.

Texts of the image are cut and made printable here: a sentence can be shown as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.explain import StepKind
from inspector.exports.explain.instructions import base_sentences, meaning
from inspector.exports.explain.names import listed
from inspector.exports.layout.words import joined, sentences
from inspector.language import N_, _, pgettext
from inspector.text import counted, human_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.explain import BuildStep, Explanation, LayerEffect


def step_sentences(explanation: Explanation, step: BuildStep) -> str:
    """Return what the step does, whether it makes a layer, and what it did here."""
    return sentences(_sentences(explanation, step))


def _sentences(explanation: Explanation, step: BuildStep) -> Iterator[str]:
    if step.kind is StepKind.FROM:
        yield from base_sentences(explanation, step)
        return
    yield meaning(step)
    if step.layer is not None:
        yield from _layer(step)
    yield _replaced(explanation, step)


# The first names the paths, the others are their numbers.
_FIRST_ACTIONS = (
    N_("adds {paths}"),
    N_("removes {paths}"),
    N_("changes {paths}"),
    N_("changes the metadata of {paths}"),
)
_ACTIONS = (
    N_("adds {count}"),
    N_("removes {count}"),
    N_("changes {count}"),
    N_("changes the metadata of {count}"),
)


def _layer(step: BuildStep) -> Iterator[str]:
    effect = step.effect
    if effect is None:
        yield _("It made layer {layer}.").format(layer=step.layer)
        return
    yield _("Layer {layer} {changes} ({size}).").format(
        layer=step.layer, changes=_changes(effect), size=human_size(effect.size)
    )
    yield _hidden(effect)


def _changes(effect: LayerEffect) -> str:
    numbers = (effect.added, effect.removed, effect.modified, effect.metadata)
    told = [(at, number) for at, number in enumerate(numbers) if number]
    if not told:
        return _("changes nothing")
    (first, number), *rest = told
    actions = [_(_FIRST_ACTIONS[first]).format(paths=counted(number, "path"))]
    actions += [_(_ACTIONS[at]).format(count=f"{number:,}") for at, number in rest]
    if not rest:
        return actions[0]
    return pgettext("what a layer does", "{actions} and {last}").format(
        actions=joined(actions[:-1]), last=actions[-1]
    )


# By whether it hides bytes of others, and whether bytes of its own are hidden.
_HIDDEN = {
    (False, False): "",
    (False, True): N_("Of its own, {own} are not visible in the final image."),
    (True, False): N_("It hides {files} of lower layers, whose {hidden} stay in the image."),
    (True, True): N_(
        "It hides {files} of lower layers, whose {hidden} stay in the image; of its own, {own} are"
        " not visible in the final image."
    ),
}


def _hidden(effect: LayerEffect) -> str:
    template = _HIDDEN[bool(effect.hidden_bytes), bool(effect.wasted_bytes)]
    return template and _(template).format(
        files=counted(effect.hidden_files, "file"),
        hidden=human_size(effect.hidden_bytes),
        own=human_size(effect.wasted_bytes),
    )


def _replaced(explanation: Explanation, step: BuildStep) -> str:
    by = step.replaced_by
    if by is None:
        return _partly_replaced(step)
    later = explanation.steps[by]
    if step.kind is StepKind.CMD and later.kind is StepKind.ENTRYPOINT:
        template = _(
            "It has no effect: the ENTRYPOINT {where} resets it, as it came from the base image."
        )
    elif step.kind in {StepKind.CMD, StepKind.ENTRYPOINT, StepKind.HEALTHCHECK}:
        template = _(
            "It has no effect: only the last {instruction} counts, which is the one {where}."
        )
    else:
        template = _("It holds until the {instruction} {where} replaces it.")
    return template.format(instruction=later.kind, where=row_named(later))


def _partly_replaced(step: BuildStep) -> str:
    names = [each.name for each in step.settings if each.replaced_by is not None]
    return _("A later step sets {names} anew.").format(names=listed(names)) if names else ""


def row_named(step: BuildStep) -> str:
    """Return ``in row 5``: where a step stands, for a sentence."""
    if step.number is None:
        return _("of the base image")
    return _("in row {row}").format(row=step.number)
