"""What to do about waste: one sentence for a pair of layers; nothing of it is printable yet."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from inspector.analyses.usage import Cause
from inspector.exports.layout.words import clauses, explained
from inspector.exports.sentences.base_image import layers_named
from inspector.language import N_, _, ngettext
from inspector.text import human_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.waste_groups import WasteGroup

_COPIES = frozenset({"ADD", "COPY"})
# What a step changes in its base image is mostly less: lists of packages and users.
_LITTLE = 1_000_000
_DONE = {
    Cause.REMOVED: N_("layer {hider} deletes {size} that layer {writer} added"),
    Cause.METADATA: N_("layer {hider} stores {size} of layer {writer} again, unchanged"),
    Cause.OVERWRITTEN: N_("layer {hider} overwrites {size} of layer {writer}"),
}
_DONE_TO_BASE = {
    Cause.REMOVED: N_("layer {hider} deletes {size} that the base image added"),
    Cause.METADATA: N_("layer {hider} stores {size} of the base image again, unchanged"),
    Cause.OVERWRITTEN: N_("layer {hider} overwrites {size} of the base image"),
}
# Where it does more than one of these.
_HIDDEN = {
    Cause.REMOVED: N_("layer {hider} hides {size} of layer {writer}, {part} of it deleted"),
    Cause.METADATA: N_(
        "layer {hider} hides {size} of layer {writer}, {part} of it stored again, unchanged"
    ),
    Cause.OVERWRITTEN: N_("layer {hider} hides {size} of layer {writer}, {part} of it overwritten"),
}
_HIDDEN_OF_BASE = {
    Cause.REMOVED: N_("layer {hider} hides {size} of the base image, {part} of it deleted"),
    Cause.METADATA: N_(
        "layer {hider} hides {size} of the base image, {part} of it stored again, unchanged"
    ),
    Cause.OVERWRITTEN: N_("layer {hider} hides {size} of the base image, {part} of it overwritten"),
}
_OF_COPY = {
    Cause.REMOVED: N_(
        "layer {origin} wrote {size}, layer {writer} stored it again, layer {hider} removes it"
    ),
    Cause.METADATA: N_(
        "layer {origin} wrote {size}, layer {writer} stored it again, layer {hider} again,"
        " unchanged"
    ),
    Cause.OVERWRITTEN: N_(
        "layer {origin} wrote {size}, layer {writer} stored it again, layer {hider} overwrites it"
    ),
}
_OF_BASE = {
    Cause.REMOVED: N_("choose a base image without it"),
    Cause.OVERWRITTEN: N_("a newer base image may already include it"),
    Cause.METADATA: N_("do not change mode, owner or time of the base image's files"),
}


def advice(
    group: WasteGroup, instruction: Callable[[int], str], base: BaseImage | None = None
) -> str:
    """Return a sentence for waste of one layer that another hid.

    ``instruction`` tells what made a layer. Where the base image is a guess, what follows from it
    is said with an "if", beside what to do otherwise.
    """
    writer, hider = group.rows[0].written_by, group.rows[0].hidden_by
    if base is None or writer >= base.layers:
        return explained(*_advice(group, instruction))
    of_base = _remedy_of_base(group, base.layers)
    if base.is_guess:
        fact, remedy = _advice(group, instruction)
        guess = ngettext(
            "if {layers} is the base image, {remedy}",
            "if {layers} are the base image, {remedy}",
            base.layers,
        ).format(layers=layers_named(0, base.layers - 1), remedy=of_base)
        otherwise = _("if not, {remedy}").format(remedy=remedy) if remedy else ""
        return explained(fact, clauses(filter(None, (guess, otherwise))))
    if hider < base.layers:
        template = _("layers {writer} and {hider} are the base image's")
        if writer == hider:
            template = _("layer {hider} is the base image's")
        return explained(template.format(writer=writer, hider=hider), of_base)
    return explained(_done(group, _DONE_TO_BASE, _HIDDEN_OF_BASE), of_base)


def _done(group: WasteGroup, alone: Mapping[Cause, str], mixed: Mapping[Cause, str]) -> str:
    """Return what a layer did to what one below it had stored."""
    cause, *others = group.causes
    return _((mixed if others else alone)[cause]).format(
        writer=group.rows[0].written_by,
        hider=group.rows[0].hidden_by,
        size=human_size(group.bytes),
        part=human_size(group.bytes_of(cause)),
    )


def _remedy_of_base(group: WasteGroup, layers: int) -> str:
    """Return what to do about what a base image of so many layers stores."""
    if group.rows[0].hidden_by < layers:
        return _("only a different base image would waste less")
    if group.bytes < _LITTLE:
        return _("this is usual, there is little to gain")
    return _(_OF_BASE[group.causes[0]])


def _advice(group: WasteGroup, instruction: Callable[[int], str]) -> tuple[str, str]:
    """Return what was done, and what to do, "" for nothing, where no base image is thought of."""
    writer, hider = group.rows[0].written_by, group.rows[0].hidden_by
    if writer == hider:
        told = _("layer {layer} stores {size} at paths that it removes itself")
        return told.format(layer=writer, size=human_size(group.bytes)), ""
    words = [_word(instruction(layer)) for layer in group.layers]
    if group.origin < writer:
        return _of_copy(group, words)
    is_unchanged = group.causes[0] is Cause.METADATA
    done = _done(group, _DONE, _HIDDEN)
    return done, _once(words[0]) if is_unchanged else _remedy(group, words)


def _of_copy(group: WasteGroup, words: list[str]) -> tuple[str, str]:
    """Return the same for what the writer had from a layer below: it added nothing."""
    origin, writer, hider = group.layers
    copied = group.of_origin
    cause = copied.causes[0]
    size = human_size(copied.bytes_of(cause))
    done = _(_OF_COPY[cause]).format(origin=origin, size=size, writer=writer, hider=hider)
    if cause is Cause.METADATA:
        return done, _once(words[0])
    if cause is Cause.REMOVED and words[0] not in _COPIES and _are_neighbours(group):
        if _are_runs(words):
            return done, _("do not write it, or do everything in one RUN")
        return done, _("do not write it, or do everything in one step")
    return done, _remedy(group, words)


def _word(instruction: str) -> str:
    return instruction.partition(" ")[0].upper()


def _are_runs(words: Iterable[str]) -> bool:
    return set(words) == {"RUN"}


def _are_neighbours(group: WasteGroup) -> bool:
    """Whether no other layer lies between: a step in between may need what was written."""
    return all(after - before == 1 for before, after in pairwise(group.layers))


def _remedy(group: WasteGroup, words: list[str]) -> str:
    if words[0] == "RUN" and not _are_neighbours(group):
        template = _(
            "write it in its final form in the RUN line of layer {layer}, unless a later step needs"
            " it as it was"
        )
        if group.causes[0] is Cause.REMOVED:
            template = _("delete it in the RUN line of layer {layer}, unless a later step needs it")
        return template.format(layer=group.layers[0])
    is_pair = len(words) == 2
    if _are_runs(words):
        return _("merge the two RUN lines") if is_pair else _("merge the three RUN lines")
    if words[0] in _COPIES:
        return _("exclude it from {instruction}").format(instruction=words[0])
    return _("do both in one step") if is_pair else _("do everything in one step")


def _once(word: str) -> str:
    if word in _COPIES:
        return _("set mode and owner with {instruction} --chmod, --chown").format(instruction=word)
    return _("set mode, owner and time in the step that adds it")
