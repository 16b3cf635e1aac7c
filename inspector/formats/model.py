"""What an archive holds, before any layer is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspector.spec import MEDIA_MANIFEST, Digest, Platform

if TYPE_CHECKING:
    from inspector.findings import Finding
    from inspector.formats.store import BlobStore
    from inspector.spec import DiffID, ImageConfig
    from inspector.window import Window


@dataclass(frozen=True, slots=True)
class LayerSource:
    """A layer as the manifest names it. ``window`` is None where the archive does not hold it."""

    name: str  # where it lies in the archive
    window: Window | None
    diff_id: DiffID | None
    digest: Digest | None = None  # as claimed
    size: int | None = None  # as claimed, of the blob
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class ImageSource:
    """One image of one platform: its configuration, names and layers, base layer first."""

    id: Digest
    config: ImageConfig
    config_size: int
    platform: Platform
    layers: tuple[LayerSource, ...]
    names: tuple[str, ...] = ()
    manifest_digest: Digest | None = None
    manifest_media_type: str = MEDIA_MANIFEST
    group: int = 0  # manifests of one index are one image, told apart by platform
    findings: tuple[Finding, ...] = ()

    @property
    def reference(self) -> str:
        """The first name, or the short ID."""
        return self.names[0] if self.names else self.id.split(":", 1)[-1][:12]


@dataclass(frozen=True, slots=True)
class Extra:
    """What lies beside images: an attestation, an artifact, an image whose blobs are absent."""

    kind: str  # "attestation", "artifact", "absent", "unsupported"
    digest: str
    detail: str
    platform: Platform | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """All that was found; ``images`` in the order of the archive."""

    format: str
    store: BlobStore
    images: tuple[ImageSource, ...]
    extras: tuple[Extra, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
