"""The rows of the file tree: an array of the paths whose folders are open, and nothing else.

Only open folders are looked into. Rows are read from the tree when they are drawn.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from inspector.exports.listing import mode_text
from inspector.text import human_size, path_key, printable
from inspector.tree.listing import type_of
from inspector.tree.view import IMPLIED_MODE, ChangeKind
from inspector.ui.changes import LETTERS, Below
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import Cell, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.tree import Node, Version
    from inspector.ui.changes import LayerChanges
    from inspector.ui.session import Session
    from inspector.ui.steps import Step

UNKNOWN = "…"
_NONE = "."
# A layer with so few changes is shown with all its folders open.
_OPEN_ALL = 60
_BLOCK = 4096


class Mode(StrEnum):
    """Which paths the tree shows."""

    CHANGES = "changes"
    ALL = "all"


@dataclass
class Folds:
    """Which folders the user opened and closed; kept over layers and modes."""

    opened: set[Node] = field(default_factory=set)
    closed: set[Node] = field(default_factory=set)

    def turn(self, node: Node, *, is_open: bool) -> None:
        """Note what the user did."""
        (self.opened if is_open else self.closed).add(node)
        (self.closed if is_open else self.opened).discard(node)


class FileRows:
    """The tree at a layer, or what the layer changed; ``fill`` it before it is shown."""

    columns: ClassVar[Sequence[Column]] = (
        Column("", width=2),
        Column("mode", width=10, drop=2),
        Column("owner", width=9, drop=1),
        Column("size", width=8, right=True),
        Column("name", least=20, gap=2),
    )

    def __init__(
        self,
        session: Session,
        step: Step,
        mode: Mode,
        folds: Folds,
        empty: str = "",
    ) -> None:
        self.layer = step.top
        self._is_marked = step.layer is not None
        self.mode = mode
        self.empty = empty
        self._session = session
        self._folds = folds
        self._nodes: list[Node] = []
        self._depths = array("H")

    def __len__(self) -> int:
        return len(self._nodes)

    @property
    def _changes(self) -> LayerChanges | None:
        return self._session.changes.get(self.layer)

    def node(self, index: int) -> Node:
        """Return the path of a row."""
        return self._nodes[index]

    # -- folders

    def is_folder(self, node: Node) -> bool:
        """Whether a path can be opened here."""
        if node.parent is None:
            return False
        if self.mode is Mode.CHANGES:
            return self._changes is not None and node in self._changes.below
        version = node.visible_at(self.layer)
        return version is not None and version.is_dir

    def is_open(self, node: Node) -> bool:
        """Whether a folder shows what is in it."""
        if node in self._folds.opened:
            return True
        changes = self._changes
        is_small = self.mode is Mode.CHANGES and changes is not None and len(changes) <= _OPEN_ALL
        return is_small and node not in self._folds.closed

    def weighs_more_than(self, limit: int, node: Node | None = None) -> bool:
        """Whether opening a folder (default: everything) looks at more than so many paths."""
        total = 0
        stack = [self._session.tree.root if node is None else node]
        while stack and total <= limit:
            children = list((stack.pop().children or {}).values())
            total += len(children)
            if total <= limit:
                stack += [each for each in children if each.children and self.is_open(each)]
        return total > limit

    def fill(self) -> None:
        """Look into every open folder."""
        root = self._session.tree.root
        self._nodes, self._depths = self._expanded(root, 0)
        if self._has_root_row(root):
            self._nodes.insert(0, root)
            self._depths.insert(0, 0)

    def open(self, index: int) -> None:
        """Show what is in the folder of a row."""
        nodes, depths = self._expanded(self._nodes[index], self._depths[index] + 1)
        self._nodes[index + 1 : index + 1] = nodes
        self._depths[index + 1 : index + 1] = depths

    def close(self, index: int) -> None:
        """Hide what is in the folder of a row."""
        end = self._end(index)
        del self._nodes[index + 1 : end]
        del self._depths[index + 1 : end]

    def _end(self, index: int) -> int:
        """Return the row after the last that lies in the folder of a row."""
        depth, at = self._depths[index], index + 1
        # In blocks, as ``min`` is ten times as fast as a loop: a folder may show 500,000 rows.
        while at < len(self._depths) and min(self._depths[at : at + _BLOCK]) > depth:
            at += _BLOCK
        while at < len(self._depths) and self._depths[at] > depth:
            at += 1
        return min(at, len(self._depths))

    def nearest(self, node: Node | None) -> int:
        """Return the row of a path, or of its nearest parent that is shown."""
        while node is not None:
            if node.parent is not None or self._has_root_row(node):
                try:
                    return self._nodes.index(node)
                except ValueError:
                    pass
            node = node.parent
        return 0

    def _expanded(self, top: Node, depth: int) -> tuple[list[Node], array[int]]:
        nodes: list[Node] = []
        depths = array("H")
        stack = [(child, depth) for child in reversed(self._children(top))]
        while stack:
            node, depth = stack.pop()
            nodes.append(node)
            depths.append(depth)
            if node.children and self.is_open(node) and self.is_folder(node):
                stack += [(child, depth + 1) for child in reversed(self._children(node))]
        return nodes, depths

    def _children(self, node: Node) -> list[Node]:
        # A copy made in one stroke: the thread that loads may add to the tree meanwhile.
        children = list((node.children or {}).values())
        if self.mode is Mode.CHANGES:
            changes = self._changes
            shown = [each for each in children if changes is not None and changes.is_shown(each)]
        else:
            floor = node.floor_below(self.layer, node.floor_at(self.layer))
            shown = [each for each in children if each.version_at(self.layer, floor) is not None]
        return sorted(shown, key=lambda each: path_key(each.name))

    def _has_root_row(self, root: Node) -> bool:
        if self.mode is Mode.CHANGES:
            return self._changes is not None and root in self._changes.kinds
        return root.version_at(self.layer, 0) is not None

    # -- rows

    def row(self, index: int) -> Row:
        """Return a path's cells."""
        node = self._nodes[index]
        version = self.version(node)
        changes = self._changes if self._is_marked else None
        kind = changes.kind(node) if changes is not None else None
        tone = f"rows--{kind.value}" if kind is not None else ""
        return Row(
            (
                self._mark(node, version, kind),
                self._mode(version),
                self._owner(version),
                self._size(node, version),
                self._name(node, version, self._depths[index]),
            ),
            tone,
        )

    def version(self, node: Node) -> Version | None:
        """Return what a row shows: the path at the layer, or what the layer removed."""
        return node.visible_at(self.layer) or node.visible_at(self.layer - 1)

    def _mark(self, node: Node, version: Version | None, kind: ChangeKind | None) -> Cell:
        flag = "!" if self._session.flagged and self._is_doubtful(node, version) else ""
        letter = LETTERS[kind] if kind is not None else " "
        if self._changes is None and self._is_marked:
            letter = UNKNOWN
        return Content.assemble(letter, (flag, ".rows--finding")) if flag else letter

    def _is_doubtful(self, node: Node, version: Version | None) -> bool:
        """Whether the layer has a finding on a path; of everything, the layer it comes from."""
        layers = {self.layer}
        if self.mode is Mode.ALL and version is not None:
            layers.add(version.layer)
        return any((layer, node.path) in self._session.flagged for layer in layers)

    @staticmethod
    def _mode(version: Version | None) -> str:
        if version is None:
            return ""
        mode = version.entry.mode if version.entry is not None else IMPLIED_MODE
        return mode_text(type_of(version), mode)

    @staticmethod
    def _owner(version: Version | None) -> str:
        if version is None or version.entry is None:
            return "0:0"
        return f"{version.entry.uid}:{version.entry.gid}"

    def _size(self, node: Node, version: Version | None) -> str:
        below = self._below(node)
        if below is not None and (version is None or version.is_dir):
            removed = version is not None and not node.visible_at(self.layer)
            return human_size(below.removed_bytes if removed else below.written_bytes)
        if version is None or version.is_file:
            return human_size(version.size if version is not None else 0)
        if not version.is_dir:
            return _NONE
        if self.mode is Mode.CHANGES:
            return human_size(0)
        sizes = self._session.sizes
        return human_size(sizes.at(node, self.layer).bytes) if sizes is not None else UNKNOWN

    def _below(self, node: Node) -> Below | None:
        if self.mode is Mode.ALL or self._changes is None:
            return None
        return self._changes.below.get(node)

    def _name(self, node: Node, version: Version | None, depth: int) -> Content:
        is_dir = version is None or version.is_dir
        mark = "  "
        if self.is_folder(node):
            mark = "▾ " if self.is_open(node) else "▸ "
        name = printable(node.name) + ("/" if is_dir else "")
        link = ""
        if version is not None and version.is_symlink and version.entry is not None:
            link = f" → {printable(version.entry.link)}"
        below = self._below(node)
        note = f"  {counts(below)}" if below is not None and mark == "▸ " else ""
        return Content.assemble("  " * depth + mark + name + link, (note, ".rows--dim"))


def counts(below: Below) -> str:
    """Return changes below a folder as ``+3 ~1 -2``; what is zero is left out."""
    changed = below.modified + below.metadata
    parts = (("+", below.added), ("~", changed), ("-", below.removed))
    return " ".join(f"{sign}{number:,}" for sign, number in parts if number)
