"""Which kinds of paths the file tree shows: added, modified, removed, unmodified."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from inspector.language import N_, _
from inspector.tree.view import ChangeKind

if TYPE_CHECKING:
    from inspector.tree import Node
    from inspector.ui.session.changes import Below, LayerChanges


class PathKind(StrEnum):
    """What layers did to a path, as far as kinds are shown and hidden: metadata is modified."""

    ADDED = N_("added")
    MODIFIED = N_("modified")
    REMOVED = N_("removed")
    UNMODIFIED = N_("unmodified")


_KINDS = {
    None: PathKind.UNMODIFIED,
    ChangeKind.ADDED: PathKind.ADDED,
    ChangeKind.MODIFIED: PathKind.MODIFIED,
    ChangeKind.METADATA: PathKind.MODIFIED,
    ChangeKind.REMOVED: PathKind.REMOVED,
}
# What a layer changed, and everything up to it: what it removed is not there.
_CHANGED = frozenset({PathKind.ADDED, PathKind.MODIFIED, PathKind.REMOVED})
_PRESENT = frozenset({PathKind.ADDED, PathKind.MODIFIED, PathKind.UNMODIFIED})
# In a folder of more paths, one that is unmodified is taken for granted.
_FEW = 1000


def kind_of(change: ChangeKind | None) -> PathKind:
    """Return the kind of a path that layers changed so, or not at all (None)."""
    return _KINDS[change]


@dataclass(frozen=True)
class ChangeKinds:
    """The kinds that the user hid; ``with_removed``: everything includes what was removed."""

    hidden: frozenset[PathKind] = frozenset()
    with_removed: bool = False

    def turned(self, kind: PathKind, *, is_all: bool) -> ChangeKinds:
        """Return the same with a kind hidden that was shown, or shown that was hidden."""
        if is_all and kind is PathKind.REMOVED:
            return replace(self, with_removed=not self.with_removed)
        return replace(self, hidden=self.hidden ^ {kind})

    def shown(self, *, is_all: bool) -> ShownKinds:
        """Return the kinds that are shown of a layer's changes, or of everything up to it."""
        whole = _PRESENT if is_all else _CHANGED
        left = whole - self.hidden
        if is_all and self.with_removed:
            left |= {PathKind.REMOVED}
        return ShownKinds(left, is_whole=left >= whole)

    def hidden_in(self, *, is_all: bool) -> list[PathKind]:
        """Return the kinds that are missing of a layer's changes, or of everything up to it."""
        whole = _PRESENT if is_all else _CHANGED
        return [kind for kind in PathKind if kind in self.hidden & whole]

    def said(self, *, is_all: bool) -> str:
        """Return what is hidden, and what is shown besides, in words; "" for nothing."""
        hidden = self.hidden_in(is_all=is_all)
        parts = [_("with removed files")] if is_all and self.with_removed else []
        kinds = _(", ").join(_(kind.value) for kind in hidden)
        parts += [_("hidden: {kinds}").format(kinds=kinds)] if hidden else []
        return "   ".join(parts)


ALL_KINDS = ChangeKinds()


@dataclass(frozen=True)
class ShownKinds:
    """The kinds that a tree shows; ``is_whole``: none of those that belong to it is missing."""

    kinds: frozenset[PathKind] = _CHANGED
    is_whole: bool = True

    @property
    def has_removed(self) -> bool:
        """Whether what layers removed is shown."""
        return PathKind.REMOVED in self.kinds

    def has(self, change: ChangeKind | None) -> bool:
        """Whether a path is shown that layers changed so, or not at all (None)."""
        return _KINDS[change] in self.kinds

    def counted(self, below: Below) -> tuple[int, int, int]:
        """Return how many of the changes below a folder are shown: added, modified, removed."""
        modified = below.modified + below.metadata
        counts = (below.added, modified, below.removed)
        kinds = (PathKind.ADDED, PathKind.MODIFIED, PathKind.REMOVED)
        added, modified, removed = (
            count if kind in self.kinds else 0 for count, kind in zip(counts, kinds, strict=True)
        )
        return added, modified, removed

    def passes(self, node: Node, changes: LayerChanges, layer: int) -> bool:
        """Whether a path is shown, for itself or for what is shown in it; at a layer."""
        if self.is_whole or self.has(changes.kinds.get(node)):
            return True
        below = changes.below.get(node)
        if below is not None and any(self.counted(below)):
            return True
        return PathKind.UNMODIFIED in self.kinds and _holds_unmodified(node, changes, layer)


def _holds_unmodified(top: Node, changes: LayerChanges, layer: int) -> bool:
    """Whether layers left something in a folder as it was; of a large one, so it is said."""
    seen = 0
    stack = [top]
    while stack:
        for node in stack.pop().snapshot():
            seen += 1
            change = changes.kinds.get(node)
            if seen > _FEW or (change is None and node.visible_at(layer) is not None):
                return True
            if kind_of(change) is PathKind.MODIFIED and node.children:
                stack.append(node)
    return False
