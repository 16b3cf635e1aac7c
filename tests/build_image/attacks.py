"""Archives that mean harm: they cost their authors little and, if they may, their readers much."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, NamedTuple

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
    text = b",".join(b"%d,1" % (number * 2) for number in range(segments))
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
    compressor = (
        zstandard.ZstdCompressor(1).compressobj()
        if codec == "zstd"
        else zlib.compressobj(9, zlib.DEFLATED, 31)
    )
    zeros = bytes(MIB)
    parts = [compressor.compress(header(b"zeros", size=size))]
    parts += [compressor.compress(zeros) for _ in range(size // MIB)]
    return b"".join([*parts, compressor.compress(_END), compressor.flush()])


def _many_layers(path: Path) -> None:
    bomb = _zeros("gzip", GIB - MIB)
    blobs(*[bomb] * 8)(path)


def _five_times(codec: str) -> Make:
    """Return what writes five streams behind each other, each of 300 MiB of zeros."""
    return lambda path: blobs(compress(layer_tar([file("z", bytes(300 * MIB))]), codec) * 5)(path)


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


def _many_manifests(count: int) -> dict[str, bytes]:
    listed = [{"digest": digest(b"%d" % number), "size": 1} for number in range(count)]
    return {"oci-layout": b"{}", "index.json": _index(*listed)}


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


class Attack(NamedTuple):
    """An archive that means harm, and what comes of it.

    ``rule`` is what bounds it, with fields of ``Limits`` in braces. ``code`` is the exit code of
    ``ls``; ``said`` a part of the one line on stderr, or the id of a finding where there is none.
    ``is_quick``: to be written and read.
    """

    what: str
    maker: Callable[[], Make]
    rule: str
    code: int
    said: str
    is_quick: bool = True

    def make(self, path: Path) -> None:
        """Write it: some hundred megabytes are made only then."""
        self.maker()(path)


_DAMAGE = "damage: what comes before it is shown"
_SEGMENTS = "{sparse_segments:,} segments in the sparse files of a layer"
_RATIO = "beyond {ratio_free_bytes} {ratio}-fold, beyond {unpacked_bytes} {unpacked_ratio}-fold"
_JSON = "{json_bytes} of JSON in one document"
_GROWS = "compressed data grows more than 200-fold"
_ENTRIES = "{entries:,} entries in an image"
_NO_PATH = "names are looked up among the archive's members alone"

ATTACKS = (
    Attack(
        "a negative size in a header",
        lambda: _with(header(b"n", size=base256(-512, 12))),
        _DAMAGE, 4, "tar header with a negative size",
    ),
    Attack(
        "a negative size in a PAX record",
        lambda: _with(pax_header([(b"size", b"-512")]), header(b"n")),
        _DAMAGE, 4, "tar header with a negative size",
    ),
    Attack(
        "a size of 4 EiB",
        lambda: _with(header(b"n", size=base256(1 << 62, 12))),
        _DAMAGE, 4, "the tar is cut short within /n",
    ),
    Attack(
        "a size that is no number",
        lambda: _with(pax_header([(b"size", b"12x")]), header(b"n")),
        _DAMAGE, 4, "PAX header with a bad number",
    ),
    Attack(
        "a size of 100,000 digits",
        lambda: _with(pax_header([(b"size", b"9" * 100_000)]), header(b"n")),
        "numbers have at most 20 digits", 4, "PAX header with a bad number",
    ),
    Attack(
        "a time of 100,000 digits",
        lambda: _with(pax_header([(b"mtime", b"1" * 100_000)]), header(b"n")),
        "numbers have at most 20 digits", 4, "PAX header with a bad time",
    ),
    Attack(
        "a PAX record without its length",
        lambda: _with(pax_header(b"x path=a\n"), header(b"n")),
        _DAMAGE, 4, "PAX header with a bad record length",
    ),
    Attack(
        "a PAX header of 2 MiB",
        lambda: _with(pax_header([(b"comment", b"x" * 2 * MIB)]), header(b"n")),
        "{extended_header} in an extended header", 4, "extended header of 2,097,169 bytes",
    ),
    Attack(
        "a PAX header of 1 EiB",
        lambda: _with(header(b"x", b"x", size=base256(1 << 60, 12))),
        "{extended_header} in an extended header", 4, "extended header of 1,152,921",
    ),
    Attack(
        "10,000 PAX headers before one entry",
        lambda: _with(pax_header([(b"path", b"a")]) * 10_000, header(b"n")),
        "{chained_headers} headers before one entry", 4, "more than 64 headers before one entry",
    ),
    Attack(
        "10,000 long names before one entry",
        lambda: _with(gnu_long(b"n" * 200) * 10_000, header(b"n")),
        "{chained_headers} headers before one entry", 4, "more than 64 headers before one entry",
    ),
    Attack(
        "four million PAX records",
        lambda: _with(*[pax_header([(b"a", b"")] * 100_000) + header(b"n")] * 40),
        "four records for each entry that an image may have", 4, "more PAX records than allowed",
        is_quick=False,
    ),
    Attack(
        "an old sparse map without an end (CVE-2026-32288)",
        lambda: _with(_old_sparse(20_000)),
        _SEGMENTS, 4, "sparse files with more segments than allowed",
    ),
    Attack(
        "a sparse map of 200,000 segments in PAX records (0.0)",
        lambda: _with(*[_sparse_pairs(10_000) + header(b"s", size=10_000)] * 20),
        _SEGMENTS, 4, "sparse file whose map and size disagree",
    ),
    Attack(
        "sparse maps of 240,000 segments in PAX records (0.1)",
        lambda: _with(*[_sparse_map(40_000) + header(b"s", size=40_000) + bytes(40_448)] * 6),
        _SEGMENTS, 4, "sparse files with more segments than allowed",
    ),
    Attack(
        "a sparse map of 2,000,000 segments in the content (1.0, CVE-2025-58183)",
        lambda: _with(_sparse_1_0(2_000_000)),
        _SEGMENTS, 4, "sparse files with more segments than allowed",
    ),
    Attack(
        "a sparse file of 1 EB that stores nothing",
        lambda: _with(_hole()), "what is stored counts, not what is claimed", 0, "",
    ),
    Attack(
        "a gzip bomb: 5 GiB in 5 MB",
        lambda: blobs(_zeros("gzip", 5 * GIB)), _RATIO, 4, _GROWS, is_quick=False,
    ),
    Attack(
        "a zstd bomb: 5 GiB in 170 kB",
        lambda: blobs(_zeros("zstd", 5 * GIB)), _RATIO, 4, _GROWS, is_quick=False,
    ),
    Attack(
        "an xz bomb: 1.5 GB in 230 kB",
        lambda: _five_times("xz"), _RATIO, 4, _GROWS, is_quick=False,
    ),
    Attack(
        "a bzip2 bomb: 1.5 GB in 14 kB",
        lambda: _five_times("bzip2"), _RATIO, 4, _GROWS, is_quick=False,
    ),
    Attack(
        "a bomb that is the whole archive",
        lambda: lambda path: path.write_bytes(_zeros("gzip", 5 * GIB)),
        _RATIO, 3, _GROWS, is_quick=False,
    ),
    Attack(
        "a bomb in each of 8 layers",
        lambda: _many_layers,
        "{unpacked_bytes} of all layers together", 4,
        "not read, as the layers below decompress to all that is allowed", is_quick=False,
    ),
    Attack(
        "a million files in one folder",
        lambda: blobs(compress(_files(1_000_000), "gzip")),
        _ENTRIES, 4, "more than 750,000 entries", is_quick=False,
    ),
    Attack(
        "a path of 10,000 folders",
        lambda: _with(pax_header([(b"path", b"a/" * 10_000 + b"f")]), header(b"n")),
        "{path_length:,} bytes and {path_depth} folders in a path", 4,
        "name of more than 4,096 bytes",
    ),
    Attack(
        "2,000 paths of 500 folders",
        lambda: layers([file(f"{n}/" + "a/" * 500 + "f") for n in range(2000)]),
        "{implied_directories:,} directories without an entry, {implied_paths} of their paths", 4,
        "directories without an entry whose paths are longer than allowed", is_quick=False,
    ),
    Attack(
        "100,000 whiteouts",
        lambda: layers([file("d/0000000")], _whiteouts(100_000)),
        _ENTRIES, 0, "", is_quick=False,
    ),
    Attack(
        "100,000 opaque markers of one directory",
        lambda: layers([file("d/f")], [raw(header(b"d/.wh..wh..opq"))] * 100_000),
        _ENTRIES, 0, "", is_quick=False,
    ),
    Attack(
        "100,000 files of one name",
        lambda: layers([raw(header(b"n"))] * 100_000),
        "the last counts; {findings_per_kind:,} findings of a kind in a layer", 0,
        "duplicate-path", is_quick=False,
    ),
    Attack(
        "names that are one path",
        lambda: layers([file(name, b"x") for name in ("a", "./a", "b/../a", "/a")]),
        "names are cleaned, the last counts", 0, "duplicate-path",
    ),
    Attack(
        "names that differ in case or in Unicode's normal form",
        lambda: layers([file(name, b"x") for name in ("a", "A", "é", "e\u0301")]),
        "names are bytes: these are four files", 0, "",
    ),
    Attack(
        "names that lead outside",
        lambda: layers([file("../../etc/passwd"), symlink("l", "/"), file("l/../x")]),
        "names are confined to the root", 0, "path-escape",
    ),
    Attack(
        "hard links in a circle",
        lambda: layers([hardlink("a", "b"), hardlink("b", "a"), hardlink("c", "c")]),
        "they are listed, and lead nowhere", 0, "hardlink-broken",
    ),
    Attack(
        "symlinks in a circle",
        lambda: layers([symlink("a", "b"), symlink("b", "a"), file("a/f")]),
        "{symlink_hops} links in one look-up", 0, "",
    ),
    Attack(
        "50,000 links, each through the one before it",
        lambda: layers([symlink(f"s{n}", f"s{n - 1}/" + "../" * 40) for n in range(1, 50_000)]),
        "{link_steps:,} names that the links of a layer lead through", 0, "", is_quick=False,
    ),
    Attack(
        "a second tar behind the end of a layer",
        lambda: _spliced, "it is not read, as in engines", 0, "hidden-data",
    ),
    Attack(
        "data behind the end of the archive",
        lambda: _followed_by_more, "it is not read, as in engines", 0, "hidden-data",
    ),
    Attack(
        "indexes in a circle",
        lambda: documents(_cycle()), "each is read once", 3, "names no image",
    ),
    Attack(
        "indexes 1,000 deep",
        lambda: documents(_nested(1000)), "{index_depth} indexes within each other", 3,
        "indexes more than 8 deep",
    ),
    Attack(
        "an index of 100,000 manifests",
        lambda: documents(_many_manifests(100_000)),
        "{archive_members:,} members, half as many manifests", 3, "is not in it (and 50,000 more)",
        is_quick=False,
    ),
    Attack(
        "a configuration of 30 MiB",
        lambda: documents(_manifest_json(_config(x="y" * 30 * MIB))), _JSON, 3,
        "configuration config.json is larger than 20,971,520 bytes",
    ),
    Attack(
        "JSON 1,000,000 deep",
        lambda: documents(_manifest_json(b'{"x": ' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}")),
        "nested as deep as Python's stack allows", 3,
        "configuration config.json is not JSON (nested too deeply)",
    ),
    Attack(
        "NaN in JSON",
        lambda: documents(_manifest_json(b'{"os": NaN}')), "JSON has none", 3, "is not JSON",
    ),
    Attack(
        "a number of 100,000 digits in JSON",
        lambda: documents(_manifest_json(b'{"x": ' + b"9" * 100_000 + b"}")),
        "fields that are not needed are not converted", 0, "",
    ),
    Attack(
        "a key twice in JSON",
        lambda: documents(_manifest_json(_config()[:-1] + b',"os":"plan9","os":"linux"}')),
        "the last counts, as in engines", 0, "",
    ),
    Attack(
        "bytes in JSON that are no UTF-8",
        lambda: documents(_manifest_json(b'{"os": "\xff\xfe", "author": "\xed\xa0\x80"}')),
        "they are replaced, as in engines", 0, "",
    ),
    Attack(
        "a manifest.json that is no list",
        lambda: documents({"manifest.json": b'{"Config": 1}'}), "documents have types", 3,
        "names no configuration",
    ),
    Attack(
        "a digest that is a path",
        lambda: documents(_index_with("sha256:../../../../etc/passwd")),
        "digests are letters and digits of a known length", 3, "is not a digest",
    ),
    Attack(
        "a digest of an algorithm that no one knows",
        lambda: documents(_index_with("md5:" + 32 * "0")), _NO_PATH, 3, "is not in it",
    ),
    Attack(
        "layers that are paths of the host",
        lambda: documents(_v1_names(["../../../../etc/passwd", "/etc/passwd", "/dev/zero"])),
        _NO_PATH, 4, "layers 0 to 2: layer sha256:000000000000 is not in this archive",
    ),
    Attack(
        "a configuration that is a path of the host",
        lambda: documents(_v1_names([], "../../../../etc/passwd")), _NO_PATH, 3,
        "is not in this archive",
    ),
    Attack(
        "layers that are symlinks in a circle, and out of the archive",
        lambda: _links,
        _NO_PATH, 4, "layers 0 to 3: layer sha256:000000000000 is not in this archive",
    ),
    Attack(
        "members that are there twice",
        lambda: _twice, "the last counts", 0, "duplicate-member",
    ),
    Attack(
        "250,000 members", lambda: _members,
        "{archive_members:,} members", 3, "more than 200,000 members",
        is_quick=False,
    ),
    Attack(
        "1,500 layers, all of them one file",
        lambda: documents(_v1_names(["l.tar"] * 1500)), "{layers:,} layers", 3,
        "image of 1,500 layers, more than 1,000",
    ),
    Attack(
        "a manifest that states another size of a blob",
        lambda: _changed_layout(_lying_sizes), "what is there counts", 0, "size-mismatch",
    ),
)  # fmt: skip
