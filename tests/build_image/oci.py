"""OCI image layouts (image-spec image-layout.md), ordinary and odd ones."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from tests.build_image.codecs import media_suffix
from tests.build_image.images import BuiltImage, digest, encode_json
from tests.build_image.members import Member, directory, file, name_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.build_image.images import BuiltLayer

OCI = "application/vnd.oci.image"
DOCKER = "application/vnd.docker"
MEDIA_INDEX = f"{OCI}.index.v1+json"
MEDIA_MANIFEST = f"{OCI}.manifest.v1+json"
MEDIA_CONFIG = f"{OCI}.config.v1+json"
MEDIA_LAYER = f"{OCI}.layer.v1.tar"
MEDIA_ATTESTATION = "application/vnd.in-toto+json"

Descriptor = dict[str, Any]


@dataclass(frozen=True)
class OciOptions:
    """How a layout departs from the plainest one.

    ``one_index``: the images are platforms of one index. ``nesting``: so many indexes around it.
    ``attestations``: BuildKit's, one for each image. ``embed``: descriptors of manifests and
    configurations carry their blob as ``data``. ``absent``: platforms whose blobs are left out.
    ``docker_types``: docker's media types. ``names``: which annotations tell a name, ``ref`` the
    tag alone, ``containerd`` the whole name, too. ``annotations``: those of each manifest,
    ``described``: those of its descriptor.
    """

    algorithm: Literal["sha256", "sha512"] = "sha256"
    one_index: bool = False
    nesting: int = 0
    attestations: bool = False
    embed: bool = False
    absent: frozenset[str] = frozenset()
    docker_types: bool = False
    names: Literal["ref", "containerd", "none"] = "ref"
    annotations: Mapping[str, str] = field(default_factory=dict)
    described: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Blobs:
    """The blobs of a layout by their digests, in the order they came."""

    options: OciOptions
    stored: dict[str, bytes] = field(default_factory=dict)

    def add(
        self, content: bytes, media_type: str, *, absent: bool = False, **extra: object
    ) -> Descriptor:
        """Store a blob unless it shall be absent, and return its descriptor."""
        name = digest(content, self.options.algorithm)
        if not absent:
            self.stored[name] = content
        return {"mediaType": media_type, "digest": name, "size": len(content), **extra}

    def add_json(self, value: Descriptor, *, absent: bool = False, **extra: object) -> Descriptor:
        """Store a manifest or an index under the media type that it states itself."""
        data = encode_json(value)
        return self.add(
            data, str(value["mediaType"]), absent=absent, **self.embedded(data), **extra
        )

    def embedded(self, data: bytes) -> dict[str, str]:
        return {"data": base64.b64encode(data).decode()} if self.options.embed else {}

    def members(self) -> list[Member]:
        return [file(blob_path(name), data) for name, data in self.stored.items()]


def blob_path(name: str) -> str:
    return "blobs/" + name.replace(":", "/")


def layer_types(image: BuiltImage, *, docker_types: bool = False) -> list[str]:
    """Return the layers' media types: the spec's, else those that their codecs ask for."""
    base = f"{DOCKER}.image.rootfs.diff.tar" if docker_types else MEDIA_LAYER
    suffixes = [media_suffix(layer.codec) for layer in image.layers]
    if docker_types:
        suffixes = [suffix.replace("+", ".") for suffix in suffixes]
    return list(image.spec.media_types) or [base + suffix for suffix in suffixes]


def add_image(blobs: Blobs, image: BuiltImage) -> Descriptor:
    """Store an image's blobs and return its manifest's descriptor."""
    docker = blobs.options.docker_types
    absent = image.spec.platform in blobs.options.absent
    layers = [
        blobs.add(layer.blob, media_type, absent=absent, **_annotated(layer))
        for layer, media_type in zip(
            image.layers, layer_types(image, docker_types=docker), strict=True
        )
    ]
    config_type = f"{DOCKER}.container.image.v1+json" if docker else MEDIA_CONFIG
    config = blobs.add(image.config, config_type, absent=absent, **blobs.embedded(image.config))
    manifest: Descriptor = {
        "schemaVersion": 2,
        "mediaType": f"{DOCKER}.distribution.manifest.v2+json" if docker else MEDIA_MANIFEST,
        "config": config,
        "layers": layers,
    }
    if blobs.options.annotations:
        manifest["annotations"] = dict(blobs.options.annotations)
    described = blobs.options.described
    extra = {"annotations": dict(described)} if described else {}
    return blobs.add_json(manifest, absent=absent, platform=image.platform, **extra)


def _annotated(layer: BuiltLayer) -> dict[str, object]:
    return {"annotations": layer.annotations} if layer.annotations else {}


def index(manifests: list[Descriptor], *, docker_types: bool = False) -> Descriptor:
    media_type = f"{DOCKER}.distribution.manifest.list.v2+json" if docker_types else MEDIA_INDEX
    return {"schemaVersion": 2, "mediaType": media_type, "manifests": manifests}


def oci_layout(*images: BuiltImage, options: OciOptions | None = None) -> list[Member]:
    """Return a layout: ``oci-layout``, ``index.json``, blobs."""
    blobs = Blobs(options or OciOptions())
    return layout_members(blobs, top_index(blobs, images))


def layout_members(blobs: Blobs, top: Descriptor) -> list[Member]:
    folders = [directory("blobs"), directory(f"blobs/{blobs.options.algorithm}")]
    return [
        *folders,
        *sorted(blobs.members(), key=lambda member: name_text(member.name)),
        file("index.json", encode_json(top)),
        file("oci-layout", encode_json({"imageLayoutVersion": "1.0.0"})),
    ]


def top_index(blobs: Blobs, images: tuple[BuiltImage, ...]) -> Descriptor:
    """Store the images and return ``index.json``'s value."""
    options = blobs.options
    manifests: list[Descriptor] = []
    for image in images:
        found = [add_image(blobs, image)]
        if options.attestations:
            found.append(add_attestation(blobs, found[0]))
        if not options.one_index:
            found[:1] = _named(found[0], image.tags, options)
        manifests += found
    if options.one_index:
        whole = blobs.add_json(index(manifests, docker_types=options.docker_types))
        manifests = _named(whole, images[0].tags, options)
    for _ in range(options.nesting):
        manifests = [blobs.add_json(index(manifests))]
    return index(manifests)


def add_attestation(blobs: Blobs, subject: Descriptor) -> Descriptor:
    """Store BuildKit's provenance for a manifest (docs.docker.com, "Image attestation storage")."""
    statement: Descriptor = {"_type": "https://in-toto.io/Statement/v0.1", "subject": []}
    kind = {"in-toto.io/predicate-type": "https://slsa.dev/provenance/v0.2"}
    layer = blobs.add(encode_json(statement), MEDIA_ATTESTATION, annotations=kind)
    config: Descriptor = {
        "architecture": "unknown",
        "os": "unknown",
        "config": {},
        "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]},
    }
    manifest: Descriptor = {
        "schemaVersion": 2,
        "mediaType": MEDIA_MANIFEST,
        "config": blobs.add(encode_json(config), MEDIA_CONFIG),
        "layers": [layer],
    }
    annotations = {
        "vnd.docker.reference.digest": subject["digest"],
        "vnd.docker.reference.type": "attestation-manifest",
    }
    unknown = {"architecture": "unknown", "os": "unknown"}
    return blobs.add_json(manifest, platform=unknown, annotations=annotations)


def _named(descriptor: Descriptor, tags: list[str], options: OciOptions) -> list[Descriptor]:
    """Return the descriptor once for each name, or once without any."""
    if not tags or options.names == "none":
        return [descriptor]
    described = descriptor.get("annotations", {})
    return [
        {**descriptor, "annotations": {**described, **name_annotations(tag, options)}}
        for tag in tags
    ]


def name_annotations(tag: str, options: OciOptions) -> dict[str, str]:
    short = {"org.opencontainers.image.ref.name": tag.rpartition(":")[2]}
    if options.names == "ref":
        return short
    return {"io.containerd.image.name": tag, **short}


def containerd(*images: BuiltImage, options: OciOptions | None = None) -> list[Member]:
    """Return what docker with containerd's store saves, and ``ctr export``.

    The images are platforms of one index; manifest.json tells of the first alone, and the blobs of
    the others are absent unless ``options`` says otherwise.
    """
    if options is None:
        others = frozenset(image.spec.platform for image in images[1:])
        options = OciOptions(one_index=len(images) > 1, absent=others)
    blobs = Blobs(replace(options, names="containerd"))
    members = layout_members(blobs, top_index(blobs, images))
    first = images[0]
    item = {
        "Config": blob_path(digest(first.config, options.algorithm)),
        "RepoTags": first.tags or None,
        "Layers": [blob_path(digest(layer.blob, options.algorithm)) for layer in first.layers],
    }
    members.insert(-1, file("manifest.json", encode_json([item])))
    return members


def read_json(members: list[Member], name: str) -> Descriptor:
    """Return the JSON object in a member, for tests that change it."""
    found = next(member for member in members if name_text(member.name) == name)
    value: Descriptor = json.loads(found.content)
    return value
