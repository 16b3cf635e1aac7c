"""Two images beside each other: layers, files, bytes, configuration and history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.comparison.both import NEW, OLD, BothImages, Side
from inspector.analyses.comparison.files import byte_sums, file_changes, folder_changes
from inspector.analyses.comparison.history import history_pairs
from inspector.analyses.comparison.ignored import NOTHING, Ignored, ignored
from inspector.analyses.comparison.layers import layer_pairs
from inspector.analyses.comparison.merging import merge
from inspector.analyses.comparison.model import Comparison
from inspector.analyses.comparison.settings import setting_changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.analyses.comparison.model import LayerPair

__all__ = [
    "NEW",
    "NOTHING",
    "OLD",
    "BothImages",
    "Comparison",
    "Ignored",
    "Side",
    "compare",
    "ignored",
    "layer_pairs",
]


def compare(
    old: Side,
    new: Side,
    leave_out: Ignored = NOTHING,
    *,
    is_whole: bool = True,
    layers: Callable[[], tuple[LayerPair, ...]] | None = None,
) -> Comparison:
    """Compare two images whose layers were read and merged; what is left out differs in nothing.

    What cannot be read is not the same. Unless ``is_whole`` the tree of both images lacks the files
    that are the same. ``layers`` are found elsewhere, meanwhile, by ``layer_pairs``.
    """
    merged = merge(old, new, leave_out, is_whole=is_whole)
    files = file_changes(merged, leave_out)
    return Comparison(
        both=merged.both,
        ignored=leave_out,
        files=files,
        bytes=byte_sums(merged, files),
        folders=folder_changes(merged),
        settings=setting_changes(old, new, leave_out),
        history=history_pairs(old, new, leave_out),
        # Last: they may still be on the way.
        layers=layer_pairs(old, new, leave_out) if layers is None else layers(),
    )
