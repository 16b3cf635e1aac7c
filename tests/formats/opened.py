"""Archives as the reader sees them, for all tests of formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from tests.build_image import build, save, save_directory

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.formats import Archive, ImageSource
    from inspector.limits import Limits
    from tests.build_image import BuiltImage, ImageSpec, Member


def archive(path: Path, limits: Limits = DEFAULT_LIMITS, *, empty: bool = False) -> Archive:
    return open_archive(str(path), limits, may_be_empty=empty)


def only(path: Path, image: str | None = None, platform: str | None = None) -> ImageSource:
    return choose(archive(path), image=image, platform=platform)


def tar(folder: Path, members: list[Member], codec: str = "none") -> Path:
    return save(folder / "image.tar", members, codec)


def folder(path: Path, members: list[Member]) -> Path:
    return save_directory(path / "image", members)


def built(*specs: ImageSpec) -> list[BuiltImage]:
    return [build(spec) for spec in specs]


def finding_ids(found: Archive) -> list[str]:
    return [each.id for each in found.findings]


def layer_bytes(source: ImageSource) -> list[bytes | None]:
    """Return the layers' blobs as stored, None for those that are absent."""
    return [
        layer.window.pread(1 << 20, 0) if layer.window is not None else None
        for layer in source.layers
    ]
