"""Follows a path as a process inside the container would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.errors import PathNotFoundError
from inspector.language import N_, Lazy
from inspector.text import printable

if TYPE_CHECKING:
    from inspector.tree.merge import Tree
    from inspector.tree.node import Node, Version


def follow(tree: Tree, path: str, layer: int, hops: int) -> tuple[Node, Version]:
    """Return the path's node with every symlink followed within the image's root.

    Raises PathNotFoundError: nothing there, a link that leads nowhere, or too many links.
    """
    pending = _parts(path)
    node, version = tree.root, tree.root.visible_at(layer)
    while pending:
        part = pending.pop(0)
        above = node.parent or node
        child = above if part == ".." else node.child(part)
        found = child.visible_at(layer) if child is not None else None
        is_file = version is not None and not version.is_dir
        if child is None or is_file or (found is None and child.parent is not None):
            raise not_there(path, layer)
        if found is None or not found.is_symlink or found.entry is None:
            node, version = child, found
            continue
        hops -= 1
        if hops < 0:
            raise PathNotFoundError(
                Lazy("too many levels of symbolic links: {path}", path=printable(path))
            )
        target = found.entry.link
        pending = _parts(target) + pending
        if target.startswith("/"):
            node, version = tree.root, tree.root.visible_at(layer)
    if version is None:
        raise PathNotFoundError(Lazy("{path} is a directory, not a file", path=printable(path)))
    return node, version


def not_there(path: str, layer: int, hint: str | None = None) -> PathNotFoundError:
    """Return the error for a path that a layer does not have."""
    told = (
        N_("no such path in the image at layer {layer}: {path}")
        if layer >= 0
        else N_("no such path in the image without layers: {path}")
    )
    return PathNotFoundError(Lazy(told, layer=layer, path=printable(path)), hint=hint)


def not_found(tree: Tree, path: str, layer: int) -> PathNotFoundError:
    """Return the error for a path read literally; a symlink in its way is named."""
    node: Node | None = tree.root
    for part in _parts(path):
        node = node.child(part) if node is not None else None
        version = node.visible_at(layer) if node is not None else None
        if node is not None and version is not None and version.is_symlink and version.entry:
            hint = Lazy(
                "{path} is a symlink to {target}",
                path=printable(node.path),
                target=printable(version.entry.link),
            )
            return not_there(path, layer, hint)
    return not_there(path, layer, where_else(tree, path, layer))


def where_else(tree: Tree, path: str, layer: int) -> str | None:
    """Return which layer has a path that this one has not, None where none has; for a command."""
    node: Node | None = tree.root
    for part in _parts(path):
        node = node.child(part) if node is not None else None
    if node is None or node.parent is None:
        return None
    for other in range(layer - 1, -1, -1):
        if node.visible_at(other) is not None:
            return Lazy(
                "layer {removed} removed it, --layer {layer} has it", removed=other + 1, layer=other
            )
    for other in range(layer + 1, tree.layers):
        if node.visible_at(other) is not None:
            return Lazy("layer {layer} adds it, --layer {layer} has it", layer=other)
    return None


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part not in {"", "."}]
