"""Sparse files in the four ways that GNU tar has written them (its manual, "Sparse Formats")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from tests.build_image.headers import BLOCK, GNU, header, number, padded, pax_header, sealed
from tests.build_image.members import MTIME, Raw

SparseDialect = Literal["old", "0.0", "0.1", "1.0"]
SPARSE_DIALECTS: tuple[SparseDialect, ...] = ("old", "0.0", "0.1", "1.0")

Chunks = Sequence[tuple[int, bytes]]

# where an old header's own map, its "more follows" flag and the real size stand
_OLD_MAP, _OLD_FLAG, _OLD_SIZE = 386, 482, 483
_OLD_ENTRIES, _OLD_ENTRIES_MORE = 4, 21


def sparse(name: bytes, size: int, chunks: Chunks, dialect: SparseDialect = "1.0") -> Raw:
    """Return a file of ``size`` bytes that are zero but for ``chunks`` of (offset, bytes)."""
    writer = {"old": _old, "0.0": _pax_0_0, "0.1": _pax_0_1, "1.0": _pax_1_0}[dialect]
    return Raw(writer(name, size, chunks))


def expanded(size: int, chunks: Chunks) -> bytes:
    """Return what a reader must make of it."""
    whole = bytearray(size)
    for offset, data in chunks:
        whole[offset : offset + len(data)] = data
    return bytes(whole)


def _payload(chunks: Chunks) -> bytes:
    return b"".join(data for _, data in chunks)


def _old_map(chunks: Chunks) -> bytes:
    return b"".join(number(at, 12) + number(len(data), 12) for at, data in chunks)


def _old(name: bytes, size: int, chunks: Chunks) -> bytes:
    payload = _payload(chunks)
    block = bytearray(header(name, b"S", size=len(payload), mtime=MTIME, magic=GNU))
    own = _old_map(chunks[:_OLD_ENTRIES])
    block[_OLD_MAP : _OLD_MAP + len(own)] = own
    block[_OLD_FLAG] = len(chunks) > _OLD_ENTRIES
    block[_OLD_SIZE : _OLD_SIZE + 12] = number(size, 12)
    return sealed(bytes(block)) + _old_extensions(chunks[_OLD_ENTRIES:]) + padded(payload)


def _old_extensions(chunks: Chunks) -> bytes:
    blocks = []
    for start in range(0, len(chunks), _OLD_ENTRIES_MORE):
        block = bytearray(_old_map(chunks[start : start + _OLD_ENTRIES_MORE]).ljust(BLOCK, b"\0"))
        block[_OLD_ENTRIES_MORE * 24] = start + _OLD_ENTRIES_MORE < len(chunks)
        blocks.append(bytes(block))
    return b"".join(blocks)


def _pax_0_0(name: bytes, size: int, chunks: Chunks) -> bytes:
    payload = _payload(chunks)
    records = [
        (b"GNU.sparse.size", b"%d" % size),
        (b"GNU.sparse.numblocks", b"%d" % len(chunks)),
    ]
    for at, data in chunks:
        records.append((b"GNU.sparse.offset", b"%d" % at))
        records.append((b"GNU.sparse.numbytes", b"%d" % len(data)))
    return pax_header(records) + header(name, size=len(payload), mtime=MTIME) + padded(payload)


def _pax_0_1(name: bytes, size: int, chunks: Chunks) -> bytes:
    payload = _payload(chunks)
    sparse_map = b",".join(b"%d,%d" % (at, len(data)) for at, data in chunks)
    records = [
        (b"GNU.sparse.name", name),
        (b"GNU.sparse.size", b"%d" % size),
        (b"GNU.sparse.numblocks", b"%d" % len(chunks)),
        (b"GNU.sparse.map", sparse_map),
    ]
    return (pax_header(records) + header(_stand_in(name), size=len(payload), mtime=MTIME)) + padded(
        payload
    )


def _pax_1_0(name: bytes, size: int, chunks: Chunks) -> bytes:
    numbers = [len(chunks), *(n for at, data in chunks for n in (at, len(data)))]
    body = padded(b"".join(b"%d\n" % n for n in numbers)) + _payload(chunks)
    records = [
        (b"GNU.sparse.major", b"1"),
        (b"GNU.sparse.minor", b"0"),
        (b"GNU.sparse.name", name),
        (b"GNU.sparse.realsize", b"%d" % size),
    ]
    return (pax_header(records) + header(_stand_in(name), size=len(body), mtime=MTIME)) + padded(
        body
    )


def _stand_in(name: bytes) -> bytes:
    """Return the name that readers without sparse files see."""
    folder, _, last = name.rpartition(b"/")
    return (folder + b"/" if folder else b"") + b"GNUSparseFile.0/" + last
