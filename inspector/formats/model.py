"""What an archive holds, before any layer is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from inspector.errors import MissingBlobError

if TYPE_CHECKING:
    from inspector.errors import DamageError, LayerscopeError
    from inspector.findings import Finding
    from inspector.formats.remote import RemoteBlob
    from inspector.formats.store import BlobStore
    from inspector.io.window import Window
    from inspector.spec import DiffID, Digest, ImageConfig, Platform

REGISTRY = "registry"


class LayerSource(msgspec.Struct, frozen=True):
    """A layer as the manifest names it. ``window`` is None where the archive does not hold it.

    ``remote`` fetches the blob from a registry, None where none has it. ``refused``: why the system
    does not let a file be read that is there.
    """

    name: str  # where it lies in the archive
    window: Window | None
    diff_id: DiffID | None
    digest: Digest | None = None  # as claimed
    size: int | None = None  # as claimed, of the blob
    media_type: str | None = None
    is_symlink: bool = False  # the archive has a symlink under this name: an older save's repeat
    annotations: dict[str, str] = msgspec.field(default_factory=dict)  # of its descriptor
    remote: RemoteBlob | None = None
    refused: str | None = None

    @property
    def is_present(self) -> bool:
        """Whether its bytes are there, or can be had."""
        return self.window is not None or self.remote is not None

    @property
    def stored_size(self) -> int | None:
        """Bytes of the blob: of an absent one as stated, None where nothing is."""
        return self.window.stated_size if self.window is not None else self.size


class Document(msgspec.Struct, frozen=True):
    """A JSON blob on the way to an image: what it is, and what is claimed of it."""

    kind: str  # "index", "manifest", "configuration"
    digest: Digest | None  # of its bytes; None where the algorithm cannot be computed here
    size: int
    claimed_digest: Digest | None = None
    claimed_size: int | None = None


class ImageSource(msgspec.Struct, frozen=True):
    """One image of one platform: its configuration, names and layers, base layer first.

    Images that share a group are platforms of one image; an image may stand in several groups.
    ``annotations`` are those of the manifest and of its descriptor; the former win.
    ``config_window`` is the configuration's bytes, None where the archive has no such document.
    """

    id: Digest
    config: ImageConfig
    platform: Platform
    layers: tuple[LayerSource, ...]
    names: tuple[str, ...] = ()
    manifest_digest: Digest | None = None
    groups: frozenset[int] = frozenset({0})
    documents: tuple[Document, ...] = ()
    annotations: dict[str, str] = msgspec.field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    config_window: Window | None = None
    superseded: bool = False  # the leading index means another image: to be had by its ID alone

    @property
    def reference(self) -> str:
        """The first name, or the short ID."""
        return self.names[0] if self.names else self.id.split(":", 1)[-1][:12]

    @property
    def told_platform(self) -> str | None:
        """``os/arch[/variant]``, None where the image does not tell both."""
        is_told = self.platform.os and self.platform.architecture
        return str(self.platform) if is_told else None

    @property
    def stored_bytes(self) -> int:
        """Bytes of its layers as stored; of absent ones what the manifest states."""
        return sum(layer.stored_size or 0 for layer in self.layers)

    @property
    def has_content(self) -> bool:
        """Whether the archive holds a layer of it, or there is none to hold."""
        return not self.layers or any(layer.is_present for layer in self.layers)


class Extra(msgspec.Struct, frozen=True):
    """What lies beside images: an attestation, an artifact, an image whose blobs are absent."""

    kind: str  # "attestation", "artifact", "absent", "not-fetched", "unsupported"
    digest: str
    detail: str
    platform: Platform | None = None
    names: tuple[str, ...] = ()


class Gathered:
    """Images of one index by ID: entries with one configuration are one image of several names."""

    def __init__(self) -> None:
        self._images: dict[str, ImageSource] = {}
        self._names: dict[str, dict[str, None]] = {}
        self._groups: dict[str, set[int]] = {}
        self._indexes: dict[str, dict[Document, None]] = {}
        self._annotations: dict[str, dict[str, str]] = {}

    def add(
        self,
        image: ImageSource,
        names: tuple[str, ...],
        group: int,
        indexes: tuple[Document, ...] = (),
    ) -> None:
        """Add an entry with its names, its group and the indexes around it.

        Of several with one configuration the first counts whose layers are there.
        """
        key = image.id
        known = self._images.setdefault(key, image)
        if known is not image and not known.has_content and image.has_content:
            self._images[key] = image
        self._names.setdefault(key, {}).update(dict.fromkeys(names))
        self._groups.setdefault(key, set()).add(group)
        self._indexes.setdefault(key, {}).update(dict.fromkeys(indexes))
        noted = self._annotations.setdefault(key, {})
        noted.update({**image.annotations, **noted})

    def images(self) -> tuple[ImageSource, ...]:
        """Return the images in the order in which they came."""
        return tuple(map(self._whole, self._images.values()))

    def _whole(self, image: ImageSource) -> ImageSource:
        return replace(
            image,
            names=tuple(self._names[image.id]),
            groups=frozenset(self._groups[image.id]),
            documents=(*self._indexes[image.id], *image.documents),
            annotations=self._annotations[image.id],
        )


def kind_of(error: LayerscopeError) -> str:
    """Return the kind of ``Extra`` for what stopped the reading of an image."""
    return "absent" if isinstance(error, MissingBlobError) else "unsupported"


class Archive(msgspec.Struct, frozen=True):
    """All that was found; ``images`` in the order of the archive."""

    format: str
    store: BlobStore
    images: tuple[ImageSource, ...]
    extras: tuple[Extra, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_remote(self) -> bool:
        """Whether it is an image of a registry: layers are fetched when they are read."""
        return self.format == REGISTRY

    @property
    def not_fetched(self) -> tuple[Extra, ...]:
        """Images for other platforms, of which a registry has more."""
        return tuple(each for each in self.extras if each.kind == "not-fetched")

    @property
    def damage(self) -> DamageError | None:
        """What broke the archive itself, None where it is whole."""
        return self.store.damage
