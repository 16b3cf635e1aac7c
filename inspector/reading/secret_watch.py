"""Looks for secrets in the files of a compressed layer while they pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.secrets import Secret, is_telling

if TYPE_CHECKING:
    from inspector.limits import Limits
    from inspector.tarstream import Entry


class SecretWatch:
    """Keeps what was found in files whose names tell, by their entries' offsets, and no content."""

    def __init__(self, limits: Limits) -> None:
        self._largest = limits.secret_file
        self._room = limits.secret_bytes
        self._files_left = limits.secret_files
        self.found: dict[int, tuple[Secret, ...]] = {}

    def wants(self, folder: str, name: str, size: int, /) -> bool:
        """Whether a file is to be looked at: as long as there is room."""
        has_room = 0 < size <= min(self._largest, self._room) and self._files_left > 0
        return has_room and is_telling(folder, name)

    def see(self, entry: Entry, data: bytes, /) -> None:
        """Look for secrets."""
        from inspector.secrets.files import secrets_in  # most layers have no such file

        self._room -= len(data)
        self._files_left -= 1
        secrets = secrets_in(entry.folder, entry.name, data)
        if secrets:
            self.found[entry.offset] = secrets
