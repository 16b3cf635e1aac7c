"""Totals of waste, and how an image's sizes add up, as typed values of the audit's JSON.

Sizes are bytes; layers are counted from 0, the lowest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from inspector.analyses.waste_groups import by_folder, by_layers, by_writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.scope import Scope
    from inspector.analyses.sums import Sums
    from inspector.analyses.usage import Waste

Count = Annotated[int, msgspec.Meta(ge=0)]


class LayerSumsDocument(msgspec.Struct, frozen=True):
    """The sizes of a layer: stored + symlink + hole - replaced = size."""

    index: Count
    compressed_bytes: Count
    tar_bytes: Count | None
    stored_bytes: Count
    symlink_bytes: Count
    hole_bytes: Count
    replaced_bytes: Count
    size: Count


class SumsDocument(msgspec.Struct, frozen=True):
    """The sizes of the whole image: stored = live + wasted; tar = stored + header."""

    live_bytes: Count
    wasted_bytes: Count
    compressed_bytes: Count
    tar_bytes: Count | None
    stored_bytes: Count
    symlink_bytes: Count
    hole_bytes: Count
    replaced_bytes: Count
    size: Count
    header_bytes: Count | None
    visible_bytes: Count
    layers: tuple[LayerSumsDocument, ...]


class LayerWasteDocument(msgspec.Struct, frozen=True):
    """What a layer stores that is hidden at the end; files are paths."""

    written_by: Count
    bytes: Count
    files: Count


class PairWasteDocument(msgspec.Struct, frozen=True):
    """What a layer stores and another hides."""

    written_by: Count
    hidden_by: Count
    bytes: Count
    files: Count


class FolderWasteDocument(msgspec.Struct, frozen=True):
    """What is wasted below a folder at most three names deep."""

    path: str
    bytes: Count
    files: Count


class WasteTotalsDocument(msgspec.Struct, frozen=True):
    """Waste by layer, by pair of layers and by folder, each the largest first."""

    layers: tuple[LayerWasteDocument, ...]
    pairs: tuple[PairWasteDocument, ...]
    folders: tuple[FolderWasteDocument, ...]


class NotCountedDocument(msgspec.Struct, frozen=True):
    """What was left out on request: what the lowest layers store, and paths by globs."""

    base_layers: Count
    exclude: tuple[str, ...]


def not_counted(scope: Scope) -> NotCountedDocument | None:
    """Return what does not count, None where everything does."""
    return None if scope.is_whole else NotCountedDocument(scope.base_layers, scope.exclude)


def sums_document(sums: Sums) -> SumsDocument:
    """Return the sizes of the image, which add up, and those of each layer."""
    return SumsDocument(
        live_bytes=sums.live_bytes,
        wasted_bytes=sums.wasted_bytes,
        **msgspec.structs.asdict(sums.total),
        header_bytes=sums.header_bytes,
        visible_bytes=sums.visible_bytes,
        layers=tuple(
            LayerSumsDocument(index=index, **msgspec.structs.asdict(each))
            for index, each in enumerate(sums.layers)
        ),
    )


def waste_totals(rows: Sequence[Waste]) -> WasteTotalsDocument:
    """Return where the waste is."""
    return WasteTotalsDocument(
        layers=tuple(
            LayerWasteDocument(group.rows[0].written_by, group.bytes, group.files)
            for group in by_writer(rows)
        ),
        pairs=tuple(
            PairWasteDocument(
                group.rows[0].written_by, group.rows[0].hidden_by, group.bytes, group.files
            )
            for group in by_layers(rows)
        ),
        folders=tuple(
            FolderWasteDocument(str(group.key), group.bytes, group.files)
            for group in by_folder(rows)
        ),
    )
