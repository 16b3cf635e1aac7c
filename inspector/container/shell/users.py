"""Names of users and groups, from the image's own /etc/passwd and /etc/group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.errors import LayerscopeError
from inspector.text import decode

if TYPE_CHECKING:
    from inspector.container.filesystem import Filesystem

# Real ones have a few kilobytes.
_READ = 1 << 20


class Users:
    """Numbers of names and names of numbers; ``primary`` has the group of each user."""

    def __init__(self, filesystem: Filesystem) -> None:
        users = _table(filesystem, "/etc/passwd")
        self.uids, self._user_names = _both(users)
        self.gids, self._group_names = _both(_table(filesystem, "/etc/group"))
        self.primary = {
            int(row[2]): int(row[3]) for row in users if len(row) > 3 and row[3].isdecimal()
        }

    def user(self, uid: int) -> str:
        """Return a user's name, or the number."""
        return self._user_names.get(uid, str(uid))

    def group(self, gid: int) -> str:
        """Return a group's name, or the number."""
        return self._group_names.get(gid, str(gid))


def _table(filesystem: Filesystem, path: str) -> list[list[str]]:
    try:
        content = filesystem.content(path)
        text = decode(b"".join(content[:_READ].chunks(filesystem.contents)))
    except LayerscopeError:
        return []
    rows = [line.split(":") for line in text.splitlines()]
    return [row for row in rows if len(row) > 2 and row[2].isdecimal() and row[2].isascii()]


def _both(rows: list[list[str]]) -> tuple[dict[str, int], dict[int, str]]:
    """Return numbers by name and names by number; the first line counts."""
    numbers: dict[str, int] = {}
    names: dict[int, str] = {}
    for row in rows:
        numbers.setdefault(row[0], int(row[2]))
        names.setdefault(int(row[2]), row[0])
    return numbers, names
