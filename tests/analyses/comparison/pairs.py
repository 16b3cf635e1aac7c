"""Two images, compared; answers as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inspector.analyses.comparison import Comparison, Side, compare, ignored
from tests.build_image import format_named
from tests.tree.world import World, opened, world

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.build_image import ImageSpec, Part


def compared(old: World, new: World, *leave_out: str) -> Comparison:
    return compare(Side(old.image, old.tree), Side(new.image, new.tree), ignored(leave_out))


def of_layers(
    tmp_path: Path,
    old: Sequence[Sequence[Part]],
    new: Sequence[Sequence[Part]],
    *leave_out: str,
    codec: str = "none",
) -> Comparison:
    """Compare two images of these layers."""
    return compared(
        world(tmp_path / "old.tar", *old, codec=codec),
        world(tmp_path / "new.tar", *new, codec=codec),
        *leave_out,
    )


def of_specs(tmp_path: Path, old: ImageSpec, new: ImageSpec, *leave_out: str) -> Comparison:
    """Compare two images."""
    write = format_named("oci-archive").write
    a, b = opened(write(tmp_path / "a", old)), opened(write(tmp_path / "b", new))
    return compared(a, b, *leave_out)


def told(comparison: Comparison) -> dict[str, str]:
    """Return what became of each path: ``modified content mtime``, ``moved < /from``."""
    return {
        each.path: " ".join(
            [each.state, *each.fields, *(["<", each.source] if each.source else [])]
        )
        for each in comparison.files
    }


def mirrored(comparison: Comparison) -> dict[str, Any]:
    """Return what must be the same of NEW and OLD as of OLD and NEW, the latter turned round."""
    return {
        "files": _files(comparison, swap=False),
        "turned": _files(comparison, swap=True),
    }


def _files(comparison: Comparison, *, swap: bool) -> set[tuple[object, ...]]:
    turned = {"added": "removed", "removed": "added"} if swap else {}
    return {
        (
            *((each.source or each.path, each.path)[:: -1 if swap else 1]),
            turned.get(each.state, str(each.state)),
            *((each.old_size, each.new_size)[:: -1 if swap else 1]),
            each.fields,
        )
        for each in comparison.files
    }
