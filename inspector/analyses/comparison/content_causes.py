"""What makes two contents differ that say the same: a time, an order, a random value."""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

from inspector.analyses.comparison.model import DifferenceCause
from inspector.analyses.content import is_text
from inspector.analyses.difference import TEXT_BYTES

_GZIP, _ZIP, _AR_MAGIC = b"\x1f\x8b", b"PK\x03\x04", b"!<arch>\n"
_LARGEST_UNPACKED = 64 << 20
_MOST_MEMBERS = 100_000
_TAR_MAGIC = slice(257, 262)
# A .pyc: magic, flags, the time of its source, its size (PEP 552).
_PYC_FLAGS, _PYC_TIME, _PYC_HEADER = slice(4, 8), slice(8, 12), 16
_PYC_MAGIC_END = b"\r\n"

_DAYS = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTHS = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_TIMES = re.compile(
    (
        rf"{_DAYS}[a-z]*,?\s+{_MONTHS}[a-z]*\s+\d{{1,2}}\s+\d\d:\d\d:\d\d(?: [A-Z]{{3,4}})? \d{{4}}"
        rf"|(?:{_DAYS}, )?\d{{1,2}} {_MONTHS}[a-z]* \d{{4}}"
        rf"|{_MONTHS}[a-z]* \d{{1,2}},? \d{{4}}"
        r"|\b\d{4}[-/]\d\d[-/]\d\d(?:[T ]|\b)"
        r"|\b\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|\b)|[+-]\d\d:?\d\d\b"
        r"|\b1\d{9}(?:\.\d+|\d{3}|\d{6}|\d{9})?\b"
    ).encode()
)
_RANDOM = re.compile(
    rb"(?:[0-9A-Fa-f]{2}[ :]){7,}[0-9A-Fa-f]{2}"
    rb"|\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b|\b[0-9A-Fa-f]{16,}\b"
    rb"|[A-Za-z0-9+/_-]{24,}={0,2}"
)


class _MemberForm(NamedTuple):
    """Where a member's header has its size and its time, and to what its content is filled."""

    header: int
    size: slice
    base: int
    time: slice
    align: int


# POSIX ustar: behind the time stands the sum over the header.
_TAR = _MemberForm(512, slice(124, 136), 8, slice(136, 156), 512)
_AR = _MemberForm(60, slice(48, 58), 10, slice(16, 28), 2)


def content_cause(old: bytes, new: bytes) -> DifferenceCause | None:
    """Return why two contents differ, None where they differ by more."""
    if old[:2] == new[:2] == _GZIP:
        return _of_gzip(old, new)
    if old[:4] == new[:4] == _ZIP:
        return DifferenceCause.ARCHIVE_TIME if _members(old) == _members(new) is not None else None
    if _is_compiled(old) and _is_compiled(new):
        is_same = _without(old, _PYC_TIME) == _without(new, _PYC_TIME)
        return DifferenceCause.COMPILED_TIME if is_same else None
    for without_times in (_tar, _ar):
        shown = without_times(old)
        if shown is not None and shown == without_times(new):
            return DifferenceCause.ARCHIVE_TIME
    return _of_texts(old, new) if is_text(old) and is_text(new) else None


def _of_gzip(old: bytes, new: bytes) -> DifferenceCause | None:
    """Look into gzip: the time in its header, or what differs within."""
    before, after = _unpacked(old), _unpacked(new)
    if before is None or after is None:
        return None
    if before == after:
        return DifferenceCause.ARCHIVE_TIME
    shown = _tar(before)
    if shown is not None and shown == _tar(after):
        return DifferenceCause.ARCHIVE_TIME
    return _of_texts(before, after) if is_text(before) and is_text(after) else None


def _unpacked(data: bytes) -> bytes | None:
    stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        found = stream.decompress(data, _LARGEST_UNPACKED)
    except zlib.error:
        return None
    return found if stream.eof and not stream.unused_data else None


def _members(data: bytes) -> list[tuple[str, int, int]] | None:
    """Return the members of a zip without their times."""
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sorted((each.filename, each.CRC, each.file_size) for each in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        return None


def _is_compiled(data: bytes) -> bool:
    """Whether this is Python's bytecode that names the time of its source."""
    return len(data) > _PYC_HEADER and data[2:4] == _PYC_MAGIC_END and not any(data[_PYC_FLAGS])


def _without(data: bytes, part: slice) -> bytes:
    return data[: part.start] + data[part.stop :]


def _tar(data: bytes) -> list[bytes] | None:
    """Return a tar without its times, None for what is none."""
    return _without_times(data, 0, _TAR) if data[_TAR_MAGIC] == b"ustar" else None


def _ar(data: bytes) -> list[bytes] | None:
    """Return an archive of ar (a static library, a .deb) without its times."""
    return _without_times(data, len(_AR_MAGIC), _AR) if data.startswith(_AR_MAGIC) else None


def _without_times(data: bytes, at: int, form: _MemberForm) -> list[bytes] | None:
    """Return headers without their times and all that lies between; None where that is damaged."""
    found: list[bytes] = []
    while at < len(data) and len(found) < _MOST_MEMBERS:
        header = data[at : at + form.header]
        try:
            size = int(header[form.size].strip(b"\0 ") or b"0", form.base)
        except ValueError:
            return None
        if size < 0:
            return None
        end = at + form.header + -(-size // form.align) * form.align
        found += [header[: form.time.start], header[form.time.stop :]]
        found.append(data[at + form.header : end])
        at = end
    return [*found, data[at:]]


def _of_texts(old: bytes, new: bytes) -> DifferenceCause | None:
    if max(len(old), len(new)) > TEXT_BYTES:
        return None
    if _without_clock(old) == _without_clock(new):
        return DifferenceCause.TIME_IN_TEXT
    if sorted(old.splitlines()) == sorted(new.splitlines()):
        return DifferenceCause.LINE_ORDER
    # Random values first: parts of them look like times.
    before, after = (_without_clock(_RANDOM.sub(b"\1", each)) for each in (old, new))
    return DifferenceCause.RANDOM_VALUE if before == after else None


def _without_clock(text: bytes) -> bytes:
    return _TIMES.sub(b"\0", text)
