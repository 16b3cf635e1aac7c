"""What a view looks into: a path of an image, as it is or last was at a layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.analyses.life import last_seen
from inspector.errors import PathNotFoundError
from inspector.tree.follow import follow

if TYPE_CHECKING:
    from inspector.tree import Node, Version
    from inspector.ui.session import Session


@dataclass(
    frozen=True, eq=False, repr=False
)  # workers are named by the repr of what they are given
class Target:
    """A path that was chosen at a layer; ``layer`` is -1 before the first.

    ``first`` is set where the layers from there to ``layer`` are compared as one.
    """

    session: Session
    node: Node
    layer: int
    first: int | None = None

    @property
    def path(self) -> str:
        """The path; not printable yet."""
        return self.node.path

    @property
    def seen(self) -> tuple[int, Version] | None:
        """The layer at which it is visible, or last was, and what is there."""
        return last_seen(self.node, self.layer)

    @property
    def is_removed(self) -> bool:
        """Whether it is not visible any more at the layer."""
        seen = self.seen
        return seen is not None and seen[0] < self.layer

    def followed(self) -> tuple[Node, Version]:
        """Return what a process would find there. Raises PathNotFoundError."""
        seen = self.seen
        if seen is None:
            raise PathNotFoundError(f"{self.path} is not there")
        layer, version = seen
        if not version.is_symlink:
            return self.node, version
        hops = self.session.image.limits.symlink_hops
        return follow(self.session.tree, self.path, layer, hops)
