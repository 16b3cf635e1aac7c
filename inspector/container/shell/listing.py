"""``ls`` and ``stat``: what a path is."""

from __future__ import annotations

import re
import stat as modes
from errno import ENOENT
from functools import partial
from typing import TYPE_CHECKING

from inspector.container.shell.errors import CommandError
from inspector.container.shell.numbers import date_text, human
from inspector.container.shell.options import Options
from inspector.container.shell.process import ContainerCommand, path_in, reason
from inspector.container.shell.quoting import quote
from inspector.container.shell.users import Users
from inspector.errors import FileError
from inspector.language import Lazy
from inspector.tarstream import Kind
from inspector.text import path_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.container.shell.options import Given
    from inspector.container.shell.process import Process
    from inspector.container.stat import Stat

_LS = Options(
    "ls", "-l", "-a --all", "-A --almost-all", "-R --recursive", "-1", "-h --human-readable",
    "-d --directory", "-t", "-S", "-r --reverse", "-n --numeric-uid-gid", "-i --inode",
    "-F --classify", "-p", "-s --size", "-L --dereference", "-H",
)  # fmt: skip
_STAT = Options("stat", "-c= --format=", "-L --dereference", "-t --terse")
_TYPE_BITS = {
    Kind.DIR: modes.S_IFDIR,
    Kind.SYMLINK: modes.S_IFLNK,
    Kind.CHAR: modes.S_IFCHR,
    Kind.BLOCK: modes.S_IFBLK,
    Kind.FIFO: modes.S_IFIFO,
}
_TYPE_NAMES = {
    Kind.DIR: "directory",
    Kind.SYMLINK: "symbolic link",
    Kind.CHAR: "character special file",
    Kind.BLOCK: "block special file",
    Kind.FIFO: "fifo",
}
_HALF_YEAR = 15778476
# What a directory and a file take on ext4, the usual file system.
BLOCK = 4096
_FIELDS = "%n %N %s %a %A %u %U %g %G %h %i %F %f %b %B %o %t %T %y %Y"
_PLACEHOLDER = re.compile(r"%(.)?", re.DOTALL)


def stat_mode_text(about: Stat) -> str:
    """Return type and permissions as ``ls -l`` writes them."""
    return modes.filemode(_TYPE_BITS.get(about.kind, modes.S_IFREG) | about.mode)


def shown_size(about: Stat) -> int:
    """Return what ``ls -l`` shows as a size: of a directory, one block."""
    return BLOCK if about.kind is Kind.DIR else about.size


def disk_bytes(about: Stat) -> int:
    """Return what a path takes in blocks of 4 KiB; short symlinks lie in their inode."""
    if about.kind is Kind.DIR:
        return BLOCK
    return -(-about.size // BLOCK) * BLOCK if about.kind is Kind.FILE else 0


# ls ------------------------------------------------------------------------------------------


class _LsLister:
    def __init__(self, given: Given, process: Process) -> None:
        self._given = given
        self._process = process
        self._is_long = given.has("l", "n")
        self._users = Users(process.filesystem) if self._is_long else None
        self._is_first = True
        self.code = 0

    def run(self) -> int:
        given = self._given
        files: list[tuple[str, Stat]] = []
        folders: list[tuple[str, Stat]] = []
        for name in given.operands or (".",):
            about = self._look(name, 2, is_named=True)
            if about is not None:
                is_folder = about.kind is Kind.DIR and not given.has("d")
                (folders if is_folder else files).append((name, about))
        if files:
            self._print(self._sorted(files))
            self._is_first = False
        is_titled = len(given.operands) > 1 or given.has("R")
        for name, _ in self._sorted(folders):
            self._list(name, is_titled=is_titled)
        return self.code

    def _look(self, name: str, code: int, *, is_named: bool = False) -> Stat | None:
        """Return what a path is; a symlink to a directory is followed where it was named."""
        given, filesystem = self._given, self._process.filesystem
        try:
            place = self._process.at(name)
            if given.has("L"):
                return filesystem.stat(place)
            if is_named and not self._is_long and not given.has("d", "F"):
                about = self._named(place)
                if about is not None and about.kind is Kind.DIR:
                    return about
            return filesystem.lstat(place)
        except FileError as error:
            self._process.complain(f"ls: cannot access {quote(name)}: {reason(error)}")
            self.code = max(self.code, code)
            return None

    def _named(self, place: str) -> Stat | None:
        try:
            return self._process.filesystem.stat(place)
        except FileError as error:
            if error.errno != ENOENT:
                raise
            return None

    def _list(self, top: str, *, is_titled: bool) -> None:
        pending = [top]
        while pending:
            folder = pending.pop()
            try:
                names = self._process.filesystem.names(self._process.at(folder))
            except FileError as error:
                self._process.complain(
                    f"ls: cannot open directory {quote(folder)}: {reason(error)}"
                )
                self.code = max(self.code, 2 if folder == top else 1)
                continue
            if not self._is_first:
                self._process.say("")
            self._is_first = False
            if is_titled:
                self._process.say(f"{folder}:")
            rows = self._rows(folder, names)
            if self._is_long or self._given.has("s"):
                total = sum(disk_bytes(about) for _, about in rows)
                shown = human(total) if self._given.has("h") else str(total // 1024)
                self._process.say(f"total {shown}")
            self._print(rows)
            if self._given.has("R"):
                inner = [
                    path_in(folder, name)
                    for name, about in rows
                    if about.kind is Kind.DIR and name not in {".", ".."}
                ]
                pending += reversed(inner)

    def _rows(self, folder: str, names: list[str]) -> list[tuple[str, Stat]]:
        given = self._given
        hidden = given.last("a", "A")
        shown = [each for each in names if hidden or not each.startswith(".")]
        if hidden == "a":
            shown = [".", "..", *shown]
        rows: list[tuple[str, Stat]] = []
        for name in shown:
            about = self._look(path_in(folder, name), 1)
            if about is not None:
                rows.append((name, about))
        return self._sorted(rows)

    def _sorted(self, rows: list[tuple[str, Stat]]) -> list[tuple[str, Stat]]:
        rows = sorted(rows, key=lambda row: path_key(row[0]))
        order = self._given.last("t", "S")
        if order == "t":
            rows.sort(key=lambda row: -(row[1].mtime or 0))
        elif order == "S":
            rows.sort(key=lambda row: -shown_size(row[1]))
        return rows[::-1] if self._given.has("r") else rows

    def _print(self, rows: list[tuple[str, Stat]]) -> None:
        cells = [self._cells(name, about) for name, about in rows]
        widths = [
            max(map(len, column)) for column in zip(*(row[:-1] for row in cells), strict=True)
        ]
        for row in cells:
            fitted = [
                cell.ljust(width) if is_left else cell.rjust(width)
                for (cell, is_left), width in zip(
                    ((each[1:], each[:1] == "<") for each in row[:-1]),
                    (width - 1 for width in widths),
                    strict=True,
                )
            ]
            self._process.say(" ".join([*fitted, row[-1]]))

    def _cells(self, name: str, about: Stat) -> list[str]:
        """Return a row's cells, each with ``<`` or ``>`` in front: to which side it goes."""
        given = self._given
        cells = [f">{about.inode}"] if given.has("i") else []
        if given.has("s"):
            taken = disk_bytes(about)
            cells.append(f">{human(taken) if given.has('h') else taken // 1024}")
        if self._is_long and self._users is not None:
            is_numeric = given.has("n")
            user = str(about.uid) if is_numeric else self._users.user(about.uid)
            group = str(about.gid) if is_numeric else self._users.group(about.gid)
            size = shown_size(about)
            shown = human(size) if given.has("h") else str(size)
            if about.device is not None and about.kind in {Kind.CHAR, Kind.BLOCK}:
                shown = "{}, {}".format(*about.device)
            cells += [
                f"<{stat_mode_text(about)}", f">{about.nlink}", f"<{user}", f"<{group}",
                f">{shown}",
                f"<{self._date(about.mtime)}",
            ]  # fmt: skip
            if about.kind is Kind.SYMLINK:
                return [*cells, f"{name} -> {about.link}"]
        return [*cells, name + self._mark(about)]

    def _mark(self, about: Stat) -> str:
        if about.kind is Kind.DIR:
            return "/" if self._given.has("F", "p") else ""
        if not self._given.has("F"):
            return ""
        if about.kind is Kind.FILE:
            return "*" if about.mode & 0o111 else ""
        return {Kind.SYMLINK: "@", Kind.FIFO: "|"}.get(about.kind, "")

    def _date(self, mtime: int | None) -> str:
        now = self._process.filesystem.clock()
        is_recent = mtime is not None and now - _HALF_YEAR < mtime <= now
        return date_text(mtime, "%b %e %H:%M" if is_recent else "%b %e  %Y")


def _ls(given: Given, process: Process) -> int:
    return _LsLister(given, process).run()


def _prepare_ls(words: Sequence[str]) -> Callable[[Process], int]:
    return partial(_ls, _LS.read(words))


# stat ----------------------------------------------------------------------------------------


def _values(users: Users, name: str, about: Stat) -> dict[str, str]:
    """Return what each letter of a format stands for; of the times only mtime is kept."""
    kind = _TYPE_NAMES.get(about.kind)
    major, minor = about.device or (0, 0)
    date = date_text(about.mtime, "%Y-%m-%d %H:%M:%S.000000000 +0000")
    link = f" -> {quote(about.link)}" if about.kind is Kind.SYMLINK else ""
    return {
        "%": "%",
        "n": name,
        "N": quote(name) + link,
        "s": str(shown_size(about)),
        "a": f"{about.mode:o}",
        "A": stat_mode_text(about),
        "u": str(about.uid),
        "U": users.user(about.uid),
        "g": str(about.gid),
        "G": users.group(about.gid),
        "h": str(about.nlink),
        "i": str(about.inode),
        "F": kind or ("regular file" if about.size else "regular empty file"),
        "f": f"{_TYPE_BITS.get(about.kind, modes.S_IFREG) | about.mode:x}",
        "b": str(disk_bytes(about) // 512),
        "B": "512",
        "o": str(BLOCK),
        "t": f"{major:x}",
        "T": f"{minor:x}",
        "y": date,
        "Y": str(about.mtime or 0),
    }


def _usual(values: dict[str, str], about: Stat) -> str:
    device = f"     Device type: {values['t']},{values['T']}" if about.device else ""
    return (
        f"  File: {values['N'][1:-1] if about.kind is not Kind.SYMLINK else values['N']}\n"
        f"  Size: {values['s']:<10}\tBlocks: {values['b']:<10} IO Block: {BLOCK:<6} {values['F']}\n"
        f"Inode: {values['i']:<10}  Links: {values['h']}{device}\n"
        f"Access: ({about.mode:04o}/{values['A']})  Uid: ({about.uid:>5}/{values['U']:>8})"
        f"   Gid: ({about.gid:>5}/{values['G']:>8})\n"
        f"Modify: {values['y']}"
    )


def _stat(given: Given, process: Process) -> int:
    if not given.operands:
        process.complain("stat: missing operand")
        return 1
    users = Users(process.filesystem)
    template = given.value("c")
    code = 0
    for name in given.operands:
        try:
            place = process.at(name)
            filesystem = process.filesystem
            about = filesystem.stat(place) if given.has("L") else filesystem.lstat(place)
        except FileError as error:
            process.complain(f"stat: cannot statx {quote(name)}: {reason(error)}")
            code = 1
            continue
        values = _values(users, name, about)
        if template is None:
            process.say(_usual(values, about))
        else:
            process.say(_PLACEHOLDER.sub(lambda found, known=values: known[found[1]], template))  # type: ignore[misc]
    return code


def _prepare_stat(words: Sequence[str]) -> Callable[[Process], int]:
    given = _STAT.read(words)
    for found in _PLACEHOLDER.finditer(given.value("c") or ""):
        if (found[1] or "-") not in "%nNsaAuUgGhiFfbBotTyY":
            raise CommandError(
                Lazy(
                    "stat: {field} is not understood; understood: {fields}",
                    field=found[0],
                    fields=_FIELDS,
                )
            )
    if given.has("t"):
        raise CommandError(Lazy("stat: -t is not understood; understood: -c -L"))
    return partial(_stat, given)


COMMANDS = (ContainerCommand("ls", _prepare_ls), ContainerCommand("stat", _prepare_stat))
