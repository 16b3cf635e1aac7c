"""From which layer to which a path was what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.tree.view import changes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.tree import Node, Version


def lifetimes(node: Node, clears: tuple[int, ...]) -> Iterator[tuple[Version, int | None]]:
    """Yield each version of a path with the layer that hid it, None of what is visible at the end.

    ``clears`` as ``walk`` gives them.
    """
    newest = node.newest
    if not clears and newest is not None and newest.older is None and not newest.is_whiteout:
        yield newest, None
        return
    shown: Version | None = None
    for each in changes_of(node, clears):
        if shown is not None:
            yield shown, each.layer
        shown = each.after
    if shown is not None:
        yield shown, None


class Clears:
    """The layers that cleared above a path, worked out once a directory."""

    def __init__(self) -> None:
        self._below: dict[Node, tuple[int, ...]] = {}

    def above(self, node: Node) -> tuple[int, ...]:
        """Return them ascending."""
        return self.below(node.parent) if node.parent is not None else ()

    def below(self, directory: Node) -> tuple[int, ...]:
        """Return those that hold for what lies in a directory."""
        unknown: list[Node] = []
        each: Node | None = directory
        while each is not None and each not in self._below:
            unknown.append(each)
            each = each.parent
        found = self._below[each] if each is not None else ()
        for node in reversed(unknown):
            if node.cleared:
                found = tuple(sorted({*found, *node.cleared}))
            self._below[node] = found
        return found
