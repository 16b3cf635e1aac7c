"""The ``dir:`` form of podman and skopeo: manifest.json is one manifest, blobs lie beside it.

containers/image, directory transport: a blob is called by the hexadecimal part of its digest, the
manifests of an index ``<hex>.manifest.json``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from inspector.formats.blobs import DocumentReader, decode_json
from inspector.formats.digests import digest_of
from inspector.formats.docker import MANIFEST
from inspector.formats.oci import read_index
from inspector.spec import Descriptor, Index

if TYPE_CHECKING:
    from inspector.errors import DamageError
    from inspector.findings import Finding
    from inspector.formats.model import Archive, ImageSource
    from inspector.formats.store import BlobStore
    from inspector.io.window import Window
    from inspector.limits import Limits

_HEAD = 64


def holds(store: BlobStore) -> bool:
    """Whether manifest.json is an object; docker's is an array."""
    window = store.get(MANIFEST)
    return window is not None and window.pread(_HEAD, 0).lstrip().startswith(b"{")


def read(store: BlobStore, limits: Limits) -> Archive:
    """Read manifest.json, a manifest or an index, and what it names."""
    data = DocumentReader(store, limits).member(MANIFEST, MANIFEST)
    digest = digest_of(data)
    media_type = decode_json(data, Index, MANIFEST).media_type
    reader = DocumentReader(_Flat(store, digest), limits)
    top = Index(manifests=[Descriptor(digest, media_type=media_type)])
    archive = read_index(reader, top, "dir", limits)
    return replace(archive, images=tuple(map(_unclaimed, archive.images)))


def _unclaimed(image: ImageSource) -> ImageSource:
    """Return an image without a claim on manifest.json, whose digest no one states."""
    first, *rest = image.documents
    return replace(image, documents=(replace(first, claimed_digest=None), *rest))


class _Flat:
    """A store in which a layout's blobs lie side by side."""

    def __init__(self, store: BlobStore, top: str) -> None:
        self._store = store
        self._top = top.replace(":", "/")

    @property
    def damage(self) -> DamageError | None:
        return self._store.damage

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._store.findings

    @property
    def size(self) -> int | None:
        return self._store.size

    def get(self, name: str) -> Window | None:
        found = self.resolve(name)
        return None if found is None else self._store.get(found)

    def resolve(self, name: str) -> str | None:
        blob = name.removeprefix("blobs/")
        if blob == self._top:
            return self._store.resolve(MANIFEST)
        algorithm, _, value = blob.partition("/")
        names = (value, f"{algorithm}-{value}", f"{value}.manifest.json")
        return next(filter(None, map(self._store.resolve, names)), None)

    def is_symlink(self, name: str) -> bool:
        return self._store.is_symlink(name)

    def folders(self) -> list[str]:
        return self._store.folders()
