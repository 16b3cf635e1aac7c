"""Follows a path as a process inside the container would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.errors import PathNotFoundError

if TYPE_CHECKING:
    from inspector.tree.merge import Tree
    from inspector.tree.node import Node, Version


def follow(tree: Tree, path: str, layer: int, hops: int) -> tuple[Node, Version]:
    """Return the path's node with every symlink followed within the image's root.

    Raises PathNotFoundError: nothing there, a link that leads nowhere, or too many links.
    """
    pending = _parts(path)
    node, floor = tree.root, tree.root.floor_below(layer, 0)
    version = tree.root.version_at(layer, 0)
    while pending:
        part = pending.pop(0)
        if part == "..":
            node = node.parent or node
        else:
            child = node.child(part)
            found = child.visible_at(layer) if child is not None else None
            if child is None or found is None:
                raise PathNotFoundError(f"no such path in the image at layer {layer}: {path}")
            if found.is_symlink and found.entry is not None:
                hops -= 1
                if hops < 0:
                    raise PathNotFoundError(f"too many levels of symbolic links: {path}")
                target = found.entry.link
                pending = _parts(target) + pending
                if target.startswith("/"):
                    node = tree.root
                continue
            node = child
        version = node.visible_at(layer) if node.parent else tree.root.version_at(layer, 0)
    del floor
    if version is None:
        raise PathNotFoundError(f"{path} is a dir, not a file")
    return node, version


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part not in {"", "."}]
