"""docker-save archives from before docker 1.10: layers that know their parent.

moby image/spec/v1.md. There is no manifest.json and no configuration: the image is the chain from
the layer that ``repositories`` names down to one without a parent, and its ID is that layer's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from inspector.errors import DamageError, LayerscopeError, LimitError, UnreadableError
from inspector.formats.blobs import DocumentReader, decode_json, layer_blob
from inspector.formats.docker import MANIFEST
from inspector.formats.model import Archive, Extra, ImageSource, LayerSource, kind_of
from inspector.language import Lazy
from inspector.spec import ContainerConfig, Digest, HistoryEntry, ImageConfig

if TYPE_CHECKING:
    from inspector.formats.store import BlobStore
    from inspector.limits import Limits

REPOSITORIES = "repositories"
_INDEX = "index.json"
_ID = r"[a-f0-9]{64}"


class _LayerJson(msgspec.Struct, frozen=True):
    """``<id>/json`` (moby image/spec/v1.md, "Image JSON Description")."""

    parent: str | None = None
    created: str | None = None
    author: str | None = None
    comment: str | None = None
    architecture: str | None = None
    os: str | None = None
    config: ContainerConfig | None = None
    container_config: ContainerConfig | None = None


def holds(store: BlobStore) -> bool:
    """Whether there are layers that know their parent, and no index of a later age."""
    if store.get(MANIFEST) is not None or store.get(_INDEX) is not None:
        return False
    return store.get(REPOSITORIES) is not None or bool(_layer_ids(store))


def read(store: BlobStore, limits: Limits) -> Archive:
    """Read ``repositories`` and the chain of every image it names."""
    reader = DocumentReader(store, limits)
    chains = _Chains(reader, limits)
    images: list[ImageSource] = []
    extras: list[Extra] = []
    for group, (top, names) in enumerate(_tops(reader, chains).items()):
        try:
            images.append(chains.image(top, names, group))
        except LayerscopeError as error:
            extras.append(Extra(kind_of(error), top, error.text, names=names))
    return Archive("docker-archive-v1", store, tuple(images), tuple(extras))


def _layer_ids(store: BlobStore) -> list[str]:
    found = [name for name in store.folders() if re.fullmatch(_ID, name)]
    return [name for name in found if store.resolve(f"{name}/json") is not None]


def _tops(reader: DocumentReader, chains: _Chains) -> dict[str, tuple[str, ...]]:
    """Return the top layer of each image and its names; without names, layers no one builds on."""
    if reader.store.get(REPOSITORIES) is None:
        ids = _layer_ids(reader.store)
        parents = {chains.layer(each).parent for each in ids}
        return {each: () for each in ids if each not in parents}
    data = reader.member(REPOSITORIES, REPOSITORIES)
    named = decode_json(data, dict[str, dict[str, str]], REPOSITORIES)
    found: dict[str, list[str]] = {}
    for name, tags in named.items():
        for tag, top in tags.items():
            found.setdefault(top, []).append(f"{name}:{tag}")
    return {top: tuple(names) for top, names in found.items()}


class _Chains:
    """Walks from a layer to its oldest ancestor; each layer's JSON is read once."""

    def __init__(self, reader: DocumentReader, limits: Limits) -> None:
        self._reader = reader
        self._limits = limits
        self._known: dict[str, _LayerJson] = {}

    def layer(self, layer_id: str) -> _LayerJson:
        """Return a layer's JSON. Raises UnreadableError, MissingBlobError."""
        if re.fullmatch(_ID, layer_id) is None:
            raise UnreadableError(Lazy("{name!r} is not a layer ID", name=layer_id[:80]))
        if layer_id not in self._known:
            what = Lazy("layer {id}'s json", id=layer_id[:12])
            data = self._reader.member(f"{layer_id}/json", what)
            self._known[layer_id] = decode_json(data, _LayerJson, what)
        return self._known[layer_id]

    def image(self, top: str, names: tuple[str, ...], group: int) -> ImageSource:
        """Return the image that ends with a layer. Raises LayerscopeError."""
        chain: dict[str, _LayerJson] = {}
        following: str | None = top
        while following:
            if following in chain:
                raise DamageError(Lazy("layer {layer} is its own ancestor", layer=following[:12]))
            if len(chain) >= self._limits.layers:
                raise LimitError(
                    Lazy("image of more than {layers:,} layers", layers=self._limits.layers)
                )
            self._reader.count_layers(1)
            chain[following] = self.layer(following)
            following = chain[following].parent
        oldest_first = dict(reversed(chain.items()))
        about = chain[top]
        config = ImageConfig(
            history=[_row(each) for each in oldest_first.values()],
            config=about.config,
            created=about.created,
            author=about.author,
            architecture=about.architecture,
            os=about.os,
        )
        store = self._reader.store
        return ImageSource(
            id=Digest(f"sha256:{top}"),
            config=config,
            platform=config.platform,
            layers=tuple(_source(store, f"{each}/layer.tar") for each in oldest_first),
            names=names,
            groups=frozenset({group}),
        )


def _source(store: BlobStore, name: str) -> LayerSource:
    window, refused = layer_blob(lambda: store.get(name))
    return LayerSource(name, window, None, is_symlink=store.is_symlink(name), refused=refused)


def _row(layer: _LayerJson) -> HistoryEntry:
    """Return a layer's history row (moby image.NewHistory)."""
    command = (layer.container_config.cmd if layer.container_config else None) or []
    return HistoryEntry(
        created=layer.created,
        created_by=" ".join(command),
        author=layer.author,
        comment=layer.comment,
    )
