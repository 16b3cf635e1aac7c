"""OCI layouts, in a directory or a tar (OCI image-layout.md, image-index.md, manifest.md)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from inspector.compression import detect as detect_compression
from inspector.errors import (
    LayerscopeError,
    LimitError,
    MissingBlobError,
    NotAnImageError,
    UnreadableError,
)
from inspector.findings import Finding
from inspector.formats.blobs import (
    blob_path,
    decode_json,
    find_blob,
    read_document,
    read_json_bytes,
)
from inspector.formats.digests import digest_of, embedded_data
from inspector.formats.layers import LAYER_TYPES, pair_layers
from inspector.formats.model import Archive, Extra, ImageSource, LayerSource
from inspector.spec import (
    CONFIG_TYPES,
    INDEX_TYPES,
    MANIFEST_TYPES,
    MEDIA_MANIFEST,
    Descriptor,
    DiffID,
    Digest,
    ImageConfig,
    Index,
    Manifest,
    Platform,
)
from inspector.tarstream import looks_like_tar

if TYPE_CHECKING:
    from inspector.formats.store import BlobStore
    from inspector.limits import Limits

LAYOUT = "oci-layout"
INDEX = "index.json"
_NAME_ANNOTATIONS = ("io.containerd.image.name", "org.opencontainers.image.ref.name")
_REFERENCE_TYPE = "vnd.docker.reference.type"
_REFERENCE_DIGEST = "vnd.docker.reference.digest"
_SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1"


def holds(store: BlobStore) -> bool:
    """Whether this is an OCI layout."""
    return store.get(INDEX) is not None


def read(store: BlobStore, limits: Limits) -> Archive:
    """Read index.json and all manifests and configurations below it."""
    window = store.get(INDEX)
    if window is None:
        raise NotAnImageError("the archive has no index.json")
    data = read_json_bytes(window, INDEX, limits)
    index = decode_json(data, Index, INDEX)
    walk = _Walk(store, limits)
    walk.top(index)
    if not walk.images and walk.problem is not None and not walk.extras:
        raise walk.problem
    return Archive(
        "oci-layout", store, tuple(walk.merged()), tuple(walk.extras), tuple(walk.findings)
    )


@dataclass(slots=True)
class _Place:
    """Where in the tree of indexes a descriptor stands."""

    group: int
    names: tuple[str, ...]
    depth: int = 0


@dataclass(slots=True)
class _Walk:
    """Collects what an index and the indexes within it list."""

    store: BlobStore
    limits: Limits
    images: list[ImageSource] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    problem: LayerscopeError | None = None
    _seen: set[tuple[str, int, tuple[str, ...]]] = field(default_factory=set)
    _groups: int = 0

    def top(self, index: Index) -> None:
        """Visit index.json: its unnamed entries of different platforms are one image."""
        groups: dict[tuple[tuple[str, ...], int], set[str]] = {}
        for descriptor in index.manifests or []:
            names = _names(descriptor)
            group = self._group_for(groups, names, descriptor)
            self._visit(descriptor, _Place(group, names))

    def _group_for(
        self,
        groups: dict[tuple[tuple[str, ...], int], set[str]],
        names: tuple[str, ...],
        descriptor: Descriptor,
    ) -> int:
        platform = str(descriptor.platform) if descriptor.platform else ""
        for (group_names, number), platforms in groups.items():
            if group_names == names and platform and platform not in platforms:
                platforms.add(platform)
                return number
        self._groups += 1
        groups[names, self._groups] = {platform} if platform else set()
        return self._groups

    def _visit(self, descriptor: Descriptor, place: _Place) -> None:
        """Visit one descriptor; a problem with it is remembered and hides no other."""
        key = (descriptor.digest, place.group, place.names)
        if key in self._seen:
            return
        self._seen.add(key)
        if len(self._seen) > self.limits.archive_members:
            raise LimitError("indexes list more manifests than allowed")
        try:
            self._open(descriptor, place)
        except MissingBlobError as error:
            self.problem = self.problem or error
            self._extra("absent", descriptor, place, "not in this archive")
        except LayerscopeError as error:
            self.problem = self.problem or error
            self._extra("unsupported", descriptor, place, str(error))

    def _extra(self, kind: str, descriptor: Descriptor, place: _Place, detail: str) -> None:
        self.extras.append(Extra(kind, descriptor.digest, detail, descriptor.platform, place.names))

    def _open(self, descriptor: Descriptor, place: _Place) -> None:
        annotations = descriptor.annotations or {}
        if _REFERENCE_TYPE in annotations or _is_unknown(descriptor.platform):
            subject = annotations.get(_REFERENCE_DIGEST, "an image of this index")
            self._extra("attestation", descriptor, place, f"attestation for {subject}")
            return
        media_type = descriptor.media_type or ""
        if media_type.startswith(_SCHEMA_1):
            raise UnreadableError("schema 1 manifests are not supported")
        data = read_document(self.store, descriptor, "manifest", self.limits)
        if media_type in INDEX_TYPES or (media_type not in MANIFEST_TYPES and _is_index(data)):
            self._nested(decode_json(data, Index, f"index {descriptor.digest}"), place)
            return
        if media_type and media_type not in MANIFEST_TYPES:
            detail = descriptor.artifact_type or media_type
            self._extra("artifact", descriptor, place, f"artifact of type {detail}")
            return
        manifest = decode_json(data, Manifest, f"manifest {descriptor.digest}")
        self._manifest(descriptor, manifest, data, place)

    def _nested(self, index: Index, place: _Place) -> None:
        if place.depth >= self.limits.index_depth:
            raise LimitError(f"indexes more than {self.limits.index_depth} deep")
        for inner in index.manifests or []:
            self._visit(inner, replace(place, depth=place.depth + 1))

    def _manifest(
        self, descriptor: Descriptor, manifest: Manifest, data: bytes, place: _Place
    ) -> None:
        if manifest.schema_version == 1:
            raise UnreadableError("schema 1 manifests are not supported")
        if manifest.config is None:
            raise UnreadableError(f"manifest {descriptor.digest} names no configuration")
        config_type = manifest.config.media_type
        if config_type is not None and config_type not in CONFIG_TYPES:
            detail = manifest.artifact_type or config_type
            self._extra("artifact", descriptor, place, f"artifact of type {detail}")
            return
        layers = manifest.layers or []
        if layers and not any(self._is_layer(layer) for layer in layers):
            detail = manifest.artifact_type or layers[0].media_type or "unknown"
            self._extra("artifact", descriptor, place, f"artifact of type {detail}")
            return
        self.images.append(self._image(descriptor, manifest.config, layers, data, place))

    def _is_layer(self, layer: Descriptor) -> bool:
        """Whether a layer's type is known, or else its bytes are those of a tar."""
        if (layer.media_type or "") in LAYER_TYPES:
            return True
        window = find_blob(self.store, layer.digest)
        if window is None:
            return False
        head = window.pread(512, 0)
        return looks_like_tar(head) or detect_compression(head) is not None

    def _image(
        self,
        descriptor: Descriptor,
        config_descriptor: Descriptor,
        layers: list[Descriptor],
        data: bytes,
        place: _Place,
    ) -> ImageSource:
        findings = [*_mismatch("manifest", descriptor.digest, data)]
        document = read_document(self.store, config_descriptor, "configuration", self.limits)
        findings += _mismatch("configuration", config_descriptor.digest, document)
        config = decode_json(document, ImageConfig, f"configuration {config_descriptor.digest}")
        platform = descriptor.platform
        return ImageSource(
            id=Digest(digest_of(document, like=config_descriptor.digest)),
            config=config,
            config_size=len(document),
            platform=platform if platform and platform.os else config.platform,
            layers=tuple(
                _layer(self.store, layer, diff_id)
                for layer, diff_id in pair_layers(layers, config, self.limits)
            ),
            names=place.names,
            manifest_digest=Digest(digest_of(data, like=descriptor.digest)),
            manifest_media_type=descriptor.media_type or MEDIA_MANIFEST,
            group=place.group,
            findings=tuple(findings),
        )

    def merged(self) -> list[ImageSource]:
        """Return the images; entries with one configuration are one image with several names."""
        found: dict[tuple[str, str], ImageSource] = {}
        for image in self.images:
            key = (image.id, str(image.platform))
            known = found.get(key)
            if known is None:
                found[key] = image
            else:
                names = dict.fromkeys((*known.names, *image.names))
                found[key] = replace(known, names=tuple(names))
        return list(found.values())


def _layer(store: BlobStore, layer: Descriptor | None, diff_id: str | None) -> LayerSource:
    if layer is None:
        return LayerSource("", None, DiffID(diff_id) if diff_id else None)
    return LayerSource(
        name=blob_path(layer.digest) or "",
        window=embedded_data(layer) or find_blob(store, layer.digest),
        diff_id=DiffID(diff_id) if diff_id else None,
        digest=Digest(layer.digest),
        size=layer.size,
        media_type=layer.media_type,
    )


def _mismatch(what: str, claimed: str, data: bytes) -> list[Finding]:
    actual = digest_of(data, like=claimed)
    return (
        []
        if actual == claimed
        else [Finding("digest-mismatch", detail=f"{what} says {claimed}, is {actual}")]
    )


def _names(descriptor: Descriptor) -> tuple[str, ...]:
    annotations = descriptor.annotations or {}
    found = [annotations[key] for key in _NAME_ANNOTATIONS if annotations.get(key)]
    return tuple(dict.fromkeys(found))


def _is_unknown(platform: Platform | None) -> bool:
    return platform is not None and platform.os == platform.architecture == "unknown"


def _is_index(data: bytes) -> bool:
    """Whether a document of no stated type lists manifests."""
    try:
        document = decode_json(data, dict[str, object], "document")
    except UnreadableError:
        return False
    return "manifests" in document and "config" not in document
