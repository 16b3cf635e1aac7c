"""Finds paths in the tree while a layer is being merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.tree.node import Node, Version


class Lookup:
    """Sees lower layers and what the current one has added so far.

    Symlinks of the current layer are followed within the root, those of lower layers are not.
    """

    def __init__(self, root: Node, layer: int, hops: int) -> None:
        self._root = root
        self._layer = layer
        self.hops = hops

    def _visible(self, node: Node) -> Version | None:
        return node.version_at(self._layer, node.floor_at(self._layer))

    def _is_own_link(self, node: Node) -> bool:
        found = self._visible(node)
        return found is not None and found.layer == self._layer and found.is_symlink

    def resolve_own_link(self, link: Node) -> list[str] | None:
        """Return the place a symlink of this layer leads to, None where there is nothing."""
        parent = link.parent.path if link.parent is not None else "/"
        return self._resolve([part for part in parent.split("/") if part], _target(link))

    def _resolve(self, base: list[str], parts: list[str]) -> list[str] | None:
        """Walk ``parts`` from the directory ``base``; return the literal place, None if absent."""
        place = [] if parts[:1] == ["/"] else list(base)
        pending = [part for part in parts if part != "/"]
        hops = 0
        while pending:
            part = pending.pop(0)
            if part == "..":
                del place[-1:]
                continue
            place.append(part)
            node = self._literal(place)
            if node is None or self._visible(node) is None:
                return None
            if self._is_own_link(node):
                hops += 1
                if hops > self.hops:
                    return None
                place.pop()
                target = _target(node)
                if target[:1] == ["/"]:
                    place, target = [], target[1:]
                pending = target + pending
        return place

    def _literal(self, place: list[str]) -> Node | None:
        node: Node | None = self._root
        for part in place:
            if node is None:
                return None
            node = node.child(part)
        return node

    def find(self, path: str) -> Node | None:
        """Return the node a hard link's target names: parents followed, the last name literal."""
        *parents, name = path.split("/")
        if not name:
            return self._root
        place = self._resolve([], parents)
        parent = self._literal(place) if place is not None else None
        return parent.child(name) if parent is not None else None


def _target(link: Node) -> list[str]:
    """Return a symlink's target in parts, ``/`` first where it is absolute."""
    entry = link.versions[-1].entry
    text = entry.link if entry is not None else ""
    parts = [part for part in text.split("/") if part not in {"", "."}]
    return ["/", *parts] if text.startswith("/") else parts
