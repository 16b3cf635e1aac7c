"""Questions to the tree: what is there at a layer, what did a layer change, what became of it."""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from inspector.tarstream import FILE_KINDS, FileAccess, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.reading.contents import Contents
    from inspector.tarstream import Entry
    from inspector.tree.merge import Tree
    from inspector.tree.node import Node, Version

METADATA_FIELDS = ("mode", "uid", "gid", "mtime", "xattrs")
IMPLIED_MODE = 0o755
_TIME_ALONE = ("mtime",)
# Of a plain file, by whether its content and its time are the same.
_DIFFERENCES = {
    (True, True): (),
    (True, False): _TIME_ALONE,
    (False, True): ("content",),
    (False, False): ("content", *_TIME_ALONE),
}


class ChangeKind(StrEnum):
    """What a layer did to a path."""

    ADDED = "added"
    MODIFIED = "modified"
    METADATA = "metadata"
    REMOVED = "removed"


class Transition(msgspec.Struct, frozen=True, gc=False, eq=False):
    """A path before and after a layer; None where it is not visible."""

    node: Node
    layer: int
    before: Version | None
    after: Version | None


def visible(tree: Tree, layer: int, start: Node | None = None) -> Iterator[tuple[Node, Version]]:
    """Yield every path that is visible once ``layer`` is applied, at and below ``start``.

    Not in any order that means something. The root has a row only where an entry described it.
    """
    top = tree.root if start is None else start
    stack = [(top, top.floor_at(layer))]
    while stack:
        node, floor = stack.pop()
        if node.parent is None:
            version = node.version_at(layer, 0)
        else:
            version = node.version_at(layer, floor)
            if version is None:
                continue
        if version is not None:
            yield node, version
        inside = node.inside
        if inside is not None:
            below = node.floor_below(layer, floor)
            stack.extend([(child, below) for child in inside.children.values()])


def node_of(tree: Tree, path: str) -> Node | None:
    """Return the node of a path, whether it is visible or not; no symlink is followed.

    The root is always found, and ``..`` goes no further up.
    """
    node: Node | None = tree.root
    for part in path.split("/"):
        if part in {"", "."}:
            continue
        if node is not None:
            node = (node.parent or node) if part == ".." else node.child(part)
    return node


def find(tree: Tree, path: str, layer: int) -> Node | None:
    """Return the node of a path that is visible at ``layer``, as ``node_of`` finds it."""
    node = node_of(tree, path)
    if node is None or node.parent is None:
        return node
    return node if node.visible_at(layer) is not None else None


def walk(tree: Tree) -> Iterator[tuple[Node, tuple[int, ...]]]:
    """Yield every node, parents first, with the layers that cleared above it, ascending."""
    for nodes, clears in walk_directories(tree):
        for node in nodes:
            yield node, clears


def walk_directories(tree: Tree) -> Iterator[tuple[list[Node], tuple[int, ...]]]:
    """Yield what ``walk`` does, at once all that lies in a directory; the root comes first."""
    yield [tree.root], ()
    stack: list[tuple[Node, tuple[int, ...]]] = [(tree.root, ())]
    while stack:
        directory, clears = stack.pop()
        if directory.cleared:
            clears = tuple(sorted({*clears, *directory.cleared}))
        nodes = directory.snapshot()
        yield nodes, clears
        stack += [(each, clears) for each in nodes if each.inside is not None]


def walk_paths(tree: Tree) -> Iterator[tuple[str, Node, tuple[int, ...]]]:
    """Yield what ``walk`` does, each with its path, while another thread adds to the tree.

    It takes twice as long, and a fourth of what asking each node for its path takes.
    """
    yield "/", tree.root, ()
    stack: list[tuple[str, Node, tuple[int, ...]]] = [("/", tree.root, ())]
    while stack:
        prefix, parent, clears = stack.pop()
        if parent.cleared:
            clears = tuple(sorted({*clears, *parent.cleared}))
        for node in parent.snapshot():
            path = prefix + node.name
            yield path, node, clears
            if node.children:
                stack.append((f"{path}/", node, clears))


def changes_of(node: Node, clears: tuple[int, ...]) -> Iterator[Transition]:
    """Yield every change of one path; ``clears`` as ``walk`` gives them."""
    before: Version | None = None
    for version in node.versions:
        if clears and before is not None:
            at = bisect_right(clears, before.layer)
            if at < len(clears) and clears[at] < version.layer:
                yield Transition(node, clears[at], before, None)
                before = None
        after = None if version.is_whiteout else version
        if before is not None or after is not None:
            yield Transition(node, version.layer, before, after)
        before = after
    if before is not None and clears:
        at = bisect_right(clears, before.layer)
        if at < len(clears):
            yield Transition(node, clears[at], before, None)


def layer_transitions(tree: Tree, layer: int) -> Iterator[Transition]:
    """Yield every path that one layer changed, each once, without a walk over the others."""
    return range_transitions(tree, layer, layer)


def range_transitions(tree: Tree, first: int, last: int) -> Iterator[Transition]:
    """Yield every path that differs between the tree below ``first`` and the tree at ``last``.

    Each once, its ``layer`` being ``last``. A path that came and went between is none of them; one
    that was written again is, even if it is as it was.
    """
    touched = [node for layer in range(first, last + 1) for node in tree.touched[layer]]
    seen: set[Node] = set()
    for node in touched:
        if node not in seen and node.is_written_in(first, last):
            seen.add(node)
            before = node.visible_at(first - 1)
            after = _seen_at(node, last)
            if before is not None or after is not None:
                yield Transition(node, last, before, after)
    searched: set[Node] = set()
    for node in touched:
        if first and node.children and any(first <= layer <= last for layer in node.cleared):
            for lost, before in _lost_below(node, first, searched):
                if lost not in seen:
                    yield Transition(lost, last, before, None)


def _seen_at(node: Node, layer: int) -> Version | None:
    """Return what is visible at a layer; what the layer itself wrote is, whatever it cleared."""
    written = node.version_in(layer)
    if written is None:
        return node.visible_at(layer)
    return None if written.is_whiteout else written


def _lost_below(top: Node, layer: int, searched: set[Node]) -> Iterator[tuple[Node, Version]]:
    """Yield what was visible below ``top`` before a layer cleared it, less what was searched."""
    stack = [(top, top.floor_at(layer - 1))]
    while stack:
        node, floor = stack.pop()
        if not node.children or node in searched:
            continue
        searched.add(node)
        below = node.floor_below(layer - 1, floor)
        for child in node.children.values():
            before = child.version_at(layer - 1, below)
            if before is not None:
                yield child, before
            stack.append((child, below))


def change_of(transition: Transition, contents: Contents) -> tuple[ChangeKind, tuple[str, ...]]:
    """Return what kind of change this is, and the fields that differ.

    Besides ``METADATA_FIELDS`` a modified path may name ``type``, ``content``, ``link``, ``dev``.
    """
    before, after = transition.before, transition.after
    if before is None or after is None:
        return kind_of_change(before, after, contents), ()
    matter = matter_between(before, after, contents)
    fields = fields_between(before, after)
    if matter:
        return ChangeKind.MODIFIED, (matter, *fields)
    return ChangeKind.METADATA, fields


def kind_of_change(before: Version | None, after: Version | None, contents: Contents) -> ChangeKind:
    """Return what kind of change leads from one version to another."""
    if before is None:
        return ChangeKind.ADDED
    if after is None:
        return ChangeKind.REMOVED
    return ChangeKind.MODIFIED if matter_between(before, after, contents) else ChangeKind.METADATA


def matter_between(before: Version, after: Version, contents: Contents) -> str:
    """Return in what two versions differ that makes them different things, "" for nothing."""
    old, new = before.entry, after.entry
    # First what nearly all are.
    if old is not None and new is not None and _is_file(old.kind) and _is_file(new.kind):
        return "" if contents.same(before.home, old, after.home, new) else "content"
    if before.is_dir or after.is_dir:
        return "" if before.is_dir and after.is_dir else "type"
    if old is None or new is None:
        return "type"
    if old is new:
        return ""
    if old.kind is not new.kind:
        return "type"
    if old.link != new.link:
        return "link"
    return "dev" if old.device != new.device else ""


def _is_file(kind: Kind) -> bool:
    return kind is Kind.FILE or kind in FILE_KINDS


def quick_difference(old: Entry, new: Entry) -> tuple[str, ...] | None:
    """Return what ``matter_between`` and ``fields_between`` say of most pairs of which many differ.

    These are plain files of one owner and mode whose fingerprints are known. None of others.
    """
    if (
        old.kind is not Kind.FILE
        or new.kind is not Kind.FILE
        or old.rare is not None
        or new.rare is not None
        or old.access != new.access
        or old.fingerprint is None
        or new.fingerprint is None
    ):
        return None
    is_same = old.size == new.size and old.fingerprint == new.fingerprint
    return _DIFFERENCES[is_same, old.mtime == new.mtime]


def fields_between(before: Version, after: Version) -> tuple[str, ...]:
    """Return which of ``METADATA_FIELDS`` differ."""
    old, new = before.entry, after.entry
    if old is not None and new is not None and old.rare is None and new.rare is None:
        # Nearly all, of which there may be many: two images, built twice.
        is_at_once = old.mtime == new.mtime
        if old.access == new.access:
            return () if is_at_once else _TIME_ALONE
        pairs = zip(FileAccess._fields, old.access, new.access, strict=True)
        found = tuple(name for name, was, now in pairs if was != now)
        return found if is_at_once else found + _TIME_ALONE
    return tuple(name for name in METADATA_FIELDS if _field(before, name) != _field(after, name))


def _field(version: Version, name: str) -> object:
    entry = version.entry
    if entry is None:
        return {"mode": IMPLIED_MODE, "uid": 0, "gid": 0}.get(name)
    value: object = getattr(entry, name)
    return value
