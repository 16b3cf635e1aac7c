"""Large images for measuring, made fast and the same every time."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
from dataclasses import dataclass
from multiprocessing import get_context
from typing import IO, TYPE_CHECKING, cast

import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLOCK = 512
_POOL_SIZE = 16 << 20
_FOLDER = 200  # files in a folder
_LEVELS = {"gzip": 6, "zstd": 3}
_MEDIA = {"none": "", "gzip": "+gzip", "zstd": "+zstd"}
CODECS = tuple(_MEDIA)
_TEMPLATE = bytearray(
    b"\0" * 100 + b"0000644\0" + b"0000000\0" * 2 + b"00000000000\0" + b"14371037000\0"
    b"        " + b"0" + b"\0" * 100 + b"ustar\00000" + b"\0" * 247
)


@dataclass(frozen=True, slots=True)
class Shape:
    """How large an image is: files and bytes in all layers together."""

    name: str
    files: int
    bytes: int
    layers: int = 1
    whiteouts: int = 0  # in one more layer on top
    codec: str = "none"

    @property
    def file_name(self) -> str:
        """Name of the archive."""
        return f"{self.name}.tar"


def header(name: str, size: int, kind: bytes = b"0") -> bytes:
    """Return a ustar header."""
    block = bytearray(_TEMPLATE)
    raw = name.encode()
    block[: len(raw)] = raw
    block[124:135] = b"%011o" % size
    block[156:157] = kind
    block[148:155] = b"%06o\0" % sum(block)
    return bytes(block)


def _pool() -> bytes:
    """Return bytes that compress about three to one, as installed files do."""
    source = random.Random(7)  # noqa: S311
    words = [source.randbytes(source.randint(3, 12)) for _ in range(6000)]
    parts: list[bytes] = []
    length = 0
    while length < _POOL_SIZE:
        word = words[int(source.random() ** 2 * len(words))]
        parts.append(word)
        length += len(word)
    return b"".join(parts)[:_POOL_SIZE]


def _members(shape: Shape, layer: int, pool: bytes) -> Iterator[bytes]:
    """Yield the tar of one layer, piece by piece."""
    source = random.Random(layer)  # noqa: S311
    count = shape.files // shape.layers
    mean = shape.bytes // shape.files
    folder = ""
    for number in range(count):
        if number % _FOLDER == 0:
            folder = f"opt/layer-{layer:03}/part-{number // _FOLDER:05}"
            yield header(folder + "/", 0, b"5")
        size = int(mean * (0.2 + 1.6 * source.random())) if mean else 0
        start = source.randrange(max(1, len(pool) - size)) if size < len(pool) else 0
        yield header(f"{folder}/file-{number % _FOLDER:04}", size)
        for done in range(0, size, len(pool)):
            yield pool[start : start + size] if size < len(pool) else pool[: size - done]
        yield bytes(-size % _BLOCK)
    yield bytes(2 * _BLOCK)


def _whiteouts(shape: Shape) -> Iterator[bytes]:
    """Yield a layer that deletes files, evenly spread over the layers below."""
    per_layer = shape.files // shape.layers
    step = max(1, shape.files // shape.whiteouts)
    for number in range(0, min(shape.files, step * shape.whiteouts), step):
        layer, place = divmod(number, per_layer)
        folder = f"opt/layer-{layer:03}/part-{place // _FOLDER:05}"
        yield header(f"{folder}/.wh.file-{place % _FOLDER:04}", 0)
    yield bytes(2 * _BLOCK)


class _Hashing(io.RawIOBase):
    """Counts and hashes what is written through it."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.hash = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._target.write(data)
        self.hash.update(data)
        self.size += len(data)
        return len(data)


def _packer(codec: str, blob: _Hashing) -> IO[bytes]:
    target = cast("IO[bytes]", blob)
    if codec == "gzip":
        return gzip.GzipFile(
            filename="", mode="wb", fileobj=target, compresslevel=_LEVELS[codec], mtime=0
        )  # type: ignore[return-value]
    if codec == "zstd":
        return zstandard.ZstdCompressor(level=_LEVELS[codec]).stream_writer(target, closefd=False)
    return target


def built(shape: Shape, folder: Path) -> Path:
    """Build in a process of its own: what it needs would count as the measured ones' memory."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(build, (shape, folder))


def build(shape: Shape, folder: Path) -> Path:
    """Write the archive, as docker saves it since version 25; return its path.

    An archive that is there already is taken.
    """
    path = folder / shape.file_name
    if path.exists():
        return path
    temporary = path.with_suffix(".part")
    pool = _pool()
    blobs: list[tuple[str, int, str]] = []  # digest, size, diff_id
    with temporary.open("wb") as out:
        count = shape.layers + bool(shape.whiteouts)
        for layer in range(count):
            pieces = _members(shape, layer, pool) if layer < shape.layers else _whiteouts(shape)
            blobs.append(_write_blob(out, pieces, shape.codec))
        _write_indexes(out, shape, blobs)
    temporary.replace(path)
    return path


def _write_blob(out: IO[bytes], pieces: Iterator[bytes], codec: str) -> tuple[str, int, str]:
    """Write one layer; its header is filled in when name and size are known."""
    start = out.tell()
    out.write(bytes(_BLOCK))
    blob = _Hashing(out)
    diff = hashlib.sha256()
    packer = _packer(codec, blob)
    for piece in pieces:
        diff.update(piece)
        packer.write(piece)
    if codec != "none":
        packer.close()
    out.write(bytes(-blob.size % _BLOCK))
    end = out.tell()
    out.seek(start)
    out.write(header(f"blobs/sha256/{blob.hash.hexdigest()}", blob.size))
    out.seek(end)
    return blob.hash.hexdigest(), blob.size, diff.hexdigest()


def _write_indexes(out: IO[bytes], shape: Shape, blobs: list[tuple[str, int, str]]) -> None:
    def member(name: str, data: bytes) -> None:
        out.write(header(name, len(data)) + data + bytes(-len(data) % _BLOCK))

    def blob(document: object) -> tuple[str, int]:
        data = json.dumps(document).encode()
        digest = hashlib.sha256(data).hexdigest()
        member(f"blobs/sha256/{digest}", data)
        return "sha256:" + digest, len(data)

    made = "2026-01-01T00:00:00Z"
    config, config_size = blob(
        {
            "architecture": "amd64",
            "os": "linux",
            "created": made,
            "config": {"Cmd": ["/bin/sh"]},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{diff}" for _, _, diff in blobs]},
            "history": [
                {"created": made, "created_by": f"RUN /bin/sh -c step {number} # buildkit"}
                for number in range(len(blobs))
            ],
        }
    )
    media = "application/vnd.oci.image.layer.v1.tar" + _MEDIA[shape.codec]
    manifest, manifest_size = blob(
        {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": {
                "mediaType": "application/vnd.oci.image.config.v1+json",
                "digest": config,
                "size": config_size,
            },
            "layers": [
                {"mediaType": media, "digest": f"sha256:{digest}", "size": size}
                for digest, size, _ in blobs
            ],
        }
    )
    name = f"example.com/{shape.name}:1"
    entry = {
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "digest": manifest,
        "size": manifest_size,
        "annotations": {"io.containerd.image.name": name},
    }
    member("oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
    member("index.json", json.dumps({"schemaVersion": 2, "manifests": [entry]}).encode())
    item = {
        "Config": "blobs/sha256/" + config.removeprefix("sha256:"),
        "RepoTags": [name],
        "Layers": [f"blobs/sha256/{digest}" for digest, _, _ in blobs],
    }
    member("manifest.json", json.dumps([item]).encode())
    out.write(bytes(2 * _BLOCK))
