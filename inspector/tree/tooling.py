"""Files that a tool puts at a layer's root for itself: members of its tar, not the image's work.

stargz-snapshotter docs/estargz.md, "The structure", "Prefetch".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.language import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from inspector.tree.node import Node, Version

_PURPOSES = (
    ("stargz.index.json", Lazy("eStargz's table of contents, to fetch single files of the layer")),
    (".prefetch.landmark", Lazy("eStargz's landmark: what stands before it is fetched first")),
    (".no.prefetch.landmark", Lazy("eStargz's landmark: nothing of the layer is fetched first")),
)


def tooling_files(root: Node, own: Mapping[Node, Version]) -> Iterator[tuple[Node, str]]:
    """Yield such files of one layer, given what it has by itself, and what each is for."""
    for name, purpose in _PURPOSES:
        node = root.child(name)
        version = own.get(node) if node is not None else None
        if node is not None and version is not None and version.is_file:
            yield node, purpose
