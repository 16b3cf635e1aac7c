"""The details of a step, its layer, or a range of layers, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.history import parse_time
from inspector.exports.times import ago
from inspector.text import human_size, printable
from inspector.ui.kit.path_details import exact_size, fact_table, shortened
from inspector.ui.layers.verification import verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import RenderableType

    from inspector.ui.session.history_steps import Span, Step
    from inspector.ui.session.session import Session

_BRIEF = 300
_SHELL = "/bin/sh -c "
# A range may hold thousands of layers.
_MOST_COMMANDS = 50


def layer_facts(
    session: Session, step: Step, key_of: Callable[[str], str] | None = None
) -> RenderableType:
    """Return what is known of a step and its layer.

    Without the names of keys, by which the layer's numbers can be asked, what matters while
    browsing.
    """
    if step.layer is None:
        said = "This step made no layer: it only set the configuration."
        if step.is_lost:
            said = "The history gives this step a layer that the image does not have."
        return fact_table([("layer", said), *_place(session, step)])
    facts: list[tuple[str, str]] = []
    trouble = session.trouble(step.layer)
    if trouble:
        facts.append(("problem", shortened(trouble)))
    facts += _figures(session, step.layer, key_of or (lambda _: ""))
    facts.append(("blob", _blob(session, step.layer)))
    if key_of is not None:
        facts += _identity(session, step.layer)
    if step.entry is not None:
        facts.append(("created", ago(parse_time(step.entry.created), session.now)))
    facts += _place(session, step)
    if step.entry is not None and key_of is not None:
        facts += _recorded(step)
    return fact_table(facts)


def range_facts(session: Session, span: Span) -> RenderableType:
    """Return what a range of layers changed as one, and the commands that made it."""
    facts: list[tuple[str, str]] = []
    trouble = session.trouble_in(span)
    if trouble:
        facts.append(("problem", shortened(trouble)))
    layers = range(span.first, span.last + 1)
    sizes = [session.size_of(layer) for layer in layers]
    if None not in sizes:
        facts.append(("size", f"{exact_size(sum(size or 0 for size in sizes))}, all layers"))
    packed = sum(session.image.layers[layer].compressed_size for layer in layers)
    facts.append(("blobs", human_size(packed)))
    facts.append(("changes", _together(session, span)))
    facts += [
        (f"layer {layer}", shortened(session.instruction_of(layer), _BRIEF))
        for layer in layers[:_MOST_COMMANDS]
    ]
    if len(layers) > _MOST_COMMANDS:
        facts.append(("", f"+{len(layers) - _MOST_COMMANDS:,} more layers"))
    return fact_table(facts)


def _together(session: Session, span: Span) -> str:
    changes = session.changes.get(span)
    if changes is None:
        return "comparing…"
    total = changes.total
    return (
        f"{total.added:,} added, {total.modified:,} modified, {total.metadata:,} metadata only, "
        f"{total.removed:,} removed, comparing the trees before and after"
    )


def _identity(session: Session, index: int) -> list[tuple[str, str]]:
    layer = session.image.layers[index]
    facts: list[tuple[str, str]] = []
    if layer.diff_id:
        facts.append(("diff_id", printable(layer.diff_id)))
    digest = layer.digest or layer.source.digest
    if digest:
        facts.append(("digest", printable(digest)))
    facts.append(("checked", verdict(session.checks.get(index))))
    return facts


def _figures(session: Session, layer: int, key_of: Callable[[str], str]) -> list[tuple[str, str]]:
    size = session.size_of(layer)
    if size is None:
        return [("size", "not read yet")]
    if session.is_unknown(layer):
        return [("size", "not known")]
    usage = session.layer_usage(layer)
    if usage is None:
        return [("size", exact_size(size)), ("changes", "counting…")]

    def asked(name: str, number: int) -> str:
        key = key_of(name) if number else ""
        return f" ({key})" if key else ""

    wasted = human_size(usage.wasted_bytes) if usage.wasted_bytes else "none"
    wasted += f" of it wasted{asked('layer.waste', usage.wasted_bytes)}"
    changes = (
        f"{usage.added:,} added{asked('layer.added', usage.added)}",
        f"{usage.modified:,} modified{asked('layer.modified', usage.modified)}",
        f"{usage.metadata:,} metadata only{asked('layer.metadata', usage.metadata)}",
        f"{usage.removed:,} removed{asked('layer.removed', usage.removed)}",
    )
    return [("size", f"{exact_size(size)}, {wasted}"), ("changes", ", ".join(changes))]


def _blob(session: Session, layer: int) -> str:
    found = session.image.layers[layer]
    compression = found.scan.compression
    how = {None: "", "none": ", not compressed"}.get(compression, f", {compression}")
    kind = f", {printable(found.source.media_type)}" if found.source.media_type else ""
    return f"{human_size(found.compressed_size)}{how}{kind}"


def _place(session: Session, step: Step) -> list[tuple[str, str]]:
    """Return whether the base image made a step, as far as that is known."""
    base = session.base
    if base is None:
        return []
    if step.entry is None:
        is_of_base = step.layer is not None and step.layer < base.layers
    else:
        rows = session.image.history[: base.rows]
        is_of_base = any(entry is step.entry for entry, _ in rows)
    if not is_of_base:
        return []
    # The first frame, in which no base image is known, does not wait for it.
    from inspector.exports.base_image import source_named

    name = f" {shortened(base.reference, 200)}" if base.reference else ""
    return [("made by", f"the base image{name} ({source_named(base)})")]


def _recorded(step: Step) -> list[tuple[str, str]]:
    """Return what the history says besides the instruction."""
    facts: list[tuple[str, str]] = []
    entry = step.entry
    if entry is None:
        return facts
    if entry.comment:
        facts.append(("comment", shortened(entry.comment)))
    told = (entry.created_by or "").strip()
    if step.instructions.rewrites(told):
        return facts
    if told.removeprefix(_SHELL).removeprefix("RUN ") != step.instruction.removeprefix("RUN "):
        facts.append(("recorded as", shortened(told)))
    return facts
