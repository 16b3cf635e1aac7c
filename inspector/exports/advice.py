"""What to do about waste: one sentence for a pair of layers; nothing of it is printable yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.usage import Cause
from inspector.text import human_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from inspector.analyses.waste_groups import WasteGroup

_COPIES = frozenset({"ADD", "COPY"})
# What a step changes in its base image is mostly less: lists of packages and users.
_LITTLE = 1_000_000
_OF_BASE = {
    Cause.REMOVED: "choose a base image without it",
    Cause.OVERWRITTEN: "a newer base image may have it already",
    Cause.METADATA: "leave mode, owner and time of the base image's files alone",
}


def advice(group: WasteGroup, instruction: Callable[[int], str], base_layers: int = 0) -> str:
    """Return a sentence for waste of one layer that another hid.

    ``instruction`` tells what made a layer; the lowest ``base_layers`` are the base image's.
    """
    writer, hider = group.rows[0].written_by, group.rows[0].hidden_by
    size = human_size(group.bytes)
    if hider < base_layers:
        which = f"layer {hider} is" if writer == hider else f"layers {writer} and {hider} are"
        return f"{which} the base image's: only another base image wastes less"
    if writer == hider:
        return f"layer {writer} stores {size} under names that it takes away itself"
    if writer < base_layers:
        little = group.bytes < _LITTLE
        remedy = "that is usual, there is little to gain" if little else _OF_BASE[group.causes[0]]
        return f"layer {hider} {_done(group.causes[0], size, 'the base image')}: {remedy}"
    words = [_word(instruction(layer)) for layer in group.layers]
    if group.origin < writer:
        return _of_copy(group, words)
    if group.causes[0] is Cause.METADATA:
        return f"layer {hider} stores {size} of layer {writer} again, unchanged: {_once(words[0])}"
    return f"layer {hider} {_done(group.causes[0], size, f'layer {writer}')}: {_remedy(words)}"


def _of_copy(group: WasteGroup, words: list[str]) -> str:
    """Return the sentence for what the writer had from a layer below: it added nothing."""
    origin, writer, hider = group.layers
    size = human_size(group.origin_bytes)
    written = f"layer {origin} wrote {size}, layer {writer} stored it again"
    cause = group.causes[0]
    if cause is Cause.METADATA:
        return f"{written}, layer {hider} once more, unchanged: {_once(words[0])}"
    if cause is Cause.OVERWRITTEN:
        return f"{written}, layer {hider} writes over it: {_remedy(words)}"
    remedy = _remedy(words)
    if words[0] not in _COPIES:
        one = "one RUN" if _are_runs(words) else "one step"
        remedy = f"never write it, or do all in {one}"
    return f"{written}, layer {hider} removes it: {remedy}"


def _done(cause: Cause, size: str, whose: str) -> str:
    if cause is Cause.REMOVED:
        return f"deletes {size} that {whose} added"
    if cause is Cause.METADATA:
        return f"stores {size} of {whose} again, unchanged"
    return f"writes over {size} of {whose}"


def _word(instruction: str) -> str:
    return instruction.partition(" ")[0].upper()


def _are_runs(words: Iterable[str]) -> bool:
    return set(words) == {"RUN"}


def _remedy(words: list[str]) -> str:
    if _are_runs(words):
        count = {2: "two", 3: "three"}[len(words)]
        return f"merge the {count} RUN lines"
    if words[0] in _COPIES:
        return f"leave it out of what {words[0]} brings"
    return "do both in one step" if len(words) == 2 else "do all in one step"


def _once(word: str) -> str:
    if word in _COPIES:
        return f"set mode and owner with {word} --chmod, --chown"
    return "change mode, owner and time in the step that adds it"
