"""Picks one image of an archive: by name, ID or digest, then by platform."""

from __future__ import annotations

import platform as host
from typing import TYPE_CHECKING

from inspector.errors import ImageChoiceError, UsageError
from inspector.language import N_, Lazy, together
from inspector.spec import Platform
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from inspector.formats.model import Archive, Extra, ImageSource

# What machines and people call architectures -> Go's name (containerd platforms, "database.go")
_ARCHITECTURES = {
    "x86_64": "amd64",
    "x86-64": "amd64",
    "aarch64": "arm64",
    "armv8l": "arm",
    "armv7l": "arm",
    "armv6l": "arm",
    "armhf": "arm",
    "armel": "arm",
    "i386": "386",
    "i686": "386",
    "loongarch64": "loong64",
}
_VARIANTS = {"armv7l": "v7", "armv6l": "v6", "armhf": "v7", "armel": "v6"}
_ID_SHOWN = 19  # characters of a digest: its algorithm and 12 digits
# Rows of a list of images in a message.
_LISTED = 40
_NAMES = 8


def parse_platform(text: str) -> Platform:
    """Parse ``os/arch[/variant]``. Raises UsageError."""
    parts = text.lower().split("/")
    if not 2 <= len(parts) <= 3 or not all(parts):
        raise UsageError(
            Lazy(
                "platform {text!r} is not os/arch[/variant], such as linux/arm64",
                text=text,
            )
        )
    system, machine, *variant = parts
    implied = [_VARIANTS[machine]] if machine in _VARIANTS else []
    return Platform(system, _ARCHITECTURES.get(machine, machine), *(variant or implied))


def host_platform() -> Platform:
    """Return the platform containers have on this machine."""
    machine = host.machine().lower()
    return Platform("linux", _ARCHITECTURES.get(machine, machine), _VARIANTS.get(machine))


def _variants(wanted: Platform) -> list[str]:
    """Return acceptable variants, best first (containerd platforms.Only)."""
    variant = wanted.variant or ""
    number = int(variant[1:]) if variant[1:].isdigit() else None
    if wanted.architecture == "arm64":
        return [variant, "v8", ""]
    if wanted.architecture == "arm":
        return [*_downwards(number or 7, 5), ""]
    if wanted.architecture == "amd64":
        return [*_downwards(number or 1, 1), ""]
    return [variant]


def _downwards(highest: int, lowest: int) -> list[str]:
    return [f"v{number}" for number in range(min(highest, 9), lowest - 1, -1)]


def platform_rank(have: Platform, wanted: Platform) -> int | None:
    """Return how well an image's platform fits, 0 best; None where it does not."""
    if (have.os or "linux", have.architecture) != (wanted.os, wanted.architecture):
        return None
    variants = _variants(wanted)
    variant = have.variant or ""
    return variants.index(variant) if variant in variants else None


def choose(archive: Archive, *, image: str | None, platform: str | None) -> ImageSource:
    """Return the image that was asked for, or the only one there is.

    Raises ImageChoiceError with the list, where it is not there or not one alone.
    """
    wanted = parse_platform(platform) if platform is not None else None
    if image is not None:
        found = _named(archive, image)
    else:
        found = [each for each in archive.images if not each.superseded]
    shared = frozenset.intersection(*(each.groups for each in found))
    if len(found) > 1 and not shared:
        count = len({min(each.groups) for each in found})
        rows = listing(found)
        if image:
            told = Lazy(
                "{image!r} fits {count} images in this archive; choose one with --image{rows}",
                image=image,
                count=count,
                rows=rows,
            )
            reason = _fits_many(image, count)
        else:
            told = Lazy(
                "{count} images in this archive; choose one with --image{rows}",
                count=count,
                rows=rows,
            )
            reason = Lazy("The archive contains several images.")
        raise ImageChoiceError(told, reason=reason)
    return of_platform(found, wanted, archive.extras)


def of_platform(
    found: Sequence[ImageSource], wanted: Platform | None, extras: Sequence[Extra]
) -> ImageSource:
    """Return the image for a platform; of several, one whose layers are there before others.

    ``extras``: what else the index names, to say that the platform is there by name alone.
    """
    if wanted is None:
        found = [each for each in found if each.has_content] or found
        if len(found) == 1:
            return found[0]
    target = wanted or host_platform()
    ranked = [
        (rank, each) for each in found if (rank := platform_rank(each.platform, target)) is not None
    ]
    if not ranked:
        absent = [each.platform for each in extras if each.kind == "absent" and each.platform]
        told = N_("no image for platform {platform} here; choose one with --platform{rows}")
        if any(platform_rank(each, target) is not None for each in absent):
            told = N_(
                "no image for platform {platform} here (the index names one, its blobs are not in"
                " this archive); choose one with --platform{rows}"
            )
        raise no_platform(target, listing(found), told)
    return min(ranked, key=lambda pair: pair[0])[1]


def no_platform(
    target: Platform,
    rows: str,
    told: str = N_("no image for platform {platform} here; choose one with --platform{rows}"),
) -> ImageChoiceError:
    """Return the error that no image is for a platform; ``rows``: those for others."""
    platform = printable(str(target))
    return ImageChoiceError(
        Lazy(told, platform=platform, rows=rows),
        reason=Lazy("There is no image for platform {platform}.", platform=platform),
    )


def _fits_many(wanted: str, count: int) -> Lazy:
    return Lazy(
        "{wanted!r} fits {count} images in this archive.", wanted=printable(wanted), count=count
    )


def _named(archive: Archive, wanted: str) -> list[ImageSource]:
    """Return the images that a name means, or else the beginning of a digest."""
    whole = normal_name(wanted)
    found = [
        each
        for each in archive.images
        if wanted in each.names or any(normal_name(name) == whole for name in each.names)
    ]
    found = found or _with_digest(archive, wanted)
    if not found and archive.is_remote:
        raise ImageChoiceError(
            Lazy(
                "--image {wanted!r}: a registry reference names one image; choose another by its"
                " tag or digest, or a platform with --platform",
                wanted=printable(wanted),
            ),
            reason=Lazy("A registry reference names one image."),
        )
    if not found:
        rows = listing(archive.images)
        raise ImageChoiceError(
            Lazy(
                "no image {wanted!r} in this archive, it holds{rows}",
                wanted=wanted,
                rows=rows,
            ),
            reason=Lazy("There is no image {wanted!r} in this archive.", wanted=printable(wanted)),
        )
    return found


def _with_digest(archive: Archive, wanted: str) -> list[ImageSource]:
    """Return the images of the one digest that begins so, whatever it is of.

    An image has its ID and its manifest's digest; that of an index is of all its platforms.
    """
    meant: dict[str, list[ImageSource]] = {}
    for image in archive.images:
        indexes = [each.digest for each in image.documents if each.kind == "index"]
        for digest in dict.fromkeys((image.id, image.manifest_digest, *indexes)):
            if digest is not None and _begins(digest, wanted):
                meant.setdefault(digest, []).append(image)
    if len({tuple(each.id for each in images) for images in meant.values()}) > 1:
        images = list({each.id: each for images in meant.values() for each in images}.values())
        raise ImageChoiceError(
            Lazy(
                "{wanted!r} fits {images} images in this archive, give more digits of one{listing}",
                wanted=wanted,
                images=len(images),
                listing=listing(images, meant),
            ),
            reason=_fits_many(wanted, len(images)),
        )
    return next(iter(meant.values()), [])


def _begins(digest: str, wanted: str) -> bool:
    """Whether a digest begins so, with its algorithm in front or without."""
    given, _, digits = wanted.lower().rpartition(":")
    algorithm, _, value = digest.partition(":")
    return bool(digits) and given in {"", algorithm} and value.startswith(digits)


def normal_name(name: str) -> str:
    """Return a name with docker's defaults spelled out: ``docker.io/library/x:latest``."""
    domain, slash, path = name.partition("/")
    if not slash or not ("." in domain or ":" in domain or domain == "localhost"):
        domain, path = "docker.io", name
    domain = "docker.io" if domain == "index.docker.io" else domain
    if domain == "docker.io" and "/" not in path:
        path = f"library/{path}"
    last = path.rsplit("/", 1)[-1]
    return f"{domain}/{path}" + ("" if ":" in last or "@" in last else ":latest")


def labels(names: Sequence[str]) -> list[str]:
    """Return names for people: each once, and no tag alone that is part of a whole name."""
    tags = {normal_name(name).rpartition(":")[2] for name in names if _is_whole(name)}
    wanted = (name for name in names if _is_whole(name) or name not in tags)
    found: dict[str, str] = {}
    for name in wanted:
        found.setdefault(normal_name(name), name)
    return list(found.values())


def _is_whole(name: str) -> bool:
    return "/" in name or ":" in name


def some_names(names: Sequence[str]) -> str:
    """Return the first names of many, and how many more there are."""
    names = labels(names)
    first = ", ".join(names[:_NAMES])
    if len(names) <= _NAMES:
        return first
    return Lazy("{names} and {count:,} more", names=first, count=len(names) - _NAMES)


def listing(images: Sequence[ImageSource], digests: Collection[str] = ()) -> str:
    """Return a colon and a row for each image: names, ID, platform, and which digests it has.

    ``digests`` are those that are asked about; the ID is not told again.
    """
    rows = [
        together(
            "  ",
            (
                some_names(tuple(map(printable, each.names))) or Lazy("(no name)"),
                each.id[:_ID_SHOWN],
                printable(str(each.platform)),
                *(f"{kind} {digest[:_ID_SHOWN]}" for kind, digest in _others(each, digests)),
            ),
        )
        for each in images[:_LISTED]
    ]
    if len(images) > _LISTED:
        rows.append(Lazy("… and {count:,} more", count=len(images) - _LISTED))
    return together("\n  ", (Lazy(":"), *rows))


def _others(image: ImageSource, digests: Collection[str]) -> Iterator[tuple[str, str]]:
    if image.manifest_digest is not None and image.manifest_digest in digests:
        yield "manifest", image.manifest_digest
    for each in image.documents:
        if each.kind == "index" and each.digest is not None and each.digest in digests:
            yield each.kind, each.digest
