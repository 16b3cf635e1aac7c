"""Archive formats: what lies behind a path, and the images in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from inspector.errors import LayerscopeError, NotAnImageError, UnreadableError
from inspector.findings import Finding
from inspector.formats import docker, docker_v1, folder, oci
from inspector.formats.join import joined_archive
from inspector.formats.model import Archive, Document, Extra, ImageSource, LayerSource
from inspector.language import Lazy
from inspector.text import short_digest, short_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.formats.store import BlobStore
    from inspector.limits import Limits

__all__ = [
    "FORMATS",
    "Archive",
    "Document",
    "Extra",
    "Format",
    "ImageSource",
    "LayerSource",
    "detect",
    "no_image",
]


class Format(msgspec.Struct, frozen=True):
    """An archive format: how to know it and how to read it."""

    name: str
    holds: Callable[[BlobStore], bool]
    read: Callable[[BlobStore, Limits], Archive]


# The first that holds leads; the others give names, and stand in where it is incomplete.
FORMATS = (
    Format("oci-layout", oci.holds, oci.read),
    Format("docker-archive", docker.holds, docker.read),
    Format("dir", folder.holds, folder.read),
    Format("docker-archive-v1", docker_v1.holds, docker_v1.read),
)
_OF_A_FILE_SYSTEM = (".dockerenv", "etc/passwd", "etc/os-release", "bin/sh")


def detect(store: BlobStore, limits: Limits) -> Archive:
    """Read every index the store has, as one archive, which may hold no image (``explained``).

    Raises NotAnImageError where there is no index, or what stopped the reading of the only one.
    """
    archive: Archive | None = None
    problems: list[LayerscopeError] = []
    for each in FORMATS:
        if not each.holds(store):
            continue
        try:
            found = each.read(store, limits)
        except LayerscopeError as error:
            problems.append(error)
            continue
        archive = found if archive is None else joined_archive(archive, found)
    if archive is None:
        raise explained(store, problems[0] if problems else _no_index(store))
    disagreements = tuple(Finding("index-disagreement", detail=each.text) for each in problems)
    return replace(archive, findings=(*store.findings, *archive.findings, *disagreements))


def explained(store: BlobStore, problem: LayerscopeError) -> LayerscopeError:
    """Return the error to raise where no image was found: damage of the archive explains it."""
    if store.damage is not None:
        told = Lazy("the archive is damaged ({fact}) and holds no image", fact=store.damage.fact)
        return UnreadableError(told, hint=store.damage.hint)
    if problem.exit_code != UnreadableError.exit_code:
        return UnreadableError(problem.text)
    return problem


def no_image(archive: Archive) -> LayerscopeError:
    """Return the error that says what an archive without an image holds instead."""
    if not archive.extras:
        problem = NotAnImageError(Lazy("the archive's index names no image"))
    else:
        first, *others = dict.fromkeys(map(_told, archive.extras))
        problem = NotAnImageError(
            Lazy(
                "no container image: {first} (and {count:,} more)",
                first=first,
                count=len(others),
            )
            if others
            else Lazy("no container image: {first}", first=first)
        )
    return explained(archive.store, problem)


def _told(extra: Extra) -> str:
    is_absent = extra.kind == "absent"
    if not is_absent:
        return extra.detail
    return Lazy("{digest} is not in it", digest=short_digest(short_names(extra.digest)))


def _no_index(store: BlobStore) -> LayerscopeError:
    """Return the error for an archive without any index; a file system has one more word."""
    hint = None
    if any(store.get(name) is not None for name in _OF_A_FILE_SYSTEM):
        hint = Lazy(
            "these are the files of a container, as docker export writes them; use docker save"
        )
    return NotAnImageError(
        Lazy("no container image: neither index.json nor manifest.json inside"), hint=hint
    )
