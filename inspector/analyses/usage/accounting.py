"""Accounts for every stored byte and every change of an image, in one walk over its tree."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from inspector.analyses.usage.ledger import Ledger
from inspector.analyses.usage.model import Cause, LayerUsage, Usage
from inspector.tarstream import Kind
from inspector.tree.view import (
    ChangeKind,
    Transition,
    changes_of,
    kind_of_change,
    node_of,
    walk,
    walk_directories,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.analyses.usage.model import Waste
    from inspector.reading.contents import Contents
    from inspector.tree import Node, Tree, Version


def usage(tree: Tree, contents: Contents) -> Usage:
    """Account for every stored byte and every change, in one walk over the tree."""
    ledger = Ledger(tree)
    changes = _book_tree(tree, contents, ledger)
    _book_dropped(tree, contents, ledger)
    waste = ledger.waste()
    wasted: Counter[int] = Counter()
    for row in waste:
        wasted[row.written_by] += row.bytes
    layers = tuple(
        LayerUsage(
            index=index,
            size=ledger.sizes[index],
            stored_bytes=ledger.stored[index],
            wasted_bytes=wasted[index],
            **{str(kind): counts[index] for kind, counts in changes.items()},
            symlink_bytes=ledger.symlinks[index],
            hole_bytes=ledger.holes[index],
            live_hole_bytes=ledger.live_holes[index],
        )
        for index in range(tree.layers)
    )
    files = len({row.path for row in waste})
    return Usage(sum(ledger.stored), sum(wasted.values()), layers, waste, files)


def _book_tree(tree: Tree, contents: Contents, ledger: Ledger) -> dict[ChangeKind, list[int]]:
    """Book every name that was written or hidden; return how many paths each layer changed."""
    changes = {kind: [0] * tree.layers for kind in ChangeKind}
    added = changes[ChangeKind.ADDED]
    links, plain, stored, sizes = tree.links, Kind.FILE, ledger.stored, ledger.sizes
    for nodes, clears in walk_directories(tree):
        for node in nodes:
            version = node.newest
            if clears or version is None or version.older is not None:
                if clears or not _book_rewritten(node, contents, ledger, changes):
                    for transition in changes_of(node, clears):
                        _book(transition, contents, ledger, changes)
                continue
            # Nine paths in ten: written once and still there, most of them plain files.
            entry = version.entry
            if entry is not None:
                added[version.layer] += 1
                if entry.kind is plain and entry.rare is None and id(entry) not in links:
                    stored[version.home] += entry.size
                    sizes[version.layer] += entry.size
                else:
                    ledger.wrote(version)
    return changes


def _book_rewritten(
    node: Node, contents: Contents, ledger: Ledger, changes: dict[ChangeKind, list[int]]
) -> bool:
    """Book a file that layers only wrote again; return whether it is one.

    What ``_book`` says of each of its changes, in a short way: there may be a million.
    """
    versions = node.versions
    files = [(each, entry) for each in versions if (entry := ledger.lone_file(each)) is not None]
    if not files or len(files) < len(versions):
        return False
    (before, old), *later = files
    ledger.wrote(before)
    changes[ChangeKind.ADDED][before.layer] += 1
    for after, new in later:
        ledger.wrote(after)
        same = contents.same(before.home, old, after.home, new)
        changes[ChangeKind.METADATA if same else ChangeKind.MODIFIED][after.layer] += 1
        cause = Cause.METADATA if same else Cause.OVERWRITTEN
        ledger.lose(node, old, before.home, after.layer, cause)
        before, old = after, new
    return True


def _book(
    transition: Transition,
    contents: Contents,
    ledger: Ledger,
    changes: dict[ChangeKind, list[int]],
) -> None:
    before, after = transition.before, transition.after
    kind = kind_of_change(before, after, contents)
    shown = after or before
    if shown is not None and not shown.is_implied:
        changes[kind][transition.layer] += 1
    if after is not None:
        ledger.wrote(after)
    if before is not None:
        ledger.hid(transition.node, before, transition.layer, _cause(kind))


def _book_dropped(tree: Tree, contents: Contents, ledger: Ledger) -> None:
    """Book the names that layers took away from themselves."""
    for dropped in tree.dropped:
        lost, replacement = dropped.version, dropped.replacement
        ledger.wrote(lost, sized=False)
        kind = kind_of_change(lost, replacement, contents)
        ledger.hid(dropped.node, lost, lost.layer, _cause(kind))


def layer_sizes(tree: Tree) -> tuple[int, ...]:
    """Return ``LayerUsage.size`` of every layer, without a look at any content."""
    ledger = Ledger(tree)
    for node, _ in walk(tree):
        version = node.newest
        while version is not None:
            ledger.wrote(version)
            version = version.older
    return tuple(ledger.sizes)


def _cause(kind: ChangeKind) -> Cause:
    if kind is ChangeKind.REMOVED:
        return Cause.REMOVED
    return Cause.METADATA if kind is ChangeKind.METADATA else Cause.OVERWRITTEN


def wasted_version(tree: Tree, row: Waste) -> tuple[Node, Version] | None:
    """Return a wasted payload's path and the version that stores it, None where there is none.

    What a layer took away from itself is no version of the path's: no state of the tree shows it.
    """
    node = node_of(tree, row.path)
    if node is None:
        return None
    for version in _versions(tree, node, row):
        if version.home == row.written_by and _stored(version) == row.bytes:
            return node, version
    return None


def _stored(version: Version) -> int | None:
    return version.entry.stored if version.entry is not None and version.is_file else None


def _versions(tree: Tree, node: Node, row: Waste) -> Iterator[Version]:
    if row.written_by != row.hidden_by:
        yield from node.versions
    yield from (each.version for each in tree.dropped if each.node is node)
    yield from node.versions
