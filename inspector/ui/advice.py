"""What to do about waste: a sentence for a pair of layers, and the two instructions it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.usage import Cause
from inspector.text import human_size

if TYPE_CHECKING:
    from inspector.analyses.waste_groups import WasteGroup
    from inspector.ui.session import Session

_COPIES = frozenset({"ADD", "COPY"})


def told_of(session: Session, group: WasteGroup) -> tuple[str, ...]:
    """Return what to do about waste of one layer that another hid, and what these layers are.

    Not printable yet.
    """
    writer, hider = group.rows[0].written_by, group.rows[0].hidden_by
    layers = (writer,) if writer == hider else (writer, hider)
    instructions = tuple(f"layer {each}: {session.instruction_of(each)}" for each in layers)
    return advice_on(session, group), *instructions


def advice_on(session: Session, group: WasteGroup) -> str:
    """Return the sentence alone."""
    writer, hider = group.rows[0].written_by, group.rows[0].hidden_by
    words = session.instruction_of(writer), session.instruction_of(hider)
    return advice(group, *words, base_layers=session.base_layers)


def advice(group: WasteGroup, written: str, hidden: str, *, base_layers: int = 0) -> str:
    """Return a sentence for waste of one layer that another hid.

    ``written`` and ``hidden`` are the instructions of the two layers; so many of the lowest layers
    are the base image's.
    """
    writer, hider = group.rows[0].written_by, group.rows[0].hidden_by
    size = human_size(group.bytes)
    cause = group.causes[0]
    words = _word(written), _word(hidden)
    if writer == hider:
        return f"layer {writer} stores {size} under names that it takes away itself"
    told = {
        Cause.REMOVED: f"layer {hider} deletes {size} that layer {writer} added",
        Cause.METADATA: f"layer {hider} stores {size} of layer {writer} again, unchanged",
        Cause.OVERWRITTEN: f"layer {hider} writes over {size} of layer {writer}",
    }[cause]
    if writer < base_layers:
        return f"{told}: {_base_remedy(is_all=hider < base_layers)}"
    if cause is Cause.METADATA:
        return f"{told}: {_attributes_remedy(words, writer)}"
    return f"{told}: {_remedy(words)}"


def _word(instruction: str) -> str:
    return instruction.partition(" ")[0].upper()


def _base_remedy(*, is_all: bool) -> str:
    return "both belong to the base image" if is_all else "it came with the base image"


def _remedy(words: tuple[str, str]) -> str:
    if words == ("RUN", "RUN"):
        return "merge the two RUN lines"
    if words[0] in _COPIES:
        return f"leave it out of what {words[0]} brings"
    return "do both in one step"


def _attributes_remedy(words: tuple[str, str], writer: int) -> str:
    if words[0] in _COPIES:
        return f"use {words[0]} --chmod, --chown"
    return f"do that within layer {writer}"
