"""An image of a registry as an archive: its documents are fetched, its layers are not.

Of an index the manifest for one platform is fetched, and no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from inspector.errors import LimitError
from inspector.formats import oci
from inspector.formats.blobs import blob_path, count_values, decode_json
from inspector.formats.choice import host_platform, no_platform, parse_platform, platform_rank
from inspector.formats.digests import embedded_data, in_memory
from inspector.formats.model import REGISTRY, Extra
from inspector.formats.remote import RemoteBlob, RemoteBlobs
from inspector.language import Lazy, together
from inspector.registry import RegistryReference, Repository
from inspector.spec import CONFIG_TYPES, Descriptor, Index, Manifest
from inspector.text import printable, short_digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.errors import DamageError
    from inspector.findings import Finding
    from inspector.formats.access import Access
    from inspector.formats.model import Archive, ImageSource, LayerSource
    from inspector.io.progress import Progress
    from inspector.io.window import Window
    from inspector.limits import Limits
    from inspector.spec import Platform

_NAME = "io.containerd.image.name"
# Manifests of an index that says no platform of them: each is fetched to learn it.
_MOST_UNTOLD = 16
# Documents that are fetched for one image: few, but an index may hold others without a platform.
# Together they are at most so many times as large as one may be.
_MOST_DOCUMENTS = 64
_ALL_DOCUMENTS = 4
_LISTED = 40


class WantedPlatform(msgspec.Struct, frozen=True):
    """Which platform is wanted, None where the user has not said; the host's then.

    ``may_lack``: it is not an error if an index has none for it.
    """

    platform: Platform | None
    may_lack: bool

    def of(self, listed: Sequence[Descriptor]) -> list[Descriptor]:
        """Return what an index lists for the platform, and what may be for it."""
        if self.platform is None and len(listed) == 1:
            return list(listed)
        target = self.platform or host_platform()
        best = _best(listed, target)
        if best is not None:
            return [best]
        untold = [each for each in listed if each.platform is None or not each.platform.os]
        return untold[:_MOST_UNTOLD]

    def check(self, archive: Archive) -> None:
        """Raise ImageChoiceError where others were listed, and none for the platform."""
        if archive.images or not archive.not_fetched or self.may_lack:
            return
        raise no_platform(self.platform or host_platform(), _rows(archive.not_fetched))


def open_registry(
    name: str,
    platform: str | None,
    limits: Limits,
    progress: Progress,
    access: Access,
    *,
    may_be_empty: bool = False,
) -> Archive:
    """Fetch the documents of an image, and return it as an archive.

    ``platform``: which of an index is wanted; by default the host's. With ``may_be_empty`` it is no
    error that there is none for the host. Raises RegistryError, UnreadableError; ImageChoiceError
    where the index has no such platform.
    """
    wanted = WantedPlatform(None, may_be_empty)
    if platform is not None:
        wanted = WantedPlatform(parse_platform(platform), may_lack=False)
    reference = RegistryReference.parse(name)
    blobs = RemoteBlobs(_repository(reference, limits, access), access, limits)
    store = _Documents(blobs, limits, progress)
    store.fetch(reference, wanted)
    archive = oci.read(store, limits)
    archive = replace(
        archive,
        format=REGISTRY,
        images=tuple(_fetched_later(each, blobs) for each in archive.images),
        extras=tuple(map(_named, archive.extras)),
    )
    wanted.check(archive)
    return archive


def _repository(reference: RegistryReference, limits: Limits, access: Access) -> Repository:
    return Repository(reference, settings=access.registry_settings(), limits=limits)


def _best(listed: Sequence[Descriptor], target: Platform) -> Descriptor | None:
    """Return what fits a platform best, None where nothing does."""
    ranked = [
        (rank, at)
        for at, each in enumerate(listed)
        if each.platform and (rank := platform_rank(each.platform, target)) is not None
    ]
    return listed[min(ranked)[1]] if ranked else None


class _Documents:
    """The ``BlobStore`` of a layout that holds the documents that were fetched, and no layer."""

    damage: DamageError | None = None
    findings: tuple[Finding, ...] = ()
    size: int | None = None

    def __init__(self, blobs: RemoteBlobs, limits: Limits, progress: Progress) -> None:
        self._blobs = blobs
        self._limits = limits
        self._progress = progress
        self._files: dict[str, bytes] = {}

    def fetch(self, reference: RegistryReference, wanted: WantedPlatform) -> None:
        """Fetch what a reference names, and what that names. Raises LayerscopeError."""
        found = self._blobs.manifest(reference.wanted, self._progress)
        top = Descriptor(
            found.digest, found.media_type or None, len(found.data), None, {_NAME: str(reference)}
        )
        self._files[oci.INDEX] = msgspec.json.encode(Index(manifests=[top]))
        self._add(top, found.data, wanted, depth=0)

    def _add(self, descriptor: Descriptor, data: bytes, wanted: WantedPlatform, depth: int) -> None:
        """Keep a document, and fetch those that it names."""
        path = blob_path(descriptor.digest)
        if path is None or path in self._files:
            return
        self._hold(path, data)
        told = short_digest(descriptor.digest)
        if not oci.is_index(descriptor.media_type or "", data):
            self._add_config(decode_json(data, Manifest, Lazy("manifest {digest}", digest=told)))
            return
        if depth == self._limits.index_depth:
            raise LimitError(Lazy("indexes more than {most} deep", most=depth))
        index = decode_json(data, Index, Lazy("index {digest}", digest=told))
        listed = [each for each in index.manifests or [] if not oci.is_attestation(each)]
        for each in wanted.of(listed):
            self._add(each, self._manifest(each), wanted, depth + 1)

    def _manifest(self, descriptor: Descriptor) -> bytes:
        embedded = embedded_data(descriptor)
        if embedded is not None:
            return embedded.pread(embedded.size, 0)
        return self._blobs.manifest(descriptor.digest, self._progress).data

    def _add_config(self, manifest: Manifest) -> None:
        """Fetch an image's configuration; what describes anything else is not looked at."""
        config = manifest.config
        if config is None or (config.media_type or None) not in {None, *CONFIG_TYPES}:
            return
        path = blob_path(config.digest)
        if path is not None and embedded_data(config) is None:
            self._hold(path, self._blobs.document(config.digest, config.size, self._progress))

    def _hold(self, path: str, data: bytes) -> None:
        """Keep a document for ``get``. Raises LimitError where there are too many."""
        self._files[path] = data
        count_values(data, self._limits, Lazy("a JSON document of the image"))
        if len(self._files) > _MOST_DOCUMENTS:
            raise LimitError(Lazy("more manifests than allowed"))
        if sum(map(len, self._files.values())) > _ALL_DOCUMENTS * self._limits.json_bytes:
            raise LimitError(Lazy("the archive's JSON documents are together larger than allowed"))

    def get(self, name: str) -> Window | None:
        data = self._files.get(name)
        return None if data is None else in_memory(data)

    def resolve(self, name: str) -> str | None:
        return name if name in self._files else None

    def is_symlink(self, name: str) -> bool:
        del name
        return False

    def folders(self) -> list[str]:
        return []


def _fetched_later(image: ImageSource, blobs: RemoteBlobs) -> ImageSource:
    """Return an image whose layers can be fetched; one that is listed twice is fetched once."""
    known: dict[str, RemoteBlob] = {}

    def with_remote(layer: LayerSource) -> LayerSource:
        if layer.window is not None or layer.digest is None:
            return layer
        size = layer.size if layer.size is not None and layer.size >= 0 else None
        remote = known.setdefault(layer.digest, RemoteBlob(blobs, layer.digest, size))
        return replace(layer, size=size, remote=remote)

    return replace(image, layers=tuple(map(with_remote, image.layers)))


def _named(extra: Extra) -> Extra:
    """Say of what was not asked for that it was not fetched."""
    if extra.kind != "absent":
        return extra
    return replace(extra, kind="not-fetched", detail=Lazy("not fetched"))


def _rows(listed: Sequence[Extra]) -> str:
    """Return a colon and a row for each platform of an index."""
    rows = [
        f"{printable(str(each.platform or '-'))}  {short_digest(each.digest)}"
        for each in listed[:_LISTED]
    ]
    if len(listed) > _LISTED:
        rows.append(Lazy("… and {count:,} more", count=len(listed) - _LISTED))
    return together("\n  ", (Lazy(":"), *rows))
