"""Where a read of a path ends: the layers from the top down, and what each alone says of it.

A read takes the first match. A whiteout, an opaque directory and what took a directory's place end
it; a directory does not, as directories merge (OCI image-spec layer.md; overlayfs, "Merged
directories").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from inspector.analyses.life import stored_bytes
from inspector.tree.markers import MARKER_PREFIX, is_leftover, marker_of
from inspector.tree.view import node_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from inspector.reading.image import Layer
    from inspector.tarstream import Entry
    from inspector.tree import Node, Tree, Version


class Says(StrEnum):
    """What a layer alone says of a path."""

    HOLDS = "holds"  # it has the path itself
    INSIDE = "inside"  # it has something in the directory, and no entry for the directory
    WHITEOUT = "whiteout"  # it deletes the path, or a directory around it
    OPAQUE = "opaque"  # it empties a directory around the path
    REPLACED = "replaced"  # a directory around the path is something else here
    ABSENT = "absent"
    UNREAD = "unread"  # not read yet, or not readable


class Outcome(StrEnum):
    """What a read from the top does at a layer."""

    PASSED = "passed"  # nothing here: on it goes
    MERGED = "merged"  # a directory: on it goes, for what else is in it
    FOUND = "found"  # here it ends, with the path
    HIDDEN = "hidden"  # here it ends, without: what lies below is hidden
    UNKNOWN = "unknown"  # on it goes, and what follows may be wrong
    SKIPPED = "skipped"  # not looked at: it ended above


_ENDS = frozenset({Outcome.FOUND, Outcome.HIDDEN})


@dataclass(frozen=True, slots=True)
class StackLayer:
    """One layer of a stack: what it alone says of the path, and what the read does there.

    Attributes:
        layer: Its number, None for an empty writable layer of a container.
        says: What it alone says.
        place: The path that ``says`` is about: the one itself, or a directory around it.
        version: What it has at ``place``; None for a marker, or for nothing.
        marker: The marker that hides the path, or empties the directory, as the tar names it.
        hides: Whether what lower layers have at the path is hidden by this one.
        empties: Whether what lower layers have in the directory is.
        stored_bytes: Payload bytes that its tar has for the path; of a directory, for all below.
        paths: How many paths it has below the directory, whiteouts among them.
        is_whole: Whether all of the layer is known.
        outcome: What the read does here.

    """

    layer: int | None
    says: Says
    place: str
    version: Version | None = None
    marker: str = ""
    hides: bool = False
    empties: bool = False
    stored_bytes: int = 0
    paths: int = 0
    is_whole: bool = True
    outcome: Outcome = Outcome.SKIPPED


@dataclass(frozen=True, slots=True)
class Stack:
    """A path and the layers, the topmost first.

    Attributes:
        path: The path, read literally: no symlink is followed.
        layers: All layers, with a container's on top.
        version: What a read finds, None for nothing; the root may be there without one.
        is_known: Whether every layer that was looked at is known.

    """

    path: str
    layers: tuple[StackLayer, ...]
    version: Version | None
    is_known: bool

    @property
    def end(self) -> StackLayer | None:
        """The layer where the read ends, None where it goes down to the bottom."""
        return next((each for each in self.layers if each.outcome in _ENDS), None)

    @property
    def is_dir(self) -> bool:
        """Whether it finds a directory."""
        return self.path == "/" or (self.version is not None and self.version.is_dir)


def stack_of(
    tree: Tree,
    layers: Sequence[Layer],
    path: str,
    *,
    merged: int | None = None,
    has_container: bool = False,
) -> Stack:
    """Return what a read of a path does.

    ``merged`` is how many of the layers may be looked at, all in the tree without it. The topmost
    layer is a container's where ``has_container``; else an empty one is laid on top.
    """
    known = tree.layers if merged is None else merged
    asked = _AskedPath.of(tree, path)
    read = _Read()
    found = [] if has_container else [read.at(StackLayer(None, Says.ABSENT, asked.path))]
    found += [
        read.at(_alone(asked, layers[index], known)) for index in reversed(range(len(layers)))
    ]
    return Stack(asked.path, tuple(found), read.version, read.is_known)


# -- what a layer alone says


@dataclass(frozen=True, slots=True)
class _AskedPath:
    """What is looked for. ``around`` are the directories around it, outermost first."""

    tree: Tree
    path: str
    node: Node | None
    around: tuple[Node, ...]
    parts: tuple[str, ...]
    below: dict[int, tuple[int, int]]  # by layer: paths below the directory, and their bytes

    @classmethod
    def of(cls, tree: Tree, path: str) -> _AskedPath:
        node = node_of(tree, path)
        parts = tuple(part for part in path.split("/") if part)
        found: list[Node] = []
        each: Node | None = tree.root
        for part in parts:
            if each is not None:
                found.append(each)
                each = each.child(part)
        below = _below(tree, node) if node is not None else {}
        return cls(tree, "/" + "/".join(parts), node, tuple(found), parts, below)

    def hidden_by(self, folder: str, name: str) -> tuple[str, bool] | None:
        """Return what a marker hides that matters, and whether it only empties a directory."""
        if not name.startswith(MARKER_PREFIX) or (not folder and is_leftover(name)):
            return None
        marker = marker_of(f"{folder}/{name}" if folder else name)
        if marker is None or not marker.is_valid:
            return None
        hidden = marker.parent if marker.target is None else (*marker.parent, marker.target)
        if hidden != self.parts[: len(hidden)]:
            return None
        return "/" + "/".join(hidden), marker.target is None


def _below(tree: Tree, top: Node) -> dict[int, tuple[int, int]]:
    """Return by layer how many paths it has below a directory, and the bytes it stores for them."""
    found: dict[int, tuple[int, int]] = {}
    stack = top.snapshot()
    while stack:
        node = stack.pop()
        version = node.newest
        while version is not None:
            paths, size = found.get(version.layer, (0, 0))
            found[version.layer] = (paths + 1, size + stored_bytes(tree, node, version))
            version = version.older
        if node.inside is not None:
            stack += node.snapshot()
    return found


def _alone(asked: _AskedPath, layer: Layer, known: int) -> StackLayer:
    """Return what a layer alone says."""
    index, node = layer.index, asked.node
    is_whole = index < known and layer.error is None and index not in asked.tree.errors
    if index >= known or (not is_whole and not layer.entries):
        return StackLayer(index, Says.UNREAD, asked.path, is_whole=False)
    paths, size = asked.below.get(index, (0, 0))
    found = replace(
        _markers(asked, index, layer.entries), paths=paths, stored_bytes=size, is_whole=is_whole
    )
    own = node.version_in(index) if node is not None else None
    other = _no_dir(asked.around, index)
    # What a layer has below a dangling link of its own is seen until a layer above replaces that.
    is_reached = other is None or other.visible_at(known - 1) is other.version_in(index)
    if node is not None and own is not None and not own.is_whiteout and is_reached:
        size += stored_bytes(asked.tree, node, own)
        return replace(found, says=Says.HOLDS, place=asked.path, version=own, stored_bytes=size)
    if found.hides:
        return found
    if other is not None:
        version = other.version_in(index)
        return replace(found, says=Says.REPLACED, place=other.path, version=version, hides=True)
    return replace(found, says=Says.INSIDE) if paths or found.empties else found


def _markers(asked: _AskedPath, layer: int, entries: Iterable[Entry]) -> StackLayer:
    """Return what the markers of a layer say: the outermost that hides the path, or empties it."""
    folders = {"/".join(asked.parts[:depth]) for depth in range(len(asked.parts) + 1)}
    near = [each for each in entries if each.folder in folders]
    found = StackLayer(layer, Says.ABSENT, asked.path)
    for each in sorted(near, key=lambda entry: len(entry.folder)):
        hidden = asked.hidden_by(each.folder, each.name)
        if hidden is None:
            continue
        place, is_opaque = hidden
        if not is_opaque or place != asked.path:
            says = Says.OPAQUE if is_opaque else Says.WHITEOUT
            return replace(found, says=says, place=place, marker=each.path, hides=True)
        found = replace(found, marker=each.path, empties=True)
    return found


def _no_dir(around: Iterable[Node], layer: int) -> Node | None:
    """Return the outermost of these directories that a layer has as something else."""
    for node in around:
        version = node.version_in(layer)
        if version is not None and not version.is_whiteout and not version.is_dir:
            return node
    return None


# -- the read


class _Read:
    """A read on its way down: what it has found so far, and whether it goes on."""

    def __init__(self) -> None:
        self.version: Version | None = None
        self.is_known = True
        self._has_ended = False
        self._is_closed = False  # what lower layers have in the directory is hidden

    def at(self, layer: StackLayer) -> StackLayer:
        """Return the next layer with what the read does there."""
        if self._has_ended:
            return layer
        outcome = self._step(layer)
        self._has_ended = outcome in _ENDS
        self.is_known = self.is_known and (layer.is_whole or self._has_ended)
        return replace(layer, outcome=outcome)

    def _step(self, layer: StackLayer) -> Outcome:
        if layer.says is Says.UNREAD:
            return Outcome.UNKNOWN
        own = layer.version if layer.says is Says.HOLDS else None
        if own is None and layer.hides:
            return Outcome.HIDDEN
        if own is not None and not own.is_dir and self.version is not None:
            return Outcome.HIDDEN  # the directory above took its place
        self.version = self.version or own
        is_seen = layer.says is Says.INSIDE and not self._is_closed
        self._is_closed = self._is_closed or layer.hides or layer.empties
        if own is not None:
            return Outcome.FOUND if not own.is_dir or self._is_closed else Outcome.MERGED
        return Outcome.MERGED if is_seen else Outcome.PASSED
