"""The shortcut for usual headers says what the scanner says without it, whatever comes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.io.prefetch import Sweep
from inspector.limits import DEFAULT_LIMITS, Limits
from inspector.tarstream import TarScanner
from inspector.tarstream.cursor import Cursor
from inspector.tarstream.ustar_fast import Room, Taken, take_usual
from tests.build_image import GNU, MTIME, gnu_long, header, layer_tar, pax_header, raw
from tests.tarstream.reading import Stream, description, in_a_file, run

if TYPE_CHECKING:
    from inspector.io.window import Readable, SkippingReadable
    from tests.build_image.members import Part

NAMES = [b"a", b"etc/passwd", b"./usr/bin/x", b"d/", b"/abs", b"../up", b"a//b", b"a/./b", b""]
LONG = [b"n" * 99, b"long/" * 30 + b"name", b"long/" * 51 + b"x", b"long/" * 60]
VALUES = {
    b"path": [*NAMES, *LONG, b"caf\xc3\xa9", b"nul\0"],
    b"linkpath": [b"target", b"t/" * 100, b"t/" * 200, b""],
    b"mtime": [b"1700000000.123456789", b"1700000001", b"-1.5", b"1.", b"", b"x", b"9" * 25],
    b"atime": [b"1.5", b"nonsense"],
    b"ctime": [b"2.5"],
    b"size": [b"3", b"600"],
    b"uid": [b"7"],
    b"comment": [b"hello"],
    b"SCHILY.xattr.user.x": [b"value"],
}
BODIES = [
    b"",
    b"0 path=x\n",
    b"5 a=b\n",
    b"6 a=b\n",
    b"30 mtime=1\n",
    b"11 path=x\n",
    b"x\n",
    b"9 path=\n",
]
LIMITS = [
    DEFAULT_LIMITS,
    Limits(entries_per_layer=9),
    Limits(entries_per_layer=4),
    Limits(extended_total=600),
    Limits(extended_header=40),
    Limits(path_depth=16),
    Limits(kept_bytes=16),
    Limits(path_length=300),
]


@st.composite
def records(draw: st.DrawFn) -> list[tuple[bytes, bytes]]:
    keys = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=4))
    return [(key, draw(st.sampled_from(VALUES[key]))) for key in keys]


@st.composite
def parts(draw: st.DrawFn) -> list[Part]:
    found: list[Part] = []
    for _ in range(draw(st.integers(0, 2))):
        if draw(st.integers(0, 9)) == 0:
            found.append(
                raw(gnu_long(draw(st.sampled_from(LONG)), draw(st.sampled_from([b"L", b"K"]))))
            )
        body = draw(st.one_of(records(), st.sampled_from(BODIES)))
        found.append(raw(pax_header(body, draw(st.sampled_from([b"x", b"x", b"x", b"g", b"X"])))))
    kind = draw(st.sampled_from([b"0", b"0", b"2", b"5", b"1", b"3", b"\0"]))
    content = b"c" * draw(st.sampled_from([0, 5, 512, 5000])) if kind == b"0" else b""
    name, prefix = (
        draw(st.sampled_from([*NAMES, LONG[0]])),
        draw(st.sampled_from([b"", b"p/q", b"z" * 155])),
    )
    magic = draw(st.sampled_from([b"ustar\x0000", b"ustar\x0000", GNU]))
    block = bytearray(header(name, kind, size=len(content), mtime=MTIME, link=b"to", magic=magic))
    if prefix:
        block[345 : 345 + len(prefix)] = prefix
        if draw(st.booleans()):
            block[508:512] = draw(st.sampled_from([b"tar\0", bytes(4)]))
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return [*found, raw(bytes(block), content)]


def told(source: Readable | SkippingReadable, limits: Limits, *, fingerprints: bool) -> object:
    # What an unusual header costs is asked elsewhere: here all cost the same.
    limits = replace(limits, unusual_header=1)
    scanner = TarScanner(source, limits, fingerprints=fingerprints)
    return description(run(scanner)), scanner.count, scanner.extra


def nothing(cursor: object, room: object, limits: Limits, **options: object) -> Taken:
    del cursor, options
    return Taken(room, limits)  # type: ignore[arg-type]


@given(
    found=st.lists(parts(), max_size=5),
    limits=st.sampled_from(LIMITS),
    cut=st.one_of(st.just(0), st.integers(0, 4000)),
    fingerprints=st.booleans(),
)
def test_the_shortcut_changes_nothing(
    found: list[list[Part]], limits: Limits, cut: int, fingerprints: bool
) -> None:
    data = layer_tar([part for entry in found for part in entry])
    data = data[: len(data) - cut]
    with patch("inspector.tarstream.scanner.take_usual", nothing):
        expected = told(Stream(data, 1 << 20), limits, fingerprints=fingerprints)
    assert told(Stream(data, 1 << 20), limits, fingerprints=fingerprints) == expected
    assert told(Stream(data, 700), limits, fingerprints=fingerprints) == expected
    if not fingerprints:
        assert told(Sweep(in_a_file(data)), limits, fingerprints=False) == expected


def test_what_engines_write_is_usual() -> None:
    """docker writes a time in a PAX header for each entry, long names there or in the prefix."""
    time, name = (b"mtime", b"1700000000.5"), (b"path", b"long/" * 30)
    tar = layer_tar(
        [
            *(raw(pax_header([time])), raw(header(b"a", size=3), b"abc")),
            *(raw(pax_header([name, time])), raw(header(b"long", b"5"))),
            raw(header(b"name", prefix=b"/".join([b"long"] * 30), magic=b"ustar\x0000")),
            *(raw(pax_header([(b"linkpath", b"t/" * 70)])), raw(header(b"l", b"2"))),
        ]
    )
    taken = take_usual(
        Cursor(Stream(tar, 1 << 20)), Room(99, 99, 9999), DEFAULT_LIMITS, fingerprints=True
    )
    assert [(each.path, each.mtime, each.link) for each in taken.entries] == [
        ("a", 1_700_000_000, ""),
        ("/".join(["long"] * 30), 1_700_000_000, ""),
        ("/".join([*["long"] * 30, "name"]), 0, ""),
        ("l", 0, "t/" * 70),
    ]
