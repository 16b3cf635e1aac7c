"""What a path counts for: bytes and files, of a layer's changes or of all that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.analyses.sizes import DirectorySizes
    from inspector.tree import Node, Version
    from inspector.ui.session.changes import Below, LayerChanges


class Figures:
    """What a path counts for in a layer's changes, or in everything up to the layer."""

    def __init__(
        self, layer: int, changes: LayerChanges | None, sizes: DirectorySizes | None
    ) -> None:
        """Count ``changes``; without them, what is there by ``sizes``, None where not yet known."""
        self._layer = layer
        self._changes = changes
        self._sizes = sizes

    @property
    def is_known(self) -> bool:
        """Whether folders can be counted yet."""
        return self._changes is not None or self._sizes is not None

    def below(self, node: Node) -> Below | None:
        """Return the changes below a folder, where changes are counted."""
        return self._changes.below.get(node) if self._changes is not None else None

    def size(self, node: Node, version: Version | None) -> int:
        """Return the bytes of a file, or of the files below a folder as the tree shows them."""
        below = self.below(node)
        if below is not None and (version is None or version.is_dir):
            is_removed = version is not None and not node.visible_at(self._layer)
            return below.removed_bytes if is_removed else below.written_bytes
        if version is None or not version.is_dir:
            return version.size if version is not None else 0
        return self._sizes.at(node, self._layer).bytes if self._sizes is not None else 0

    def count(self, node: Node, version: Version | None) -> int | None:
        """Return the files below a folder, in changes those that changed; None of no folder."""
        below = self.below(node)
        if below is not None:
            return below.files
        if version is None or not version.is_dir:
            return None
        return self._sizes.at(node, self._layer).files if self._sizes is not None else 0
