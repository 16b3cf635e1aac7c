"""The JSON of images as typed values (OCI image-spec, docker's image specification v1.2).

Optional fields may be ``null`` (OCI config.md, "Properties"), unknown fields are ignored.
Everything in here is a claim of the image: nothing is verified by being decoded.
"""

from __future__ import annotations

import re
from typing import Any, NewType

import msgspec

Digest = NewType("Digest", str)  # of a blob as stored, "sha256:<hex>"
DiffID = NewType("DiffID", str)  # of the uncompressed tar

# algorithm -> length of the hexadecimal part (OCI descriptor.md, "Registered algorithms")
DIGEST_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128, "blake3": 64}
# blake3 is registered, but the standard library has none: such digests stay unchecked.
HASHABLE = frozenset(DIGEST_LENGTHS) - {"blake3"}
_DIGEST = r"([a-z0-9]+(?:[+._-][a-z0-9]+)*):([a-f0-9]+)"

MEDIA_INDEX = "application/vnd.oci.image.index.v1+json"
MEDIA_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
MEDIA_CONFIG = "application/vnd.oci.image.config.v1+json"
MEDIA_DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json"
MEDIA_DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
MEDIA_DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
INDEX_TYPES = frozenset({MEDIA_INDEX, MEDIA_DOCKER_INDEX})
MANIFEST_TYPES = frozenset({MEDIA_MANIFEST, MEDIA_DOCKER_MANIFEST})
CONFIG_TYPES = frozenset({MEDIA_CONFIG, MEDIA_DOCKER_CONFIG})


def parse_digest(text: str) -> tuple[str, str] | None:
    """Return (algorithm, hex), or None where the text must not be used as a path.

    OCI descriptor.md, "Digests"; registered algorithms have a fixed length.
    """
    match = re.fullmatch(_DIGEST, text)
    if match is None:
        return None
    algorithm, value = match.groups()
    expected = DIGEST_LENGTHS.get(algorithm)
    return None if expected is not None and len(value) != expected else (algorithm, value)


class Platform(msgspec.Struct, frozen=True, rename={"os_version": "os.version"}):
    """OCI image-index.md, "platform"."""

    os: str | None = None
    architecture: str | None = None
    variant: str | None = None
    os_version: str | None = None

    def __str__(self) -> str:
        """``os/arch[/variant]``."""
        return "/".join(part for part in (self.os, self.architecture, self.variant) if part)


class Descriptor(msgspec.Struct, frozen=True, rename="camel"):
    """OCI descriptor.md."""

    digest: str
    media_type: str | None = None
    size: int | None = None
    platform: Platform | None = None
    annotations: dict[str, str] | None = None
    artifact_type: str | None = None
    data: str | None = None


class Index(msgspec.Struct, frozen=True, rename="camel"):
    """OCI image-index.md, and docker's manifest list."""

    manifests: list[Descriptor] | None = None
    media_type: str | None = None
    annotations: dict[str, str] | None = None
    artifact_type: str | None = None
    schema_version: int | None = None


class Manifest(msgspec.Struct, frozen=True, rename="camel"):
    """OCI manifest.md, and docker's manifest v2 schema 2."""

    config: Descriptor | None = None
    layers: list[Descriptor] | None = None
    media_type: str | None = None
    annotations: dict[str, str] | None = None
    artifact_type: str | None = None
    subject: Descriptor | None = None
    schema_version: int | None = None


class DockerManifestItem(msgspec.Struct, frozen=True, rename="pascal"):
    """One image in docker-save's manifest.json (moby tarexport.go)."""

    config: str
    repo_tags: list[str] | None = None
    layers: list[str] | None = None
    parent: str | None = None
    layer_sources: dict[str, Descriptor] | None = None


class HistoryEntry(msgspec.Struct, frozen=True):
    """OCI config.md, "history"; oldest first."""

    created: str | None = None
    created_by: str | None = None
    author: str | None = None
    comment: str | None = None
    empty_layer: bool | None = None


class RootFS(msgspec.Struct, frozen=True):
    """OCI config.md, "rootfs"."""

    type: str | None = None
    diff_ids: list[str] | None = None


class Healthcheck(msgspec.Struct, frozen=True, rename="pascal"):
    """Docker's HEALTHCHECK; durations are nanoseconds."""

    test: list[str] | None = None
    interval: int | None = None
    timeout: int | None = None
    start_period: int | None = None
    start_interval: int | None = None
    retries: int | None = None


class ContainerConfig(msgspec.Struct, frozen=True, rename="pascal"):
    """What a container starts with (OCI config.md, "config")."""

    user: str | None = None
    exposed_ports: dict[str, Any] | None = None
    env: list[str] | None = None
    entrypoint: list[str] | None = None
    cmd: list[str] | None = None
    volumes: dict[str, Any] | None = None
    working_dir: str | None = None
    labels: dict[str, str] | None = None
    stop_signal: str | None = None
    shell: list[str] | None = None
    healthcheck: Healthcheck | None = None
    on_build: list[str] | None = None


class ImageConfig(msgspec.Struct, frozen=True, rename={"os_version": "os.version"}):
    """OCI config.md; the image ID is the digest of its bytes."""

    rootfs: RootFS | None = None
    history: list[HistoryEntry] | None = None
    config: ContainerConfig | None = None
    created: str | None = None
    author: str | None = None
    architecture: str | None = None
    os: str | None = None
    os_version: str | None = None
    variant: str | None = None

    @property
    def diff_ids(self) -> list[DiffID]:
        """Of the layers, base first."""
        return [DiffID(each) for each in (self.rootfs.diff_ids if self.rootfs else None) or []]

    @property
    def platform(self) -> Platform:
        """What the configuration says it runs on."""
        return Platform(self.os, self.architecture, self.variant, self.os_version)
