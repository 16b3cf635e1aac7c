"""What an audit leaves out on request: the base image, and paths.

A file with several names goes by the first of them in its tar, as it does in the list of waste.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from inspector.tarstream import FILE_KINDS
from inspector.tree.view import walk_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from inspector.analyses.path_globs import PathGlobs
    from inspector.analyses.usage import Usage
    from inspector.findings import Finding
    from inspector.packages.inventory import LiveFile
    from inspector.tree import Node, Tree, Version


class Scope(msgspec.Struct, frozen=True):
    """What does not count: all that the lowest ``base_layers`` store, and paths by globs."""

    base_layers: int = 0
    exclude: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether everything counts."""
        return not self.base_layers and not self.exclude


WHOLE = Scope()


def usage_within(usage: Usage, tree: Tree, scope: Scope) -> Usage:
    """Return the part of a usage that counts.

    A layer's ``size`` and its numbers of paths stay what they are.
    """
    if scope.is_whole:
        return usage
    globs = _globs(scope)
    rows = tuple(
        row
        for row in usage.waste
        if row.written_by >= scope.base_layers and not globs.matches(row.path)
    )
    excluded = _excluded_bytes(tree, globs) if globs else Counter()
    wasted: Counter[int] = Counter()
    for row in rows:
        wasted[row.written_by] += row.bytes
    layers = tuple(
        replace(
            layer,
            stored_bytes=(
                layer.stored_bytes - excluded[layer.index]
                if layer.index >= scope.base_layers
                else 0
            ),
            wasted_bytes=wasted[layer.index],
        )
        for layer in usage.layers
    )
    return replace(
        usage,
        stored_bytes=sum(layer.stored_bytes for layer in layers),
        wasted_bytes=sum(wasted.values()),
        layers=layers,
        waste=rows,
        wasted_files=len({row.path for row in rows}),
    )


def _globs(scope: Scope) -> PathGlobs:
    from inspector.analyses.path_globs import PathGlobs  # seldom asked for

    return PathGlobs(scope.exclude)


def _excluded_bytes(tree: Tree, globs: PathGlobs) -> Counter[int]:
    """Return by layer how many bytes it stores at paths that globs name."""
    found: Counter[int] = Counter()
    shared: set[int] = set()
    for node, version in _stored(tree, globs):
        entry = version.entry
        if entry is None or entry.kind not in FILE_KINDS:
            continue
        link = tree.link(entry)
        if link is not None:
            if link.first is not node or id(entry) in shared:
                continue
            shared.add(id(entry))
        found[version.home] += entry.stored
    return found


def _stored(tree: Tree, globs: PathGlobs) -> Iterator[tuple[Node, Version]]:
    """Yield what layers wrote at paths that globs name."""
    for path, node, _ in walk_paths(tree):
        if globs.matches(path):
            yield from ((node, version) for version in node.versions)
    for dropped in tree.dropped:
        if globs.matches(dropped.node.path):
            yield dropped.node, dropped.version


def file_test(tree: Tree, scope: Scope) -> Callable[[LiveFile], bool] | None:
    """Return what tells whether a visible file counts, None where every file does."""
    if scope.is_whole:
        return None
    globs = _globs(scope)

    def counts(file: LiveFile) -> bool:
        if file.home < scope.base_layers:
            return False
        link = tree.link(file.entry) if globs else None
        return not globs or not globs.matches((file.node if link is None else link.first).path)

    return counts


def findings_within(findings: Iterable[Finding], scope: Scope) -> Iterator[Finding]:
    """Yield the findings that count: those of the image as a whole always do."""
    if scope.is_whole:
        yield from findings
        return
    globs = _globs(scope)
    for each in findings:
        is_base = each.layer is not None and each.layer < scope.base_layers
        if not is_base and not (each.path and globs.matches(each.path)):
            yield each
