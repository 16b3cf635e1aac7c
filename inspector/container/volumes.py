"""Volumes: directories of a container whose files are none of its writable layer's."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from msgspec.structs import replace

from inspector.errors import FileError

if TYPE_CHECKING:
    from inspector.container.merged import MergedView, Place


def mount(view: MergedView, place: Place) -> None:
    """Mount a new volume at a directory, with a copy of what is there, as docker does."""
    directory = place.inode
    if directory is None or not directory.is_dir or place.parent is None:
        raise FileError(errno.ENOTDIR, place.path)
    root = replace(directory, number=view.new_number(), below=None, is_copied_up=False)
    view.upper.plant(root)
    pending = [(place, root.number)]
    while pending:
        source, number = pending.pop()
        for name in view.names(source):
            child = view.child(source, name)
            if child.inode is None:
                continue
            copy = replace(
                child.inode, number=view.new_number(), nlink=0, below=None, is_copied_up=False
            )
            view.upper.add(number, name, copy)
            if copy.is_dir:
                pending.append((child, copy.number))
    view.mounts[_key(place)] = root.number


def mount_of(view: MergedView, place: Place) -> int | None:
    """Return the number of the volume's root that a place is below or is; None of the layer."""
    roots = set(view.mounts.values())
    while roots and place.parent is not None:
        if place.inode is not None and place.inode.number in roots:
            return place.inode.number
        place = place.parent
    return None


def is_mounted(view: MergedView, place: Place) -> bool:
    """Whether a volume is mounted at a place: it can be neither removed nor renamed."""
    return _key(place) in view.mounts


def volume_bytes(view: MergedView) -> int:
    """Return how many bytes the volumes hold."""
    if not view.mounts:
        return 0
    return sum(view.upper.inode(each).size for each in view.upper.numbers_in(view.mounts.values()))


def _key(place: Place) -> tuple[int, str]:
    directory = place.around.inode
    return (directory.number if directory is not None else 0, place.name)
