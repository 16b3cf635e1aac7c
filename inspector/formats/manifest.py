"""One OCI manifest to one image (OCI manifest.md; docker's manifest v2 schema 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.compression import detect as detect_compression
from inspector.errors import UnreadableError
from inspector.formats.blobs import blob_path, decode_json, document_findings, find_blob, layer_blob
from inspector.formats.digests import digest_of, embedded_data
from inspector.formats.layers import LAYER_TYPES, pair_layers, unsupported_kind
from inspector.formats.model import ImageSource, LayerSource
from inspector.language import Lazy
from inspector.spec import CONFIG_TYPES, DiffID, Digest, ImageConfig
from inspector.tarstream import looks_like_tar
from inspector.text import short_digest

if TYPE_CHECKING:
    from inspector.formats.blobs import DocumentReader
    from inspector.formats.model import Document
    from inspector.formats.store import BlobStore
    from inspector.limits import Limits
    from inspector.spec import Descriptor, Manifest

_HEAD = 512
_IN_TOTO = "application/vnd.in-toto"


def not_an_image(store: BlobStore, manifest: Manifest) -> tuple[str, str] | None:
    """Return (kind, what it is) of a manifest that describes no container image, None for images.

    A configuration of an unknown type must not be parsed (OCI manifest.md, "config"); an image's
    layers are of a known type or tars (moby image_manifest.go); no layer at all is an image, too.
    """
    config_type = manifest.config.media_type if manifest.config else None
    if config_type is not None and config_type not in CONFIG_TYPES:
        return "artifact", Lazy(
            "artifact of type {type}", type=manifest.artifact_type or config_type
        )
    layers = manifest.layers or []
    if not layers or any(_is_layer(store, layer) for layer in layers):
        return None
    media_type = layers[0].media_type or "unknown"
    if media_type.startswith(_IN_TOTO):
        return "attestation", Lazy("attestation for an image")
    return "artifact", Lazy("artifact of type {type}", type=manifest.artifact_type or media_type)


def _is_layer(store: BlobStore, layer: Descriptor) -> bool:
    media_type = layer.media_type or ""
    if media_type in LAYER_TYPES or unsupported_kind(media_type) is not None:
        return True
    window, _refused = layer_blob(lambda: find_blob(store, layer.digest))
    if window is None:
        return False
    head = window.pread(_HEAD, 0)
    return looks_like_tar(head) or detect_compression(head) is not None


def image_of_manifest(
    reader: DocumentReader,
    descriptor: Descriptor,
    manifest: Manifest,
    document: Document,
    *,
    limits: Limits,
) -> ImageSource:
    """Read the configuration that a manifest names and find its layers.

    Raises MissingBlobError where the configuration is not in the archive.
    """
    described = manifest.config
    if described is None:
        raise UnreadableError(
            Lazy("manifest {digest} names no configuration", digest=short_digest(descriptor.digest))
        )
    data, config_document = reader.blob(described, "configuration")
    config = decode_json(
        data, ImageConfig, Lazy("configuration {digest}", digest=short_digest(described.digest))
    )
    documents = (document, config_document)
    pairs = pair_layers(manifest.layers or [], config, limits)
    reader.count_layers(len(pairs))
    platform = descriptor.platform
    return ImageSource(
        id=Digest(digest_of(data, like=described.digest)),
        config=config,
        platform=platform if platform and platform.os else config.platform,
        layers=tuple(_layer(reader.store, layer, diff_id) for layer, diff_id in pairs),
        manifest_digest=document.digest or document.claimed_digest,
        documents=documents,
        annotations=manifest.annotations or {},
        findings=document_findings(documents),
        config_window=embedded_data(described) or find_blob(reader.store, described.digest),
    )


def _layer(store: BlobStore, layer: Descriptor | None, diff_id: DiffID | None) -> LayerSource:
    if layer is None:
        return LayerSource("", None, diff_id)
    found, refused = layer_blob(lambda: find_blob(store, layer.digest))
    window = found or embedded_data(layer)
    return LayerSource(
        name=blob_path(layer.digest) or "",
        window=window,
        refused=refused if window is None else None,
        diff_id=diff_id,
        digest=Digest(layer.digest),
        size=layer.size,
        media_type=layer.media_type,
        annotations=layer.annotations or {},
    )
