"""What the screen says of waste: what to do about it, and which layers it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from inspector.language import _

if TYPE_CHECKING:
    from inspector.analyses.waste_groups import WasteGroup
    from inspector.ui.session.session import Session


class WasteAdvice(NamedTuple):
    """Sentences of what to do, and the layers they are about with their instructions.

    Not printable yet.
    """

    advice: tuple[str, ...]
    layers: tuple[tuple[int, str], ...] = ()

    @property
    def of_most(self) -> WasteAdvice:
        """The same as advice for most of what is wasted."""
        told = _("mostly: {advice}").format(advice=self.advice[0])
        return WasteAdvice((told, *self.advice[1:]), self.layers)


def told_of(session: Session, group: WasteGroup) -> WasteAdvice:
    """Return what to do about waste of one layer that another hid, and what these layers are."""
    # Not for the first frame, which shows none.
    from inspector.exports.sentences.advice import advice

    told = advice(group, session.command_of, session.base)
    return WasteAdvice(
        (told,), tuple((each, session.instruction_of(each)) for each in group.layers)
    )
