"""Picks one image of an archive: by name, ID or digest, then by platform."""

from __future__ import annotations

import platform as host
from typing import TYPE_CHECKING

from inspector.errors import ImageChoiceError, UsageError
from inspector.spec import Platform
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.formats.model import Archive, ImageSource

_ARCHITECTURES = {
    "x86_64": "amd64",
    "aarch64": "arm64",
    "armv7l": "arm",
    "armv6l": "arm",
    "i686": "386",
}
_VARIANTS = {"armv7l": "v7", "armv6l": "v6"}
_MIN_PREFIX = 4


def parse_platform(text: str) -> Platform:
    """Parse ``os/arch[/variant]``. Raises UsageError."""
    parts = text.split("/")
    if not 2 <= len(parts) <= 3 or not all(parts):
        raise UsageError(f"platform {text!r} is not of the form os/arch[/variant]")
    return Platform(*parts)


def host_platform() -> Platform:
    """Return the platform containers have on this machine."""
    machine = host.machine().lower()
    return Platform("linux", _ARCHITECTURES.get(machine, machine), _VARIANTS.get(machine))


def _variants(wanted: Platform) -> list[str]:
    """Return acceptable variants, best first (containerd platforms.Only)."""
    architecture, variant = wanted.architecture, wanted.variant or ""
    if architecture == "arm64":
        return [variant, "v8", ""] if variant in {"", "v8"} else [variant, "v8", ""]
    if architecture == "arm":
        number = int(variant[1:]) if variant[1:].isdigit() else 7
        return [*(f"v{each}" for each in range(number, 4, -1)), ""]
    if architecture == "amd64":
        number = int(variant[1:]) if variant[1:].isdigit() else 1
        return [*(f"v{each}" for each in range(number, 0, -1)), ""]
    return [variant, ""] if not variant else [variant]


def _rank(image: ImageSource, wanted: Platform) -> int | None:
    """Return how well an image fits, 0 best; None where it does not."""
    have = image.platform
    if (have.os or "linux", have.architecture) != (wanted.os, wanted.architecture):
        return None
    variants = _variants(wanted)
    variant = have.variant or ""
    return variants.index(variant) if variant in variants else None


def choose(archive: Archive, *, image: str | None, platform: str | None) -> ImageSource:
    """Return the image that was asked for, or the only one there is.

    Raises ImageChoiceError with the list, where it is not there or not one alone.
    """
    found = _named(archive, image) if image is not None else list(archive.images)
    wanted = parse_platform(platform) if platform is not None else None
    groups: dict[int, list[ImageSource]] = {}
    for each in found:
        groups.setdefault(each.group, []).append(each)
    if len(groups) > 1:
        what = f"{image!r} fits {len(groups)} images" if image else f"{len(groups)} images"
        raise ImageChoiceError(f"{what} in this archive, choose one with --image{_listing(found)}")
    return _of_platform(found, wanted)


def _of_platform(found: Sequence[ImageSource], wanted: Platform | None) -> ImageSource:
    if wanted is None and len(found) == 1:
        return found[0]
    target = wanted or host_platform()
    ranked = [(rank, each) for each in found if (rank := _rank(each, target)) is not None]
    if not ranked:
        raise ImageChoiceError(
            f"no image for platform {target} here, choose one of{_listing(found)}"
        )
    return min(ranked, key=lambda pair: pair[0])[1]


def _named(archive: Archive, wanted: str) -> list[ImageSource]:
    by_name = [each for each in archive.images if _has_name(each, wanted)]
    found = by_name or [each for each in archive.images if _has_digest(each, wanted)]
    if not found:
        listing = _listing(archive.images)
        raise ImageChoiceError(f"no image {printable(wanted)!r} in this archive, it holds{listing}")
    return found


def _has_name(image: ImageSource, wanted: str) -> bool:
    return wanted in image.names or any(
        normal_name(name) == normal_name(wanted) for name in image.names
    )


def normal_name(name: str) -> str:
    """Return a name with docker's defaults spelled out: ``docker.io/library/x:latest``."""
    head, slash, rest = name.partition("/")
    if not slash or not ("." in head or ":" in head or head == "localhost"):
        name = f"docker.io/{name}" if slash else f"docker.io/library/{name}"
    last = name.rsplit("/", 1)[-1]
    return name if ":" in last or "@" in last else f"{name}:latest"


def _has_digest(image: ImageSource, wanted: str) -> bool:
    short = wanted.removeprefix("sha256:")
    if len(short) < _MIN_PREFIX:
        return False
    return any(
        digest is not None and (digest == wanted or digest.split(":", 1)[-1].startswith(short))
        for digest in (image.id, image.manifest_digest)
    )


def _listing(images: Sequence[ImageSource]) -> str:
    rows = [
        f"\n  {printable(', '.join(each.names)) or '(no name)'}  {each.id[:19]}  {printable(str(each.platform))}"
        for each in images
    ]
    return ":" + "".join(rows)
