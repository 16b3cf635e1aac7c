"""Layer media types, and the pairing of listed layers with the configuration's diff_ids."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, TypeVar

from inspector.errors import LimitError
from inspector.language import N_, Lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.limits import Limits
    from inspector.spec import DiffID, ImageConfig

T = TypeVar("T")

_OCI = "application/vnd.oci.image.layer."
_DOCKER = "application/vnd.docker.image.rootfs."
# OCI layer.md, "+gzip", "+zstd", "Non-Distributable Layers"; docker's manifest v2 schema 2.
LAYER_TYPES = frozenset(
    [
        _OCI + kind + "v1.tar" + ending
        for kind in ("", "nondistributable.")
        for ending in ("", "+gzip", "+zstd")
    ]
    + [
        _DOCKER + kind + ending
        for kind in ("diff.tar", "foreign.diff.tar")
        for ending in ("", ".gzip", ".zstd", "+zstd")
    ]
)
# Recognised by name, never opened: (what the media type holds, what it is).
CLOSED_TYPES = (
    ("+encrypted", N_("encrypted layer")),
    ("erofs", N_("erofs layer")),
    ("squashfs", N_("squashfs layer")),
    ("vnd.sylabs.sif", N_("SIF layer")),
)


def unsupported_kind(media_type: str) -> str | None:
    """Return what a layer is that is recognised by its type and never opened."""
    return next((name for part, name in CLOSED_TYPES if part in media_type), None)


def pair_layers(
    listed: Sequence[T], config: ImageConfig, limits: Limits
) -> list[tuple[T | None, DiffID | None]]:
    """Return (listed layer, diff_id) in manifest order; what has no partner stands alone.

    Raises LimitError for more layers, or rows of history, than allowed.
    """
    _check_history(len(config.history or ()), limits.history_rows)
    pairs = list(zip_longest(listed, config.diff_ids))
    if len(pairs) > limits.layers:
        raise LimitError(
            Lazy(
                "image of {pairs:,} layers, more than {layers:,}",
                pairs=len(pairs),
                layers=limits.layers,
            )
        )
    return pairs


def _check_history(rows: int, most: int) -> None:
    if rows > most:
        raise LimitError(Lazy("history of {rows:,} rows, more than {most:,}", rows=rows, most=most))
