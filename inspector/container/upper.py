"""What a writable layer holds: inodes, and names that lead to them or hide what is below."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from inspector.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from inspector.container.inode import Inode

# In place of an inode's number.
WHITEOUT = 0


class Snapshot(msgspec.Struct, frozen=True):
    """A writable layer at one moment, to go back to."""

    inodes: dict[int, Inode]
    entries: dict[int, dict[str, int]]
    stored: int
    names: int


class Upper:
    """The upper directory: directories by their inode's number, each with its names.

    ``stored`` is what its files and symlinks hold, once an inode. No rule of the kernel's is known
    here but that of the number of names: a file without any is gone.
    """

    def __init__(self, root: Inode, most_names: int) -> None:
        self.root = root.number
        self.stored = 0
        self._inodes = {root.number: root}
        self._entries: dict[int, dict[str, int]] = {root.number: {}}
        self._names = 0
        self._most_names = most_names

    def inode(self, number: int) -> Inode:
        return self._inodes[number]

    def plant(self, root: Inode) -> None:
        """Keep a directory that no directory of the layer names: a volume's root."""
        self.set(root)
        self._entries[root.number] = {}

    def numbers_in(self, roots: Iterable[int]) -> set[int]:
        """Return the inodes below directories, these included."""
        return _numbers_in(self._entries, roots)

    def entries(self, directory: int) -> dict[str, int]:
        """Return the names in a directory with the inodes' numbers; not to be written to."""
        return self._entries[directory]

    def set(self, inode: Inode) -> None:
        """Keep an inode in place of the one with its number."""
        known = self._inodes.get(inode.number)
        self.stored += inode.size - (known.size if known is not None else 0)
        self._inodes[inode.number] = inode

    def add(self, directory: int, name: str, inode: Inode) -> None:
        """Give an inode a name, in place of what has it. Raises FileError: too many names."""
        self._make_room(directory, name)
        if inode.is_dir:
            self._entries.setdefault(inode.number, {})
        self.remove(directory, name)
        self.set(replace(inode, nlink=inode.nlink + 1))
        self._entries[directory][name] = inode.number
        self._names += 1

    def hide(self, directory: int, name: str) -> None:
        """Put a whiteout in place of what has the name. Raises FileError: too many names."""
        self._make_room(directory, name)
        self.remove(directory, name)
        self._entries[directory][name] = WHITEOUT
        self._names += 1

    def remove(self, directory: int, name: str) -> None:
        """Take a name away, and its inode with the last of them."""
        number = self._entries[directory].pop(name, None)
        if number is None:
            return
        self._names -= 1
        if number == WHITEOUT:
            return
        inode = self._inodes[number]
        if inode.nlink > 1:
            self._inodes[number] = replace(inode, nlink=inode.nlink - 1)
            return
        self.stored -= inode.size
        del self._inodes[number]
        self._names -= len(self._entries.pop(number, ()))  # whiteouts alone: it was empty

    def move(self, old: tuple[int, str], new: tuple[int, str], *, hides: bool) -> None:
        """Move a name to another one, in place of what has it; each is a directory and a name.

        ``hides``: a whiteout takes the old one's place. Raises FileError: too many names.
        """
        if hides and self._names >= self._most_names:
            raise FileError(errno.ENOSPC, new[1])
        self.remove(*new)
        (directory, name), (new_directory, new_name) = old, new
        self._entries[new_directory][new_name] = self._entries[directory].pop(name)
        if hides:
            self._entries[directory][name] = WHITEOUT
            self._names += 1

    def _make_room(self, directory: int, name: str) -> None:
        if self._names >= self._most_names and name not in self._entries[directory]:
            raise FileError(errno.ENOSPC, name)

    def is_as_in(self, snapshot: Snapshot) -> bool:
        """Whether the layer is as it was, whatever its volumes hold."""
        return all(
            snapshot.inodes.get(number) is self._inodes[number]
            and snapshot.entries.get(number) == self._entries.get(number)
            for number in self.numbers_in([self.root])
        )

    def snapshot(self) -> Snapshot:
        entries = {number: names.copy() for number, names in self._entries.items()}
        return Snapshot(self._inodes.copy(), entries, self.stored, self._names)

    def renew(self, first: Snapshot, roots: Iterable[int]) -> None:
        """Make the layer as it was first; what the volumes of these roots hold stays."""
        inodes: dict[int, Inode] = {}
        entries: dict[int, dict[str, int]] = {}
        for known, names, starts in (
            (first.inodes, first.entries, (self.root,)),
            (self._inodes, self._entries, roots),
        ):
            found = _numbers_in(names, starts)
            inodes |= {number: known[number] for number in found}
            entries |= {number: names[number] for number in found if number in names}
        stored = sum(inode.size for inode in inodes.values())
        self.restore(Snapshot(inodes, entries, stored, sum(map(len, entries.values()))))

    def restore(self, snapshot: Snapshot) -> None:
        self._inodes = snapshot.inodes.copy()
        self._entries = {number: names.copy() for number, names in snapshot.entries.items()}
        self.stored, self._names = snapshot.stored, snapshot.names


def _numbers_in(entries: Mapping[int, Mapping[str, int]], roots: Iterable[int]) -> set[int]:
    found: set[int] = set()
    pending = list(roots)
    while pending:
        number = pending.pop()
        if number != WHITEOUT and number not in found:
            found.add(number)
            pending += entries.get(number, {}).values()
    return found
