"""Where the paths of a database lead in the tree at its top.

A database names files as they were unpacked: ``/bin/sh`` where ``/bin`` has become a symlink to
``/usr/bin``. So the folders of a path are followed, its last name is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.limits import Limits
    from inspector.tree import Node, Tree, Version

# What ".." costs in steps: all folders above are asked what they hide.
_STEPS_UP = 50


class VisiblePath(NamedTuple):
    """A path that is visible at the top."""

    node: Node
    version: Version


class _FloorFolder(NamedTuple):
    """A folder, and the floor that holds for what is in it (``Node.floor_below``)."""

    node: Node
    floor: int


class Places:
    """Finds paths, each folder once; symlinks that lead on for too long lead nowhere."""

    def __init__(self, tree: Tree, limits: Limits) -> None:
        self._top = tree.layers - 1
        self._root = _FloorFolder(tree.root, tree.root.floor_below(self._top, 0))
        self._known: dict[str, _FloorFolder | None] = {"": self._root}
        self._hops = limits.symlink_hops
        self._steps_left = limits.link_steps

    def find(self, path: str) -> VisiblePath | None:
        """Return what is at an absolute path, None where nothing is."""
        folder, _, name = path.rpartition("/")
        place = self._known[folder] if folder in self._known else self._folder(folder)
        return None if place is None else self._child(place, name)

    def inside(self, path: str) -> Iterator[VisiblePath]:
        """Yield what is visible directly in a folder."""
        place = self._folder(path)
        for node in place.node.snapshot() if place is not None else ():
            found = self._child(place, node.name) if place is not None else None
            if found is not None:
                yield found

    def followed(self, path: str) -> VisiblePath | None:
        """Return the file at a path, which may be a symlink to it."""
        found = self.find(path)
        hops = self._hops
        while found is not None and (link := _link(found)) is not None:
            hops -= 1
            if hops < 0:
                return None
            folder, _, name = link.rpartition("/")
            above = self._folder_of(found.node.parent or found.node)
            place = self._walk(self._root if link.startswith("/") else above, folder)
            found = None if place is None else self._child(place, name)
        return found

    def _child(self, place: _FloorFolder, name: str) -> VisiblePath | None:
        node = place.node.child(name)
        version = node.version_at(self._top, place.floor) if node is not None else None
        return None if node is None or version is None else VisiblePath(node, version)

    def _folder_of(self, node: Node) -> _FloorFolder:
        return _FloorFolder(node, node.floor_below(self._top, node.floor_at(self._top)))

    def _folder(self, path: str) -> _FloorFolder | None:
        """Find a folder from the nearest above it that is known."""
        missing: list[str] = []
        above = path
        while above not in self._known:
            missing.append(above)
            above = above.rpartition("/")[0]
        place = self._known[above]
        for each in reversed(missing):
            if place is not None:
                place = self._walk(place, each.rpartition("/")[2])
            self._known[each] = place
        return place

    def _walk(self, place: _FloorFolder, path: str) -> _FloorFolder | None:
        """Follow names and the symlinks among them, as a process inside the container would."""
        pending, hops = _names(path), self._hops
        while pending:
            name = pending.pop()
            self._steps_left -= _STEPS_UP if name == ".." else 1
            if self._steps_left < 0:
                return None
            if name == "..":
                place = self._folder_of(place.node.parent or place.node)
                continue
            found = self._child(place, name)
            if found is None:
                return None
            if (link := _link(found)) is not None:
                hops -= 1
                if hops < 0:
                    return None
                place = self._root if link.startswith("/") else place
                pending += _names(link)
            elif found.version.is_dir:
                place = _FloorFolder(found.node, found.node.floor_below(self._top, place.floor))
            else:
                return None
        return place


def _names(path: str) -> list[str]:
    """Return the names of a path, the first one last."""
    return [each for each in reversed(path.split("/")) if each not in {"", "."}]


def _link(found: VisiblePath) -> str | None:
    """Return the target of a symlink, None of anything else."""
    version = found.version
    return version.entry.link if version.is_symlink and version.entry is not None else None
