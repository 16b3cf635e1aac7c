"""Moves from match to match, into the next layer with some where they may."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from inspector.language import _
from inspector.ui.files.goal import Way
from inspector.ui.files.tree import FileTree

if TYPE_CHECKING:
    from inspector.tree import Node
    from inspector.ui.files.goal import Move
    from inspector.ui.files.words import Shown


class MoveOutcome(NamedTuple):
    """What a move led to.

    Attributes:
        note: What the title says of it, None where that is to stay as it is.
        layer: Where the matches go on: the move is to be made there.
        node: The match, where the folders around it may have to be opened.
        warning: Why it led nowhere.

    """

    note: str | None = None
    layer: int | None = None
    node: Node | None = None
    warning: str = ""


def make_move(move: Move, shown: Shown, tree: FileTree) -> MoveOutcome:
    """Move the cursor in the tree, and return where it is then and what is to be said."""
    if move.way is Way.ENTER:
        _enter(tree, move.by)
        return MoveOutcome(_("now in layer {layer}").format(layer=shown.step.top))
    matches = shown.filter.matches
    if move.way is Way.NEAREST and matches is not None:
        node = tree.node if _is_on_match(tree) else matches.nearest
        if node is not None:
            return MoveOutcome(node=node)
    layer = shown.next_layer(move.by) if move.goes_on else None
    has_matches = shown.filter.has_matches
    if layer is not None:
        is_over = not has_matches or _seek(tree, move.by, wraps=False)
        return MoveOutcome(layer=layer) if is_over else MoveOutcome("")
    if has_matches:
        row = tree.cursor
        if not _seek(tree, move.by):
            return MoveOutcome("")
        if row == tree.cursor:
            return MoveOutcome(_("the only match"))
        is_on = move.by > 0
        return MoveOutcome(_("continued from the top") if is_on else _("continued from the end"))
    return MoveOutcome(warning=shown.emptiness) if move.way is Way.NEXT else MoveOutcome("")


def _is_on_match(tree: FileTree) -> bool:
    return tree.files is not None and len(tree.files) > 0 and tree.files.is_match(tree.cursor)


def _enter(tree: FileTree, by: int) -> None:
    """Go to the first match of the tree (+1), or the last (-1)."""
    if tree.files is not None and len(tree.files):
        tree.move_to(0 if by > 0 else len(tree.files) - 1)
        if not _is_on_match(tree):
            _seek(tree, by)


def _seek(tree: FileTree, by: int, *, wraps: bool = True) -> bool:
    """Go to the next match or the one before; return whether that led past the end."""
    files = tree.files
    if files is None:
        return False
    before = len(files)
    found = files.seek(tree.cursor, by, wraps=wraps)
    if len(files) != before:
        tree.refresh_rows()
    if found.outgrown is not None:
        tree.post_message(FileTree.Outgrown(found.outgrown, by))
    elif found.row is not None:
        tree.move_to(found.row)
    return found.has_wrapped
