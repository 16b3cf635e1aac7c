"""Two indexes of one archive as one: the leading one's images, the other's names.

The other stands in where the leading one is incomplete; what they disagree on is a finding.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from msgspec.structs import replace

from inspector.findings import Finding
from inspector.formats.choice import normal_name, some_names
from inspector.formats.model import Archive, ImageSource, LayerSource
from inspector.language import N_, Lazy, together

if TYPE_CHECKING:
    from inspector.formats.store import BlobStore


def joined_archive(leading: Archive, other: Archive) -> Archive:
    """Return both as one archive."""
    images = {image.id: image for image in leading.images}
    findings = [*leading.findings, *other.findings]
    # A bare reference name is a tag alone, which says nothing of the image.
    owned = frozenset(
        normal_name(name) for each in leading.images for name in each.names if "/" in name
    )
    group = 1 + max((max(image.groups) for image in leading.images), default=0)
    for offset, each in enumerate(other.images):
        known = images.get(each.id)
        if known is not None:
            images[each.id], detail = _same(leading.store, known, each)
        else:
            image, detail = _another(leading, other, each, owned)
            images[each.id] = replace(image, groups=frozenset({group + offset}))
        if detail:
            findings.append(Finding("index-disagreement", detail=detail))
    extras = dict.fromkeys((*leading.extras, *other.extras))
    form = f"{other.format} with {leading.format}"
    return Archive(form, leading.store, tuple(images.values()), tuple(extras), tuple(findings))


def _same(store: BlobStore, known: ImageSource, other: ImageSource) -> tuple[ImageSource, str]:
    """Return an image that both list, and on what they disagree ("" = nothing)."""
    layers, detail = _layers(store, known.layers, other.layers)
    # The other index has whole names where the leading one may have a tag alone.
    names = tuple(dict.fromkeys((*other.names, *known.names)))
    found = replace(known, names=names, layers=layers)
    return found, together(": ", (found.reference, detail)) if detail else ""


def _another(
    leading: Archive, other: Archive, image: ImageSource, owned: frozenset[str]
) -> tuple[ImageSource, str]:
    """Return an image that the other index alone lists, and what is odd about that.

    ``owned``: the names of the leading index. Docker leaves untagged images out of index.json
    where a tagged one is there (moby save.go).
    """
    if not leading.images:
        told = N_("{reference} is only in the {format}'s index")
        return image, Lazy(told, reference=image.reference, format=other.format)
    disputed = [name for name in image.names if normal_name(name) in owned]
    if disputed:
        names = tuple(name for name in image.names if normal_name(name) not in owned)
        found = replace(image, names=names, superseded=not names)
        return found, Lazy("{names} names two images", names=some_names(disputed))
    if len(leading.images) == len(other.images) == 1 and leading.images[0].has_content:
        return replace(image, superseded=True), Lazy("each names another image")
    if not image.names:
        return image, ""
    return image, Lazy("{reference} is in only one of them", reference=image.reference)


def _layers(
    store: BlobStore, leading: tuple[LayerSource, ...], other: tuple[LayerSource, ...]
) -> tuple[tuple[LayerSource, ...], str]:
    """Return the layers to use, and on what the two sides disagree ("" = nothing)."""
    listed = [each for each in leading if each.name]
    named = [each for each in other if each.name]
    if len(listed) != len(named):
        detail = Lazy("{listed} layers and {named}", listed=len(listed), named=len(named))
        return (leading if any(each.window for each in listed) else other), detail
    found: list[LayerSource] = []
    differing: list[int] = []
    for index, (mine, theirs) in enumerate(zip_longest(leading, other)):
        if mine is None or theirs is None:
            found.append(mine or theirs)
            continue
        stands_in = mine.window is None and theirs.window is not None
        found.append(theirs if stands_in else mine)
        both = mine.window is not None and theirs.window is not None
        if both and store.resolve(mine.name) != store.resolve(theirs.name):
            differing.append(index)
    places = ", ".join(map(str, differing))
    told = Lazy("layer {places} is stored in two places", places=places) if differing else ""
    return tuple(found), told
