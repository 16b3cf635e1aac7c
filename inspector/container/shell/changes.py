"""What a line changed in the writable layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspector.container.stat import UpperRow


@dataclass(frozen=True)
class Changes:
    """Paths of the layer, by their bytes.

    ``copied_up``: from the image, since they were changed. ``hidden``: behind a new whiteout or
    opaque directory. ``written``: new, or with other content. ``dropped``: no longer in the layer.
    """

    copied_up: tuple[str, ...]
    hidden: tuple[str, ...]
    written: tuple[str, ...]
    dropped: tuple[str, ...]


def changes(before: Iterable[UpperRow], after: Iterable[UpperRow]) -> Changes:
    """Return what leads from one state of the layer to another."""
    old = {row.path: row for row in before}
    copied_up: list[str] = []
    hidden: list[str] = []
    written: list[str] = []
    for row in after:
        was = old.pop(row.path, None)
        if _hides(row) and (was is None or not _hides(was)):
            hidden.append(row.path)
        if row.stat is None:
            continue
        if row.is_copied_up and (was is None or not was.is_copied_up):
            copied_up.append(row.path)
        elif was is None or _differs(was, row):
            written.append(row.path)
    return Changes(tuple(copied_up), tuple(hidden), tuple(written), tuple(old))


def _hides(row: UpperRow) -> bool:
    return row.stat is None or row.is_opaque


def _differs(was: UpperRow, row: UpperRow) -> bool:
    if was.stat is None or row.stat is None:
        return was.stat is not row.stat
    if was.content is not None and row.content is not None:
        return was.content is not row.content and was.content.pieces != row.content.pieces
    return (was.stat.kind, was.stat.link) != (row.stat.kind, row.stat.link)
