"""An image as the archive that docker save writes (docker ≥ 25), which engines load."""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from inspector.compression import MAGIC_BYTES, detect
from inspector.compression.writers import compressed
from inspector.errors import MissingBlobError, UnreadableError, UsageError
from inspector.formats.blobs import blob_path, decode_json
from inspector.formats.choice import normal_name
from inspector.formats.engines import is_name
from inspector.io.atomic import public_file
from inspector.io.progress import NoProgress
from inspector.io.window import Window, read_all
from inspector.language import Lazy
from inspector.spec import MEDIA_CONFIG, MEDIA_INDEX, MEDIA_MANIFEST, DiffID, Digest
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from inspector.compression import Codec
    from inspector.io.progress import Progress
    from inspector.reading.image import Image, Layer

_BLOCK = 512
_CHUNK = 1 << 20
_LAYER = "application/vnd.oci.image.layer.v1.tar"
# What OCI has no type for is a plain tar's, whose reader looks at its first bytes.
_TYPED = {"gzip", "zstd"}
_NAME = "io.containerd.image.name"
_TAG = "org.opencontainers.image.ref.name"


class NewLayer(msgspec.Struct, frozen=True):
    """The layer that takes the place of the image's layers ``first`` up to ``stop``, not with it.

    ``parts`` are the bytes of its tar. ``codec`` compresses it, None leaves it as it is.
    """

    first: int
    stop: int
    parts: Iterable[bytes]
    codec: Codec | None = None


class Written(msgspec.Struct, frozen=True):
    """What was written: the image's ID, the new layer's diff_id, and lengths in bytes.

    ``tar_bytes`` is the new layer's, ``blobs_bytes`` that of all layers as the archive has them.
    """

    id: Digest
    diff_id: DiffID
    tar_bytes: int
    blobs_bytes: int


class _Packed(msgspec.Struct, frozen=True):
    """A layer's blob; ``window`` is None where it is in the archive already."""

    digest: str
    size: int
    media_type: str
    window: Window | None = None

    @property
    def descriptor(self) -> dict[str, object]:
        return {"mediaType": self.media_type, "digest": self.digest, "size": self.size}


def write_image(
    image: Image,
    layer: NewLayer,
    configured: Callable[[dict[str, Any], DiffID], dict[str, Any]],
    to: Path,
    *,
    tag: str | None,
    progress: Progress | None = None,
) -> Written:
    """Write an image with a new layer; the blobs of the others are copied as they are.

    ``configured`` makes the configuration of the image's own and the new layer's diff_id.
    ``progress`` is told of all bytes that are read or written, and ends it by raising. Raises
    LayerscopeError: UsageError as ``check_target`` does, others where the image is not whole;
    OSError where the file cannot be written.
    """
    check_target(image, to, tag)
    known = _configuration(image)
    told = progress or NoProgress()
    below = [_copied(each, told) for each in image.layers[: layer.first]]
    above = [_copied(each, told) for each in image.layers[layer.stop :]]
    with public_file(to.resolve()) as file:
        new, diff_id, size = _new_layer(layer, file, told)
        config = _json(configured(known, diff_id))
        blobs = [*below, new, *above]
        file.writelines(_reported(_archive(blobs, new, config, tag), told))
    stored = sum(blob.size for blob in blobs)
    return Written(Digest(_digest(config)), diff_id, size, stored)


def check_target(image: Image, to: Path, tag: str | None) -> None:
    """Raise UsageError for a tag that is no name, and for what is no file to write over."""
    if tag is not None and not _is_tag(tag):
        raise UsageError(Lazy("{name!r} is not a name and tag, such as example:1", name=tag))
    if not to.exists():
        return
    if not to.is_file():
        raise UsageError(Lazy("{path} is not a file", path=printable(str(to))))
    windows = [image.source.config_window, *(each.data.window for each in image.layers)]
    read = {_inode(os.fstat(each.file.fd)) for each in windows if each is not None}
    if _inode(to.stat()) in read:
        raise UsageError(
            Lazy("{path} is the image itself: write another file", path=printable(str(to)))
        )


def _inode(about: os.stat_result) -> tuple[int, int]:
    return about.st_dev, about.st_ino


def _is_tag(text: str) -> bool:
    """Whether a text is a name that docker and podman load.

    A first part in capitals is a host only where a dot or a colon says so.
    """
    first, slash, _ = text.partition("/")
    is_host = not slash or first == first.lower() or "." in first or ":" in first
    return is_host and is_name(text) and "@" not in text


def _configuration(image: Image) -> dict[str, Any]:
    """Return the configuration as it stands, with what is unknown here."""
    window = image.source.config_window
    data = read_all(window.reopened(), image.limits.json_bytes) if window is not None else None
    if data is None:
        raise UnreadableError(Lazy("an image without a configuration cannot be written"))
    found = decode_json(data, dict[str, Any], "the configuration")
    rows = sum(not row.empty_layer for row in image.config.history or [])
    if len(image.config.diff_ids) != len(image.layers) or rows > len(image.layers):
        raise UnreadableError(
            Lazy(
                "an image whose configuration does not list the layers of its manifest"
                " cannot be written"
            )
        )
    return found


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


# layers ----------------------------------------------------------------------------------------


def codec_of(layer: Layer) -> Codec | None:
    """Return the compression of a layer's blob, None where it has none or is not there.

    Raises LayerscopeError where it cannot be fetched.
    """
    window = layer.data.fetch(None)
    return detect(window.pread(MAGIC_BYTES, 0)) if window is not None else None


def _copied(layer: Layer, progress: Progress) -> _Packed:
    """Return what is to be copied of a layer. Raises LayerscopeError where it is not whole."""
    if layer.error is not None:
        raise layer.error
    window = layer.data.fetch(progress)
    if window is None:
        raise MissingBlobError(Lazy("layer {layer} is not in this archive", layer=layer.index))
    digest = layer.digest or layer.data.digest(progress)
    return _Packed(digest, window.size, _media_type(codec_of(layer)), window)


def _media_type(codec: Codec | None) -> str:
    ending = f"+{codec.name}" if codec is not None and codec.name in _TYPED else ""
    return _LAYER + ending


def _new_layer(layer: NewLayer, file: BinaryIO, progress: Progress) -> tuple[_Packed, DiffID, int]:
    """Write the new layer as the archive's first member; return its diff_id and length, too.

    Its header names the digest, so it is written last. Raises LayerscopeError, OSError.
    """
    file.write(bytes(_BLOCK))
    tar, blob = _BlobHash(), _BlobHash()
    parts = tar.seen(_reported(layer.parts, progress))
    if layer.codec is not None:
        parts = blob.seen(compressed(layer.codec.name, parts))
    file.writelines(parts)
    made = tar if layer.codec is None else blob
    file.write(bytes(-made.size % _BLOCK))
    file.seek(0)
    file.write(_header(_path(made.digest), made.size))
    file.seek(0, os.SEEK_END)
    return (
        _Packed(made.digest, made.size, _media_type(layer.codec)),
        DiffID(tar.digest),
        tar.size,
    )


class _BlobHash:
    """The SHA-256 and the length of what passes."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.size = 0

    def seen(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        for data in parts:
            self._hash.update(data)
            self.size += len(data)
            yield data

    @property
    def digest(self) -> str:
        return f"sha256:{self._hash.hexdigest()}"


def _reported(parts: Iterable[bytes], progress: Progress) -> Iterator[bytes]:
    for data in parts:
        progress.advance(len(data))
        yield data


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


# the archive -----------------------------------------------------------------------------------


def _archive(
    layers: list[_Packed], new: _Packed, config: bytes, tag: str | None
) -> Iterator[bytes]:
    """Yield what follows the new layer: an OCI layout with manifest.json beside it."""
    described = {"mediaType": MEDIA_CONFIG, "digest": _digest(config), "size": len(config)}
    manifest = _json(
        {
            "schemaVersion": 2,
            "mediaType": MEDIA_MANIFEST,
            "config": described,
            "layers": [layer.descriptor for layer in layers],
        }
    )
    for layer in {layer.digest: layer for layer in layers}.values():
        if layer.window is not None and layer.digest != new.digest:
            yield from _member(_path(layer.digest), layer.size, _bytes(layer.window))
    for blob in (config, manifest):
        yield from _member(_path(_digest(blob)), len(blob), (blob,))
    name = tag if tag is None or ":" in tag.rpartition("/")[2] else f"{tag}:latest"
    item = {
        "Config": _path(_digest(config)),
        "RepoTags": [name] if name is not None else None,
        "Layers": [_path(layer.digest) for layer in layers],
    }
    for path, document in (
        ("index.json", _index(manifest, name)),
        ("manifest.json", [item]),
        ("oci-layout", {"imageLayoutVersion": "1.0.0"}),
    ):
        data = _json(document)
        yield from _member(path, len(data), (data,))
    yield bytes(2 * _BLOCK)


def _bytes(window: Window) -> Iterator[bytes]:
    source = window.reopened()
    while data := source.read(_CHUNK):
        yield data


def _index(manifest: bytes, name: str | None) -> dict[str, object]:
    described: dict[str, object] = {
        "mediaType": MEDIA_MANIFEST,
        "digest": _digest(manifest),
        "size": len(manifest),
    }
    if name is not None:
        whole = normal_name(name)
        described["annotations"] = {_NAME: whole, _TAG: whole.rpartition(":")[2]}
    return {"schemaVersion": 2, "mediaType": MEDIA_INDEX, "manifests": [described]}


def _path(digest: str) -> str:
    path = blob_path(digest)
    if path is None:
        raise UnreadableError(Lazy("{digest} is not a digest", digest=printable(digest)))
    return path


def _member(path: str, size: int, parts: Iterable[bytes]) -> Iterator[bytes]:
    yield _header(path, size)
    yield from parts
    yield bytes(-size % _BLOCK)


def _header(path: str, size: int) -> bytes:
    member = tarfile.TarInfo(path)
    member.size = size
    return member.tobuf(tarfile.GNU_FORMAT)
