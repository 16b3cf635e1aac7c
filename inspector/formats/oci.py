"""OCI layouts, in a directory or a tar (OCI image-layout.md, image-index.md)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from inspector.errors import LayerscopeError, LimitError, UnreadableError
from inspector.formats.blobs import DocumentReader, decode_json
from inspector.formats.manifest import image_of_manifest, not_an_image
from inspector.formats.model import Archive, Document, Extra, Gathered, ImageSource, kind_of
from inspector.language import Lazy
from inspector.spec import INDEX_TYPES, MANIFEST_TYPES, Descriptor, Index, Manifest
from inspector.text import short_digest

if TYPE_CHECKING:
    from inspector.formats.store import BlobStore
    from inspector.limits import Limits

INDEX = "index.json"
_NAME_ANNOTATIONS = ("io.containerd.image.name", "org.opencontainers.image.ref.name")
# Docker, "Image attestation storage"
_REFERENCE_TYPE = "vnd.docker.reference.type"
_REFERENCE_DIGEST = "vnd.docker.reference.digest"
_SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1"
_NOT_HERE = Lazy("not in this archive")
# A manifest takes a member of its own, and its configuration and layers take more.
_MEMBERS_PER_ENTRY = 4


def holds(store: BlobStore) -> bool:
    """Whether this is an OCI layout."""
    return store.get(INDEX) is not None


def read(store: BlobStore, limits: Limits) -> Archive:
    """Read index.json and all manifests and configurations below it."""
    reader = DocumentReader(store, limits)
    index = decode_json(reader.member(INDEX, INDEX), Index, INDEX)
    return read_index(reader, index, "oci-layout", limits)


def read_index(reader: DocumentReader, index: Index, form: str, limits: Limits) -> Archive:
    """Read what an index lists, as an archive of the format ``form``."""
    walk = _IndexWalk(reader, limits)
    walk.top(index)
    return Archive(form, reader.store, walk.images.images(), walk.extras())


class _ManifestPlace(msgspec.Struct, frozen=True):
    """Where in the tree of indexes a manifest stands.

    ``group``: of the index around it, None in index.json itself; ``documents``: those indexes.
    """

    names: tuple[str, ...]
    group: int | None = None
    documents: tuple[Document, ...] = ()


class _Inner(msgspec.Struct, frozen=True):
    """An index within an index."""

    index: Index
    document: Document


class _Other(msgspec.Struct, frozen=True):
    """A manifest that describes no container image."""

    kind: str
    detail: str


class _IndexWalk(msgspec.Struct):
    """Collects what an index and the indexes within it list."""

    reader: DocumentReader
    limits: Limits
    images: Gathered = msgspec.field(default_factory=Gathered)
    # What lies beside images -> the names under which it does.
    _extras: dict[Extra, dict[str, None]] = msgspec.field(default_factory=dict)
    _seen: set[tuple[object, ...]] = msgspec.field(default_factory=set)
    _known: dict[tuple[object, ...], ImageSource | _Other] = msgspec.field(default_factory=dict)
    _groups: dict[tuple[tuple[str, ...], int | str], int] = msgspec.field(default_factory=dict)
    _met: Counter[tuple[tuple[str, ...], str]] = msgspec.field(default_factory=Counter)

    def top(self, index: Index) -> None:
        """Visit what index.json lists."""
        for descriptor in index.manifests or []:
            self._visit(descriptor, _ManifestPlace(_names(descriptor)))

    def extras(self) -> tuple[Extra, ...]:
        """Return what lies beside the images, each once with all its names."""
        return tuple(replace(extra, names=tuple(names)) for extra, names in self._extras.items())

    def _visit(self, descriptor: Descriptor, place: _ManifestPlace) -> None:
        """Visit one descriptor; a problem with it is noted and hides no other."""
        subject = (descriptor.annotations or {}).get(_REFERENCE_DIGEST)
        key = (descriptor.digest, subject, place.names, place.group)
        most = self.limits.archive_members // _MEMBERS_PER_ENTRY
        if key in self._seen or len(self._seen) > most:
            return
        self._seen.add(key)
        if len(self._seen) > most:
            self._extra("unsupported", descriptor, place, Lazy("more manifests than allowed"))
            return
        try:
            self._open(descriptor, place)
        except LayerscopeError as error:
            kind = kind_of(error)
            self._extra(kind, descriptor, place, _NOT_HERE if kind == "absent" else error.text)

    def _extra(self, kind: str, descriptor: Descriptor, place: _ManifestPlace, detail: str) -> None:
        extra = Extra(kind, descriptor.digest, detail, descriptor.platform)
        self._extras.setdefault(extra, {}).update(dict.fromkeys(place.names))

    def _open(self, descriptor: Descriptor, place: _ManifestPlace) -> None:
        annotations = descriptor.annotations or {}
        if is_attestation(descriptor):
            subject = annotations.get(_REFERENCE_DIGEST)
            detail = (
                Lazy("attestation for an image of this index")
                if subject is None
                else Lazy("attestation for {digest}", digest=subject)
            )
            self._extra("attestation", descriptor, place, detail)
            return
        found = self._read_once(descriptor)
        if isinstance(found, _Inner):
            self._nested(found, place)
        elif isinstance(found, _Other):
            self._extra(found.kind, descriptor, place, found.detail)
        else:
            # A manifest is read once, and each descriptor of it may have annotations of its own.
            found = replace(found, annotations={**annotations, **found.annotations})
            self.images.add(found, place.names, self._group_of(found, place), place.documents)

    def _nested(self, inner: _Inner, place: _ManifestPlace) -> None:
        group = place.group
        if group is None:
            group = self._group(place.names, inner.document.claimed_digest or "")
        inside = _ManifestPlace(place.names, group, (*place.documents, inner.document))
        if len(inside.documents) > self.limits.index_depth:
            raise LimitError(Lazy("indexes more than {most} deep", most=self.limits.index_depth))
        for each in inner.index.manifests or []:
            self._visit(each, inside)

    def _group(self, names: tuple[str, ...], key: int | str) -> int:
        return self._groups.setdefault((names, key), len(self._groups))

    def _group_of(self, image: ImageSource, place: _ManifestPlace) -> int:
        """Return an image's group: the index around it.

        Of those that index.json itself lists, entries of one name and different platforms are one.
        """
        if place.group is not None:
            return place.group
        platform = str(image.platform)
        if not platform:
            return self._group(place.names, image.id)
        turn = self._met[place.names, platform]
        self._met[place.names, platform] += 1
        return self._group(place.names, turn)

    def _read_once(self, descriptor: Descriptor) -> ImageSource | _Other | _Inner:
        """Read a manifest or an index; a manifest that is listed often is read once."""
        artifact_type, media_type = descriptor.artifact_type, descriptor.media_type
        key = (descriptor.digest, media_type, artifact_type, descriptor.platform)
        found = self._known.get(key) or self._read(descriptor)
        if not isinstance(found, _Inner):
            self._known[key] = found
        return found

    def _read(self, descriptor: Descriptor) -> ImageSource | _Other | _Inner:
        media_type = descriptor.media_type or ""
        if media_type.startswith(_SCHEMA_1):
            raise UnreadableError(Lazy("schema 1 manifests are not supported"))
        data, document = self.reader.blob(descriptor, "manifest")
        if is_index(media_type, data):
            index = decode_json(
                data, Index, Lazy("index {digest}", digest=short_digest(descriptor.digest))
            )
            return _Inner(index, replace(document, kind="index"))
        if media_type and media_type not in MANIFEST_TYPES:
            return _Other(
                "artifact",
                Lazy("artifact of type {type}", type=descriptor.artifact_type or media_type),
            )
        manifest = decode_json(
            data, Manifest, Lazy("manifest {digest}", digest=short_digest(descriptor.digest))
        )
        if manifest.schema_version == 1:
            raise UnreadableError(Lazy("schema 1 manifests are not supported"))
        other = not_an_image(self.reader.store, manifest)
        if other is not None:
            return _Other(*other)
        return image_of_manifest(self.reader, descriptor, manifest, document, limits=self.limits)


def _names(descriptor: Descriptor) -> tuple[str, ...]:
    annotations = descriptor.annotations or {}
    found = [annotations[key] for key in _NAME_ANNOTATIONS if annotations.get(key)]
    return tuple(dict.fromkeys(found))


def is_attestation(descriptor: Descriptor) -> bool:
    """Whether an index lists something that only says more of its images."""
    platform = descriptor.platform
    is_unknown = platform is not None and platform.os == platform.architecture == "unknown"
    return is_unknown or _REFERENCE_TYPE in (descriptor.annotations or {})


def is_index(media_type: str, data: bytes) -> bool:
    """Whether a document is an index; one of no stated type is where it lists manifests."""
    if media_type in INDEX_TYPES or media_type in MANIFEST_TYPES:
        return media_type in INDEX_TYPES
    try:
        document = decode_json(data, dict[str, object], "document")
    except UnreadableError:
        return False
    return "manifests" in document and "config" not in document
