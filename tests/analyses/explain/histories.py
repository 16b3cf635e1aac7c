"""Explanations of histories in short."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.base_image import BaseImage, Source
from inspector.analyses.explain import BuildStep, Explanation, explained
from inspector.analyses.usage import LayerUsage, Usage
from inspector.reading.image import pair_history
from inspector.spec import ImageConfig
from tests.analyses.dockerfile.histories import NOP, Row, entry

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["NOP", "based_on", "explanation", "steps", "usage_of"]


def usage_of(*sizes: int) -> Usage:
    """Return a usage of layers that only add files."""
    layers = tuple(LayerUsage(at, size, size, 0, 1, 0, 0, 0) for at, size in enumerate(sizes))
    return Usage(sum(sizes), 0, layers, (), 0)


def based_on(layers: int, rows: int, source: Source = Source.GIVEN) -> BaseImage:
    """Return a base image."""
    return BaseImage(layers, rows, source, "debian:12", "debian:12")


def explanation(
    *rows: Row,
    config: ImageConfig | None = None,
    usage: Usage | None = None,
    base: BaseImage | None = None,
    layers: int | None = None,
    unread: Collection[int] = (),
) -> Explanation:
    """Return what rows mean, with as many layers as they own."""
    entries = [entry(row) for row in rows]
    count = sum(not each.empty_layer for each in entries) if layers is None else layers
    rootfs = {"type": "layers", "diff_ids": [f"sha256:{at:064x}" for at in range(count)]}
    values = msgspec.to_builtins(config or ImageConfig())
    history = msgspec.to_builtins(entries)
    found = msgspec.convert({**values, "history": history, "rootfs": rootfs}, ImageConfig)
    return explained(found, pair_history(found, count), usage, base, unread)


def steps(*rows: Row, config: ImageConfig | None = None) -> tuple[BuildStep, ...]:
    """Return the steps behind FROM."""
    return explanation(*rows, config=config).steps[1:]
