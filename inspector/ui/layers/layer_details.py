"""The details of a step, its layer, or a range of layers, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.history.rows import parse_time
from inspector.exports.layout.times import ago
from inspector.language import _
from inspector.text import human_size, printable
from inspector.ui.kit.path_details import FactTable, change_counts, exact_size, shortened
from inspector.ui.kit.sentences import listed
from inspector.ui.layers.verification import check_text

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
        said = _("This step made no layer: it only set the configuration.")
        if step.is_lost:
            said = _("The history gives this step a layer that the image does not have.")
        return FactTable([(_("layer"), said), *_place(session, step)])
    facts: list[tuple[str, str]] = []
    trouble = session.trouble(step.layer)
    if trouble:
        facts.append((_("problem"), shortened(trouble)))
    facts += _figures(session, step.layer, key_of or (lambda _: ""))
    facts.append((_("blob"), _blob(session, step.layer)))
    if key_of is not None:
        facts += _identity(session, step.layer)
    if step.entry is not None:
        facts.append((_("created"), ago(parse_time(step.entry.created), session.now)))
    facts += _place(session, step)
    if step.entry is not None and key_of is not None:
        facts += _recorded(step)
    return FactTable(facts)


def range_facts(session: Session, span: Span) -> RenderableType:
    """Return what a range of layers changed as one, and the commands that made it."""
    facts: list[tuple[str, str]] = []
    trouble = session.trouble_in(span)
    if trouble:
        facts.append((_("problem"), shortened(trouble)))
    layers = range(span.first, span.last + 1)
    sizes = [session.size_of(layer) for layer in layers]
    if None not in sizes:
        size = exact_size(sum(size or 0 for size in sizes))
        facts.append((_("size"), _("{size}, all layers").format(size=size)))
    packed = sum(session.image.layers[layer].compressed_size for layer in layers)
    facts.append((_("blobs"), human_size(packed)))
    facts.append((_("changes"), _together(session, span)))
    facts += [
        (_("layer {layer}").format(layer=layer), shortened(session.instruction_of(layer), _BRIEF))
        for layer in layers[:_MOST_COMMANDS]
    ]
    if len(layers) > _MOST_COMMANDS:
        more = _("+{count:,} more layers").format(count=len(layers) - _MOST_COMMANDS)
        facts.append(("", more))
    return FactTable(facts)


def _together(session: Session, span: Span) -> str:
    changes = session.changes.get(span)
    if changes is None:
        return _("comparing…")
    total = changes.total
    numbers = (total.added, total.modified, total.metadata, total.removed)
    counts = listed(change_counts(*numbers, with_none=True).values())
    return _("{counts}, comparing the trees before and after").format(counts=counts)


def _identity(session: Session, index: int) -> list[tuple[str, str]]:
    layer = session.image.layers[index]
    facts: list[tuple[str, str]] = []
    if layer.diff_id:
        facts.append(("diff_id", printable(layer.diff_id)))
    digest = layer.digest or layer.source.digest
    if digest:
        facts.append(("digest", printable(digest)))
    facts.append((_("checked"), check_text(session.checks.get(index))))
    return facts


def _figures(session: Session, layer: int, key_of: Callable[[str], str]) -> list[tuple[str, str]]:
    size = session.size_of(layer)
    if size is None:
        return [(_("size"), _("not read yet"))]
    if session.is_unknown(layer):
        return [(_("size"), _("not known"))]
    usage = session.layer_usage(layer)
    if usage is None:
        return [(_("size"), exact_size(size)), (_("changes"), _("counting…"))]

    def asked(name: str, number: int) -> str:
        key = key_of(f"layer.{name}") if number else ""
        return f" ({key})" if key else ""

    said = (
        _("{size}, {wasted} of it wasted") if usage.wasted_bytes else _("{size}, none of it wasted")
    )
    told = said.format(size=exact_size(size), wasted=human_size(usage.wasted_bytes))
    counts = change_counts(
        usage.added, usage.modified, usage.metadata, usage.removed, with_none=True
    )
    changes = (
        said + asked(kind.value, getattr(usage, kind.value)) for kind, said in counts.items()
    )
    return [
        (_("size"), told + asked("waste", usage.wasted_bytes)),
        (_("changes"), listed(changes)),
    ]


def _blob(session: Session, layer: int) -> str:
    found = session.image.layers[layer]
    compression = found.scan.compression
    how = _("not compressed") if compression == "none" else compression or ""
    kind = printable(found.source.media_type or "")
    return listed(filter(None, (human_size(found.compressed_size), how, kind)))


def _place(session: Session, step: Step) -> list[tuple[str, str]]:
    """Return whether the base image made a step, as far as that is known."""
    base = session.base
    if base is None:
        return []
    if step.entry is None:
        is_of_base = step.layer is not None and step.layer < base.layers
    else:
        rows = session.image.history[: base.rows]
        is_of_base = any(row[0] is step.entry for row in rows)
    if not is_of_base:
        return []
    # The first frame, in which no base image is known, does not wait for it.
    from inspector.exports.sentences.base_image import source_named

    said = _("the base image ({source})")
    said = _("the base image {name} ({source})") if base.reference else said
    name = shortened(base.reference or "", 200)
    return [(_("made by"), said.format(name=name, source=source_named(base)))]


def _recorded(step: Step) -> list[tuple[str, str]]:
    """Return what the history says besides the instruction."""
    facts: list[tuple[str, str]] = []
    entry = step.entry
    if entry is None:
        return facts
    if entry.comment:
        facts.append((_("comment"), shortened(entry.comment)))
    told = (entry.created_by or "").strip()
    if step.instructions.rewrites(told):
        return facts
    if told.removeprefix(_SHELL).removeprefix("RUN ") != step.instruction.removeprefix("RUN "):
        facts.append((_("recorded as"), shortened(told)))
    return facts
