"""The inodes of two images: what each stores once, however many names it has."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from inspector.analyses.comparison.both import NEW, OLD
from inspector.tarstream import FILE_KINDS, Kind
from inspector.text import path_key
from inspector.tree.hardlinks import Link
from inspector.tree.node import Node

if TYPE_CHECKING:
    from inspector.tarstream import Entry
    from inspector.tree import Tree

# Bytes that lie directly in each folder, of the old image and the new one.
FolderTotals: TypeAlias = tuple[dict[Node, int], dict[Node, int]]


class Inodes:
    """The inodes of both images: those of several names are kept apart, by their entry."""

    def __init__(self, old: Tree, new: Tree) -> None:
        self._links = (old.links, new.links)
        self._has_links = bool(old.links or new.links)
        self._names: tuple[dict[int, list[Node]], dict[int, list[Node]]] = ({}, {})
        self._stored: dict[int, int] = {}
        # Paths in both images whose inode has several names in one of them.
        self.shared_paths: list[tuple[Node, Entry, Entry]] = []
        self._firsts: dict[int, Node] = {}
        # The bytes of inodes of one name.
        self.single = [0, 0]

    def is_shared(self, before: Entry | None, after: Entry | None) -> bool:
        """Whether an inode has several names in its image."""
        old_links, new_links = self._links
        return self._has_links and (
            (before is not None and id(before) in old_links)
            or (after is not None and id(after) in new_links)
        )

    def add(self, node: Node, before: Entry | None, after: Entry | None) -> bool:
        """Count what the images have at a path; say whether it shares its inode in both."""
        if not self.is_shared(before, after):
            single = self.single  # nearly all: an inode of one name
            single[OLD] += stored_bytes(before)
            single[NEW] += stored_bytes(after)
            return False
        for image, entry in ((OLD, before), (NEW, after)):
            if entry is None:
                continue
            if id(entry) in self._links[image]:
                self._names[image].setdefault(id(entry), []).append(node)
                self._stored[id(entry)] = stored_bytes(entry)
            else:
                self.single[image] += stored_bytes(entry)
        if before is None or after is None:
            return False
        self.shared_paths.append((node, before, after))
        return True

    @property
    def sums(self) -> tuple[int, int]:
        """The bytes of all inodes, of the old image and the new one."""
        old, new = (
            single + sum(self._stored[each] for each in names)
            for single, names in zip(self.single, self._names, strict=True)
        )
        return old, new

    def add_to(self, folders: FolderTotals) -> None:
        """Add the bytes of inodes of several names where the first of them lies."""
        for totals, groups in zip(folders, self._names, strict=True):
            for key, names in groups.items():
                folder = min(names, key=lambda node: path_key(node.path)).parent
                if folder is not None:
                    totals[folder] = totals.get(folder, 0) + self._stored[key]

    def regrouped(self) -> list[Node]:
        """Return the paths that share an inode with other paths than before."""
        differs: dict[tuple[int, int], bool] = {}
        found: list[Node] = []
        for node, before, after in self.shared_paths:
            key = (id(before), id(after))
            if key not in differs:
                names = (
                    frozenset(self._names[image].get(each, (node,)))
                    for image, each in zip((OLD, NEW), key, strict=True)
                )
                differs[key] = len(set(names)) > 1
            if differs[key]:
                found.append(node)
        return found

    def links(self) -> dict[int, Link]:
        """Return the inodes that have several names in one of the images."""
        groups = {**self._names[OLD], **self._names[NEW]}
        shared = {entry: names for entry, names in groups.items() if len(names) > 1}
        return {
            entry: Link(number, names[0], names)
            for number, (entry, names) in enumerate(shared.items(), 1)
        }

    def booked(self, node: Node, entry: Entry | None) -> int:
        """Return the bytes that count at a path: an inode's at one of its names.

        That is one which both images have, if there is any.
        """
        if entry is None or not stored_bytes(entry):
            return 0
        for names in self._names:
            if id(entry) in names and self._first(id(entry), names[id(entry)]) is not node:
                return 0
        return stored_bytes(entry)

    def _first(self, key: int, names: list[Node]) -> Node:
        if key not in self._firsts:
            in_both = self.in_both
            self._firsts[key] = min(names, key=lambda node: (node not in in_both, node.path))
        return self._firsts[key]

    @cached_property
    def in_both(self) -> set[Node]:
        """The nodes of ``shared_paths``."""
        return {node for node, _before, _after in self.shared_paths}


def stored_bytes(entry: Entry | None) -> int:
    """Return the bytes that a regular file stores, 0 of all else."""
    if entry is None or (entry.kind is not Kind.FILE and entry.kind not in FILE_KINDS):
        return 0
    return entry.size if entry.rare is None else entry.stored
