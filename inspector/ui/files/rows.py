"""The rows of the file tree: an array of the paths whose folders are open, and nothing else.

Only open folders are looked into. Rows are read from the tree when they are drawn.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.content import Content

from inspector.exports.listing import mode_text
from inspector.text import human_size, printable
from inspector.tree.listing import type_of
from inspector.tree.view import IMPLIED_MODE, ChangeKind
from inspector.ui.files.order import Order
from inspector.ui.session.change_kinds import ALL_KINDS
from inspector.ui.session.changes import LETTERS
from inspector.ui.session.figures import Figures
from inspector.ui.session.selection import Mode, Sort
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.row_source import Cell, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.tree import Node, Version
    from inspector.ui.files.filter_matches import Matches
    from inspector.ui.session.change_kinds import ChangeKinds, ShownKinds
    from inspector.ui.session.changes import Below, LayerChanges
    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.session import Session

UNKNOWN = "…"
_NONE = "."
# A layer with so few changes is shown with all its folders open.
_OPEN_ALL = 60
_BLOCK = 4096
# Of more paths in a folder, no one asks how many of them are shown.
_FEW = 1000


@dataclass
class Folds:
    """Which folders the user opened and closed; kept over layers and modes.

    ``every`` is set where all were opened, or closed, at once: the others are exceptions.
    """

    opened: set[Node] = field(default_factory=set)
    closed: set[Node] = field(default_factory=set)
    every: bool | None = None

    def turn(self, node: Node, *, is_open: bool) -> None:
        """Note what the user did."""
        (self.opened if is_open else self.closed).add(node)
        (self.closed if is_open else self.opened).discard(node)

    def turn_every(self, *, is_open: bool) -> None:
        """Note that the user opened or closed all of them."""
        self.opened.clear()
        self.closed.clear()
        self.every = is_open

    def is_open(self, node: Node) -> bool | None:
        """Whether the user opened or closed a folder, None where neither."""
        if node in self.opened:
            return True
        return False if node in self.closed else self.every


@dataclass(frozen=True)
class View:
    """How the tree is shown. ``matches`` are what a filter leaves of it, None without one.

    ``has_attributes``: with the columns of mode, owner and size.
    """

    mode: Mode = Mode.CHANGES
    sort: Sort = Sort.SIZE
    folds: Folds = field(default_factory=Folds)
    matches: Matches | None = None
    kinds: ChangeKinds = ALL_KINDS
    has_attributes: bool = True


class FileRows:
    """The tree at a layer, or what the layer changed; ``fill`` it before it is shown."""

    def __init__(self, session: Session, step: Step, view: View, empty: str = "") -> None:
        self.layer = step.top
        self._below_layer = step.below
        self._span = step.span
        self._is_marked = step.span is not None
        self.mode = view.mode
        self.matches = view.matches
        self.empty = empty
        self.columns = _columns(view.sort, has_attributes=view.has_attributes)
        self._has_attributes = view.has_attributes
        self._has_counts = view.sort is Sort.COUNT
        self._session = session
        self._folds = view.folds
        changes = self._changes
        is_changes = view.mode is Mode.CHANGES
        self._shown = view.kinds.shown(is_all=not is_changes)
        self._figures = Figures(
            step.top, changes if is_changes else None, None if is_changes else session.sizes
        )
        self._removed = changes if self._shown.has_removed and not is_changes else None
        self._order = Order(view.sort, self._figures, changes if self._is_marked else None)
        self._nodes: list[Node] = []
        self._depths = array("H")
        self._alone: set[Node] = set()
        self._open_alone(session.tree.root)

    @property
    def is_provisional(self) -> bool:
        """Whether it must be sorted anew once more is known."""
        return self._order.is_provisional

    def __len__(self) -> int:
        return len(self._nodes)

    @property
    def _changes(self) -> LayerChanges | None:
        return self._session.changes.get(self._span) if self._span is not None else None

    def node(self, index: int) -> Node:
        """Return the path of a row."""
        return self._nodes[index]

    # -- folders

    def is_folder(self, node: Node) -> bool:
        """Whether a path can be opened here."""
        if node.parent is None:
            return False
        changes = self._changes
        version = node.visible_at(self.layer)
        if self.mode is Mode.CHANGES or version is None:
            return changes is not None and node in changes.below
        return version.is_dir

    def is_open(self, node: Node) -> bool:
        """Whether a folder shows what is in it."""
        turned = self._folds.is_open(node)
        if turned is not None:
            return turned
        if self.matches is not None:
            return node in self.matches.opened
        if node in self._alone:
            return True
        changes = self._changes
        is_small = changes is not None and len(changes) <= _OPEN_ALL
        return is_small and not self._shown.has(None)

    @property
    def is_any_open(self) -> bool:
        """Whether any folder shows what is in it."""
        return len(self._depths) > 0 and max(self._depths) > 0

    def _open_alone(self, node: Node) -> None:
        """Open the only folder that lies in a folder, and so on: there is nothing to choose."""
        while self.matches is None:
            near = self._candidates(node)
            shown = [each for each in near if self._shows(each)] if len(near) <= _FEW else []
            if len(shown) != 1 or not self.is_folder(shown[0]):
                return
            node = shown[0]
            self._alone.add(node)

    def weighs_more_than(self, limit: int, node: Node | None = None) -> bool:
        """Whether opening a folder (default: everything) looks at more than so many paths."""
        total = 0
        stack = [self._session.tree.root if node is None else node]
        while stack and total <= limit:
            children = self._candidates(stack.pop())
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

    def keep_open(self, node: Node) -> None:
        """Note that a folder is open, for the next time that the tree is filled."""
        self._folds.turn(node, is_open=True)

    def open(self, index: int) -> None:
        """Show what is in the folder of a row."""
        self.keep_open(self._nodes[index])
        self._open_alone(self._nodes[index])
        nodes, depths = self._expanded(self._nodes[index], self._depths[index] + 1)
        self._nodes[index + 1 : index + 1] = nodes
        self._depths[index + 1 : index + 1] = depths

    def close(self, index: int) -> None:
        """Hide what is in the folder of a row."""
        self._folds.turn(self._nodes[index], is_open=False)
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

    def find(self, node: Node | None) -> int | None:
        """Return the row of a path, None where it is not shown."""
        if node is None or (node.parent is None and not self._has_root_row(node)):
            return None
        try:
            return self._nodes.index(node)
        except ValueError:
            return None

    def nearest(self, node: Node | None) -> int:
        """Return the row of a path, or of its nearest parent that is shown."""
        while node is not None:
            row = self.find(node)
            if row is not None:
                return row
            node = node.parent
        return 0

    def first_match(self) -> int | None:
        """Return the first row that a filter lets through, None where none is seen."""
        matches = self.matches
        if matches is None:
            return None
        return next((at for at, node in enumerate(self._nodes) if node in matches), None)

    def reveal(self, node: Node) -> None:
        """Open the folders around a path, if it is there; not those that the user closed."""
        if not self._shows(node):
            return
        while node.parent is not None:
            node = node.parent
            if self._folds.is_open(node) is None and not self.is_open(node):
                self._folds.turn(node, is_open=True)

    def _shows(self, node: Node) -> bool:
        if self.matches is not None:
            return self.matches.shows(node)
        changes = self._changes
        if self.mode is Mode.CHANGES:
            is_there = changes is not None and changes.is_shown(node)
        else:
            is_there = node.visible_at(self.layer) is not None or self._is_removed(node)
        return is_there and self._passes(node)

    def _is_removed(self, node: Node) -> bool:
        """Whether a path is shown among everything though the layer removed it."""
        changes = self._changes if self._shown.has_removed else None
        return changes is not None and changes.kinds.get(node) is ChangeKind.REMOVED

    def _passes(self, node: Node) -> bool:
        """Whether a path is of a kind that is shown, or holds one."""
        changes = self._changes
        if self._shown.is_whole:
            return True
        if changes is None:  # a step that made no layer changed nothing
            return self._shown.has(None)
        return self._shown.passes(node, changes, self.layer)

    def last_in(self, index: int) -> int:
        """Return the last row that lies in the open folder of a row, else the row itself."""
        return self._end(index) - 1

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
        children = self._candidates(node)
        if self.mode is Mode.CHANGES:
            changes = self._changes
            shown = [each for each in children if changes is not None and changes.is_shown(each)]
            pairs = ((each, self.version(each)) for each in shown if self._passes(each))
            return self._order.sorted(pairs)
        floor = node.floor_below(self.layer, node.floor_at(self.layer))
        pairs = ((each, self._version_below(each, floor)) for each in children)
        there = (pair for pair in pairs if pair[1] is not None)
        return self._order.sorted(pair for pair in there if self._passes(pair[0]))

    def _version_below(self, node: Node, floor: int) -> Version | None:
        """Return what is shown among everything of a path; ``floor`` is that of its folder."""
        version = node.version_at(self.layer, floor)
        if version is None and self._is_removed(node):
            return node.visible_at(self._below_layer)
        return version

    def _candidates(self, node: Node) -> list[Node]:
        if self.matches is not None and (node.parent is None or node in self.matches.below):
            return self.matches.below.get(node, [])
        return node.snapshot()

    def _has_root_row(self, root: Node) -> bool:
        if self.matches is not None:
            return root in self.matches
        changes = self._changes
        kind = changes.kinds.get(root) if changes is not None else None
        if self.mode is Mode.CHANGES:
            return kind is not None and self._shown.has(kind)
        return root.version_at(self.layer, 0) is not None and self._shown.has(kind)

    # -- rows

    def row(self, index: int) -> Row:
        """Return a path's cells."""
        node = self._nodes[index]
        version = self.version(node)
        changes = self._changes
        kind = changes.kind(node) if changes is not None else None
        tone = f"rows--{kind.value}" if kind is not None else ""
        attributes = (
            Content.styled(self._mode(version), ".rows--dim"),
            Content.styled(self._owner(version), ".rows--dim"),
            Content.styled(self._size(node, version), ".rows--figure"),
        )
        return Row(
            (
                self._mark(node, version, kind),
                *(attributes if self._has_attributes else ()),
                *((self._count(node, version),) if self._has_counts else ()),
                self._name(node, version, self._depths[index]),
            ),
            tone,
        )

    def version(self, node: Node) -> Version | None:
        """Return what a row shows: the path at the layer, or what the layers removed."""
        return node.visible_at(self.layer) or node.visible_at(self._below_layer)

    def _mark(self, node: Node, version: Version | None, kind: ChangeKind | None) -> Cell:
        flag = "!" if self._session.flagged and self._is_doubtful(node, version) else ""
        letter = LETTERS[kind] if kind is not None else " "
        if self._changes is None and self._span is not None:
            letter = UNKNOWN
        return Content.assemble(letter, (flag, ".rows--finding")) if flag else letter

    def _is_doubtful(self, node: Node, version: Version | None) -> bool:
        """Whether the layers have a finding on a path; of everything, the layer it comes from."""
        layers = set(range(self._below_layer + 1, self.layer + 1))
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
        if version is not None and not version.is_dir and not version.is_file:
            return _NONE
        below = self._removed.below.get(node) if self._removed is not None else None
        if below is not None and not node.visible_at(self.layer):
            return human_size(below.removed_bytes)
        is_counted = version is not None and version.is_file
        if not is_counted and not self._figures.is_known:
            return UNKNOWN
        return human_size(self._figures.size(node, version))

    def _count(self, node: Node, version: Version | None) -> str:
        if not self._figures.is_known:
            return UNKNOWN
        count = self._figures.count(node, version)
        return _NONE if count is None else f"{count:,}"

    def _name(self, node: Node, version: Version | None, depth: int) -> Content:
        is_dir = version is None or version.is_dir
        mark = "  "
        if self.is_folder(node):
            mark = "▾ " if self.is_open(node) else "▸ "
        name = printable(node.name) + ("/" if is_dir else "")
        link = ""
        if version is not None and version.is_symlink and version.entry is not None:
            link = f" → {printable(version.entry.link)}"
        note = self._note(node) if mark == "▸ " else ""
        return Content.assemble("  " * depth + mark + name + link, (note, ".rows--dim"))

    def _note(self, node: Node) -> str:
        """Return what a closed folder holds."""
        if self.matches is not None and node in self.matches.inside:
            count = self.matches.inside[node]
            return f"  {count:,} {'match' if count == 1 else 'matches'}"
        below = self._figures.below(node)
        return f"  {counts(below, self._shown)}" if below is not None else ""


def _columns(sort: Sort, *, has_attributes: bool) -> Sequence[Column]:
    attributes = (
        Column("mode", width=10, drop=2),
        Column("owner", width=9, drop=1),
        Column("size", width=8, right=True),
    )
    counted = (Column("files", width=8, right=True),) if sort is Sort.COUNT else ()
    return (
        Column("", width=2),
        *(attributes if has_attributes else ()),
        *counted,
        Column("name", least=20, gap=2),
    )


def counts(below: Below, shown: ShownKinds) -> str:
    """Return changes below a folder as ``+3 ~1 -2``; what is zero or hidden is left out."""
    parts = zip("+~-", shown.counted(below), strict=True)
    return " ".join(f"{sign}{number:,}" for sign, number in parts if number)
