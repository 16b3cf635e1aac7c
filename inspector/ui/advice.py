"""What the screen says of waste: what to do about it, and which layers it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.exports.advice import advice

if TYPE_CHECKING:
    from inspector.analyses.waste_groups import WasteGroup
    from inspector.ui.session import Session


def told_of(session: Session, group: WasteGroup) -> tuple[str, ...]:
    """Return what to do about waste of one layer that another hid, and what these layers are.

    Not printable yet.
    """
    told = advice(group, session.instruction_of, session.base)
    made = (f"layer {each}: {session.instruction_of(each)}" for each in group.layers)
    return told, *made
