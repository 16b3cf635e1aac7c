"""Makes an image of a container: the writable layer as one more layer, and a row of history."""

from __future__ import annotations

import hashlib
import os
import tarfile
import tempfile
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any

import msgspec

from inspector.compression import MAGIC_BYTES, detect
from inspector.container.layer_tar import layer_tar
from inspector.errors import (
    FileError,
    LayerscopeError,
    MissingBlobError,
    UnreadableError,
    UsageError,
)
from inspector.formats.blobs import blob_path, decode_json
from inspector.formats.choice import normal_name
from inspector.formats.engines import is_name
from inspector.io.atomic import write_public
from inspector.io.progress import NoProgress
from inspector.io.window import OpenFile, Window, read_all
from inspector.language import Lazy
from inspector.spec import MEDIA_CONFIG, MEDIA_INDEX, MEDIA_MANIFEST, DiffID, Digest
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from inspector.container.filesystem import Filesystem
    from inspector.io.progress import Progress
    from inspector.reading.image import Image, Layer

_BLOCK = 512
_CHUNK = 1 << 20
_LAYER = "application/vnd.oci.image.layer.v1.tar"
# What OCI has no type for is a plain tar's, whose reader looks at its first bytes.
_TYPED = {"gzip", "zstd"}
_NAME = "io.containerd.image.name"
_TAG = "org.opencontainers.image.ref.name"


class Committed(msgspec.Struct, frozen=True):
    """What was written. ``tar_bytes`` is the new layer's length, ``stored_bytes`` its SIZE."""

    id: Digest
    diff_id: DiffID
    tar_bytes: int
    stored_bytes: int


class _Blob(msgspec.Struct, frozen=True):
    """A layer's blob, to be copied."""

    digest: str
    size: int
    media_type: str
    window: Window

    @property
    def descriptor(self) -> dict[str, object]:
        return {"mediaType": self.media_type, "digest": self.digest, "size": self.size}


def save(
    image: Image,
    filesystem: Filesystem,
    to: Path,
    tag: str | None,
    command: str,
    *,
    progress: Progress | None = None,
) -> Committed:
    """Write the image with the writable layer on top as docker save does (docker ≥ 25).

    ``command`` is the new history row's ``created_by``. The bytes depend on nothing but the image,
    the layer and the clock. Raises LayerscopeError: UsageError for a tag that is no name, others
    where the image is not whole; OSError where the file cannot be written. ``progress`` is told of
    all bytes that are read or written, and ends it by raising.
    """
    if tag is not None and not _is_tag(tag):
        raise UsageError(
            Lazy("{name!r} is not a name and tag, such as example:1", name=printable(tag))
        )
    if to.exists() and not to.is_file():
        raise UsageError(Lazy("{path} is not a file", path=printable(str(to))))
    root, created = filesystem.root_row(), filesystem.clock()
    rows = ([] if root is None else [root]) + filesystem.upper()
    known = _config(image)
    for error in filesystem.tree.errors.values():
        raise error  # what is hidden and what is not is known in part
    told = progress or NoProgress()
    layers = [_copied(layer, told) for layer in image.layers]
    with tempfile.TemporaryFile(dir=to.parent) as spool:
        top = _spooled(layer_tar(rows, filesystem.contents, created), spool, told)
        config = _extended(known, top.digest, command, created, len(layers))
        write_public(to.resolve(), _reported(_archive([*layers, top], config, tag), told))
    return Committed(Digest(_digest(config)), DiffID(top.digest), top.size, filesystem.stored_bytes)


def _is_tag(text: str) -> bool:
    """Whether a text is a name that docker and podman load.

    A first part in capitals is a host only where a dot or a colon says so.
    """
    first, slash, _ = text.partition("/")
    is_host = not slash or first == first.lower() or "." in first or ":" in first
    return is_host and is_name(text) and "@" not in text


# the configuration -----------------------------------------------------------------------------


def _config(image: Image) -> dict[str, Any]:
    """Return the configuration as it stands, with what is unknown here."""
    window = image.source.config_window
    data = read_all(window.reopened(), image.limits.json_bytes) if window is not None else None
    if data is None:
        raise UnreadableError(Lazy("an image without a configuration cannot be committed"))
    found = decode_json(data, dict[str, Any], "the configuration")
    rows = sum(not row.empty_layer for row in image.config.history or [])
    if len(image.config.diff_ids) != len(image.layers) or rows > len(image.layers):
        raise UnreadableError(
            Lazy(
                "an image whose configuration lists other layers than its manifest cannot be"
                " committed"
            )
        )
    return found


def _extended(
    config: dict[str, Any], diff_id: str, command: str, created: int, layers: int
) -> bytes:
    """Return a configuration with one more layer and its row.

    Layers without a row get an empty one: else the new row would be theirs.
    """
    time = datetime.fromtimestamp(created, UTC).isoformat().replace("+00:00", "Z")
    history = list(config.get("history") or [])
    owning = sum(not row.get("empty_layer") for row in history)
    history += [{"created": time, "created_by": ""}] * (layers - owning)
    history.append({"created": time, "created_by": command})
    rootfs = {**(config.get("rootfs") or {"type": "layers"})}
    rootfs["diff_ids"] = [*(rootfs.get("diff_ids") or []), diff_id]
    return _json({**config, "created": time, "rootfs": rootfs, "history": history})


def _json(value: object) -> bytes:
    import json

    return json.dumps(value, separators=(",", ":")).encode()


# layers ----------------------------------------------------------------------------------------


def _copied(layer: Layer, progress: Progress) -> _Blob:
    """Return what is to be copied of a layer. Raises LayerscopeError where it is not whole."""
    if layer.error is not None:
        raise layer.error
    window = layer.data.window
    if window is None:
        raise MissingBlobError(Lazy("layer {layer} is not in this archive", layer=layer.index))
    codec = detect(window.pread(MAGIC_BYTES, 0))
    ending = f"+{codec.name}" if codec is not None and codec.name in _TYPED else ""
    digest = layer.digest or layer.data.digest(progress)
    return _Blob(digest, window.size, _LAYER + ending, window)


def _spooled(parts: Iterable[bytes], spool: IO[bytes], progress: Progress) -> _Blob:
    """Write a layer aside: its digest stands before its bytes. Raises LayerscopeError, OSError."""
    digest = hashlib.sha256()
    try:
        for data in _reported(parts, progress):
            digest.update(data)
            spool.write(data)
    except FileError as error:
        if isinstance(error.__cause__, LayerscopeError):
            raise error.__cause__ from error
        raise
    spool.flush()
    window = Window(OpenFile(os.dup(spool.fileno()), spool.tell()))
    return _Blob(f"sha256:{digest.hexdigest()}", window.size, _LAYER, window)


def _reported(parts: Iterable[bytes], progress: Progress) -> Iterator[bytes]:
    for data in parts:
        progress.advance(len(data))
        yield data


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


# the archive -----------------------------------------------------------------------------------


def _archive(layers: list[_Blob], config: bytes, tag: str | None) -> Iterator[bytes]:
    """Yield an OCI layout with manifest.json beside it."""
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
    member = tarfile.TarInfo(path)
    member.size = size
    yield member.tobuf(tarfile.GNU_FORMAT)
    yield from parts
    yield bytes(-size % _BLOCK)
