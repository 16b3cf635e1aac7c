"""Headers of real layers, as recorded: names, sizes, owners and forms, and not a byte of contents.

``RECORDS`` holds what ``python -m benchmarks.record`` took from images that docker, BuildKit,
containerd and buildah built; from it the same headers are written again, to the byte but for made
up fractions of seconds and values of attributes.
"""

from __future__ import annotations

import lzma
import zlib
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 512
RECORDS = Path(__file__).parent / "recorded.json.xz"
# What follows a header of these types is data.
WITH_DATA = frozenset("0\x007")
_XATTR = "SCHILY.xattr."
_NAME, _PREFIX = 100, 155


class Form(msgspec.Struct, frozen=True):
    """What writers do differently. ``extended``: each header before it, "x:path,mtime" or "L"."""

    letter: str
    magic: str
    has_prefix: bool
    extended: tuple[str, ...]
    owner: str
    group: str
    device: str


class Member(msgspec.Struct, frozen=True):
    """One member of a layer; ``tenths`` is how large its content is when gzip has packed it."""

    form: Form
    name: str
    link: str
    mode: int
    uid: int
    gid: int
    size: int
    mtime: int
    tenths: int


class Layer(msgspec.Struct, frozen=True):
    """Members column by column, which is small once it is compressed; times as differences."""

    names: str
    links: str
    forms: list[int]
    owners: list[int]
    sizes: list[int]
    times: list[int]
    tenths: str

    def members(self, image: Image) -> Iterator[Member]:
        """Yield the members in their order."""
        names, links = self.names.split("\n"), self.links.split("\n")
        times = accumulate(self.times)
        columns = (names, links, self.forms, self.owners, self.sizes, times, self.tenths)
        for name, link, form, owner, size, time, tenths in zip(*columns, strict=True):
            mode, uid, gid = image.owners[owner]
            yield Member(image.forms[form], name, link, mode, uid, gid, size, time, int(tenths, 16))


class Image(msgspec.Struct, frozen=True):
    """The layers of one image, lowest first, and who wrote them."""

    name: str
    writer: str
    forms: list[Form]
    owners: list[tuple[int, int, int]]
    layers: list[Layer]


def packed(images: list[Image]) -> bytes:
    """Return the images as the file holds them."""
    return lzma.compress(msgspec.json.encode(images), preset=9 | lzma.PRESET_EXTREME)


@lru_cache(maxsize=1)
def recorded() -> dict[str, Image]:
    """Return the recorded images by name."""
    images = msgspec.json.decode(lzma.decompress(RECORDS.read_bytes()), type=list[Image])
    return {image.name: image for image in images}


def headers(member: Member) -> bytes:
    """Return the blocks that stand before a member's content, extended headers included."""
    name, link = member.name.encode(), member.link.encode()
    parts = [_extended(member, kind, name, link) for kind in member.form.extended]
    records = ",".join(kind for kind in member.form.extended if kind[:2] == "x:")
    is_pax = "path" in records
    prefix = b""
    if member.form.has_prefix:
        prefix, name = _split(name)
    elif is_pax:
        name = bytes(byte for byte in name if byte < 128)
    if "linkpath" in records:
        link = bytes(byte for byte in link if byte < 128)
    return b"".join(parts) + _block(member, name[:_NAME], link[:_NAME], prefix)


def _block(member: Member, name: bytes, link: bytes, prefix: bytes) -> bytes:
    form = member.form
    block = bytearray(BLOCK)
    block[: len(name)] = name
    block[100:148] = b"%07o\0%07o\0%07o\0%011o\0%011o\0" % (
        member.mode,
        member.uid,
        member.gid,
        member.size,
        member.mtime,
    )
    block[156:157] = form.letter.encode()
    block[157 : 157 + len(link)] = link
    block[257:265] = form.magic.encode()
    block[265 : 265 + len(form.owner)] = form.owner.encode()
    block[297 : 297 + len(form.group)] = form.group.encode()
    block[329:345] = form.device.encode()
    block[345 : 345 + len(prefix)] = prefix
    return _summed(block)


def _summed(block: bytearray) -> bytes:
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def _split(name: bytes) -> tuple[bytes, bytes]:
    """Split as Go's archive/tar does: at the last slash that leaves room on both sides."""
    end = min(len(name) - (name[-1:] == b"/"), _PREFIX + 1)
    place = name.rfind(b"/", 0, end)
    return name[:place], name[place + 1 :]


def _extended(member: Member, kind: str, name: bytes, link: bytes) -> bytes:
    letter, _, keys = kind.partition(":")
    if letter in "LK":
        data = (name if letter == "L" else link) + b"\0"
        title = b"././@LongLink"
    else:
        data = b"".join(_record(key, member, name, link) for key in keys.split(","))
        folder, _, base = name.rstrip(b"/").rpartition(b"/")
        title = b"/".join((*([folder] if folder else []), b"PaxHeaders.0", base))
        title = bytes(byte for byte in title if byte < 128)[:_NAME].rstrip(b"/")
    block = bytearray(BLOCK)
    block[: len(title)] = title
    block[100:148] = b"%07o\0%07o\0%07o\0%011o\0%011o\0" % (0, 0, 0, len(data), 0)
    block[156:157] = letter.encode()
    block[257:265] = member.form.magic.encode()
    return _summed(block) + data + bytes(-len(data) % BLOCK)


def _record(key: str, member: Member, name: bytes, link: bytes) -> bytes:
    """Return one PAX record; its length counts its own digits."""
    if key == "path":
        value = name
    elif key == "linkpath":
        value = link
    elif key.startswith(_XATTR):
        value = b"\1\0\0\2" + bytes((0, 4)) + bytes(14)  # a capability
    else:  # a time: digits of the fraction that are never the same
        value = b"%d.%09d" % (member.mtime, zlib.crc32(name) % 999_999_999 + 1)
    body = b" %s=%s\n" % (key.encode(), value)
    length = len(body)
    while length != len(body) + len(str(length)):
        length = len(body) + len(str(length))
    return b"%d%s" % (length, body)
