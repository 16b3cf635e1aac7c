"""Archives that mean harm: files that cost their authors little and readers, if they let them, much.

Each maker writes one file, and yields nothing that an honest tool writes.
"""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING

import zstandard

from tests.build_image.codecs import compress
from tests.build_image.headers import GNU, base256, gnu_long, header, pax_header, sealed
from tests.build_image.images import ImageSpec, build, digest, encode_json
from tests.build_image.layers import layer_tar
from tests.build_image.members import Member, Raw, file, hardlink, raw, symlink, whiteout
from tests.build_image.oci import MEDIA_INDEX, MEDIA_LAYER, blob_path, oci_layout
from tests.build_image.writers import format_named, save

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.build_image.members import Part

    Make = Callable[[Path], object]

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
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


def documents(contents: dict[str, bytes]) -> Make:
    """Return what writes an archive of documents alone."""
    return lambda path: save(path, [file(name, content) for name, content in contents.items()])


# within a layer --------------------------------------------------------------------------------


def _with(*headers: bytes) -> Make:
    """Return an image whose layer has headers as they are between two ordinary files."""
    return layers([file("etc/first", b"1"), *map(Raw, headers), file("etc/last", b"2")])


def _old_sparse(blocks: int) -> bytes:
    block = bytearray(header(b"s", b"S", size=0, magic=GNU))
    block[482] = 1
    extension = (b"%011o\0%011o\0" % (0, 0)) * 21 + b"\1" + bytes(7)
    return sealed(bytes(block)) + extension * blocks


def _sparse_map(segments: int) -> bytes:
    text = b",".join(b"%d,0" % (number * 2) for number in range(segments))
    return pax_header([(b"GNU.sparse.map", text), (b"GNU.sparse.size", b"%d" % (segments * 2))])


def _sparse_pairs(segments: int) -> bytes:
    pair = [(b"GNU.sparse.offset", b"0"), (b"GNU.sparse.numbytes", b"0")]
    return pax_header(pair * segments)


def _sparse_1_0(segments: int) -> bytes:
    body = b"%d\n" % segments + b"0\n0\n" * segments
    records = [(b"GNU.sparse.major", b"1"), (b"GNU.sparse.minor", b"0")]
    payload = body + bytes(-len(body) % 512)
    return pax_header(records) + header(b"s", size=len(payload)) + payload


def _hole() -> bytes:
    records = [
        (b"GNU.sparse.major", b"1"),
        (b"GNU.sparse.minor", b"0"),
        (b"GNU.sparse.realsize", b"%d" % 10**18),
    ]
    payload = b"0\n".ljust(512, b"\0")
    return pax_header(records) + header(b"s", size=len(payload)) + payload


# decompression ---------------------------------------------------------------------------------


def _zeros(codec: str, size: int) -> bytes:
    """Return a compressed tar of one file of zeros."""
    compressor = {
        "gzip": lambda: zlib.compressobj(9, zlib.DEFLATED, 31),
        "zstd": lambda: zstandard.ZstdCompressor(1).compressobj(),
    }[codec]()
    zeros = bytes(MIB)
    parts = [compressor.compress(header(b"zeros", size=size))]
    parts += [compressor.compress(zeros) for _ in range(size // MIB)]
    return b"".join([*parts, compressor.compress(_END), compressor.flush()])


def _many_layers(path: Path) -> None:
    bomb = _zeros("gzip", GIB - MIB)
    blobs(*[bomb] * 8)(path)


# many ------------------------------------------------------------------------------------------


def _files(count: int, folder: bytes = b"d/") -> bytes:
    """Return a tar of empty files: their headers differ in the name alone."""
    empty = header(folder + b"0000000")
    start, size, whole = len(folder), 7, bytearray()
    total = int(empty[148:154], 8) - size * ord("0")
    for number in range(count):
        digits = b"%07d" % number
        sum_ = b"%06o" % (total + sum(digits))
        whole += empty[:start] + digits + empty[start + size : 148] + sum_ + empty[154:]
    return bytes(whole) + _END


def _whiteouts(count: int) -> list[Part]:
    return [whiteout(f"d/{number:07}") for number in range(count)]


# documents -------------------------------------------------------------------------------------


def _manifest_json(config: bytes) -> dict[str, bytes]:
    item = {"Config": "config.json", "RepoTags": ["a:1"], "Layers": []}
    return {"config.json": config, "manifest.json": encode_json([item])}


def _index(*descriptors: dict[str, object]) -> bytes:
    return encode_json({"schemaVersion": 2, "mediaType": MEDIA_INDEX, "manifests": descriptors})


def _cycle() -> dict[str, bytes]:
    """Return indexes that name each other: a digest is what it says, so one of them lies."""
    first, second = (digest(name) for name in (b"first", b"second"))
    index = {"mediaType": MEDIA_INDEX, "size": 10}
    return {
        "oci-layout": b'{"imageLayoutVersion": "1.0.0"}',
        "index.json": _index({**index, "digest": first}),
        blob_path(first): _index({**index, "digest": second}),
        blob_path(second): _index({**index, "digest": first}),
    }


def _nested(depth: int) -> dict[str, bytes]:
    contents: dict[str, bytes] = {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}'}
    inner = _index()
    for _ in range(depth):
        name = digest(inner)
        contents[blob_path(name)] = inner
        inner = _index({"mediaType": MEDIA_INDEX, "digest": name, "size": len(inner)})
    return {**contents, "index.json": inner}


def _index_with(digest_text: str) -> dict[str, bytes]:
    media_type = "application/vnd.oci.image.manifest.v1+json"
    return {
        "oci-layout": b'{"imageLayoutVersion": "1.0.0"}',
        "index.json": _index({"mediaType": media_type, "digest": digest_text, "size": 10}),
    }


def _changed_layout(change: Callable[[list[Member]], list[Member]]) -> Make:
    """Return what writes an image's layout with other members."""

    def make(path: Path) -> None:
        image = build(ImageSpec(layers=[[file("etc/motd", b"hello")]], codec="gzip"))
        save(path, change(oci_layout(image)))

    return make


def _lying_sizes(members: list[Member]) -> list[Member]:
    """State sizes of blobs that they do not have, in documents whose digests are right."""
    manifest = next(each for each in members if MEDIA_LAYER.encode() in each.content)
    found = json.loads(manifest.content)
    found["layers"][0]["size"] = 1 << 50
    content = encode_json(found)
    old, new = digest(manifest.content), digest(content)
    return [
        file(blob_path(new), content)
        if each is manifest
        else file(each.name, each.content.replace(old.encode(), new.encode()))
        for each in members
    ]


def _v1_names(layers_: Sequence[str], config: str = "config.json") -> dict[str, bytes]:
    diff_ids = ["sha256:" + 64 * "0"] * len(layers_)
    whole = {"os": "linux", "rootfs": {"type": "layers", "diff_ids": diff_ids}}
    item = {"Config": config, "RepoTags": ["a:1"], "Layers": list(layers_)}
    return {"config.json": encode_json(whole), "manifest.json": encode_json([item])}


def _links(path: Path) -> None:
    """Write layers that are symlinks in a circle, out of the archive, and to a device."""
    links = [
        symlink("a/layer.tar", "../b/layer.tar"),
        symlink("b/layer.tar", "../a/layer.tar"),
        symlink("c/layer.tar", "../../../../etc/passwd"),
        symlink("d/layer.tar", "/dev/zero"),
    ]
    named = _v1_names([f"{each}/layer.tar" for each in "abcd"])
    save(path, [*links, *(file(name, content) for name, content in named.items())])


def _twice(path: Path) -> None:
    """Write two documents of each name: the last counts."""
    named = _v1_names(["l.tar"])
    layer = [file("l.tar", layer_tar([file(name)])) for name in ("old", "new")]
    documents_ = [file(name, content) for name, content in named.items()]
    save(path, [*layer, *documents_, *documents_])


def _members(path: Path) -> None:
    path.write_bytes(compress(_files(250_000, b"m/"), "gzip"))


def _followed_by_more(path: Path) -> None:
    layers([file("a"), file("b")])(path)
    with path.open("ab") as archive:
        archive.write(b"hidden" * 100)


def _spliced(path: Path) -> None:
    layer = layer_tar([file("seen")]) + layer_tar([file("hidden")])
    layers(layer)(path)


def _config(**more: object) -> bytes:
    return encode_json({"os": "linux", "rootfs": {"type": "layers", "diff_ids": []}, **more})


ATTACKS: dict[str, Make] = {
    "negative size": _with(header(b"n", size=base256(-512, 12))),
    "negative PAX size": _with(pax_header([(b"size", b"-512")]), header(b"n")),
    "giant size": _with(header(b"n", size=base256(1 << 62, 12))),
    "PAX size of text": _with(pax_header([(b"size", b"12x")]), header(b"n")),
    "PAX size of 100,000 digits": _with(pax_header([(b"size", b"9" * 100_000)]), header(b"n")),
    "PAX time of 100,000 digits": _with(pax_header([(b"mtime", b"1" * 100_000)]), header(b"n")),
    "PAX record without length": _with(pax_header(b"x path=a\n"), header(b"n")),
    "PAX header of 2 MiB": _with(pax_header([(b"comment", b"x" * 2 * MIB)]), header(b"n")),
    "PAX header of 1 EiB": _with(header(b"x", b"x", size=base256(1 << 60, 12))),
    "PAX chain": _with(pax_header([(b"path", b"a")]) * 10_000, header(b"n")),
    "long name chain": _with(gnu_long(b"n" * 200) * 10_000, header(b"n")),
    "many PAX records": _with(*[pax_header([(b"a", b"")] * 100_000) + header(b"n")] * 40),
    "sparse map, old, without an end": _with(_old_sparse(40_000)),
    "sparse map, PAX 0.0": _with(*[_sparse_pairs(15_000) + header(b"s")] * 40),
    "sparse map, PAX 0.1": _with(*[_sparse_map(60_000) + header(b"s")] * 10),
    "sparse map, PAX 1.0": _with(_sparse_1_0(2_000_000)),
    "sparse file of 1 EB": _with(_hole()),
    "gzip bomb": lambda path: blobs(_zeros("gzip", 5 * GIB))(path),
    "zstd bomb": lambda path: blobs(_zeros("zstd", 5 * GIB))(path),
    "xz bomb": lambda path: blobs(compress(layer_tar([file("z", bytes(300 * MIB))]), "xz") * 5)(path),
    "bzip2 bomb": lambda path: blobs(compress(layer_tar([file("z", bytes(300 * MIB))]), "bzip2") * 5)(path),
    "bomb of a whole archive": lambda path: path.write_bytes(_zeros("gzip", 5 * GIB)),
    "bomb in 8 layers": _many_layers,
    "a million files in one folder": lambda path: blobs(compress(_files(1_000_000), "gzip"))(path),
    "path of 10,000 folders": _with(pax_header([(b"path", b"a/" * 10_000 + b"f")]), header(b"n")),
    "2,000 paths of 500 folders": layers([file(f"{n}/" + "a/" * 500 + "f") for n in range(2000)]),
    "100,000 whiteouts": layers([file("d/0000000")], _whiteouts(100_000)),
    "100,000 opaque markers": layers([file("d/f")], [raw(header(b"d/.wh..wh..opq"))] * 100_000),
    "100,000 files of one name": layers([raw(header(b"n"))] * 100_000),
    "names that collide": layers(
        [file(name, name.encode()) for name in ("a", "A", "./a", "b/../a", "é", "e\u0301", "/a")]
    ),
    "names that lead outside": layers([file("../../etc/passwd"), symlink("l", "/"), file("l/../x")]),
    "hard links in a circle": layers([hardlink("a", "b"), hardlink("b", "a"), hardlink("c", "c")]),
    "symlinks in a circle": layers([symlink("a", "b"), symlink("b", "a"), file("a/f")]),
    "50,000 chained links": layers(
        [symlink(f"s{n}", f"s{n - 1}/" + "../" * 40) for n in range(1, 50_000)]
    ),
    "hidden archive behind the end": _spliced,
    "data behind the archive": _followed_by_more,
    "indexes in a circle": documents(_cycle()),
    "indexes 1,000 deep": documents(_nested(1000)),
    "index of 100,000 manifests": documents(
        {
            "oci-layout": b"{}",
            "index.json": _index(*[{"digest": digest(b"%d" % n), "size": 1} for n in range(100_000)]),
        }
    ),
    "configuration of 30 MiB": documents(_manifest_json(_config(x="y" * 30 * MIB))),
    "JSON 1,000,000 deep": documents(_manifest_json(b'{"x": ' + b"[" * 1_000_000)),
    "JSON 1,000,000 deep, whole": documents(
        _manifest_json(b'{"x": ' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}")
    ),
    "NaN in JSON": documents(_manifest_json(b'{"os": NaN}')),
    "number of 100,000 digits in JSON": documents(_manifest_json(b'{"x": ' + b"9" * 100_000 + b"}")),
    "keys twice in JSON": documents(_manifest_json(_config()[:-1] + b',"os":"plan9","os":"linux"}')),
    "text that is no UTF-8 in JSON": documents(_manifest_json(b'{"os": "\xff\xfe", "author": "\xed\xa0\x80"}')),
    "manifest.json that is no list": documents({"manifest.json": b'{"Config": 1}'}),
    "digest that is a path": documents(_index_with("sha256:../../../../etc/passwd")),
    "digest of an unknown kind": documents(_index_with("md5:" + 32 * "0")),
    "layers outside the archive": documents(
        _v1_names(["../../../../etc/passwd", "/etc/passwd", "/dev/zero"])
    ),
    "configuration outside the archive": documents(_v1_names([], "../../../../etc/passwd")),
    "layers that are links": _links,
    "members twice": _twice,
    "250,000 members": _members,
    "1,500 layers": documents(_v1_names(["l.tar"] * 1500)),
    "sizes that lie": _changed_layout(_lying_sizes),
}  # fmt: skip
