from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import xxhash

from inspector.errors import LimitError
from inspector.limits import Limits
from inspector.tarstream import Kind
from tests.build_image import (
    GNU,
    MTIME,
    V7,
    Member,
    base256,
    block,
    char,
    directory,
    fifo,
    file,
    gnu_long,
    hardlink,
    header,
    layer_tar,
    pax_header,
    raw,
    symlink,
)
from tests.cases import tried_with
from tests.tarstream.reading import scan_bytes, scan_parts

if TYPE_CHECKING:
    from tests.build_image.members import Dialect, Part

DIALECTS: tuple[Dialect, ...] = ("pax", "gnu", "ustar", "v7")


# dialects -----------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_kind_in_every_dialect(dialect: Dialect) -> None:
    scan = scan_parts(
        directory("etc", mode=0o1755, uid=1, gid=2, dialect=dialect),
        file("etc/motd", b"hello", mode=0o4755, uid=0o7777777, gid=3, dialect=dialect),
        symlink("etc/link", "../target", dialect=dialect),
        hardlink("etc/hard", "etc/motd", dialect=dialect),
        char("dev/null", 1, 3, dialect=dialect),
        block("dev/sda", 8, 0, dialect=dialect),
        fifo("run/pipe", dialect=dialect),
    )
    assert scan.error is None
    assert [(each.path, each.kind) for each in scan.entries] == [
        ("etc", Kind.DIR),
        ("etc/motd", Kind.FILE),
        ("etc/link", Kind.SYMLINK),
        ("etc/hard", Kind.HARDLINK),
        ("dev/null", Kind.CHAR),
        ("dev/sda", Kind.BLOCK),
        ("run/pipe", Kind.FIFO),
    ]
    folder, motd, link, hard, null, disk, pipe = scan.entries
    assert (folder.mode, folder.uid, folder.gid, folder.mtime) == (0o1755, 1, 2, MTIME)
    assert (motd.mode, motd.uid, motd.gid, motd.size, motd.stored) == (0o4755, 0o7777777, 3, 5, 5)
    assert (link.link, hard.link) == ("../target", "etc/motd")
    v7 = dialect == "v7"
    assert (null.device, disk.device) == (((0, 0), (0, 0)) if v7 else ((1, 3), (8, 0)))
    assert pipe.device is None
    assert scan.findings == []


@pytest.mark.parametrize("dialect", ["pax", "gnu"])
def test_what_a_header_cannot_hold(dialect: Dialect) -> None:
    name, target = "d/" * 100 + "n" * 255, "t/" * 200 + "é"
    entry = scan_parts(
        symlink(name, target, uid=2**31, gid=2**32, mtime=2**40, dialect=dialect)
    ).only
    assert (entry.path, entry.link) == (name, target)
    assert (entry.uid, entry.gid, entry.mtime) == (2**31, 2**32, 2**40)


def test_ustar_splits_long_names() -> None:
    name = "p" * 150 + "/" + "n" * 100
    assert scan_parts(file(name, dialect="ustar")).only.path == name


@pytest.mark.parametrize(("mtime", "seconds"), [(-1.5, -2), (12.75, 12), (-3, -3), (0, 0)])
def test_times_before_1970_and_fractions(mtime: float, seconds: int) -> None:
    assert scan_parts(file("f", mtime=mtime)).only.mtime == seconds
    if mtime == seconds:
        assert scan_parts(file("f", mtime=mtime, dialect="gnu")).only.mtime == seconds


def test_base_256_numbers_of_either_sign() -> None:
    part = raw(
        header(
            b"n",
            mode=base256(0o640, 8),
            uid=base256(2**40, 8),
            gid=base256(-2, 8),
            size=base256(3, 12),
            mtime=base256(-(2**50), 12),
        ),
        b"abc",
    )
    entry = scan_parts(part).only
    assert (entry.mode, entry.uid, entry.gid, entry.size) == (0o640, 2**40, -2, 3)
    assert entry.mtime == -(2**50)


def test_v7_directories_end_with_a_slash_and_have_no_content() -> None:
    scan = scan_parts(
        raw(header(b"old/", b"\0", magic=V7, size=512)), file("new/", dialect="pax"), file("last")
    )
    assert [each.kind for each in scan.entries] == [Kind.DIR, Kind.FILE, Kind.FILE]
    assert scan.paths == ["old", "new", "last"]


def test_type_bits_in_the_mode_are_masked() -> None:
    part = raw(header(b"f", mode=0o100644))
    assert scan_parts(part).only.mode == 0o644


@pytest.mark.parametrize(
    ("letter", "kind"),
    [(b"7", Kind.CONTIGUOUS), (b"A", Kind.UNKNOWN), (b"V", Kind.UNKNOWN), (b"\xff", Kind.UNKNOWN)],
)
def test_types_that_engines_refuse_are_listed_and_told(letter: bytes, kind: Kind) -> None:
    scan = scan_parts(Member("odd", letter, b"content"), file("next"))
    assert scan.paths == ["odd", "next"]
    odd = scan.entries[0]
    assert (odd.kind, odd.size, odd.stored) == (kind, 7, 7)
    assert [(each.id, each.path) for each in scan.findings] == [("refused-type", "/odd")]


# offsets and contents -----------------------------------------------------------------------


def test_offsets_are_where_the_contents_lie() -> None:
    contents = [b"", b"x", b"y" * 511, b"z" * 512, b"w" * 513, b"v" * 300_000]
    data = layer_tar([file(f"f{at}", content) for at, content in enumerate(contents)])
    scan = scan_bytes(data)
    found = [data[each.offset : each.offset + each.stored] for each in scan.entries]
    assert found == contents


def test_fingerprints_tell_contents_apart() -> None:
    contents = [b"", b"x", b"y" * 999, b"z" * 300_000, b"x"]
    scan = scan_parts(
        *[file(f"f{at}", content) for at, content in enumerate(contents)],
        directory("d"),
        symlink("s", "x"),
        Member("seven", b"7", b"x"),
        Member("odd", b"A", b"x"),
        fingerprints=True,
    )
    expected = [xxhash.xxh3_64_intdigest(each) for each in contents]
    found = [entry.fingerprint for entry in scan.entries]
    assert found == [*expected, None, None, expected[1], None]
    assert all(entry.fingerprint is None for entry in scan_parts(file("f", b"x")).entries)


# links and their stray contents -------------------------------------------------------------


@tried_with("kind", [b"1", b"2", b"3", b"4", b"5", b"6"])
@tried_with("size", [1, 512, 513, 10**9, 2**62])
def test_a_size_without_content_is_ignored(kind: bytes, size: int) -> None:
    scan = scan_parts(Member("l", kind, link="t", size=size), file("next", b"content"))
    assert scan.error is None
    assert scan.paths == ["l", "next"]
    assert (scan.entries[0].size, scan.entries[0].stored) == (size, 0)


@pytest.mark.parametrize(
    "content",
    [b"hello", b"x" * 512, b"y" * 5000, bytes(512) + b"z" * 100, b"w" * (2 << 20)],
    ids=["short", "block", "blocks", "zeros-first", "large"],
)
def test_a_hard_link_s_content_in_old_archives_is_passed_over(content: bytes) -> None:
    scan = scan_parts(
        file("first", content), Member("second", b"1", content, link="first"), file("third", b"3")
    )
    assert scan.error is None
    assert scan.paths == ["first", "second", "third"]
    assert scan.found() == []


def test_a_header_in_a_link_s_content_is_a_header() -> None:
    """Everyone but pax and cpio ignores the size: what engines see is what is shown."""
    inner = layer_tar([file("inner", b"x")], end_blocks=0)
    scan = scan_parts(Member("link", b"1", inner, link="t"), file("next"))
    assert scan.paths == ["link", "inner", "next"]


def test_a_link_s_size_hides_no_end() -> None:
    """Engines stop at the two zero blocks; what the size claims would lead beyond them."""
    data = layer_tar([Member("link", b"1", link="t", size=1024)]) + layer_tar([file("hidden")])
    scan = scan_bytes(data)
    assert scan.paths == ["link"]
    assert scan.found() == ["hidden-data"]


@pytest.mark.parametrize("size", [5, 10**6, 2**62])
def test_a_link_s_size_hides_no_damage(size: int) -> None:
    data = layer_tar([Member("link", b"1", link="t", size=size)], end_blocks=0) + b"garbage" * 200
    scan = scan_bytes(data)
    assert scan.paths == [] if size > 5 else ["link"]
    assert scan.error is not None


def test_a_negative_size_where_there_is_no_content() -> None:
    part = raw(header(b"d", b"5", size=base256(-512, 12)))
    scan = scan_parts(part, file("next"))
    assert scan.paths == ["d", "next"]
    assert scan.entries[0].size == 0


def test_a_negative_size_where_there_is() -> None:
    scan = scan_parts(file("a"), raw(header(b"f", size=base256(-512, 12))))
    assert scan.paths == ["a"]
    assert scan.error is not None
    assert scan.error.offset == 512


# names --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [b"", b"./", b"/", b".", b"a/.."])
def test_a_file_without_a_name_is_skipped_and_told(name: bytes) -> None:
    scan = scan_parts(raw(header(name, size=3), b"abc"), file("next"))
    assert scan.paths == ["next"]
    assert scan.found() == ["empty-name"]


@pytest.mark.parametrize("name", [b"./", b"/", b".", b"a/.."])
def test_a_directory_without_a_name_is_the_root(name: bytes) -> None:
    entry = scan_parts(raw(header(name, b"5", mode=0o700))).only
    assert (entry.path, entry.kind, entry.mode) == ("", Kind.DIR, 0o700)


def test_a_directory_with_an_empty_name_is_skipped() -> None:
    scan = scan_parts(raw(header(b"", b"5")))
    assert (scan.entries, scan.found()) == ([], ["empty-name"])


def test_a_name_that_leaves_the_root_is_confined_and_told() -> None:
    scan = scan_parts(file("../../etc/shadow"))
    assert scan.paths == ["etc/shadow"]
    assert [(each.id, each.path, each.detail) for each in scan.findings] == [
        ("path-escape", "/etc/shadow", "../../etc/shadow")
    ]


def test_links_are_not_cleaned() -> None:
    scan = scan_parts(symlink("a", "../..//x/"), hardlink("b", "/./x"))
    assert [each.link for each in scan.entries] == ["../..//x/", "/./x"]


def test_undecodable_names_keep_their_bytes() -> None:
    scan = scan_parts(Member(b"\xff\xfe", b"2", link=b"\x80"))
    assert (scan.only.path, scan.only.link) == ("\udcff\udcfe", "\udc80")


@pytest.mark.parametrize("name", ["n" * 4096, "d/" * 511 + "f"])
def test_names_as_long_as_linux_allows(name: str) -> None:
    assert scan_parts(file(name)).only.path == name


@pytest.mark.parametrize("name", ["n" * 4097, "é" * 2049, "d/" * 512 + "f"])
def test_longer_names_are_a_limit(name: str) -> None:
    scan = scan_parts(file("before"), file(name))
    assert isinstance(scan.error, LimitError)
    assert scan.paths == ["before"]


# the end ------------------------------------------------------------------------------------


def test_nothing_is_an_empty_layer() -> None:
    scan = scan_bytes(b"")
    assert (scan.entries, scan.findings, scan.error) == ([], [], None)


@pytest.mark.parametrize("size", [512, 1024, 10_240, 100_352])
def test_zeros_are_an_empty_tar(size: int) -> None:
    scan = scan_bytes(bytes(size))
    assert (scan.entries, scan.findings, scan.error) == ([], [], None)


@pytest.mark.parametrize("blocks", [0, 1, 2, 3, 20, 1000])
def test_a_missing_end_and_padding_are_fine(blocks: int) -> None:
    scan = scan_bytes(layer_tar([file("a", b"x")], end_blocks=blocks))
    assert (scan.paths, scan.findings, scan.error) == (["a"], [], None)


def test_the_last_padding_may_be_missing() -> None:
    whole = layer_tar([file("a"), file("b", b"content")], end_blocks=0)
    for size in range(len(whole) - 505, len(whole)):
        scan = scan_bytes(whole[:size])
        assert (scan.paths, scan.error) == (["a", "b"], None)


def test_a_lone_zero_block_is_passed_over_and_told() -> None:
    one = layer_tar([file("a")], end_blocks=1)
    scan = scan_bytes(one + layer_tar([file("b")]))
    assert scan.paths == ["a", "b"]
    assert [(each.id, each.detail) for each in scan.findings] == [("lone-zero-block", "512")]


def test_what_stands_behind_the_end_is_told_and_never_listed() -> None:
    hidden = layer_tar([file("hidden", b"x" * 300_000)])
    scan = scan_bytes(layer_tar([file("a")], end_blocks=7) + hidden)
    assert scan.paths == ["a"]
    assert [(each.id, each.detail) for each in scan.findings] == [
        ("hidden-data", f"{len(hidden):,}")
    ]


@pytest.mark.parametrize("at", [0, 1, 511, 512, 262_143, 262_144, 600_000])
def test_a_single_byte_behind_the_end_is_found_wherever_it_stands(at: int) -> None:
    scan = scan_bytes(layer_tar([file("a")]) + bytes(at) + b"!")
    assert scan.found() == ["hidden-data"]


@pytest.mark.parametrize("data", [b"hello\n", b"hello\n" * 100, b"{}", b"\x7fELF" + bytes(900)])
def test_what_is_no_tar_says_so_at_its_first_byte(data: bytes) -> None:
    scan = scan_bytes(data)
    assert scan.error is not None
    assert scan.error.offset == 0
    assert "not a tar archive" in str(scan.error)
    assert ("it is text" in str(scan.error)) == (b"\0" not in data)


def test_a_bad_checksum_ends_the_reading_and_says_where() -> None:
    bad = raw(header(b"bad", wrong_checksum=b"0000000"))
    scan = scan_parts(file("a", b"x"), bad, file("c"))
    assert scan.paths == ["a"]
    assert scan.error is not None
    assert str(scan.error) == "not a tar header at offset 1,024: save or copy it again"


@pytest.mark.parametrize("mtime", [b"12 34567890 ", b"9" * 12])
def test_a_bad_number_ends_the_reading_and_says_where(mtime: bytes) -> None:
    scan = scan_parts(file("a"), raw(header(b"b", mtime=mtime)))
    assert scan.paths == ["a"]
    assert scan.error is not None
    assert scan.error.offset == 512


# truncation ---------------------------------------------------------------------------------


def test_cut_at_every_byte_gives_what_came_before_or_damage() -> None:
    parts: list[Part] = [
        directory("d"),
        file("d/f", b"x" * 700, xattrs={"user.a": b"1"}),
        raw(gnu_long(b"long" * 80) + header(b"l", b"2", link=b"t", magic=GNU)),
        file("last", b"end"),
    ]
    names = ["d", "d/f", "long" * 80, "last"]
    whole = layer_tar(parts)
    contents = len(layer_tar(parts, end_blocks=0))
    fine = {0, *range(contents + 512, len(whole))}
    for count, padding in ((1, 0), (2, 324), (3, 0), (4, 509)):
        end = len(layer_tar(parts[:count], end_blocks=0))
        fine |= {*range(end - padding, end + 1)}
    for size in range(len(whole)):
        scan = scan_bytes(whole[:size])
        assert scan.paths == names[: len(scan.paths)]
        assert (scan.error is None) == (size in fine), size
        if scan.error is not None and size >= 512:
            assert "cut short" in str(scan.error)


def test_a_cut_content_names_its_file_and_keeps_what_is_there() -> None:
    data = layer_tar([file("a"), file("big", b"x" * 5000)])[:3000]
    scan = scan_bytes(data)
    assert scan.paths == ["a"]
    assert scan.interrupted == "big"
    assert str(scan.error) == (
        "the tar is cut short within /big at offset 3,000: save or copy it again"
    )


@pytest.mark.parametrize("size", [2**33, 2**62, 2**63 - 1])
def test_a_huge_size_is_a_cut_content_and_costs_nothing(size: int) -> None:
    part = raw(header(b"huge", size=base256(size, 12)), b"x" * 900)
    scan = scan_parts(part)
    assert scan.interrupted == "huge"
    assert scan.error is not None
    assert scan.entries == []


@pytest.mark.parametrize("kind", [b"x", b"L", b"K"])
def test_an_end_behind_an_extended_header_is_a_cut(kind: bytes) -> None:
    data = pax_header([(b"path", b"x")]) if kind == b"x" else gnu_long(b"x", kind)
    scan = scan_bytes(header(b"a") + data)
    assert scan.paths == ["a"]
    assert scan.error is not None


# limits -------------------------------------------------------------------------------------


def test_entries_are_bounded() -> None:
    parts = [file(str(at)) for at in range(11)]
    assert scan_parts(*parts[:10], limits=Limits(entries_per_layer=10)).error is None
    scan = scan_parts(*parts, limits=Limits(entries_per_layer=10))
    assert isinstance(scan.error, LimitError)
    assert len(scan.entries) == 10


def test_skipped_entries_count() -> None:
    parts = [raw(header(b"")) for _ in range(11)]
    scan = scan_parts(*parts, limits=Limits(entries_per_layer=10))
    assert isinstance(scan.error, LimitError)


def test_of_many_findings_of_one_kind_only_the_number_is_kept() -> None:
    parts = [file(f"../{at}") for at in range(25)] + [Member("odd", b"7")]
    scan = scan_parts(*parts, limits=Limits(findings_per_kind=10))
    assert scan.found() == ["path-escape"] * 10 + ["refused-type", "more-findings"]
    assert scan.findings[-1].message == "15 more path-escape are not listed"
