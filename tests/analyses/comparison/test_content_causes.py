"""Contents that say the same and differ by a clock, an order or a random value."""

from __future__ import annotations

import gzip
import io
import zipfile

from inspector.analyses.comparison.content_causes import content_cause
from tests.build_image import file
from tests.build_image.layers import layer_tar
from tests.cases import tried_with


def gz(data: bytes, time: int) -> bytes:
    return gzip.compress(data, mtime=time)


def tar(time: int, content: bytes = b"x" * 700) -> bytes:
    return layer_tar([file("a", content, mtime=time), file("b", b"", mtime=time)])


def zipped(year: int, content: str = "x") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a", (year, 1, 1, 0, 0, 0)), content)
    return target.getvalue()


def ar(time: int, content: bytes = b"abc") -> bytes:
    header = b"%-16s%-12d%-6d%-6d%-8o%-10d`\n" % (b"a.o/", time, 0, 0, 0o644, len(content))
    return b"!<arch>\n" + header + content + b"\n"


def pyc(time: int, code: bytes = b"code") -> bytes:
    return b"\xa7\r\r\n" + bytes(4) + time.to_bytes(4, "little") + bytes(4) + code


@tried_with(
    ("old", "new", "cause"),
    [
        (gz(b"same", 1), gz(b"same", 2), "archive-time"),
        (gz(b"same", 1), gz(b"other", 2), None),
        (gz(b"on 2024-01-02 at 03:04", 1), gz(b"on 2024-01-03 at 13:04", 2), "time-in-text"),
        (gz(b"\0" * 99, 1), gz(b"\0" * 99, 2)[:-9], None),
        (
            b"id=0b1c2d3e-1111-4000-8000-0123456789ab at 10:00\n",
            b"id=ffffffff-2222-4111-9000-ba9876543210 at 11:00\n",
            "random-value",
        ),
        (tar(1), tar(2), "archive-time"),
        (gz(tar(1), 1), gz(tar(2), 1), "archive-time"),
        (tar(1), tar(2, b"y" * 700), None),
        (zipped(2001), zipped(2002), "archive-time"),
        (zipped(2001), zipped(2002, "y"), None),
        (zipped(2001), b"PK\3\4 broken", None),
        (b"PK\3\4 broken", b"PK\3\4 broken, too", None),
        (ar(1), ar(2), "archive-time"),
        (ar(1), ar(2, b"abd"), None),
        (ar(1), ar(2).replace(b"3         `", b"-3        `"), None),
        (pyc(1), pyc(2), "compiled-time"),
        (pyc(1), pyc(2, b"other"), None),
        (
            b"built Mon Nov 30 03:22:06 UTC 2026\n",
            b"built Tue Dec  1 13:22:07 UTC 2026\n",
            "time-in-text",
        ),
        (b"epoch=1700000000 x\n", b"epoch=1700000321 x\n", "time-in-text"),
        (b"version 1.2\n", b"version 1.3\n", None),
        (b"a\nb\n", b"b\na\n", "line-order"),
        (
            b"id=0123456789abcdef0123456789abcdef\n",
            b"id=fedcba9876543210fedcba9876543210\n",
            "random-value",
        ),
        (b" 7c 2d 00 11 22 33 44 55\n", b" 7c 2d 00 11 22 33 44 66\n", "random-value"),
        (b"\0a", b"\0b", None),
        (b"", b"text", None),
    ],
)
def test_causes(old: bytes, new: bytes, cause: str | None) -> None:
    assert content_cause(old, new) == cause
    assert content_cause(new, old) == cause
