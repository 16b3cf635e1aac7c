"""Large images for measuring, made fast and the same every time."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import IO, TYPE_CHECKING, Protocol, cast

import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Pieces = Iterator[bytes]

_BLOCK = 512
_POOL_SIZE = 16 << 20
_FOLDER = 200  # files in a folder
_LEVELS = {"gzip": 6, "zstd": 3}
_OCI = "application/vnd.oci.image."
_MEDIA = {"none": "", "gzip": "+gzip", "zstd": "+zstd"}
CODECS = tuple(_MEDIA)
_FEWEST = 200  # files of a scaled image
# Names of layers in archives of these programs, by their digests.
LAYOUTS = {
    "docker 20.10": "{}/layer.tar",
    "docker 25": "blobs/sha256/{}",
    "podman": "{}.tar",
}
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
    is_scattered: bool = False  # each file in another folder than the one before

    @property
    def layout(self) -> str:
        """As docker saves images since version 25."""
        return "docker 25"

    def tars(self) -> Iterator[Pieces]:
        """Yield the tar of each layer, piece by piece."""
        pool = _pool()
        for layer in range(self.layers):
            yield _members(self, layer, pool)
        if self.whiteouts:
            yield _whiteouts(self)

    def scaled(self, factor: float) -> Shape:
        """Return the same shape with fewer or more files and bytes."""
        return replace(
            self,
            name=f"{self.name}-{factor:g}",
            files=max(_FEWEST, int(self.files * factor)),
            whiteouts=max(10, int(self.whiteouts * factor)) if self.whiteouts else 0,
            bytes=max(100_000, int(self.bytes * factor)),
        )


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
    folders = -(-count // _FOLDER)
    for number in range(folders):
        if shape.is_scattered:
            yield header(f"opt/layer-{layer:03}/part-{number:05}/", 0, b"5")
    for number in range(count):
        place, among = divmod(number, folders if shape.is_scattered else _FOLDER)
        part, file = (among, place) if shape.is_scattered else (place, among)
        folder = f"opt/layer-{layer:03}/part-{part:05}"
        if not shape.is_scattered and not file:
            yield header(folder + "/", 0, b"5")
        size = int(mean * (0.2 + 1.6 * source.random())) if mean else 0
        start = source.randrange(max(1, len(pool) - size)) if size < len(pool) else 0
        yield header(f"{folder}/file-{file:04}", size)
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


class Image(Protocol):
    """What is measured on: a name, a codec, and the layers."""

    @property
    def name(self) -> str:
        """Name of the image."""

    @property
    def codec(self) -> str:
        """How the layers are compressed, one of ``CODECS``."""

    @property
    def layout(self) -> str:
        """How the archive is laid out, one of ``LAYOUTS``."""

    def tars(self) -> Iterator[Iterator[bytes]]:
        """Yield the tar of each layer, piece by piece."""

    def scaled(self, factor: float) -> Image:
        """Return the same in smaller or larger."""


def file_name(image: Image) -> str:
    """Return the name of an image's archive."""
    return f"{image.name}.tar"


def built(image: Image, folder: Path) -> Path:
    """Build in a process of its own: what it needs would count as the measured ones' memory."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(build, (image, folder))


def build(image: Image, folder: Path) -> Path:
    """Write the archive; return its path. One that is there already is taken."""
    path = folder / file_name(image)
    if path.exists():
        return path
    temporary = path.with_suffix(".part")
    with temporary.open("wb") as out:
        blobs = [
            _write_blob(out, pieces, image.codec, LAYOUTS[image.layout]) for pieces in image.tars()
        ]
        _write_indexes(out, image, blobs)
    temporary.replace(path)
    return path


def _write_blob(
    out: IO[bytes], pieces: Iterator[bytes], codec: str, name: str
) -> tuple[str, int, str]:
    """Write one layer, its header when name and size are known; return digest, size, diff_id."""
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
    out.write(header(name.format(blob.hash.hexdigest()), blob.size))
    out.seek(end)
    return blob.hash.hexdigest(), blob.size, diff.hexdigest()


def _write_indexes(out: IO[bytes], image: Image, blobs: list[tuple[str, int, str]]) -> None:
    def member(name: str, data: bytes) -> None:
        out.write(header(name, len(data)) + data + bytes(-len(data) % _BLOCK))

    is_oci = image.layout == "docker 25"
    name = f"example.com/{image.name}:1"
    config, title = _config(blobs), "blobs/sha256/{}" if is_oci else "{}.json"
    title = title.format(hashlib.sha256(config).hexdigest())
    member(title, config)
    if is_oci:
        manifest = _manifest(config, image.codec, blobs)
        member(f"blobs/sha256/{hashlib.sha256(manifest).hexdigest()}", manifest)
        notes = {"io.containerd.image.name": name}
        entry = {**_descriptor(_OCI + "manifest.v1+json", manifest), "annotations": notes}
        member("oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
        member("index.json", json.dumps({"schemaVersion": 2, "manifests": [entry]}).encode())
    layers = [LAYOUTS[image.layout].format(digest) for digest, _, _ in blobs]
    item = {"Config": title, "RepoTags": [name], "Layers": layers}
    member("manifest.json", json.dumps([item]).encode())
    out.write(bytes(2 * _BLOCK))


def _config(blobs: list[tuple[str, int, str]]) -> bytes:
    made = "2026-01-01T00:00:00Z"
    document = {
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
    return json.dumps(document).encode()


def _manifest(config: bytes, codec: str, blobs: list[tuple[str, int, str]]) -> bytes:
    media = _OCI + "layer.v1.tar" + _MEDIA[codec]
    document = {
        "schemaVersion": 2,
        "mediaType": _OCI + "manifest.v1+json",
        "config": _descriptor(_OCI + "config.v1+json", config),
        "layers": [
            {"mediaType": media, "digest": f"sha256:{digest}", "size": size}
            for digest, size, _ in blobs
        ],
    }
    return json.dumps(document).encode()


def _descriptor(media: str, data: bytes) -> dict[str, str | int]:
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return {"mediaType": media, "digest": digest, "size": len(data)}
