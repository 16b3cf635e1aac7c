"""From a history to what each of its rows did."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from inspector.analyses.dockerfile import UNKNOWN_BASE, Note, dockerfile
from inspector.analyses.explain.model import (
    BuildStep,
    Explanation,
    LayerEffect,
    StepKind,
    StepOrigin,
)
from inspector.analyses.explain.settings import Draft, settings_of
from inspector.analyses.explain.values import Values, values_of
from inspector.analyses.history.text import WORDS
from inspector.analyses.instruction import Instructions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.dockerfile import RecipeStep
    from inspector.analyses.usage import Usage
    from inspector.spec import HistoryEntry, ImageConfig

# Of these rows the recipe's instruction is only what stands for the layer.
_NO_KIND = {Note.NO_INSTRUCTION, Note.ORIGIN_LOST, Note.NO_ROW, Note.UNREAD}


def explained(
    config: ImageConfig,
    rows: Sequence[tuple[HistoryEntry, int | None]],
    usage: Usage | None = None,
    base: BaseImage | None = None,
    unread: Collection[int] = (),
) -> Explanation:
    """Explain a history: ``rows`` oldest first, each with the layer that it owns.

    Without ``usage`` (of all layers) the effects of layers are left out, and so are those of
    ``unread`` layers, of which nothing could be read. Texts are the configuration's: who shows them
    gives one without secrets.
    """
    first, *rest = dockerfile(config, rows).steps
    found = [each for each in rest if each.row is not None or each.layer is not None]
    drafts = list(_drafts(first, found, base))
    settings = settings_of(drafts, (config.config.cmd if config.config else None) or ())
    effects, instructions = _effects(usage, unread), Instructions(config)
    start = next(at for at, draft in enumerate(drafts) if draft.kind is StepKind.FROM)
    steps = []
    for index, (draft, values) in enumerate(zip(drafts, settings, strict=True)):
        row, layer = draft.step.row, draft.step.layer
        name = instructions.name(None if row is None else rows[row][0])
        steps.append(
            BuildStep(
                index=index,
                kind=draft.kind,
                number=index - start if index >= start else None,
                instruction=_instruction(draft, name, base),
                row=row,
                layer=layer,
                origin=draft.origin,
                form=draft.values.form,
                effect=effects.get(layer) if layer is not None else None,
                settings=values,
                flags=draft.values.flags,
                sources=draft.values.sources,
                target=draft.values.target,
                notes=draft.step.notes,
            )
        )
    return Explanation(tuple(steps), base)


def _drafts(
    first: RecipeStep, found: Sequence[RecipeStep], base: BaseImage | None
) -> Iterator[Draft]:
    """Yield the steps in the order of a Dockerfile: what is known to be the base's before FROM."""
    is_base = [base is not None and base.has(each.row, each.layer) for each in found]
    is_guess = base is not None and base.is_guess
    origin = StepOrigin.GUESSED_BASE if is_guess else StepOrigin.BASE
    below = [_draft(each, origin) for each, of in zip(found, is_base, strict=True) if of]
    above = [
        _draft(each, StepOrigin.OWN) for each, of in zip(found, is_base, strict=True) if not of
    ]
    begin = Draft(first, StepKind.FROM, Values(), StepOrigin.OWN)
    yield from (begin, *below, *above) if is_guess else (*below, begin, *above)


def _draft(step: RecipeStep, origin: StepOrigin) -> Draft:
    if _NO_KIND.intersection(step.notes) or step.word not in WORDS:
        return Draft(step, StepKind.NONE, Values(), origin)
    kind = StepKind(step.word)
    return Draft(step, kind, values_of(kind, step.body), origin)


def _instruction(draft: Draft, name: str, base: BaseImage | None) -> str:
    if draft.kind is StepKind.FROM:
        is_known = base is not None and not base.is_guess
        named = (base.name or UNKNOWN_BASE) if base is not None and is_known else draft.step.body
        return f"FROM {named}"
    if draft.kind is StepKind.NONE or name.startswith(draft.kind):
        return name
    return f"{draft.kind} {draft.step.body}"  # an exec form of which only the words are told


def _effects(usage: Usage | None, unread: Collection[int]) -> dict[int, LayerEffect]:
    if usage is None:
        return {}
    files: Counter[int] = Counter()
    hidden: Counter[int] = Counter()
    for row in usage.waste:
        if row.written_by < row.hidden_by:
            files[row.hidden_by] += 1
            hidden[row.hidden_by] += row.bytes
    return {
        each.index: LayerEffect(
            size=each.size,
            added=each.added,
            modified=each.modified,
            removed=each.removed,
            metadata=each.metadata,
            hidden_files=files[each.index],
            hidden_bytes=hidden[each.index],
            wasted_bytes=each.wasted_bytes,
        )
        for each in usage.layers
        if each.index not in unread
    }
