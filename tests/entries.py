"""Entries by their path, as a test thinks of them."""

from __future__ import annotations

from inspector.tarstream import Entry, FileAccess, Kind


def entry_at(
    path: str,
    kind: Kind = Kind.FILE,
    mode: int = 0o644,
    uid: int = 0,
    gid: int = 0,
    size: int = 0,
    mtime: int = 0,
    offset: int = 0,
    link: str = "",
) -> Entry:
    """Return the entry at a path, which has no slash in front."""
    folder, _, name = path.rpartition("/")
    return Entry(folder, name, kind, FileAccess(mode, uid, gid), size, mtime, offset, link)
