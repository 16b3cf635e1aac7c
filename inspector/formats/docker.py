"""docker-save archives: manifest.json names configurations and layers (moby tarexport)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.errors import LayerscopeError, LimitError, NotAnImageError
from inspector.findings import Finding
from inspector.formats.blobs import (
    DocumentReader,
    decode_json,
    document_findings,
    layer_blob,
    stated_digest,
    stated_layer_digest,
)
from inspector.formats.digests import digest_of, is_computable
from inspector.formats.layers import pair_layers
from inspector.formats.model import (
    Archive,
    Document,
    Extra,
    Gathered,
    ImageSource,
    LayerSource,
    kind_of,
)
from inspector.language import Lazy
from inspector.spec import Digest, DockerManifestItem, ImageConfig
from inspector.text import short_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.formats.store import BlobStore
    from inspector.limits import Limits
    from inspector.spec import Descriptor, DiffID

MANIFEST = "manifest.json"
_HEAD = 64


def holds(store: BlobStore) -> bool:
    """Whether there is a manifest.json that is no single manifest (see ``folder``)."""
    window = store.get(MANIFEST)
    return window is not None and not window.pread(_HEAD, 0).lstrip().startswith(b"{")


def read(store: BlobStore, limits: Limits) -> Archive:
    """Read manifest.json and the configurations it names."""
    reader = DocumentReader(store, limits)
    data = reader.member(MANIFEST, MANIFEST)
    items = [] if data.strip() == b"null" else decode_json(data, list[DockerManifestItem], MANIFEST)
    if not items:
        raise NotAnImageError(Lazy("manifest.json names no image"))
    if len(items) > limits.archive_members:
        raise LimitError(Lazy("manifest.json names more images than allowed"))
    images = Gathered()
    read_once = _Images(reader, limits)
    extras: list[Extra] = []
    problem: LayerscopeError | None = None
    for position, item in enumerate(items):
        try:
            images.add(read_once(item), _names(item), position)
        except LayerscopeError as error:
            problem = problem or error
            extras.append(Extra(kind_of(error), item.config, error.text, names=_names(item)))
    found = images.images()
    if problem is not None and not found:
        raise problem
    return Archive("docker-archive", store, found, tuple(extras))


class _Images:
    """Reads what items name, each pair of configuration and layers once."""

    def __init__(self, reader: DocumentReader, limits: Limits) -> None:
        self._reader = reader
        self._limits = limits
        self._known: dict[tuple[str, ...], ImageSource] = {}

    def __call__(self, item: DockerManifestItem) -> ImageSource:
        key = (item.config, *(item.layers or []))
        known = self._known.get(key)
        if known is None or item.layer_sources:
            known = self._known[key] = _image(self._reader, item, self._limits)
        return known


def _names(item: DockerManifestItem) -> tuple[str, ...]:
    return tuple(item.repo_tags or ())


def _image(reader: DocumentReader, item: DockerManifestItem, limits: Limits) -> ImageSource:
    what = Lazy("configuration {digest}", digest=short_names(item.config))
    data = reader.member(item.config, what)
    config = decode_json(data, ImageConfig, what)
    claimed = stated_digest(item.config)
    digest = Digest(digest_of(data, like=claimed or "sha256:"))
    known = digest if claimed is None or is_computable(claimed) else None
    document = Document("configuration", known, len(data), claimed)
    pairs = pair_layers(item.layers or [], config, limits)
    reader.count_layers(len(pairs))
    layers = tuple(
        _layer(reader.store, name, diff_id, (item.layer_sources or {}).get(diff_id or ""))
        for name, diff_id in pairs
    )
    return ImageSource(
        id=digest,
        config=config,
        platform=config.platform,
        layers=layers,
        documents=(document,),
        findings=(*document_findings((document,)), *_shared(layers)),
        config_window=reader.store.get(item.config),
    )


def _layer(
    store: BlobStore, name: str | None, diff_id: DiffID | None, described: Descriptor | None
) -> LayerSource:
    claimed = Digest(described.digest) if described else None
    if claimed is None and name is not None:
        claimed = stated_layer_digest(name)
    window, refused = layer_blob(lambda: None if name is None else store.get(name))
    return LayerSource(
        name=name or "",
        window=window,
        refused=refused,
        diff_id=diff_id,
        digest=claimed,
        size=described.size if described else None,
        media_type=described.media_type if described else None,
        is_symlink=name is not None and store.is_symlink(name),
    )


def _shared(layers: tuple[LayerSource, ...]) -> Iterator[Finding]:
    """Find files that are listed for several diff_ids: one at most can be true."""
    owners: dict[str, int] = {}
    for index, layer in enumerate(layers):
        if not layer.name or layer.diff_id is None:
            continue
        first = owners.setdefault(layer.name, index)
        if layers[first].diff_id != layer.diff_id:
            detail = Lazy(
                "{name} is also layer {first}, which has another diff_id",
                name=short_names(layer.name),
                first=first,
            )
            yield Finding("digest-mismatch", layer=index, detail=detail)
