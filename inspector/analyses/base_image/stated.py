"""What an image says of its base image: annotations, labels, the note of its builder.

``org.opencontainers.image.base.name`` and ``.digest`` (OCI annotations.md) stand on the manifest,
on its descriptor in an index, or as labels. They tell which image it is, not where it ends. Buildah
writes an empty name and the digest of a step where there is no base image, and notes ``FROM name``
in the history: on the first row that it adds, or on the last where a build is one layer; on others
``FROM <id>`` of the step before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.base_image.guess import guessed_rows, rows_of_layers
from inspector.analyses.base_image.model import BaseImage, Sign, Source
from inspector.formats.choice import normal_name
from inspector.spec import parse_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from inspector.analyses.base_image.rows import SeenRow
    from inspector.formats import ImageSource

_NAME = "org.opencontainers.image.base.name"
_DIGEST = "org.opencontainers.image.base.digest"
_NOTE = re.compile(r"FROM (\S+)")
_ID = re.compile(r"[0-9a-f]{12}|[0-9a-f]{64}|sha256:[0-9a-f]{64}")
_SCRATCH = "scratch"


class _Statement(msgspec.Struct, frozen=True):
    """What is said: a name, a digest of the manifest, and before which row it ends, if at one."""

    name: str | None
    digest: str | None = None
    before: int | None = None


def stated_base(
    source: ImageSource, rows: Sequence[SeenRow], others: Iterable[ImageSource]
) -> BaseImage | None:
    """Return the base image that an image states; None where it states none.

    ``others``: the images of its archive, of which one may be the base image.
    """
    note = _note(rows)
    said = _statement(source, rows)
    if said is None and note is None:
        return None
    name = (said and said.name) or (note and note.name) or None
    digest = said.digest if said is not None else None
    found = _place(source, rows, said or _Statement(name), note, others)
    if found is None:
        return None
    layers, (end, signs) = found
    return BaseImage(layers, end, Source.ANNOTATION, name or digest, name, signs)


def layers_in_common(image: ImageSource, base: ImageSource) -> int:
    """Return how many of the lowest layers two images share, by their diff_ids."""
    count = 0
    for mine, theirs in zip(image.layers, base.layers, strict=False):
        if mine.diff_id is None or mine.diff_id != theirs.diff_id:
            break
        count += 1
    return count


def rows_in_common(image: ImageSource, base: ImageSource) -> int:
    """Return how many of the oldest rows of their histories two images share."""
    count = 0
    for mine, theirs in zip(image.config.history or [], base.config.history or [], strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _statement(source: ImageSource, rows: Sequence[SeenRow]) -> _Statement | None:
    """Return what annotations say, else what labels say."""
    config = source.config.config
    labels = (config.labels if config is not None else None) or {}
    for values in (source.annotations, labels):
        name, digest = values.get(_NAME), _digest_of(values)
        if name and name != _SCRATCH:
            return _Statement(name, digest, _row_of_label(rows) if values is labels else None)
        if name is None and digest is not None:
            return _Statement(None, digest, _row_of_label(rows) if values is labels else None)
    return None


def _digest_of(values: Mapping[str, str]) -> str | None:
    digest = values.get(_DIGEST) or ""
    return digest if parse_digest(digest) is not None else None


def _row_of_label(rows: Sequence[SeenRow]) -> int | None:
    """Return the row that sets the label: the base image that it names ends before it.

    An image inherits labels: the one that it names may be the base image of its base image.
    """
    found = [at for at, row in enumerate(rows) if row.word == "LABEL" and _NAME in row.text]
    return found[-1] if found else None


def _note(rows: Sequence[SeenRow]) -> _Statement | None:
    for at in range(len(rows) - 1, 0, -1):
        match = _NOTE.fullmatch(rows[at].comment)
        if match is not None and not _ID.fullmatch(match[1]):
            return _Statement(match[1], before=at)
    return None


def _place(
    source: ImageSource,
    rows: Sequence[SeenRow],
    said: _Statement,
    note: _Statement | None,
    others: Iterable[ImageSource],
) -> tuple[int, tuple[int, tuple[Sign, ...]]] | None:
    """Return how many layers and rows the base image has, None where that cannot be told."""
    for base in others:
        if base.id != source.id and _is_named(base, said):
            layers = layers_in_common(source, base)
            if layers:
                return layers, rows_of_layers(rows, layers, rows_in_common(source, base))
    if note is not None and note.before is not None:
        # Its layers are those of the rows before; of a build in one layer its rows are before, too.
        layers = sum(row.has_layer for row in rows[: note.before])
        is_first = note.before == len(rows) - 1 and not rows[note.before - 1].has_layer
        end = None if is_first else note.before
        return (layers, rows_of_layers(rows, layers, end)) if layers else None
    guessed = guessed_rows(rows, said.before)
    if guessed is not None:
        return sum(row.has_layer for row in rows[: guessed[0]]), guessed
    # The lowest layer is the base image's, unless all was made into one.
    return (1, rows_of_layers(rows, 1)) if len(source.layers) > 1 else None


def _is_named(image: ImageSource, said: _Statement) -> bool:
    if said.digest is not None and image.manifest_digest == said.digest:
        return True
    return said.name is not None and normal_name(said.name) in map(normal_name, image.names)
