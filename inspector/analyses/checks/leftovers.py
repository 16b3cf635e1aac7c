"""What builds leave behind: one finding a directory and layer, with its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.checks.advice import advice_on
from inspector.analyses.checks.amounts import files
from inspector.analyses.checks.lifetimes import Clears, lifetimes
from inspector.findings import Finding, FindingLog, Level
from inspector.tarstream import FILE_KINDS

if TYPE_CHECKING:
    from inspector.analyses.checks.places import LeftoverPlace
    from inspector.analyses.checks.steps import Steps
    from inspector.analyses.checks.sweep import Swept
    from inspector.tree import Link, Node, Tree, Version

# Less is a note.
MUCH = 1_000_000


class _LayerPart(msgspec.Struct):
    """What one layer has in a directory; ``hidden_by`` is the last layer that hid a part."""

    files: int = 0
    bytes: int = 0
    is_proven: bool = False
    is_visible: bool = False
    hidden_by: int = 0


def leftover_findings(tree: Tree, swept: Swept, steps: Steps, most: int) -> list[Finding]:
    """Return what is left in known places, at most ``most`` of a kind."""
    log = FindingLog(most)
    clears = Clears()
    for place, directory in swept.places:
        rows = _BytesByLayer(tree, place, directory).rows(clears)
        for layer in sorted(rows):
            row = rows[layer]
            if _counts(place, row, layer, steps) and log.count(place.id):
                log.keep(_finding(place, directory.path, layer, row, steps))
    return log.findings()


def _counts(place: LeftoverPlace, row: _LayerPart, layer: int, steps: Steps) -> bool:
    return (
        row.bytes >= place.least
        and (row.is_proven or not place.proof)
        and (place.is_of_base or not steps.is_of_base(layer))
    )


def _finding(place: LeftoverPlace, path: str, layer: int, row: _LayerPart, steps: Steps) -> Finding:
    hidden_by = None if row.is_visible else row.hidden_by
    return Finding(
        place.id,
        layer,
        path,
        files(row.files),
        bytes=row.bytes,
        hidden_by=hidden_by,
        advice=advice_on(place, path, layer, hidden_by, steps),
        graded=_level(place, row),
    )


def _level(place: LeftoverPlace, row: _LayerPart) -> Level | None:
    """Return None for the level of the kind: a repository tells what it should not at any size."""
    is_little = row.bytes < MUCH and place.id != "leftover-git"
    return Level.NOTE if is_little else None


class _BytesByLayer:
    """Adds up the files below a directory by the layer that stores them."""

    def __init__(self, tree: Tree, place: LeftoverPlace, directory: Node) -> None:
        self._tree = tree
        self._place = place
        self._directory = directory
        self._rows: dict[int, _LayerPart] = {}
        self._counted: set[int] = set()  # of those with several names
        self._is_shared: dict[int, bool] = {}

    def rows(self, clears: Clears) -> dict[int, _LayerPart]:
        """Return what each layer has there, by layer."""
        stack = [self._directory]
        while stack:
            directory = stack.pop()
            above = clears.below(directory)
            for node in directory.children.values():
                if node.inside is not None:
                    stack.append(node)
                if node.name in self._place.spared:
                    continue
                newest = node.newest
                if not above and newest is not None and newest.older is None:
                    self._add(node.name, newest, None)  # nine in ten
                    continue
                for version, hidden_by in lifetimes(node, above):
                    self._add(node.name, version, hidden_by)
        return self._rows

    def _add(self, name: str, version: Version, hidden_by: int | None) -> None:
        entry = version.entry
        if entry is None or not entry.size or entry.kind not in FILE_KINDS:
            return
        link = self._tree.link(entry)
        if link is not None and self._has_other_names(link):
            return
        row = self._rows.get(version.layer)
        if row is None:
            row = self._rows[version.layer] = _LayerPart()
        row.files += 1
        row.is_proven = row.is_proven or name in self._place.proof
        if hidden_by is None:
            row.is_visible = True
        else:
            row.hidden_by = max(row.hidden_by, hidden_by)
        if version.home == version.layer and id(entry) not in self._counted:
            row.bytes += entry.stored
            if link is not None:
                self._counted.add(id(entry))

    def _has_other_names(self, link: Link) -> bool:
        """Whether a file has a name outside of the directory: deleting it here saves nothing."""
        if link.number not in self._is_shared:
            is_shared = any(not self._is_within(each) for each in link.names)
            self._is_shared[link.number] = is_shared
        return self._is_shared[link.number]

    def _is_within(self, node: Node) -> bool:
        each: Node | None = node
        while each is not None and each is not self._directory:
            each = each.parent
        return each is not None
