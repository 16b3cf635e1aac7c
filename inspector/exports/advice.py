"""What to do about waste: one sentence for a pair of layers; nothing of it is printable yet."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from inspector.analyses.usage import Cause
from inspector.exports.base_image import layers_named
from inspector.text import human_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.waste_groups import WasteGroup

_COPIES = frozenset({"ADD", "COPY"})
# What a step changes in its base image is mostly less: lists of packages and users.
_LITTLE = 1_000_000
_OF_BASE = {
    Cause.REMOVED: "choose a base image without it",
    Cause.OVERWRITTEN: "a newer base image may already include it",
    Cause.METADATA: "do not change mode, owner or time of the base image's files",
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
        return ": ".join(filter(None, _advice(group, instruction)))
    of_base = _remedy_of_base(group, base.layers)
    if base.is_guess:
        fact, remedy = _advice(group, instruction)
        which = layers_named(0, base.layers - 1) + (" is" if base.layers == 1 else " are")
        otherwise = f"; if not, {remedy}" if remedy else ""
        return f"{fact}: if {which} the base image, {of_base}{otherwise}"
    if hider < base.layers:
        which = f"layer {hider} is" if writer == hider else f"layers {writer} and {hider} are"
        return f"{which} the base image's: {of_base}"
    done = _done(group.causes[0], human_size(group.bytes), "the base image")
    return f"layer {hider} {done}: {of_base}"


def _remedy_of_base(group: WasteGroup, layers: int) -> str:
    """Return what to do about what a base image of so many layers stores."""
    if group.rows[0].hidden_by < layers:
        return "only a different base image would waste less"
    if group.bytes < _LITTLE:
        return "this is usual, there is little to gain"
    return _OF_BASE[group.causes[0]]


def _advice(group: WasteGroup, instruction: Callable[[int], str]) -> tuple[str, str]:
    """Return what was done, and what to do, "" for nothing, where no base image is thought of."""
    writer, hider = group.rows[0].written_by, group.rows[0].hidden_by
    size = human_size(group.bytes)
    if writer == hider:
        return f"layer {writer} stores {size} at paths that it removes itself", ""
    words = [_word(instruction(layer)) for layer in group.layers]
    if group.origin < writer:
        return _of_copy(group, words)
    done = f"layer {hider} {_done(group.causes[0], size, f'layer {writer}')}"
    return done, _once(words[0]) if group.causes[0] is Cause.METADATA else _remedy(group, words)


def _of_copy(group: WasteGroup, words: list[str]) -> tuple[str, str]:
    """Return the same for what the writer had from a layer below: it added nothing."""
    origin, writer, hider = group.layers
    size = human_size(group.origin_bytes)
    written = f"layer {origin} wrote {size}, layer {writer} stored it again"
    cause = group.causes[0]
    if cause is Cause.METADATA:
        return f"{written}, layer {hider} again, unchanged", _once(words[0])
    if cause is Cause.OVERWRITTEN:
        return f"{written}, layer {hider} overwrites it", _remedy(group, words)
    remedy = _remedy(group, words)
    if words[0] not in _COPIES and _are_neighbours(group):
        one = "one RUN" if _are_runs(words) else "one step"
        remedy = f"do not write it, or do everything in {one}"
    return f"{written}, layer {hider} removes it", remedy


def _done(cause: Cause, size: str, whose: str) -> str:
    if cause is Cause.REMOVED:
        return f"deletes {size} that {whose} added"
    if cause is Cause.METADATA:
        return f"stores {size} of {whose} again, unchanged"
    return f"overwrites {size} of {whose}"


def _word(instruction: str) -> str:
    return instruction.partition(" ")[0].upper()


def _are_runs(words: Iterable[str]) -> bool:
    return set(words) == {"RUN"}


def _are_neighbours(group: WasteGroup) -> bool:
    """Whether no other layer lies between: a step in between may need what was written."""
    return all(after - before == 1 for before, after in pairwise(group.layers))


def _remedy(group: WasteGroup, words: list[str]) -> str:
    if words[0] == "RUN" and not _are_neighbours(group):
        first = f"the RUN line of layer {group.layers[0]}"
        if group.causes[0] is Cause.REMOVED:
            return f"delete it in {first}, unless a later step needs it"
        return f"write it in its final form in {first}, unless a later step needs it as it was"
    if _are_runs(words):
        count = {2: "two", 3: "three"}[len(words)]
        return f"merge the {count} RUN lines"
    if words[0] in _COPIES:
        return f"exclude it from {words[0]}"
    return "do both in one step" if len(words) == 2 else "do everything in one step"


def _once(word: str) -> str:
    if word in _COPIES:
        return f"set mode and owner with {word} --chmod, --chown"
    return "set mode, owner and time in the step that adds it"
