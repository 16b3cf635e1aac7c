"""A folder as each layer's tar has it, beside what is seen of it: markers, and what they hide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.text import path_key
from inspector.tree.markers import is_leftover, marker_of
from inspector.tree.view import node_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inspector.reading.image import Layer
    from inspector.tarstream import Entry
    from inspector.tree import Node, Tree, Version


@dataclass(frozen=True, slots=True)
class FolderName:
    """A name in a folder. ``name`` is "" for the folder itself, which an opaque marker empties.

    ``node`` is None where no layer has more than a marker for it; ``seen`` where it is not seen.
    """

    name: str
    node: Node | None
    seen: Version | None


@dataclass(frozen=True, slots=True)
class FolderMembers:
    """A folder over all layers.

    Attributes:
        path: Of the folder, read literally.
        names: All names that some layer has in it, in the order of their bytes.
        members: By layer and name, what its tar holds there, in its order: markers, too.

    """

    path: str
    names: tuple[FolderName, ...]
    members: Sequence[Mapping[str, tuple[Entry, ...]]]


def folder_members(
    tree: Tree, layers: Sequence[Layer], path: str, merged: int | None = None
) -> FolderMembers:
    """Return a folder's members; ``merged`` is how many layers may be looked at, all without it."""
    known = tree.layers if merged is None else merged
    folder = "/".join(part for part in path.split("/") if part)
    members = [_members(each, folder) for each in layers[:known]]
    node = node_of(tree, path)
    names = {name for layer in members for name in layer}
    if node is not None:
        # What a layer puts there by another name, through a symlink, is seen there as well.
        names.update(child.name for child in node.snapshot() if child.version_up_to(known - 1))
    found = [_name(node, name, known - 1) for name in sorted(names, key=path_key)]
    return FolderMembers(f"/{folder}", tuple(found), tuple(members))


def _members(layer: Layer, folder: str) -> Mapping[str, tuple[Entry, ...]]:
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in layer.entries:
        if entry.folder == folder and entry.name:
            name = _about(entry)
            found[name] = (*found.get(name, ()), entry)
    return found


def _about(entry: Entry) -> str:
    """Return the name that an entry is about: of a whiteout, what it hides."""
    path = entry.path
    marker = None if is_leftover(path) else marker_of(path)
    if marker is None or not marker.is_valid:
        return entry.name
    return marker.target or ""


def _name(folder: Node | None, name: str, layer: int) -> FolderName:
    node = folder.child(name) if folder is not None and name else None
    return FolderName(name, node, node.visible_at(layer) if node is not None else None)
