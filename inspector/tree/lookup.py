"""What a layer sees while it is being read: its own entries over what lower layers have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.limits import Limits
    from inspector.tree.node import Node, Version


class Lookup:
    """The tree as one layer sees it before it is laid over the lower ones.

    ``own`` is what the layer has by itself so far. Symlinks in it are followed within the root,
    those of lower layers are not. A layer whose links are too long for all of them together leads
    nowhere from there on.
    """

    def __init__(self, root: Node, layer: int, limits: Limits) -> None:
        self.root = root
        self.own: dict[Node, Version] = {}
        self._layer = layer
        self._hops = limits.symlink_hops
        self._steps_left = limits.link_steps

    @property
    def is_exhausted(self) -> bool:
        """Whether the links were too long for all of them to be followed."""
        return self._steps_left < 0

    def lower(self, node: Node, floor: int) -> Version | None:
        """Return what the lower layers show at a path, less what this one's markers hide."""
        return node.version_at(self._layer, floor)

    def version(self, node: Node, floor: int) -> Version | None:
        """Return what is at a path. ``floor`` is that of its parent's children."""
        return self.own.get(node) or self.lower(node, floor)

    def own_link(self, node: Node) -> Version | None:
        """Return a symlink of this layer, None for anything else."""
        own = self.own.get(node)
        return own if own is not None and own.is_symlink else None

    def floor_below(self, node: Node, floor: int) -> int:
        """Return the floor of a path's children: a change of its type hides those of old."""
        own = self.own.get(node)
        if own is not None:
            lower = self.lower(node, floor)
            if lower is not None and not (own.is_dir and lower.is_dir):
                return self._layer
        return node.floor_below(self._layer, floor)

    def floor_at(self, node: Node) -> int:
        """Return the floor of a path itself."""
        return 0 if node.parent is None else self._trail(node.parent)[-1][1]

    def _trail(self, node: Node) -> list[tuple[Node, int]]:
        """Return a path and all above it, the root first, each with its children's floor."""
        upward = [node]
        while (above := upward[-1].parent) is not None:
            upward.append(above)
        trail: list[tuple[Node, int]] = []
        floor = 0
        for each in reversed(upward):
            floor = self.floor_below(each, floor)
            trail.append((each, floor))
        return trail

    def lead(self, link: Node) -> Node | None:
        """Return what a symlink of this layer leads to, None where that is nothing."""
        trail = self._trail(link.parent or self.root)
        pending, hops = [link.name], 0
        while pending:
            part = pending.pop()
            if part == "..":
                del trail[max(1, len(trail) - 1) :]
                continue
            node, floor = trail[-1]
            child = node.child(part)
            found = self.version(child, floor) if child is not None else None
            if child is None or found is None:
                return None
            if child not in self.own or not found.is_symlink:
                if found.is_symlink and pending:
                    # A lower layer's link is not followed, so there is nothing below it.
                    return None
                trail.append((child, self.floor_below(child, floor)))
                continue
            hops += 1
            target = found.entry.link if found.entry is not None else ""
            self._steps_left -= 1 + target.count("/")
            if hops > self._hops or not target or self._steps_left < 0:
                return None
            if target.startswith("/"):
                del trail[1:]
            pending += [each for each in reversed(target.split("/")) if each not in {"", "."}]
        place = trail[-1][0]
        return None if self.own_link(place) else place

    def find(self, path: str) -> tuple[Node | None, Version | None]:
        """Return what a hard link names: its parents followed, the last name literal.

        A parent that leads nowhere stands for itself, as it does for the entries below it.
        """
        node, floor = self.root, self.floor_below(self.root, 0)
        *parents, name = path.split("/")
        for each in parents:
            child = node.child(each)
            if child is None:
                return None, None
            if self.own_link(child) and (led := self.lead(child)) is not None:
                child, floor = led, self.floor_at(led)
            node, floor = child, self.floor_below(child, floor)
        target = node.child(name)
        return target, None if target is None else self.version(target, floor)
