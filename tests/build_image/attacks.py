"""Archives that mean harm: they cost their authors little and, if they may, their readers much."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.build_image.codecs import compress
from tests.build_image.headers import base256, gnu_long, header, pax_header
from tests.build_image.hostile_documents import (
    changed_layout,
    config_with,
    cycle,
    documents,
    index_with,
    layers_that_are_links,
    lying_sizes,
    manifest_json,
    many_manifests,
    members_twice,
    nested,
    v1_names,
)
from tests.build_image.hostile_layers import (
    GIB,
    MIB,
    blobs,
    eight_bombs,
    five_times,
    followed_by_more,
    huge_hole,
    layers,
    many_files,
    many_members,
    many_whiteouts,
    old_sparse,
    sparse_1_0,
    sparse_map,
    sparse_pairs,
    spliced,
    with_headers,
    zeros_of,
)
from tests.build_image.members import file, hardlink, raw, symlink

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[[Path], object]


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
        lambda: with_headers(header(b"n", size=base256(-512, 12))),
        _DAMAGE, 4, "tar header with a negative size",
    ),
    Attack(
        "a negative size in a PAX record",
        lambda: with_headers(pax_header([(b"size", b"-512")]), header(b"n")),
        _DAMAGE, 4, "tar header with a negative size",
    ),
    Attack(
        "a size of 4 EiB",
        lambda: with_headers(header(b"n", size=base256(1 << 62, 12))),
        _DAMAGE, 4, "the tar is cut short within /n",
    ),
    Attack(
        "a size that is not a number",
        lambda: with_headers(pax_header([(b"size", b"12x")]), header(b"n")),
        _DAMAGE, 4, "PAX header with a bad number",
    ),
    Attack(
        "a size of 100,000 digits",
        lambda: with_headers(pax_header([(b"size", b"9" * 100_000)]), header(b"n")),
        "numbers have at most 20 digits", 4, "PAX header with a bad number",
    ),
    Attack(
        "a time of 100,000 digits",
        lambda: with_headers(pax_header([(b"mtime", b"1" * 100_000)]), header(b"n")),
        "numbers have at most 20 digits", 4, "PAX header with a bad time",
    ),
    Attack(
        "a PAX record without its length",
        lambda: with_headers(pax_header(b"x path=a\n"), header(b"n")),
        _DAMAGE, 4, "PAX header with a bad record length",
    ),
    Attack(
        "a PAX header of 2 MiB",
        lambda: with_headers(pax_header([(b"comment", b"x" * 2 * MIB)]), header(b"n")),
        "{extended_header} in an extended header", 4, "extended header of 2,097,169 bytes",
    ),
    Attack(
        "a PAX header of 1 EiB",
        lambda: with_headers(header(b"x", b"x", size=base256(1 << 60, 12))),
        "{extended_header} in an extended header", 4, "extended header of 1,152,921",
    ),
    Attack(
        "10,000 PAX headers before one entry",
        lambda: with_headers(pax_header([(b"path", b"a")]) * 10_000, header(b"n")),
        "{chained_headers} headers before one entry", 4, "more than 64 headers before one entry",
    ),
    Attack(
        "10,000 long names before one entry",
        lambda: with_headers(gnu_long(b"n" * 200) * 10_000, header(b"n")),
        "{chained_headers} headers before one entry", 4, "more than 64 headers before one entry",
    ),
    Attack(
        "four million PAX records",
        lambda: with_headers(*[pax_header([(b"a", b"")] * 100_000) + header(b"n")] * 40),
        "four records for each entry that an image may have", 4, "more PAX records than allowed",
        is_quick=False,
    ),
    Attack(
        "an old sparse map without an end (CVE-2026-32288)",
        lambda: with_headers(old_sparse(20_000)),
        _SEGMENTS, 4, "sparse files with more segments than allowed",
    ),
    Attack(
        "a sparse map of 200,000 segments in PAX records (0.0)",
        lambda: with_headers(*[sparse_pairs(10_000) + header(b"s", size=10_000)] * 20),
        _SEGMENTS, 4, "sparse file whose map and size disagree",
    ),
    Attack(
        "sparse maps of 240,000 segments in PAX records (0.1)",
        lambda: with_headers(*[sparse_map(40_000) + header(b"s", size=40_000) + bytes(40_448)] * 6),
        _SEGMENTS, 4, "sparse files with more segments than allowed",
    ),
    Attack(
        "a sparse map of 2,000,000 segments in the content (1.0, CVE-2025-58183)",
        lambda: with_headers(sparse_1_0(2_000_000)),
        _SEGMENTS, 4, "sparse files with more segments than allowed",
    ),
    Attack(
        "device numbers below 0 and beyond what Linux has",
        lambda: with_headers(header(b"n", b"3", dev=(base256(-1, 8), base256(1 << 55, 8)))),
        "shown as they are; `squash` and `container --save` refuse to write them", 0, "",
    ),
    Attack(
        "a sparse file of 1 EB that stores nothing",
        lambda: with_headers(huge_hole()), "what is stored counts, not what is claimed", 0, "",
    ),
    Attack(
        "a gzip bomb: 5 GiB in 5 MB",
        lambda: blobs(zeros_of("gzip", 5 * GIB)), _RATIO, 4, _GROWS, is_quick=False,
    ),
    Attack(
        "a zstd bomb: 5 GiB in 170 kB",
        lambda: blobs(zeros_of("zstd", 5 * GIB)), _RATIO, 4, _GROWS, is_quick=False,
    ),
    Attack(
        "an xz bomb: 1.5 GB in 230 kB",
        lambda: five_times("xz"), _RATIO, 4, _GROWS, is_quick=False,
    ),
    Attack(
        "a bzip2 bomb: 1.5 GB in 14 kB",
        lambda: five_times("bzip2"), _RATIO, 4, _GROWS, is_quick=False,
    ),
    Attack(
        "a bomb that is the whole archive",
        lambda: lambda path: path.write_bytes(zeros_of("gzip", 5 * GIB)),
        _RATIO, 3, _GROWS, is_quick=False,
    ),
    Attack(
        "a bomb in each of 8 layers",
        lambda: eight_bombs,
        "{unpacked_bytes} of all layers together", 4,
        "not read, as the layers below decompress to all that is allowed", is_quick=False,
    ),
    Attack(
        "a million files in one folder",
        lambda: blobs(compress(many_files(1_000_000), "gzip")),
        _ENTRIES, 4, "more than 750,000 entries", is_quick=False,
    ),
    Attack(
        "a path of 10,000 folders",
        lambda: with_headers(pax_header([(b"path", b"a/" * 10_000 + b"f")]), header(b"n")),
        "{path_length:,} bytes and {path_depth} folders in a path", 4,
        "name of more than 4,096 bytes",
    ),
    Attack(
        "2,000 paths of 500 folders",
        lambda: layers([file(f"{n}/" + "a/" * 500 + "f") for n in range(2000)]),
        "{implied_directories:,} directories without an entry, {implied_paths} of their paths", 4,
        "directories without an entry whose paths are together longer than allowed", is_quick=False,
    ),
    Attack(
        "100,000 whiteouts",
        lambda: layers([file("d/0000000")], many_whiteouts(100_000)),
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
        lambda: spliced, "it is not read, as in engines", 0, "hidden-data",
    ),
    Attack(
        "data behind the end of the archive",
        lambda: followed_by_more, "it is not read, as in engines", 0, "hidden-data",
    ),
    Attack(
        "indexes in a circle",
        lambda: documents(cycle()), "each is read once", 3, "names no image",
    ),
    Attack(
        "indexes 1,000 deep",
        lambda: documents(nested(1000)), "{index_depth} indexes within each other", 3,
        "indexes more than 8 deep",
    ),
    Attack(
        "an index of 100,000 manifests",
        lambda: documents(many_manifests(100_000)),
        "{archive_members:,} members, half as many manifests", 3, "is not in it (and 50,000 more)",
        is_quick=False,
    ),
    Attack(
        "a configuration of 30 MiB",
        lambda: documents(manifest_json(config_with(x="y" * 30 * MIB))), _JSON, 3,
        "configuration config.json is larger than 20,971,520 bytes",
    ),
    Attack(
        "a configuration of 2,000,000 values",
        lambda: documents(manifest_json(config_with(config={"Env": [""] * 2_000_000}))),
        "{json_values:,} values in one document", 3, "has more than 500,000 values",
    ),
    Attack(
        "100,000 rows of history",
        lambda: documents(manifest_json(config_with(history=[{"empty_layer": True}] * 100_000))),
        "{history_rows:,} rows of history", 3, "history of 100,000 rows, more than 10,000",
    ),
    Attack(
        "JSON 250,000 deep",
        lambda: documents(manifest_json(b'{"x": ' + b"[" * 250_000 + b"]" * 250_000 + b"}")),
        "nested as deep as Python's stack allows", 3,
        "configuration config.json is not JSON (nested too deeply)",
    ),
    Attack(
        "NaN in JSON",
        lambda: documents(manifest_json(b'{"os": NaN}')), "JSON has none", 3, "is not JSON",
    ),
    Attack(
        "a number of 100,000 digits in JSON",
        lambda: documents(manifest_json(b'{"x": ' + b"9" * 100_000 + b"}")),
        "fields that are not needed are not converted", 0, "",
    ),
    Attack(
        "a key twice in JSON",
        lambda: documents(manifest_json(config_with()[:-1] + b',"os":"plan9","os":"linux"}')),
        "the last counts, as in engines", 0, "",
    ),
    Attack(
        "bytes in JSON that are not UTF-8",
        lambda: documents(manifest_json(b'{"os": "\xff\xfe", "author": "\xed\xa0\x80"}')),
        "they are replaced, as in engines", 0, "",
    ),
    Attack(
        "halves of surrogate pairs in JSON",
        lambda: documents(manifest_json(rb'{"os": "\ud800", "author": "\udc00\ud83d\u0061"}')),
        "they are replaced, as in engines", 0, "",
    ),
    Attack(
        "a manifest.json that is not a list",
        lambda: documents({"manifest.json": b'{"Config": 1}'}), "documents have types", 3,
        "names no configuration",
    ),
    Attack(
        "a digest that is a path",
        lambda: documents(index_with("sha256:../../../../etc/passwd")),
        "digests are letters and digits of a known length", 3, "is not a digest",
    ),
    Attack(
        "a digest of an algorithm that no one knows",
        lambda: documents(index_with("md5:" + 32 * "0")), _NO_PATH, 3, "is not in it",
    ),
    Attack(
        "layers that are paths of the host",
        lambda: documents(v1_names(["../../../../etc/passwd", "/etc/passwd", "/dev/zero"])),
        _NO_PATH, 4, "layers 0 to 2: layer sha256:000000000000 is not in this archive",
    ),
    Attack(
        "a configuration that is a path of the host",
        lambda: documents(v1_names([], "../../../../etc/passwd")), _NO_PATH, 3,
        "is not in this archive",
    ),
    Attack(
        "layers that are symlinks in a circle, and out of the archive",
        lambda: layers_that_are_links,
        _NO_PATH, 4, "layers 0 to 3: layer sha256:000000000000 is not in this archive",
    ),
    Attack(
        "members that are there twice",
        lambda: members_twice, "the last counts", 0, "duplicate-member",
    ),
    Attack(
        "250,000 members", lambda: many_members,
        "{archive_members:,} members", 3, "more than 200,000 members",
        is_quick=False,
    ),
    Attack(
        "1,500 layers, all of them one file",
        lambda: documents(v1_names(["l.tar"] * 1500)), "{layers:,} layers", 3,
        "image of 1,500 layers, more than 1,000",
    ),
    Attack(
        "a manifest that states another size of a blob",
        lambda: changed_layout(lying_sizes), "what is there counts", 0, "size-mismatch",
    ),
)  # fmt: skip
