"""Which paths of the tree are shown at a layer, folder by folder, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspector.tree.view import ChangeKind
from inspector.ui.files.folds import Folds
from inspector.ui.files.order import Order
from inspector.ui.session.change_kinds import ALL_KINDS
from inspector.ui.session.figures import Figures
from inspector.ui.session.selection import Mode, Sort

if TYPE_CHECKING:
    from inspector.tree import Node, Version
    from inspector.ui.files.filter_matches import Matches
    from inspector.ui.session.change_kinds import ChangeKinds
    from inspector.ui.session.changes import LayerChanges
    from inspector.ui.session.history_steps import Step
    from inspector.ui.session.session import Session


@dataclass(frozen=True)
class TreeOptions:
    """How the tree is shown. ``matches`` are what a filter leaves of it, None without one.

    ``has_attributes``: with the columns of mode, owner and size.
    """

    mode: Mode = Mode.CHANGES
    sort: Sort = Sort.SIZE
    folds: Folds = field(default_factory=Folds)
    matches: Matches | None = None
    kinds: ChangeKinds = ALL_KINDS
    has_attributes: bool = True


class ShownPaths:
    """The tree at a layer, or what the layer changed; nothing of it is kept."""

    def __init__(self, session: Session, step: Step, options: TreeOptions) -> None:
        self.session = session
        self.layer = step.top
        self.below = step.below
        self.span = step.span
        self.mode = options.mode
        self.matches = options.matches
        is_changes = options.mode is Mode.CHANGES
        self.kinds = options.kinds.shown(is_all=not is_changes)
        changes = self.changes
        self.figures = Figures(
            step.top, changes if is_changes else None, None if is_changes else session.sizes
        )
        self.removed = changes if self.kinds.has_removed and not is_changes else None
        self._order = Order(options.sort, self.figures, changes)

    @property
    def is_provisional(self) -> bool:
        """Whether it must be sorted anew once more is known."""
        return self._order.is_provisional

    @property
    def changes(self) -> LayerChanges | None:
        """What the layer changed, None where that is not known yet, or nothing."""
        return self.session.changes.get(self.span) if self.span is not None else None

    def version(self, node: Node) -> Version | None:
        """Return what is shown of a path: it at the layer, or what the layers removed."""
        return node.visible_at(self.layer) or node.visible_at(self.below)

    def is_folder(self, node: Node) -> bool:
        """Whether a path can be opened here."""
        if node.parent is None:
            return False
        changes = self.changes
        version = node.visible_at(self.layer)
        if self.mode is Mode.CHANGES or version is None:
            return changes is not None and node in changes.below
        return version.is_dir

    def shows(self, node: Node) -> bool:
        """Whether a path is shown once the folders around it are open."""
        if self.matches is not None:
            return self.matches.shows(node)
        changes = self.changes
        if self.mode is Mode.CHANGES:
            is_there = changes is not None and changes.is_shown(node)
        else:
            is_there = node.visible_at(self.layer) is not None or self._is_removed(node)
        return is_there and self._passes(node)

    @property
    def has_root(self) -> bool:
        """Whether the root has a row of its own."""
        root = self.session.tree.root
        if self.matches is not None:
            return root in self.matches
        changes = self.changes
        kind = changes.kinds.get(root) if changes is not None else None
        if self.mode is Mode.CHANGES:
            return kind is not None and self.kinds.has(kind)
        return root.version_at(self.layer, 0) is not None and self.kinds.has(kind)

    def candidates(self, folder: Node) -> list[Node]:
        """Return what may be shown in a folder, in no order."""
        if self.matches is not None and (folder.parent is None or folder in self.matches.below):
            return self.matches.below.get(folder, [])
        return folder.snapshot()

    def inside(self, folder: Node) -> list[Node]:
        """Return what is shown in a folder, in order."""
        near = self.candidates(folder)
        if self.mode is Mode.CHANGES:
            changes = self.changes
            shown = [each for each in near if changes is not None and changes.is_shown(each)]
            pairs = ((each, self.version(each)) for each in shown if self._passes(each))
            return self._order.sorted(pairs)
        floor = folder.floor_below(self.layer, folder.floor_at(self.layer))
        pairs = ((each, self._version_below(each, floor)) for each in near)
        there = (pair for pair in pairs if pair[1] is not None)
        return self._order.sorted(pair for pair in there if self._passes(pair[0]))

    def _version_below(self, node: Node, floor: int) -> Version | None:
        """Return what is shown among everything of a path; ``floor`` is that of its folder."""
        version = node.version_at(self.layer, floor)
        if version is None and self._is_removed(node):
            return node.visible_at(self.below)
        return version

    def _is_removed(self, node: Node) -> bool:
        """Whether a path is shown among everything though the layer removed it."""
        changes = self.changes if self.kinds.has_removed else None
        return changes is not None and changes.kinds.get(node) is ChangeKind.REMOVED

    def _passes(self, node: Node) -> bool:
        """Whether a path is of a kind that is shown, or holds one."""
        changes = self.changes
        if self.kinds.is_whole:
            return True
        if changes is None:  # a step that made no layer changed nothing
            return self.kinds.has(None)
        return self.kinds.passes(node, changes, self.layer)
