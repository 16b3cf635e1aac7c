"""Moves from match to match, into the next layer with some where they may."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from inspector.ui.files.goal import Way

if TYPE_CHECKING:
    from inspector.ui.files.goal import Move
    from inspector.ui.files.tree import FileTree
    from inspector.ui.files.words import Shown


class Outcome(NamedTuple):
    """What a move led to.

    Attributes:
        note: What the title says of it, None where that is to stay as it is.
        layer: Where the matches go on: the move is to be made there.
        warning: Why it led nowhere.

    """

    note: str | None = None
    layer: int | None = None
    warning: str = ""


def make(move: Move, shown: Shown, tree: FileTree) -> Outcome:
    """Make a move in the tree that is shown."""
    if move.way is Way.ENTER:
        tree.enter(move.by)
        return Outcome("continued in this layer")
    if move.way is Way.NEAREST and tree.is_on_match:
        return Outcome()
    layer = shown.next_layer(move.by) if move.goes_on else None
    has_matches = shown.filter.has_matches
    if layer is not None:
        is_over = not has_matches or tree.seek(move.by, wraps=False)
        return Outcome(layer=layer) if is_over else Outcome("")
    if has_matches:
        row = tree.cursor
        if not tree.seek(move.by):
            return Outcome("")
        if row == tree.cursor:
            return Outcome("the only match")
        return Outcome("continued from the top" if move.by > 0 else "continued from the end")
    return Outcome(warning=shown.emptiness) if move.way is Way.NEXT else Outcome("")
