"""Which folders the user opened and closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.tree import Node


@dataclass
class Folds:
    """Which folders the user opened and closed; kept over layers and modes.

    ``every`` is set where all were opened, or closed, at once: the others are exceptions.
    """

    opened: set[Node] = field(default_factory=set)
    closed: set[Node] = field(default_factory=set)
    every: bool | None = None

    def turn(self, node: Node, *, is_open: bool) -> None:
        """Note what the user did."""
        (self.opened if is_open else self.closed).add(node)
        (self.closed if is_open else self.opened).discard(node)

    def turn_every(self, *, is_open: bool) -> None:
        """Note that the user opened or closed all of them."""
        self.opened.clear()
        self.closed.clear()
        self.every = is_open

    def open_around(self, node: Node) -> None:
        """Open the folders that a path lies in."""
        while node.parent is not None:
            node = node.parent
            self.turn(node, is_open=True)

    def is_open(self, node: Node) -> bool | None:
        """Whether the user opened or closed a folder, None where neither."""
        if node in self.opened:
            return True
        return False if node in self.closed else self.every
