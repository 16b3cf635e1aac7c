"""A shortcut for the headers that nearly all of a tar consists of; layers may have millions.

It says nothing that the scanner would not say itself: in front of a header that is unusual in any
way it stops. Usual is what engines write: plain ustar, long names in its prefix or in a PAX header,
and PAX headers with times, which docker and BuildKit write for each entry.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, NamedTuple
from zlib import adler32

from inspector.fingerprint import of as fingerprint
from inspector.tarstream.cursor import BLOCK, PAGE
from inspector.tarstream.entry import Entry, FileAccess, Kind
from inspector.tarstream.header import access_of, stated_sum, time_of
from inspector.tarstream.pax import UsualRecords, usual_records

if TYPE_CHECKING:
    from inspector.limits import Limits
    from inspector.tarstream.cursor import Cursor
    from inspector.tarstream.watch import Watch

# name, owner, size, its last byte, mtime, checksum, type, link, magic, first byte of the prefix
_HEADER = Struct("100s24s11sB12s8sB100s5s83xB166x")
_KINDS = {ord("0"): Kind.FILE, ord("2"): Kind.SYMLINK, ord("5"): Kind.DIR}
_FILE, _SYMLINK = Kind.FILE, Kind.SYMLINK
_PAX = ord("x")
_LONGEST = 255  # bytes of a name and its link: what an entry may keep without being charged for it
_MOST = 4096  # entries at a time
_FARTHEST = 64 * 1024


class Room(NamedTuple):
    """What a tar may still have: entries, PAX records, bytes of the names in them."""

    entries: int
    records: int
    held: int


class Taken:
    """Usual entries, what they took of the room, and what they cost beyond plain ones.

    ``is_plain``: whether the next header is plain, too, and only its content is not at hand.
    """

    __slots__ = ("cost", "entries", "extra", "held", "is_plain", "left", "records", "room")

    def __init__(self, room: Room, limits: Limits) -> None:
        self.entries: list[Entry] = []
        self.room = room
        self.left = min(room.entries, _MOST)
        # a PAX header, and the header behind it
        self.cost = 2 * limits.unusual_header - 1
        self.extra = self.records = self.held = 0
        self.is_plain = False

    def has_room(self, records: UsualRecords, left: int) -> bool:
        """Whether an entry with such records may still come."""
        return (
            left > self.cost
            and self.records + records.lines <= self.room.records
            and self.held + _LONGEST <= self.room.held
        )

    def charge(self, records: UsualRecords, held: int) -> int:
        """Note what an entry with records took; return what it cost beyond a plain one."""
        self.extra += self.cost
        self.records += records.lines
        self.held += held
        return self.cost


def take_usual(
    cursor: Cursor, room: Room, limits: Limits, *, fingerprints: bool, watch: Watch | None = None
) -> Taken:
    """Return the entries up to the first header that is not usual, or some of them.

    The cursor is left in front of the first header that was not taken; nothing is raised but what
    its source raises.
    """
    taken, chunk = Taken(room, limits), PAGE
    if min(limits.path_depth, limits.path_length, limits.kept_bytes) <= _LONGEST:
        return taken
    cursor.peek(BLOCK)
    while True:
        length = len(cursor.buffer)
        start, pos = _take_from(cursor, taken, limits, fingerprints=fingerprints, watch=watch)
        if start == pos > length:
            chunk = min(2 * chunk, _FARTHEST) if pos - length < PAGE else PAGE
            cursor.leap(pos - length, chunk)
            continue
        cursor.pos = start
        needed = pos - start + BLOCK
        if pos + BLOCK <= length or len(cursor.peek(needed)) < needed:
            return taken


def _take_from(  # noqa: C901, PLR0912, PLR0915
    cursor: Cursor, taken: Taken, limits: Limits, *, fingerprints: bool, watch: Watch | None
) -> tuple[int, int]:
    """Take what is at hand; return where the next entry begins, and its header behind a PAX one.

    One long function that calls as little as it can: what each call would cost counts here.
    """
    buffer, pos, base = cursor.buffer, cursor.pos, cursor.base
    start, length, view = pos, len(buffer), memoryview(buffer)
    add, unpack, left = taken.entries.append, _HEADER.unpack_from, taken.left
    known_owner = known_time = b""
    known_folder, access, mtime = "", FileAccess(0, 0, 0), 0
    records: UsualRecords | None = None
    while (content := pos + BLOCK) <= length and left > 0:
        raw, owner, digits, last, time, told, letter, link, magic, prefix = unpack(buffer, pos)
        block = buffer[pos:content]
        if (
            last
            or magic != b"ustar"
            or not block.isascii()
            or not digits.isdigit()
            or stated_sum(told) + 1 != adler32(block) & 0xFFFF
        ):
            break
        try:
            size = int(digits, 8)
            if owner != known_owner:
                access = access_of(owner)
                known_owner = owner
            if time != known_time:
                mtime = time_of(time)
                known_time = time
        except ValueError:
            break
        kind = _KINDS.get(letter)
        if kind is None:
            if letter != _PAX or records is not None or size > limits.extended_header:
                break
            data = buffer[content : content + size]
            records = usual_records(data)
            if records is None or len(data) < size or not taken.has_room(records, left):
                break
            pos = content + size + -size % BLOCK
            continue
        name, link, when = raw.partition(b"\0")[0], link.partition(b"\0")[0], mtime
        if prefix or records is not None:
            name, link = _long(block, name, link, records)
            if not name:
                break
            when = mtime if records is None or records.mtime is None else records.mtime
        path = name.decode().removeprefix("./")
        if not path or path[0] in "/." or "/." in path or "//" in path:
            break
        folder, _, base_name = path.removesuffix("/").rpartition("/")
        # one text for all that lie in it
        known_folder = folder = known_folder if folder == known_folder else folder
        if kind is _FILE:
            stop = content + size
            following = stop + -size % BLOCK
            if following > length and (fingerprints or base + following > cursor.end):
                taken.is_plain = records is None
                break
            entry = Entry(folder, base_name, kind, access, size, when, base + content)
            if fingerprints:
                entry.fingerprint = fingerprint(view[content:stop])
                if watch is not None and (shown := watch.wants(folder, base_name, size)):
                    watch.see(entry, buffer[content : content + shown])
            pos = following
        elif size:
            break
        else:
            entry = Entry(folder, base_name, kind, access, 0, when, base + content)
            if kind is _SYMLINK:
                entry.link = link.decode()
            pos = content
        if records is not None:
            left -= taken.charge(records, len(name) + len(link))
            records = None
        add(entry)
        left, start = left - 1, pos
    taken.left = left
    return start, pos


def _long(
    block: bytes, name: bytes, link: bytes, records: UsualRecords | None
) -> tuple[bytes, bytes]:
    """Return name and link with what stands in the prefix and in records, none for unusual ones."""
    if block[345]:
        if block[262] or block[508:] == b"tar\0":  # GNU's, star's: other things lie there
            return b"", b""
        name = block[345:500].partition(b"\0")[0] + b"/" + name
    if records is not None:
        name, link = records.path or name, records.link or link
    return (name, link) if len(name) + len(link) <= _LONGEST else (b"", b"")
