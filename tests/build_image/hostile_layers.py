"""Layers that mean harm: headers, compressed data, and many of a kind."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import zstandard

from tests.build_image.codecs import compress
from tests.build_image.headers import GNU, header, pax_header, sealed
from tests.build_image.images import ImageSpec, encode_json
from tests.build_image.layers import layer_tar
from tests.build_image.members import Raw, file, whiteout
from tests.build_image.writers import format_named, save

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.build_image.members import Part

    Make = Callable[[Path], object]

MIB, GIB = 1 << 20, 1 << 30
_END = bytes(1024)


def layers(*contents: Sequence[Part] | bytes, codec: str = "none") -> Make:
    """Return what writes an image of these layers, as docker saved them before release 25."""
    spec = ImageSpec(layers=contents, codec=codec)
    return lambda path: format_named("docker-legacy").write(path, spec)


def blobs(*contents: bytes) -> Make:
    """Return what writes an image whose layers are bytes as they are."""

    def make(path: Path) -> None:
        names = [f"{number}/layer.tar" for number in range(len(contents))]
        diff_ids = ["sha256:" + 64 * "0"] * len(contents)
        config = {"os": "linux", "rootfs": {"type": "layers", "diff_ids": diff_ids}}
        item = {"Config": "config.json", "RepoTags": ["a:1"], "Layers": names}
        members = [file(name, content) for name, content in zip(names, contents, strict=True)]
        described = [
            file("config.json", encode_json(config)),
            file("manifest.json", encode_json([item])),
        ]
        save(path, [*members, *described])

    return make


def with_headers(*headers: bytes) -> Make:
    """Return an image whose layer has headers as they are between two ordinary files."""
    return layers([file("etc/first", b"1"), *map(Raw, headers), file("etc/last", b"2")])


def old_sparse(blocks: int) -> bytes:
    block = bytearray(header(b"s", b"S", size=0, magic=GNU))
    block[482] = 1
    extension = (b"%011o\0%011o\0" % (0, 0)) * 21 + b"\1" + bytes(7)
    return sealed(bytes(block)) + extension * blocks


def sparse_map(segments: int) -> bytes:
    text = b",".join(b"%d,1" % (number * 2) for number in range(segments))
    return pax_header([(b"GNU.sparse.map", text), (b"GNU.sparse.size", b"%d" % (segments * 2))])


def sparse_pairs(segments: int) -> bytes:
    pair = [(b"GNU.sparse.offset", b"0"), (b"GNU.sparse.numbytes", b"0")]
    return pax_header(pair * segments)


def sparse_1_0(segments: int) -> bytes:
    body = b"%d\n" % segments + b"0\n0\n" * segments
    records = [(b"GNU.sparse.major", b"1"), (b"GNU.sparse.minor", b"0")]
    payload = body + bytes(-len(body) % 512)
    return pax_header(records) + header(b"s", size=len(payload)) + payload


def huge_hole() -> bytes:
    records = [
        (b"GNU.sparse.major", b"1"),
        (b"GNU.sparse.minor", b"0"),
        (b"GNU.sparse.realsize", b"%d" % 10**18),
    ]
    payload = b"0\n".ljust(512, b"\0")
    return pax_header(records) + header(b"s", size=len(payload)) + payload


# decompression ---------------------------------------------------------------------------------


def zeros_of(codec: str, size: int) -> bytes:
    """Return a compressed tar of one file of zeros."""
    compressor = (
        zstandard.ZstdCompressor(1).compressobj()
        if codec == "zstd"
        else zlib.compressobj(9, zlib.DEFLATED, 31)
    )
    zeros = bytes(MIB)
    parts = [compressor.compress(header(b"zeros", size=size))]
    parts += [compressor.compress(zeros) for _ in range(size // MIB)]
    return b"".join([*parts, compressor.compress(_END), compressor.flush()])


def eight_bombs(path: Path) -> None:
    bomb = zeros_of("gzip", GIB - MIB)
    blobs(*[bomb] * 8)(path)


def five_times(codec: str) -> Make:
    """Return what writes five streams behind each other, each of 300 MiB of zeros."""
    return lambda path: blobs(compress(layer_tar([file("z", bytes(300 * MIB))]), codec) * 5)(path)


# many ------------------------------------------------------------------------------------------


def many_files(count: int, folder: bytes = b"d/") -> bytes:
    """Return a tar of empty files: their headers differ in the name alone."""
    empty = header(folder + b"0000000")
    start, size, whole = len(folder), 7, bytearray()
    total = int(empty[148:154], 8) - size * ord("0")
    for number in range(count):
        digits = b"%07d" % number
        sum_ = b"%06o" % (total + sum(digits))
        whole += empty[:start] + digits + empty[start + size : 148] + sum_ + empty[154:]
    return bytes(whole) + _END


def many_whiteouts(count: int) -> list[Part]:
    return [whiteout(f"d/{number:07}") for number in range(count)]


def many_members(path: Path) -> None:
    path.write_bytes(compress(many_files(250_000, b"m/"), "gzip"))


def followed_by_more(path: Path) -> None:
    layers([file("a"), file("b")])(path)
    with path.open("ab") as archive:
        archive.write(b"hidden" * 100)


def spliced(path: Path) -> None:
    layer = layer_tar([file("seen")]) + layer_tar([file("hidden")])
    layers(layer)(path)
