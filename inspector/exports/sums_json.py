"""The totals of waste and the arithmetic of an image's sizes, for the audit's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.waste_groups import by_folder, by_layers, by_writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.sums import Sums
    from inspector.analyses.usage import Waste


def sums_document(sums: Sums) -> dict[str, object]:
    """Return the sizes of the image, which add up, and those of each layer."""
    return {
        "live_bytes": sums.live_bytes,
        "wasted_bytes": sums.wasted_bytes,
        **msgspec.structs.asdict(sums.total),
        "header_bytes": sums.header_bytes,
        "visible_bytes": sums.visible_bytes,
        "layers": [
            {"index": index, **msgspec.structs.asdict(each)}
            for index, each in enumerate(sums.layers)
        ],
    }


def waste_totals(rows: Sequence[Waste]) -> dict[str, object]:
    """Return the waste by layer, by pair of layers and by folder, largest first."""
    return {
        "layers": [
            {"written_by": group.rows[0].written_by, "bytes": group.bytes, "files": group.files}
            for group in by_writer(rows)
        ],
        "pairs": [
            {
                "written_by": group.rows[0].written_by,
                "hidden_by": group.rows[0].hidden_by,
                "bytes": group.bytes,
                "files": group.files,
            }
            for group in by_layers(rows)
        ],
        "folders": [
            {"path": group.key, "bytes": group.bytes, "files": group.files}
            for group in by_folder(rows)
        ],
    }
