"""What is said of a step of the build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.explain import StepKind
from inspector.exports.explain.sentences import step_sentences
from inspector.exports.explain.text import changed_sentences, uncached_sentence
from inspector.language import _, ngettext
from inspector.text import human_size
from inspector.ui.build_steps.playback import FILE_KINDS
from inspector.ui.build_steps.stack import total_text
from inspector.ui.kit.placeholders import layer_doubt
from inspector.ui.kit.sentences import paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.explain import BuildStep
    from inspector.ui.build_steps.playback import Playback
    from inspector.ui.session.session import Session

_SQUASHED = "merge sha256:"  # what docker build --squash writes into the history


def build_title(playback: Playback, *, is_playing: bool) -> str:
    """Return where the build is."""
    total = total_text(playback.totals[playback.at])
    told = _("{place}, playing   {total} so far") if is_playing else _("{place}   {total} so far")
    return told.format(place=step_place(playback), total=total)


def step_place(playback: Playback) -> str:
    """Return where the step under the cursor stands, by the rows that the list numbers."""
    number, explanation = playback.step.number, playback.explanation
    last = explanation.steps[-1].number or 0
    if number is not None:
        return _("row {number} of {last}").format(number=f"{number:,}", last=f"{last:,}")
    told = _("step {number} of {count} of the base image")
    return told.format(number=f"{playback.at + 1:,}", count=f"{explanation.start:,}")


def step_text(session: Session, playback: Playback) -> str:
    """Return what the step under the cursor did and costs, and what a builder runs again."""
    return "\n".join(filter(None, _lines(session, playback)))


def _lines(session: Session, playback: Playback) -> Iterator[str]:
    step = playback.step
    if playback.rebuilt is not None:
        yield cache_words(playback)
    yield paragraph((_cost(session, playback), step_sentences(playback.explanation, step)))
    if step.kind is StepKind.FROM or (step.layer is None and step.kind in FILE_KINDS):
        yield layers_words(session, playback)


def _cost(session: Session, playback: Playback) -> str:
    """Return what is to be known before the sentences, which tell the size of a layer read."""
    step = playback.step
    if step.layer is None:
        if step.kind is StepKind.FROM:
            return ""
        if is_lost(session, step):
            return _("The layer that the history states for it is not in the image.")
        is_setting = step.kind not in {*FILE_KINDS, StepKind.NONE}
        return _("Only configuration: 0 B.") if is_setting else _("No layer: 0 B.")
    if doubt := layer_doubt(session, step.layer):
        return doubt
    size = playback.size(step.index)
    is_told = size is None or step.effect is not None
    if is_told:
        return ""
    return _("Layer {layer}: {size}.").format(layer=step.layer, size=human_size(size or 0))


def is_lost(session: Session, step: BuildStep) -> bool:
    """Whether the history says that a step made a layer, and the image has none for it."""
    if step.row is None or step.layer is not None:
        return False
    return not session.image.history[step.row][0].empty_layer


def layers_words(session: Session, playback: Playback) -> str:
    """Return why steps that make files have no layer, "" where all have."""
    if any((entry.comment or "").startswith(_SQUASHED) for entry, _ in session.image.history):
        return _("The image was squashed: one layer holds what several steps did.")
    number = playback.without_layer
    if not number:
        return ""
    told = ngettext(
        "{count} RUN, COPY or ADD step has no layer: they changed no files, or a builder put what"
        " several steps did into one layer.",
        "{count} RUN, COPY or ADD steps have no layer: they changed no files, or a builder put what"
        " several steps did into one layer.",
        number,
    )
    return told.format(count=f"{number:,}")


def cache_words(playback: Playback) -> str:
    """Return what a builder takes from its cache and what it runs again, "" where none asks."""
    rebuilt = playback.rebuilt
    if rebuilt is None:
        return ""
    if playback.is_uncached:
        return uncached_sentence(rebuilt)
    return changed_sentences(rebuilt)
