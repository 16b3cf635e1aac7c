"""Histories as builders write them, in short."""

from __future__ import annotations

import msgspec

from inspector.analyses.dockerfile import Recipe, RecipeStep, dockerfile
from inspector.reading.image import pair_history
from inspector.spec import HistoryEntry, ImageConfig

NOP = "/bin/sh -c #(nop) "
SHA = "73e2b2d48642b21b357384b0cb81c1869cc5e0c48a00f61553756196058304b9"
_LAYERED = ("ADD ", "COPY ", "RUN ", "/bin/sh -c ", "|")
_METADATA = ("LABEL", "ENV", "ARG", "CMD", "ENTRYPOINT", "EXPOSE", "VOLUME", "USER", "ONBUILD")

Row = str | HistoryEntry


def entry(row: Row) -> HistoryEntry:
    """Return a row that owns a layer where its text is of that kind."""
    if isinstance(row, HistoryEntry):
        return row
    text = row.removeprefix(NOP).lstrip()
    has_layer = text.startswith(_LAYERED) and not text.startswith(_METADATA)
    return HistoryEntry(created_by=row, empty_layer=not has_layer)


def configured(**values: object) -> ImageConfig:
    """Return a configuration by the keys of its JSON: ``Env=["A=b"]``."""
    return msgspec.convert({"config": values}, ImageConfig)


def recipe(*rows: Row, config: ImageConfig | None = None, layers: int | None = None) -> Recipe:
    """Return the recipe of rows, with as many layers as they own."""
    entries = [entry(row) for row in rows]
    count = sum(not each.empty_layer for each in entries) if layers is None else layers
    base = msgspec.to_builtins(config or ImageConfig())
    diff_ids = [f"sha256:{'abcdef'[at % 6] * 64}" for at in range(count)]
    rootfs = {"type": "layers", "diff_ids": diff_ids}
    history = msgspec.to_builtins(entries)
    found = msgspec.convert({**base, "history": history, "rootfs": rootfs}, ImageConfig)
    return dockerfile(found, pair_history(found, count))


def steps(*rows: Row, config: ImageConfig | None = None) -> list[RecipeStep]:
    """Return the steps but for FROM."""
    return list(recipe(*rows, config=config).steps[1:])


def step(*rows: Row, config: ImageConfig | None = None) -> RecipeStep:
    """Return the step of the last row."""
    found = [each for each in steps(*rows, config=config) if each.row == len(rows) - 1]
    return found[0]


def told(*rows: Row, config: ImageConfig | None = None) -> str:
    """Return the last row's instruction."""
    found = step(*rows, config=config)
    return f"{found.word} {found.body}"
