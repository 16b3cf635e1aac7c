"""Small archives that want to cost much: each is below 100 MB, and made the same every time."""

from __future__ import annotations

import bz2
import hashlib
import json
import lzma
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import zstandard

from benchmarks.images import header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    Make = Callable[[int], bytes]

_BLOCK = 512
_AT_ONCE = 8192
_ZEROS = bytes(1 << 24)
_GIB = 1 << 30
MANY = 2_000_000


@dataclass(frozen=True, slots=True)
class Packed:
    """A layer: its compressed blob, and the digest of what it decompresses to."""

    blob: bytes
    diff_id: str


@dataclass(frozen=True, slots=True)
class Hostile:
    """An archive: what it is called, its layers, and how it is compressed as a whole."""

    name: str
    layers: Callable[[int], Iterator[Packed]]  # given the number of entries
    whole: str = "none"
    history: int = 0  # bytes of comments in the configuration

    def build(self, folder: Path, entries: int) -> Path:
        """Write the archive, unless it is there; return its path."""
        path = folder / f"hostile-{self.name.replace(' ', '-')}-{entries}.tar"
        if not path.exists():
            parts = _archive(list(self.layers(entries)), self)
            path.write_bytes(compressed(parts, self.whole))
        return path


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


_COMPRESSORS: dict[str, Callable[[], _Compressor]] = {
    "gzip": lambda: zlib.compressobj(1, wbits=31),
    "zstd": lambda: zstandard.ZstdCompressor(3).compressobj(),
    "xz": lambda: lzma.LZMACompressor(preset=1),
    "bzip2": lambda: bz2.BZ2Compressor(9),
}


def compressed(pieces: Iterable[bytes], codec: str) -> bytes:
    """Return data in one piece, compressed where ``codec`` is not "none"."""
    if codec == "none":
        return b"".join(pieces)
    packer = _COMPRESSORS[codec]()
    return b"".join([*map(packer.compress, pieces), packer.flush()])


def layer(pieces: Iterator[bytes], codec: str = "gzip") -> Packed:
    """Return a layer of a tar's bytes; its end is added."""
    digest = hashlib.sha256()

    def hashed() -> Iterator[bytes]:
        for piece in pieces:
            digest.update(piece)
            yield piece
        digest.update(bytes(2 * _BLOCK))
        yield bytes(2 * _BLOCK)

    blob = compressed(hashed(), codec)
    return Packed(blob, digest.hexdigest())


def _members(make: Make, numbers: range) -> Iterator[bytes]:
    for start in range(numbers.start, numbers.stop, _AT_ONCE):
        yield b"".join(map(make, range(start, min(start + _AT_ONCE, numbers.stop))))


def _one(make: Make) -> Callable[[int], Iterator[Packed]]:
    """Return one layer with all of the entries."""
    return lambda entries: iter([layer(_members(make, range(entries)))])


def _split(make: Make, layers: int) -> Callable[[int], Iterator[Packed]]:
    """Return layers with as many entries each."""

    def made(entries: int) -> Iterator[Packed]:
        step = entries // layers
        for start in range(0, step * layers, step):
            yield layer(_members(make, range(start, start + step)))

    return made


def _again(make: Make, layers: int) -> Callable[[int], Iterator[Packed]]:
    """Return layers that all write the same paths, with other content in each."""

    def made(entries: int) -> Iterator[Packed]:
        for number in range(layers):
            names = _members(make, range(entries // layers))
            yield layer(iter([*names, _file(f"only/{number}")]))

    return made


def _hidden(entries: int) -> Iterator[Packed]:
    yield layer(_members(_plain, range(entries // 2)))
    yield layer(_members(lambda n: _file(f"opt/.wh.f{n:08}"), range(entries // 2)))


def _bomb(codec: str, size: int = _GIB, layers: int = 20) -> Callable[[int], Iterator[Packed]]:
    """Return layers of zeros, whatever the number of entries."""

    def made(entries: int) -> Iterator[Packed]:
        whole = size if entries == MANY else size // 64
        for number in range(layers):
            yield layer(_zeros(f"zeros-{number}", whole), codec)

    return made


def _zeros(name: str, size: int) -> Iterator[bytes]:
    yield header(name, size)
    for _ in range(size // len(_ZEROS)):
        yield _ZEROS


def _file(name: str) -> bytes:
    return header(name, 0)


def _plain(number: int) -> bytes:
    return _file(f"opt/f{number:08}")


def _content(number: int) -> bytes:
    return header(f"opt/f{number:08}", 1) + b"x" + bytes(_BLOCK - 1)


def _link(number: int) -> bytes:
    if not number:
        return _file("opt/first")
    block = bytearray(header(f"opt/l{number:08}", 0, b"1"))
    block[157:166] = b"opt/first"
    return _summed(block)


def _odd(number: int) -> bytes:
    """Return a file that everyone may write, and that runs as its owner and group."""
    block = bytearray(header(f"opt/f{number:08}", 1))
    block[100:107] = b"0006777"
    return _summed(block) + b"x" + bytes(_BLOCK - 1)


def _summed(block: bytearray) -> bytes:
    """Return a header with its sum."""
    block[148:156] = b" " * 8
    block[148:155] = b"%06o\0" % sum(block)
    return bytes(block)


def _telling(number: int) -> bytes:
    """Return a file whose name tells of secrets, with one."""
    text = f"API_TOKEN=h7Kq2Zp9Lw{number:08}\n".encode()
    return header(f"opt/{number:08}/.env", len(text)) + text + bytes(_BLOCK - len(text))


def _installed(entries: int) -> Iterator[Packed]:
    """Yield Debian packages with a list of files each, all of which say the same file is theirs."""
    packages = entries // 4
    status = b"".join(
        b"Package: p%d\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n\n" % number
        for number in range(packages)
    )
    listed = b"/.\n/opt\n" + b"/opt/f00000001\n" * 20

    def made(number: int) -> bytes:
        name = f"var/lib/dpkg/info/p{number}.list"
        return header(name, len(listed)) + listed + bytes(-len(listed) % _BLOCK)

    head = header("var/lib/dpkg/status", len(status)) + status + bytes(-len(status) % _BLOCK)
    yield layer(iter([_content(1), head, *_members(made, range(packages))]))


def _described(number: int, key: str, value: str) -> bytes:
    """Return a file with an extended header in front."""
    record = f" {key}={value}\n".encode()
    length = len(record) + len(str(len(record)))
    length = len(record) + len(str(length))
    data = str(length).encode() + record
    padding = bytes(-len(data) % _BLOCK)
    return header("pax", len(data), b"x") + data + padding + _plain(number)


def _archive(layers: list[Packed], about: Hostile) -> list[bytes]:
    """Return an archive as docker saves it, in parts; layers of the same blob share it."""
    members: dict[str, bytes] = {}

    def add(data: bytes) -> str:
        name = f"blobs/sha256/{hashlib.sha256(data).hexdigest()}"
        members[name] = data
        return name

    names = [add(each.blob) for each in layers]
    note = "x" * (about.history // len(layers)) if about.history else ""
    config = {
        "architecture": "amd64",
        "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{each.diff_id}" for each in layers]},
        "history": [{"created_by": f"RUN step {n}", "comment": note} for n in range(len(layers))],
    }
    item = {
        "Config": add(json.dumps(config).encode()),
        "RepoTags": ["example.com/hostile:1"],
        "Layers": names,
    }
    members["manifest.json"] = json.dumps([item]).encode()
    parts: list[bytes] = []
    for name, data in members.items():
        parts += [header(name, len(data)), data, bytes(-len(data) % _BLOCK)]
    return [*parts, bytes(2 * _BLOCK)]


def _deep(number: int) -> bytes:
    return _file("a/" * 40 + f"f{number:08}")


def _apart(number: int) -> bytes:
    return _file(f"d{number:08}/f")


def _long(number: int) -> bytes:
    return _described(number, "path", "opt/" + "/".join(["x" * 200] * 4) + f"/{number:08}")


def _dated(number: int) -> bytes:
    return _described(number, "mtime", "1700000000.123456789")


HOSTILE = (
    Hostile("entries in one layer", _one(_plain)),
    Hostile("entries in 40 layers", _split(_plain, 40)),
    Hostile("files of a byte", _one(_content)),
    Hostile("extended headers", _one(_dated)),
    Hostile("long names", _one(_long)),
    Hostile("a folder for each", _one(_apart)),
    Hostile("deep paths", _one(_deep)),
    Hostile("hard links", _one(_link)),
    Hostile("odd permissions", _one(_odd)),
    Hostile("a secret in each file", _one(_telling)),
    Hostile("packages without end", _installed),
    Hostile("whiteouts over files", _hidden),
    Hostile("the same files in 1000 layers", _again(_content, 1000)),
    Hostile("gzip bombs", _bomb("gzip")),
    Hostile("zstd bombs", _bomb("zstd")),
    Hostile("xz bombs", _bomb("xz", layers=4)),
    Hostile("bzip2 bombs", _bomb("bzip2", layers=4)),
    *(
        Hostile(f"{codec} around a bomb", _bomb("none", 5 * _GIB // 4, 1), codec)
        for codec in ("gzip", "zstd", "xz", "bzip2")
    ),
    Hostile("19 MB of history", _split(_plain, 100), history=19_000_000),
    Hostile("more history than allowed", _one(_plain), history=60_000_000),
)
