"""What to do about waste: one sentence for a pair of layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.usage import Cause
from inspector.text import human_size

if TYPE_CHECKING:
    from inspector.analyses.waste_groups import WasteGroup

_COPIES = frozenset({"ADD", "COPY"})


def advice(group: WasteGroup, written: str, hidden: str) -> str:
    """Return a sentence for waste of one layer that another hid.

    ``written`` and ``hidden`` are the instructions of the two layers.
    """
    writer, hider = group.rows[0].written_by, group.rows[0].hidden_by
    size = human_size(group.bytes)
    cause = group.causes[0]
    if writer == hider:
        return f"layer {writer} stores {size} under names that it takes away itself"
    words = _word(written), _word(hidden)
    if cause is Cause.REMOVED:
        return f"layer {hider} deletes {size} that layer {writer} added: {_remedy(words)}"
    if cause is Cause.METADATA:
        return (
            f"layer {hider} stores {size} of layer {writer} again, unchanged:"
            f" {_attributes_remedy(words)}"
        )
    return f"layer {hider} writes over {size} of layer {writer}: {_remedy(words)}"


def _word(instruction: str) -> str:
    return instruction.partition(" ")[0].upper()


def _remedy(words: tuple[str, str]) -> str:
    if words == ("RUN", "RUN"):
        return "merge the two RUN lines"
    if words[0] in _COPIES:
        return f"leave it out of what {words[0]} brings"
    return "do both in one step"


def _attributes_remedy(words: tuple[str, str]) -> str:
    if words[0] in _COPIES:
        return f"set mode and owner with {words[0]} --chmod, --chown"
    return "change mode, owner and time in the step that adds it"
