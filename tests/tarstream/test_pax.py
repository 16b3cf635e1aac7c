from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.errors import DamageError, LimitError
from inspector.limits import Limits
from inspector.tarstream.pax import parse_records
from tests.build_image import GNU, file, gnu_long, hardlink, header, pax_header, pax_record, raw
from tests.cases import tried_with
from tests.tarstream.reading import scan_bytes, scan_parts

if TYPE_CHECKING:
    from tests.build_image.members import Member

_key = st.binary(min_size=1, max_size=20).filter(
    lambda key: b"=" not in key and b"\0" not in key and not key.startswith(b"GNU")
)


def with_records(*records: tuple[bytes, bytes], name: str = "name") -> Member:
    return file(name, b"content", pax=records)


# records ------------------------------------------------------------------------------------


@given(records=st.dictionaries(_key, st.binary(max_size=60), max_size=6))
def test_records_come_back(records: dict[bytes, bytes]) -> None:
    texts = {b"path", b"linkpath", b"uname", b"gname"}
    records = {key: value for key, value in records.items() if key not in texts}
    data = b"".join(pax_record(key, value) for key, value in records.items())
    assert parse_records(data, 0) == records


@given(data=st.binary(max_size=200))
def test_any_bytes_are_records_or_damage(data: bytes) -> None:
    with suppress(DamageError):
        assert all(parse_records(data, 0))


def test_a_value_may_hold_newlines_equals_signs_and_nuls() -> None:
    value = b"\0=\n12 path=evil\n\0"
    assert parse_records(pax_record(b"SCHILY.xattr.user.x", value), 0) == {
        b"SCHILY.xattr.user.x": value
    }


@tried_with(
    "data",
    [
        b"path=x\n",
        b"8 path=x\n",
        b"10 path=x",
        b"9 path=x ",
        b"9 path=xy\n",
        b"99 path=x\n",
        b"-9 path=x\n",
        b"9999999999999999999999 path=x\n",
        b"0 path=x\n",
        b"3 \n",
        b"5 =x\n",
        b"9 path x\n",
        b" 9 path=x\n",
        b"9\tpath=x\n",
        b"11 path=x\0\n",
        pax_record(b"linkpath", b"\0"),
        pax_record(b"GNU.sparse.name", b"a\0b"),
        b"9 pa\0h=x\n",
        b"9 path=x\n\0\0\0",
    ],
)
def test_records_that_break_the_form_are_damage(data: bytes) -> None:
    with pytest.raises(DamageError):
        parse_records(data, 1024)
    scan = scan_bytes(pax_header(data) + header(b"name"))
    assert scan.error is not None
    assert scan.error.offset == 0


# what they say of an entry ------------------------------------------------------------------


def test_every_record_that_counts() -> None:
    entry = scan_parts(
        hardlink(
            "short",
            "target",
            pax=(
                (b"path", "länger".encode()),
                (b"linkpath", b"other/target"),
                (b"uid", b"4294967294"),
                (b"gid", b"-1"),
                (b"mtime", b"12.5"),
                (b"SCHILY.xattr.user.one", b"\0\xff"),
                (b"SCHILY.xattr.security.capability", b"\1\0\0\2"),
                (b"comment", b"nothing"),
                (b"LIBARCHIVE.creationtime", b"1"),
            ),
        )
    ).only
    assert (entry.path, entry.link) == ("länger", "other/target")
    assert (entry.uid, entry.gid, entry.mtime) == (4294967294, -1, 12)
    assert entry.xattrs == {"user.one": b"\0\xff", "security.capability": b"\1\0\0\2"}


def test_a_size_in_a_record_is_the_payload_s() -> None:
    part = raw(pax_header([(b"size", b"5")]) + header(b"big", size=0), b"hello")
    scan = scan_parts(part, file("next"))
    assert scan.paths == ["big", "next"]
    assert (scan.entries[0].size, scan.entries[0].stored) == (5, 5)


def test_an_empty_value_changes_nothing() -> None:
    keys = (b"path", b"linkpath", b"uid", b"gid", b"size", b"mtime")
    entry = scan_parts(
        file("name", b"abc", uid=5, mtime=9, pax=tuple((key, b"") for key in keys))
    ).only
    assert (entry.path, entry.uid, entry.size, entry.mtime) == ("name", 5, 3, 9)


def test_the_last_record_of_a_key_counts() -> None:
    assert scan_parts(with_records((b"path", b"a"), (b"path", b"b"))).only.path == "b"


@tried_with(
    ("text", "seconds"),
    [
        (b"0", 0),
        (b"1700000000", 1700000000),
        (b"1700000000.999999999", 1700000000),
        (b"1700000000.", 1700000000),
        (b"-1", -1),
        (b"-1.0", -1),
        (b"-1.5", -2),
        (b"-0.000000001", -1),
        (b"-0.0", 0),
        (b"+5.5", 5),
        (b"9223372036854775807", 2**63 - 1),
    ],
)
def test_times_are_rounded_down(text: bytes, seconds: int) -> None:
    assert scan_parts(with_records((b"mtime", text))).only.mtime == seconds


@tried_with(
    ("key", "value"),
    [
        (b"mtime", b"now"),
        (b"mtime", b".5"),
        (b"mtime", b"1.-5"),
        (b"mtime", b"1e9"),
        (b"mtime", b"9223372036854775808"),
        (b"uid", b"0x10"),
        (b"uid", b"1.0"),
        (b"gid", b"12345678901234567890123"),
        (b"size", b"9223372036854775808"),
        (b"size", b"-5"),
        (b"size", b" 5"),
    ],
)
def test_numbers_that_are_none_are_damage(key: bytes, value: bytes) -> None:
    scan = scan_parts(file("before"), with_records((key, value)))
    assert scan.paths == ["before"]
    assert scan.error is not None
    assert scan.error.offset is not None


def test_names_are_decoded_as_they_are() -> None:
    entry = scan_parts(
        with_records((b"path", b"\xff/\xc3\xa9"), (b"SCHILY.xattr.user.\xff", b"x"))
    ).only
    assert entry.path == "\udcff/é"
    assert entry.xattrs == {"user.\udcff": b"x"}


def test_a_slash_behind_the_path_of_a_v7_file_makes_it_a_directory() -> None:
    part = raw(pax_header([(b"path", b"dir/")]) + header(b"x", b"\0"))
    assert scan_parts(part).only.kind.name == "DIR"


# several headers before one entry -----------------------------------------------------------


def test_a_later_header_takes_the_place_of_an_earlier_one() -> None:
    """As in the reader that engines use: they would not see the first one's uid."""
    first = pax_header([(b"uid", b"7"), (b"path", b"first")])
    second = pax_header([(b"path", b"second")])
    entry = scan_parts(raw(first + second + header(b"name", uid=3))).only
    assert (entry.path, entry.uid) == ("second", 3)


@pytest.mark.parametrize("is_first", [True, False])
def test_gnu_long_names_go_over_records(is_first: bool) -> None:
    """As in the reader that engines use; GNU tar lets the record win."""
    long = gnu_long(b"from/gnu") + gnu_long(b"to/gnu", b"K")
    records = pax_header([(b"path", b"from/pax"), (b"linkpath", b"to/pax")])
    headers = long + records if is_first else records + long
    entry = scan_parts(raw(headers + header(b"name", b"2", link=b"there"))).only
    assert (entry.path, entry.link) == ("from/gnu", "to/gnu")


def test_headers_of_one_entry_do_not_reach_the_next() -> None:
    parts = (
        raw(gnu_long(b"l" * 300) + gnu_long(b"k" * 300, b"K") + header(b"n", b"2", magic=GNU)),
        with_records((b"uid", b"5"), (b"SCHILY.xattr.user.x", b"1"), name="second"),
        hardlink("third", "link"),
    )
    scan = scan_parts(*parts)
    assert scan.paths == ["l" * 300, "second", "third"]
    assert [entry.link for entry in scan.entries] == ["k" * 300, "", "link"]
    assert [entry.uid for entry in scan.entries] == [0, 5, 0]
    assert scan.entries[2].xattrs is None


@pytest.mark.parametrize("value", [b"", b"\0ignored"])
def test_an_empty_long_name_changes_nothing(value: bytes) -> None:
    assert scan_parts(raw(gnu_long(value) + header(b"name"))).only.path == "name"


def test_a_long_name_ends_at_its_nul() -> None:
    assert scan_parts(raw(gnu_long(b"long\0junk") + header(b"name"))).only.path == "long"


def test_a_chain_of_headers_has_an_end() -> None:
    chain = pax_header([(b"comment", b"x")])
    assert scan_parts(raw(chain * 64 + header(b"name"))).only.path == "name"
    scan = scan_parts(raw(chain * 65 + header(b"name")))
    assert isinstance(scan.error, LimitError)
    assert "64 headers" in str(scan.error)


@pytest.mark.parametrize("kind", [b"x", b"g", b"L", b"K"])
def test_an_extended_header_is_held_whole_and_so_is_bounded(kind: bytes) -> None:
    for size in (2**20 + 1, 2**40, -512):
        scan = scan_bytes(header(b"long", kind, size=size) + bytes(2048))
        assert isinstance(scan.error, LimitError)


def test_the_solaris_letter_is_read_and_told() -> None:
    part = raw(pax_header([(b"path", b"long")], b"X") + header(b"short"))
    scan = scan_parts(part)
    assert scan.only.path == "long"
    assert scan.found() == ["refused-type"]


# global headers -----------------------------------------------------------------------------


def test_a_global_header_is_not_a_file_and_holds_for_all_that_follow() -> None:
    scan = scan_parts(
        raw(pax_header([(b"uid", b"7"), (b"mtime", b"5")], b"g")),
        file("a"),
        with_records((b"uid", b"8"), name="b"),
        raw(pax_header([(b"uid", b"9")], b"g")),
        file("c"),
    )
    assert scan.paths == ["a", "b", "c"]
    assert [entry.uid for entry in scan.entries] == [7, 8, 9]
    assert [entry.mtime for entry in scan.entries] == [5, 5, 5]


def test_a_global_header_that_engines_ignore_is_told() -> None:
    scan = scan_parts(raw(pax_header([(b"uid", b"7"), (b"comment", b"x")], b"g")), file("a"))
    assert [(each.id, each.detail) for each in scan.findings] == [("global-header", "uid")]


def test_the_comment_of_git_archive_is_nothing_to_tell() -> None:
    scan = scan_parts(raw(pax_header([(b"comment", b"0" * 40)], b"g")), file("a"))
    assert (scan.paths, scan.findings) == (["a"], [])


def test_global_headers_do_not_grow_without_end() -> None:
    many = (pax_header([(b"SCHILY.xattr.%d" % at, b"x" * 900_000)], b"g") for at in range(3))
    scan = scan_bytes(b"".join(many) + header(b"name"))
    assert isinstance(scan.error, LimitError)


# what is kept has a bound -------------------------------------------------------------------


def test_attributes_of_one_entry_are_bounded() -> None:
    record = (b"SCHILY.xattr.user.x", b"x" * 5000)
    assert scan_parts(with_records(record)).error is None
    scan = scan_parts(with_records(record), limits=Limits(xattrs_bytes=5000))
    assert isinstance(scan.error, LimitError)
    tiny = tuple((b"SCHILY.xattr.%d" % at, b"") for at in range(200))
    scan = scan_parts(with_records(*tiny), limits=Limits(xattrs_bytes=5000))
    assert isinstance(scan.error, LimitError)


def test_names_and_attributes_of_a_layer_are_bounded_together() -> None:
    limits = Limits(extended_total=10_000)
    few = [raw(gnu_long(b"n" * 400) + header(b"x")) for _ in range(20)]
    assert scan_parts(*few, limits=limits).error is None
    scan = scan_parts(*few * 2, limits=limits)
    assert isinstance(scan.error, LimitError)
    assert len(scan.entries) == 25


def test_a_global_header_s_attributes_are_counted_for_each_entry() -> None:
    shared = raw(pax_header([(b"SCHILY.xattr.user.x", b"x" * 1000)], b"g"))
    scan = scan_parts(
        shared, *[file(str(at)) for at in range(50)], limits=Limits(extended_total=20_000)
    )
    assert isinstance(scan.error, LimitError)
    assert 10 < len(scan.entries) < 20


def test_records_are_bounded_by_the_entries_allowed() -> None:
    tiny = pax_header(b"5 a=\n" * 60)
    scan = scan_bytes(tiny + header(b"a"), Limits(entries_per_layer=10))
    assert isinstance(scan.error, LimitError)
    assert scan_bytes(tiny + header(b"a"), Limits(entries_per_layer=20)).error is None


@pytest.mark.parametrize("size", [4096, 4097])
def test_links_no_longer_than_linux_allows(size: int) -> None:
    scan = scan_parts(raw(gnu_long(b"l" * size, b"K") + header(b"name", b"2")))
    assert isinstance(scan.error, LimitError) == (size > 4096)
