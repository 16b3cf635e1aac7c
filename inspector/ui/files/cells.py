"""What a row of the file tree says of its path: mark, attributes, size and name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from inspector.exports.listing import CHANGE_LETTERS, mode_text
from inspector.findings import Level
from inspector.language import N_, ngettext
from inspector.text import human_size, printable
from inspector.tree.listing import type_of
from inspector.tree.view import IMPLIED_MODE
from inspector.ui.session.selection import Mode, Sort
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import Cell, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.findings import Finding
    from inspector.tree import Node, Version
    from inspector.tree.view import ChangeKind
    from inspector.ui.files.shown_paths import ShownPaths, TreeOptions
    from inspector.ui.session.change_kinds import ShownKinds
    from inspector.ui.session.changes import Below

UNKNOWN = "…"
_NONE = "."
# In columns of fewer cells, folders indent what lies in them by one.
_NARROW_NAMES = 20


class PathCells:
    """Makes rows of paths; a row's cells are those of ``columns``."""

    def __init__(self, paths: ShownPaths, options: TreeOptions) -> None:
        self._paths = paths
        self._has_attributes = options.has_attributes
        self._has_counts = options.sort is Sort.COUNT
        self.columns = _columns(has_attributes=options.has_attributes, has_counts=self._has_counts)

    def row(self, node: Node, depth: int, *, is_open: bool) -> Row:
        version = self._paths.version(node)
        changes = self._paths.changes
        kind = changes.kind(node) if changes is not None else None
        cells: list[Cell] = [self._mark(node, version, kind)]
        if self._has_attributes:
            cells += (
                Content.styled(mode_of(version), ".rows--dim"),
                Content.styled(owner_of(version), ".rows--dim"),
                Content.styled(self._size(node, version), ".rows--figure"),
            )
        if self._has_counts:
            cells.append(self._count(node, version))
        cells.append(partial(self._name, node, version, depth, is_open))
        return Row(cells, f"rows--{kind.value}" if kind is not None else "")

    def _mark(self, node: Node, version: Version | None, kind: ChangeKind | None) -> Cell:
        letter = CHANGE_LETTERS[kind] if kind is not None else " "
        if self._paths.changes is None and self._paths.span is not None:
            letter = UNKNOWN
        if self._paths.session.flagged and self._has_finding(node, version):
            return Content.assemble(letter, ("!", ".rows--finding"))
        return letter

    def _has_finding(self, node: Node, version: Version | None) -> bool:
        """Whether the layers have a finding on a path; of everything, also those below them.

        Of a folder, what lower layers left in it counts until a layer hides it.
        """
        below = version if self._paths.mode is Mode.ALL else None
        for each in self._paths.session.flagged.get(node.path, ()):
            layer, hider = each.layer, each.hidden_by
            # A few bytes that are hidden are no more than what the change says.
            if layer is None or layer > self._paths.layer or _is_of_few_bytes(each):
                continue
            if layer > self._paths.below or (below is not None and below.layer == layer):
                return True
            is_folder = below is not None and below.is_dir
            if is_folder and (hider is None or hider > self._paths.layer):
                return True
        return False

    def _size(self, node: Node, version: Version | None) -> str:
        if version is not None and not version.is_dir and not version.is_file:
            return _NONE
        removed = self._paths.removed
        below = removed.below.get(node) if removed is not None else None
        if below is not None and not node.visible_at(self._paths.layer):
            return human_size(below.removed_bytes)
        figures = self._paths.figures
        is_counted = version is not None and version.is_file
        if not is_counted and not figures.is_known:
            return UNKNOWN
        return human_size(figures.size(node, version))

    def _count(self, node: Node, version: Version | None) -> str:
        if not self._paths.figures.is_known:
            return UNKNOWN
        count = self._paths.figures.count(node, version)
        return _NONE if count is None else f"{count:,}"

    def _name(
        self,
        node: Node,
        version: Version | None,
        depth: int,
        is_open: bool,  # noqa: FBT001 - a cell is a function of its width alone
        width: int,
    ) -> Content:
        is_folder = self._paths.is_folder(node)
        mark = "  " if not is_folder else "▾ " if is_open else "▸ "
        note = self._note(node) if is_folder and not is_open else ""
        note += self._paths.session.note_on(node)
        indent = " " * (depth if width < _NARROW_NAMES else 2 * depth)
        return Content.assemble(indent + mark + name_of(node, version), (note, ".rows--dim"))

    def _note(self, node: Node) -> str:
        """Return what a closed folder holds."""
        matches = self._paths.matches
        if matches is not None and node in matches.inside:
            count = matches.inside[node]
            return "  " + ngettext("{count:,} match", "{count:,} matches", count).format(
                count=count
            )
        below = self._paths.figures.below(node)
        return f"  {counts(below, self._paths.kinds)}" if below is not None else ""


def _columns(*, has_attributes: bool, has_counts: bool) -> Sequence[Column]:
    attributes = (
        Column(N_("mode"), width=10, drop=2),
        Column(N_("owner"), width=9, drop=1),
        Column(N_("size"), width=8, right=True),
    )
    return (
        Column("", width=2),
        *(attributes if has_attributes else ()),
        *((Column(N_("files"), width=8, right=True),) if has_counts else ()),
        Column(N_("name"), least=14, gap=2),
    )


def mode_of(version: Version | None) -> str:
    """Return type and permissions as ``ls -l`` has them; of nothing, nothing."""
    if version is None:
        return ""
    mode = version.entry.mode if version.entry is not None else IMPLIED_MODE
    return mode_text(type_of(version), mode)


def owner_of(version: Version | None) -> str:
    """Return ``uid:gid``; what no entry describes is root's."""
    if version is None or version.entry is None:
        return "0:0"
    return f"{version.entry.uid}:{version.entry.gid}"


def name_of(node: Node, version: Version | None) -> str:
    """Return a name, made printable, with ``/`` or where a symlink leads."""
    name = printable(node.name) + ("/" if version is None or version.is_dir else "")
    if version is not None and version.is_symlink and version.entry is not None:
        return f"{name} → {printable(version.entry.link)}"
    return name


def counts(below: Below, shown: ShownKinds) -> str:
    """Return changes below a folder as ``+3 ~1 -2``; what is zero or hidden is left out."""
    parts = zip("+~-", shown.counted(below), strict=True)
    return " ".join(f"{sign}{number:,}" for sign, number in parts if number)


def _is_of_few_bytes(finding: Finding) -> bool:
    return finding.bytes is not None and finding.level is Level.NOTE
