"""Entries as bytes, column by column: short, and entries are made from columns fast.

What neighbours share is told once and shared again by those who are made of it.
"""

from __future__ import annotations

from itertools import chain, groupby, repeat
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec

from inspector.reading.scan import ENTRY_BATCH
from inspector.tarstream import Entry, FileAccess, Kind
from inspector.text import decode, encode

if TYPE_CHECKING:
    from collections.abc import Sequence

# Names hold no NUL: the scanner cuts or refuses them there.
_SEPARATOR = "\0"
_KINDS = tuple(Kind)
_T = TypeVar("_T", int, str)

_Numbers = Annotated[list[int], msgspec.Meta(max_length=ENTRY_BATCH)]


class _EntryColumns(msgspec.Struct, array_like=True):
    """One list a field of Entry; of fields that few have, those who have them by their number."""

    names: bytes
    folders: bytes  # each once for all neighbours that lie in it
    runs: _Numbers  # how many of them there are
    kinds: bytes
    accesses: list[FileAccess]  # each once
    access_numbers: _Numbers  # which of them an entry has
    sizes: _Numbers
    mtimes: _Numbers
    offsets: _Numbers
    fingerprints: Annotated[list[int | None], msgspec.Meta(max_length=ENTRY_BATCH)]  # or none
    links: dict[int, bytes]
    stored: dict[int, int]
    devices: dict[int, tuple[int, int]]
    xattrs: dict[int, list[tuple[bytes, bytes]]]
    segments: dict[int, list[tuple[int, int]]]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_EntryColumns)


def encode_entries(entries: Sequence[Entry]) -> bytes:
    """Return at most ``ENTRY_BATCH`` entries as bytes."""
    runs = [(folder, len(list(all_))) for folder, all_ in groupby([e.folder for e in entries])]
    prints = [each.fingerprint for each in entries]
    accesses = {access: at for at, access in enumerate({each.access for each in entries})}
    rare = [(at, each.rare) for at, each in enumerate(entries) if each.rare is not None]
    return _ENCODER.encode(
        _EntryColumns(
            names=encode(_SEPARATOR.join([each.name for each in entries])),
            folders=encode(_SEPARATOR.join([folder for folder, _ in runs])),
            runs=[count for _, count in runs],
            kinds=bytes([each.kind for each in entries]),
            accesses=list(accesses),
            access_numbers=[accesses[each.access] for each in entries],
            sizes=[each.size for each in entries],
            mtimes=[each.mtime for each in entries],
            offsets=[each.offset for each in entries],
            fingerprints=prints if any(each is not None for each in prints) else [],
            links={at: encode(each.link) for at, each in enumerate(entries) if each.link},
            stored={at: each.stored for at, each in rare if each.stored is not None},
            devices={at: each.device for at, each in rare if each.device is not None},
            xattrs={
                at: [(encode(name), value) for name, value in each.xattrs.items()]
                for at, each in rare
                if each.xattrs is not None
            },
            segments={at: list(each.segments) for at, each in rare if each.segments is not None},
        )
    )


def decode_entries(data: bytes | msgspec.Raw) -> list[Entry]:
    """Return the entries. Raises ValueError, IndexError where the bytes are not such."""
    columns = _DECODER.decode(data)
    count = len(columns.kinds)
    entries = list(
        map(
            Entry,
            _folders(columns, count),
            _shared(decode(columns.names).split(_SEPARATOR)) if count else (),
            [_KINDS[each] for each in columns.kinds],
            [columns.accesses[each] for each in columns.access_numbers],
            _shared(columns.sizes),
            _shared(columns.mtimes),
            columns.offsets,
            repeat(""),
            columns.fingerprints or repeat(None),
        )
    )
    if len(entries) != count:
        raise ValueError("columns of different lengths")
    _add_rare(columns, entries)
    return entries


def _folders(columns: _EntryColumns, count: int) -> chain[str]:
    """Return the folder of each entry, one text for all who share it."""
    names = _shared(decode(columns.folders).split(_SEPARATOR))
    if sum(columns.runs) != count or min(columns.runs, default=0) < 0:
        raise ValueError("runs of another length")
    return chain.from_iterable(map(repeat, names, columns.runs))


def _shared(values: list[_T]) -> list[_T]:
    """Return the same numbers or texts, equal ones being one object: many of them are equal."""
    known: dict[_T, _T] = {}
    return list(map(known.setdefault, values, values))


def _add_rare(columns: _EntryColumns, entries: list[Entry]) -> None:
    for at, link in columns.links.items():
        entries[at].link = decode(link)
    for at, stored in columns.stored.items():
        entries[at].stored = stored
    for at, device in columns.devices.items():
        entries[at].device = device
    for at, pairs in columns.xattrs.items():
        entries[at].xattrs = {decode(name): value for name, value in pairs}
    for at, segments in columns.segments.items():
        entries[at].segments = tuple(segments)
