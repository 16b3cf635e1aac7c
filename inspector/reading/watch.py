"""Looks at files of a compressed layer while they pass: at secrets, and dumps of processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.reading.core_dumps import HEAD, begins_like_dump, is_named_like_dump
from inspector.secrets import Secret, is_telling

if TYPE_CHECKING:
    from inspector.limits import Limits
    from inspector.tarstream import Entry


class LayerWatch:
    """Keeps what was found, by the entries' offsets, and no content.

    ``secrets`` are those in files whose names tell, ``dumps`` the files that are named like a dump
    of a process and begin like one.
    """

    def __init__(self, limits: Limits) -> None:
        self._largest = limits.secret_file
        self._room = limits.secret_bytes
        self._files_left = limits.secret_files
        self.secrets: dict[int, tuple[Secret, ...]] = {}
        self.dumps: set[int] = set()

    def wants(self, folder: str, name: str, size: int, /) -> int:
        """Return how much of a file to look at: all for secrets, as long as there is room."""
        if is_telling(folder, name) and self._has_room(size):
            return size
        return HEAD if size >= HEAD and is_named_like_dump(name) else 0

    def see(self, entry: Entry, data: bytes, /) -> None:
        """Look at a file, or at how it begins."""
        if is_named_like_dump(entry.name) and begins_like_dump(data):
            self.dumps.add(entry.offset)
        if is_telling(entry.folder, entry.name) and self._has_room(entry.size):
            self._look_for_secrets(entry, data)

    def _has_room(self, size: int) -> bool:
        return 0 < size <= min(self._largest, self._room) and self._files_left > 0

    def _look_for_secrets(self, entry: Entry, data: bytes) -> None:
        from inspector.secrets.files import secrets_in  # most layers have no such file

        self._room -= len(data)
        self._files_left -= 1
        secrets = secrets_in(entry.folder, entry.name, data)
        if secrets:
            self.secrets[entry.offset] = secrets
