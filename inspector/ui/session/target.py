"""What a view looks into: a path of an image, as it is or last was at a layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.analyses.life import last_seen
from inspector.errors import PathNotFoundError
from inspector.language import _
from inspector.tree.follow import follow
from inspector.ui.session.history_steps import Span

if TYPE_CHECKING:
    from inspector.tree import Node, Version
    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.session import Session


@dataclass(
    frozen=True, eq=False, repr=False
)  # workers are named by the repr of what they are given
class Target:
    """A path that was chosen at a layer; ``layer`` is -1 before the first.

    ``first`` is set where the layers from there to ``layer`` are compared as one. ``stored`` is set
    where one version is meant, whatever can be seen of the path: it is what the views show, and
    what changed in it is what ``hidden_by`` did to it.
    """

    session: Session
    node: Node
    layer: int
    first: int | None = None
    stored: Version | None = None
    hidden_by: int | None = None

    @property
    def path(self) -> str:
        """The path; not printable yet."""
        return self.node.path

    @property
    def span(self) -> Span:
        """The layers that are looked at."""
        return Span(self.layer if self.first is None else self.first, self.layer)

    @property
    def below(self) -> int:
        """The layer that what changed is compared with, -1 below the first."""
        return self.span.first - 1

    @property
    def own(self) -> Target:
        """The same path in the image that it is of."""
        session, node, layer = self.session.place_of(self.node, self.layer)
        return self if session is self.session else Target(session, node, layer)

    @property
    def shown(self) -> Version | None:
        """What a tree shows of it: what is there, or what its layers removed."""
        return self.stored or self.node.visible_at(self.layer) or self.node.visible_at(self.below)

    @property
    def seen(self) -> tuple[int, Version] | None:
        """The layer at which it is visible, or last was, and what is there."""
        if self.stored is not None:
            return self.layer, self.stored
        return last_seen(self.node, self.layer)

    def followed(self) -> tuple[Node, Version]:
        """Return what a process would find there. Raises PathNotFoundError."""
        seen = self.seen
        if seen is None:
            raise PathNotFoundError(_("{path} is not there").format(path=self.path))
        layer, version = seen
        if not version.is_symlink:
            return self.node, version
        hops = self.session.image.limits.symlink_hops
        return follow(self.session.tree, self.path, layer, hops)


def target_at(
    session: Session | None, step: Step | None, node: Node | None, layer: int | None = None
) -> Target | None:
    """Return a path as it is at a layer, without one at a step; None before there are all three."""
    if session is None or step is None or node is None:
        return None
    if layer is not None:
        return Target(session, node, layer)
    return Target(session, node, step.top, step.first)


@dataclass(frozen=True, eq=False, repr=False)
class Pointed:
    """What is under a cursor.

    ``said`` is what the line at the bottom says of it; printable. ``layers`` are those that it is
    about, besides those of its path. ``layer_lines`` say since and until which layer it is there;
    printable.
    """

    target: Target | None = None
    said: str = ""
    layers: frozenset[int] = frozenset()
    layer_lines: tuple[str, ...] = ()
