"""Archive formats: what lies behind a path, and the images in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspector.errors import LayerscopeError, NotAnImageError, UnreadableError
from inspector.findings import Finding
from inspector.formats import docker, oci
from inspector.formats.model import Archive, Extra, ImageSource, LayerSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.formats.store import BlobStore
    from inspector.limits import Limits

__all__ = ["FORMATS", "Archive", "Extra", "Format", "ImageSource", "LayerSource", "detect"]


@dataclass(frozen=True, slots=True)
class Format:
    """An archive format: how to know it and how to read it."""

    name: str
    holds: Callable[[BlobStore], bool]
    read: Callable[[BlobStore, Limits], Archive]


# The first that holds leads; the others give names, and stand in where it is incomplete.
FORMATS = (
    Format("oci-layout", oci.holds, oci.read),
    Format("docker-archive", docker.holds, docker.read),
)


def detect(store: BlobStore, limits: Limits) -> Archive:
    """Read every index the store has, as one archive.

    Raises NotAnImageError where there is none, or what stopped the reading of the only one.
    """
    archive: Archive | None = None
    problem: LayerscopeError | None = None
    for each in FORMATS:
        if not each.holds(store):
            continue
        try:
            found = each.read(store, limits)
        except LayerscopeError as error:
            problem = problem or error
            continue
        archive = found if archive is None else _joined(archive, found)
    if archive is None:
        raise _explained(problem, store)
    if not archive.images:
        raise _explained(problem or _nothing_in(archive), store)
    return archive


def _explained(problem: LayerscopeError | None, store: BlobStore) -> LayerscopeError:
    """Return the error to raise where no image was found: damage of the archive explains it."""
    if problem is None:
        problem = NotAnImageError("no container image: neither index.json nor manifest.json inside")
    if store.damage is not None:
        return UnreadableError(f"the archive is damaged ({store.damage}); {problem}")
    if problem.exit_code != UnreadableError.exit_code:
        return UnreadableError(str(problem))
    return problem


def _nothing_in(archive: Archive) -> LayerscopeError:
    if not archive.extras:
        return NotAnImageError("the archive's index names no image")
    told = "; ".join(dict.fromkeys(extra.detail for extra in archive.extras[:4]))
    return NotAnImageError(f"no container image in this archive: {told}")


def _joined(leading: Archive, other: Archive) -> Archive:
    """Join two indexes of one archive: the leading side's images, the other's names."""
    images = list(leading.images)
    findings = list(leading.findings)
    for each in other.images:
        position = next((at for at, known in enumerate(images) if known.id == each.id), None)
        if position is None:
            group = 1 + max((image.group for image in images), default=0)
            images.append(replace(each, group=group))
            continue
        known = images[position]
        layers, detail = _joined_layers(known.layers, each.layers)
        if detail:
            findings.append(Finding("index-disagreement", detail=f"{known.reference}: {detail}"))
        names = tuple(dict.fromkeys((*each.names, *known.names)))
        images[position] = replace(known, names=names, layers=layers)
    findings += _name_disputes(leading, other)
    have = {image.id for image in images}
    extras = [each for each in leading.extras if each.digest not in have]
    form = f"{other.format} with {leading.format}"
    return Archive(form, leading.store, tuple(images), tuple(extras), tuple(findings))


def _name_disputes(leading: Archive, other: Archive) -> list[Finding]:
    """A name that the two sides give to different images."""
    from inspector.formats.choice import normal_name

    owners = {
        normal_name(name): image.id
        for image in leading.images
        for name in image.names
        if "/" in name
    }
    return [
        Finding("index-disagreement", detail=f"{name} names two images")
        for image in other.images
        for name in image.names
        if owners.get(normal_name(name), image.id) != image.id
    ]


def _joined_layers(
    leading: tuple[LayerSource, ...], other: tuple[LayerSource, ...]
) -> tuple[tuple[LayerSource, ...], str]:
    """Return the layers to use, and in what the two sides disagree ("" = in nothing)."""
    listed = [each for each in leading if each.digest is not None]
    present = [each for each in other if each.window is not None]
    if not listed and present:
        return other, ""
    if len(listed) != len(present):
        absent = all(each.window is None for each in listed)
        return (other if absent else leading), f"{len(listed)} layers and {len(present)}"
    differing = [
        at
        for at, (mine, theirs) in enumerate(zip(listed, present, strict=True))
        if mine.window is not None
        and theirs.window is not None
        and mine.window.start != theirs.window.start
    ]
    joined = tuple(
        replace(mine, window=theirs.window, name=theirs.name) if mine.window is None else mine
        for mine, theirs in zip(leading, other, strict=False)
    )
    detail = f"layer {differing[0]} lies in two places" if differing else ""
    return (joined if len(joined) == len(leading) else leading), detail
