"""Records the headers of layers: ``python -m benchmarks.record ARCHIVE NAME WRITER [WITHOUT …]``.

``ARCHIVE`` is what ``docker save`` wrote, ``WITHOUT`` are numbers of layers to leave out, from 0.
The image takes the place of a recorded one of its name. Contents are packed to see how small they
get, and not kept.
"""

from __future__ import annotations

import sys
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from benchmarks.recorded import (
    BLOCK,
    RECORDS,
    WITH_DATA,
    Form,
    Image,
    Layer,
    Member,
    headers,
    packed,
    recorded,
)
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.io.window import Window

_SAMPLE = 1 << 16
T = TypeVar("T")


@dataclass
class _Index(Generic[T]):
    """Values by number, each once."""

    values: list[T] = field(default_factory=list)
    numbers: dict[T, int] = field(default_factory=dict)

    def number(self, value: T) -> int:
        if value not in self.numbers:
            self.numbers[value] = len(self.values)
            self.values.append(value)
        return self.numbers[value]


def members(window: Window) -> Iterator[tuple[Member, bytes]]:
    """Yield each member of a plain layer and the blocks of its headers."""
    kinds: list[str] = []
    blocks: list[bytes] = []
    long: dict[str, bytes] = {}
    while len(block := window.read(BLOCK)) == BLOCK and any(block):
        letter, size = chr(block[156]), int(block[124:135], 8)
        blocks.append(block)
        if letter in "xLK":
            blocks.append(window.read(size + -size % BLOCK))
            data = blocks[-1][:size]
            told = dict(_records(data)) if letter == "x" else {letter: data.rstrip(b"\0")}
            long |= told
            kinds.append(f"x:{','.join(told)}" if letter == "x" else letter)
            continue
        content = b""
        if letter in WITH_DATA:
            content = window.read(min(size, _SAMPLE))
            window.skip(size - len(content) + -size % BLOCK)
        yield _member(block, kinds, long, content), b"".join(blocks)
        kinds, blocks, long = [], [], {}


def _member(block: bytes, kinds: list[str], long: dict[str, bytes], content: bytes) -> Member:
    def text(start: int, end: int) -> str:
        return block[start:end].partition(b"\0")[0].decode()

    def number(start: int, end: int) -> int:
        return int(block[start:end].strip(b" \0") or b"0", 8)

    has_prefix = block[257:263] == b"ustar\0" and block[345] != 0
    name = text(345, 500) + "/" + text(0, 100) if has_prefix else text(0, 100)
    name = long.get("path", long.get("L", name.encode())).decode()
    link = long.get("linkpath", long.get("K", text(157, 257).encode())).decode()
    form = Form(
        chr(block[156]),
        block[257:265].decode(),
        has_prefix,
        tuple(kinds),
        text(265, 297),
        text(297, 329),
        block[329:345].decode(),
    )
    tenths = round(10 * len(zlib.compress(content)) / len(content)) if content else 0
    return Member(
        form,
        name,
        link,
        mode=number(100, 108),
        uid=number(108, 116),
        gid=number(116, 124),
        size=number(124, 136),
        mtime=number(136, 148),
        tenths=min(tenths, 10),
    )


def _records(data: bytes) -> Iterator[tuple[str, bytes]]:
    while data:
        length = int(data[: data.index(b" ")])
        key, _, value = data[data.index(b" ") + 1 : length - 1].partition(b"=")
        yield key.decode(), value
        data = data[length:]


def main(archive: str, name: str, writer: str, *without: str) -> None:
    """Record, and say how many headers would not be written as they were."""
    forms: _Index[Form] = _Index()
    owners: _Index[tuple[int, int, int]] = _Index()
    layers: list[Layer] = []
    other = count = 0
    for number, source in enumerate(open_archive(archive, DEFAULT_LIMITS).images[0].layers):
        if str(number) in without:
            continue
        if source.window is None:
            raise SystemExit(f"{archive}: a layer is not there")
        found = list(members(source.window.reopened()))
        other += sum(headers(member) != blocks for member, blocks in found)
        count += len(found)
        layers.append(_layer([member for member, _ in found], forms, owners))
    image = Image(name, writer, forms.values, owners.values, layers)
    kept = recorded() if RECORDS.exists() else {}
    RECORDS.write_bytes(packed(list({**kept, name: image}.values())))
    print(f"{name}: {len(layers)} layers, {count:,} members, {other:,} of them not to the byte")


def _layer(
    members: list[Member], forms: _Index[Form], owners: _Index[tuple[int, int, int]]
) -> Layer:
    times = [member.mtime for member in members]
    return Layer(
        "\n".join(member.name for member in members),
        "\n".join(member.link for member in members),
        [forms.number(member.form) for member in members],
        [owners.number((member.mode, member.uid, member.gid)) for member in members],
        [member.size for member in members],
        [time - before for time, before in zip(times, [0, *times], strict=False)],
        "".join(f"{member.tenths:x}" for member in members),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
