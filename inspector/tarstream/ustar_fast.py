"""A shortcut for the headers that nearly all of a tar consists of; layers may have millions.

It says nothing that the scanner would not say itself: in front of a header that is unusual in any
way it stops.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING
from zlib import adler32

from xxhash import xxh3_64_intdigest

from inspector.tarstream.cursor import BLOCK, PAGE
from inspector.tarstream.entry import Entry, Kind
from inspector.tarstream.header import owner_of, stated_sum, time_of

if TYPE_CHECKING:
    from inspector.tarstream.cursor import Cursor
    from inspector.tarstream.watch import Watch

# name, owner, size, its last byte, mtime, checksum, type, link, magic, first byte of the prefix
_HEADER = Struct("100s24s11sB12s8sB100s5s83xB166x")
_KINDS = {ord("0"): Kind.FILE, ord("2"): Kind.SYMLINK, ord("5"): Kind.DIR}
_FILE, _SYMLINK = Kind.FILE, Kind.SYMLINK
_LONGEST = 100  # bytes of a name
_MOST = 4096  # entries at a time
_FARTHEST = 64 * 1024


def take_usual(  # noqa: C901, PLR0912, PLR0915
    cursor: Cursor, room: int, depth: int, *, fingerprints: bool, watch: Watch | None = None
) -> tuple[list[Entry], bool]:
    """Return the entries up to the first header that is not plain ASCII ustar, or some of them.

    At most ``room``; names may be ``depth`` directories deep. The cursor is left in front of the
    first header that was not taken; nothing is raised but what its source raises. With them comes
    whether that header is plain, too, and only its content is not at hand.

    One long function that calls as little as it can: what each call would cost counts here.
    """
    found: list[Entry] = []
    if depth <= _LONGEST:
        return found, False
    add, unpack, leap = found.append, _HEADER.unpack_from, cursor.leap
    room, chunk = min(room, _MOST), PAGE
    known_owner = known_time = b""
    known_folder, is_plain = "", False
    mode = uid = gid = mtime = 0
    cursor.peek(BLOCK)
    while True:
        buffer, pos, base = cursor.buffer, cursor.pos, cursor.base
        length, view = len(buffer), memoryview(buffer)
        while (content := pos + BLOCK) <= length and room:
            name, owner, digits, last, time, told, letter, link, magic, prefix = unpack(buffer, pos)
            block = buffer[pos:content]
            kind = _KINDS.get(letter)
            if (
                kind is None
                or last
                or prefix
                or magic != b"ustar"
                or not block.isascii()
                or not digits.isdigit()
                or stated_sum(told) + 1 != adler32(block) & 0xFFFF
            ):
                break
            try:
                size = int(digits, 8)
                if owner != known_owner:
                    mode, uid, gid = owner_of(owner)
                    known_owner = owner
                if time != known_time:
                    mtime = time_of(time)
                    known_time = time
            except ValueError:
                break
            path = name.partition(b"\0")[0].decode().removeprefix("./")
            if not path or path[0] in "/." or "/." in path or "//" in path:
                break
            if path[-1] == "/":
                path = path[:-1]
            folder, _, base_name = path.rpartition("/")
            if folder == known_folder:
                folder = known_folder  # one text for all that lie in it
            else:
                known_folder = folder
            if kind is _FILE:
                stop = content + size
                following = stop + -size % BLOCK
                is_plain = following > length and (fingerprints or base + following > cursor.end)
                if is_plain:
                    break
                entry = Entry(folder, base_name, kind, mode, uid, gid, size, mtime, base + content)
                if fingerprints:
                    entry.fingerprint = xxh3_64_intdigest(view[content:stop])
                    if watch is not None and watch.wants(folder, base_name, size):
                        watch.see(entry, bytes(view[content:stop]))
                pos = following
            elif size:
                break
            else:
                entry = Entry(folder, base_name, kind, mode, uid, gid, 0, mtime, base + content)
                if kind is _SYMLINK:
                    entry.link = link.partition(b"\0")[0].decode()
                pos = content
            add(entry)
            room -= 1
        if pos <= length:
            cursor.pos = pos
            if content <= length or len(cursor.peek(BLOCK)) < BLOCK:
                return found, is_plain
            continue
        chunk = min(2 * chunk, _FARTHEST) if pos - length < PAGE else PAGE
        leap(pos - length, chunk)
