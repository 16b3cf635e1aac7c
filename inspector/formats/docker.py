"""docker-save archives: manifest.json names configurations and layers (moby tarexport)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.errors import LayerscopeError, NotAnImageError, UnreadableError
from inspector.formats.blobs import decode_json, read_json_bytes
from inspector.formats.digests import digest_of
from inspector.formats.layers import pair_layers
from inspector.formats.model import Archive, Extra, ImageSource, LayerSource
from inspector.spec import Digest, DockerManifestItem, ImageConfig

if TYPE_CHECKING:
    from inspector.formats.store import BlobStore
    from inspector.limits import Limits

MANIFEST = "manifest.json"


def holds(store: BlobStore) -> bool:
    """Whether this is a docker-save archive."""
    return store.get(MANIFEST) is not None


def read(store: BlobStore, limits: Limits) -> Archive:
    """Read manifest.json and the configurations it names."""
    window = store.get(MANIFEST)
    if window is None:
        raise NotAnImageError("the archive has no manifest.json")
    data = read_json_bytes(window, MANIFEST, limits)
    items = [] if data.strip() == b"null" else decode_json(data, list[DockerManifestItem], MANIFEST)
    if not items:
        raise NotAnImageError("manifest.json names no image")
    images: list[ImageSource] = []
    extras: list[Extra] = []
    problem: LayerscopeError | None = None
    for position, item in enumerate(items):
        try:
            images.append(_image(store, item, position, limits))
        except LayerscopeError as error:
            problem = problem or error
            extras.append(Extra("absent", item.config, str(error), names=_names(item)))
    if problem is not None and not images:
        raise problem
    return Archive("docker-archive", store, tuple(images), tuple(extras))


def _names(item: DockerManifestItem) -> tuple[str, ...]:
    return tuple(item.repo_tags or ())


def _image(
    store: BlobStore, item: DockerManifestItem, position: int, limits: Limits
) -> ImageSource:
    window = store.get(item.config)
    if window is None:
        raise UnreadableError(f"configuration {item.config} is not in the archive")
    data = read_json_bytes(window, f"configuration {item.config}", limits)
    config = decode_json(data, ImageConfig, f"configuration {item.config}")
    sources = item.layer_sources or {}
    layers = []
    for name, diff_id in pair_layers(item.layers or [], config, limits):
        blob = store.get(name) if name is not None else None
        described = sources.get(diff_id) if diff_id else None
        layers.append(
            LayerSource(
                name=name or "",
                window=blob,
                diff_id=diff_id,
                digest=Digest(described.digest) if described else None,
                size=described.size if described else None,
                media_type=described.media_type if described else None,
            )
        )
    return ImageSource(
        id=Digest(digest_of(data)),
        config=config,
        config_size=len(data),
        platform=config.platform,
        layers=tuple(layers),
        names=_names(item),
        group=position,
    )
