"""An image of given layers, opened as the command opens it, and the answers as plain values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from inspector.analyses.audit import format_findings
from inspector.analyses.usage import Usage, usage
from inspector.exports.listing import row_json
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.tree import Tree
from inspector.tree.listing import ListedPath, list_changes, list_tree
from inspector.tree.view import change_of, range_transitions
from tests.build_image import ImageSpec, format_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from inspector.limits import Limits
    from inspector.tarstream import Entry
    from tests.build_image import Part

Json = dict[str, Any]
Layers = "Sequence[Sequence[Part] | bytes]"


@dataclass(frozen=True)
class World:
    """What is known of one image."""

    image: Image
    tree: Tree
    contents: Contents

    @cached_property
    def top(self) -> int:
        return len(self.image.layers) - 1

    def rows(self, layer: int | None = None) -> list[Json]:
        """Return the rows of ``ls --json --layer``; the top by default."""
        return _documents(list_tree(self.tree, self.top if layer is None else layer))

    def row(self, path: str, layer: int | None = None) -> Json:
        """Return the one row of a path."""
        (found,) = (row for row in self.rows(layer) if row["path"] == path)
        return found

    def entry(self, path: str) -> Entry:
        """Return the entry whose content a path shows at the top."""
        (row,) = (row for row in list_tree(self.tree, self.top) if row.path == path)
        assert row.version.entry is not None
        return row.version.entry

    def paths(self, layer: int | None = None) -> list[str]:
        """Return all paths, directories with a slash behind, symlinks with their target."""
        return [_shown(row) for row in self.rows(layer)]

    def change_rows(self, layer: int | None = None) -> list[Json]:
        """Return the rows of ``ls --json --changes``."""
        at = self.top if layer is None else layer
        return _documents(list_changes(self.tree, at, self.contents))

    def changes(self, layer: int | None = None) -> dict[str, str]:
        """Return what happened to each path that a layer changed, with the fields that differ."""
        return {
            row["path"]: " ".join([row["change"], *row["fields"]])
            for row in self.change_rows(layer)
        }

    def range_changes(self, first: int, last: int) -> dict[str, tuple[str, list[str]]]:
        """Return what differs between the tree below ``first`` and the tree at ``last``."""
        found = {}
        for each in range_transitions(self.tree, first, last):
            shown = each.after or each.before
            assert shown is not None
            assert each.node.path not in found
            if not shown.is_implied:
                kind, fields = change_of(each, self.contents)
                found[each.node.path] = (str(kind), list(fields))
        return found

    def findings(self) -> set[tuple[str, int | None, str | None]]:
        """Return (id, layer, path) of every finding."""
        return {(each.id, each.layer, each.path) for each in format_findings(self.image, self.tree)}

    def groups(self, layer: int | None = None) -> set[frozenset[str]]:
        """Return the paths that share a hard link number."""
        numbered: dict[int, set[str]] = {}
        for row in self.rows(layer):
            if "hardlinks" in row:
                numbered.setdefault(row["hardlinks"], set()).add(row["path"])
        return {frozenset(names) for names in numbered.values()}

    @cached_property
    def usage(self) -> Usage:
        return usage(self.tree, self.contents)

    def waste(self) -> list[tuple[str, int, int, int, str]]:
        """Return (path, bytes, written by, hidden by, cause), largest first."""
        return [
            (each.path, each.bytes, each.written_by, each.hidden_by, str(each.cause))
            for each in self.usage.waste
        ]


def world(
    path: Path,
    *layers: Sequence[Part] | bytes,
    codec: str | Sequence[str] = "none",
    limits: Limits = DEFAULT_LIMITS,
) -> World:
    """Write an image to ``path``, read and merge it."""
    spec = ImageSpec(layers=layers, codec=codec)
    return opened(format_named("oci-archive").write(path, spec), limits)


def opened(path: Path, limits: Limits = DEFAULT_LIMITS) -> World:
    """Read and merge the image of an archive."""
    archive = open_archive(str(path), limits)
    image = Image(archive, choose(archive, image=None, platform=None), limits)
    tree = Tree()
    for layer in image.read_layers():
        tree.apply(layer.entries, limits)
    return World(image, tree, Contents(image))


def _documents(rows: Iterable[ListedPath]) -> list[Json]:
    return [json.loads(row_json(row)) for row in rows]


def _shown(row: Json) -> str:
    path: str = row["path"]
    if row["type"] == "dir":
        return path.rstrip("/") + "/"
    return f"{path} -> {row['link']}" if "link" in row else path
