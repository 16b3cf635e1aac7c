"""What ``cp`` copies, and ``mv`` where the kernel refuses to move (coreutils, copy.c)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.container.shell.process import UMASK, Process, base_name, joined, reason
from inspector.container.shell.quoting import quote
from inspector.errors import FileError
from inspector.tarstream import Kind

if TYPE_CHECKING:
    from inspector.container.stat import Stat


@dataclass(frozen=True)
class CopyRules:
    """What ``cp`` was asked for. ``command`` is named in messages."""

    command: str = "cp"
    is_recursive: bool = False
    follows: str = "all"  # which symlinks: all, named, none
    keeps_mode: bool = False
    keeps_owner: bool = False
    keeps_times: bool = False
    keeps_links: bool = False
    keeps_xattrs: bool = False
    forces: bool = False
    clobbers: bool = True
    only_newer: bool = False
    removes_first: bool = False
    makes_links: str = ""  # "hard" or "symbolic" ones instead of copies
    is_verbose: bool = False

    @property
    def keeps_all(self) -> bool:
        """Whether owner, mode and times are kept."""
        return self.keeps_mode and self.keeps_owner and self.keeps_times


class Copier:
    """Copies paths by the rules; hard links among what it copies are known to it."""

    def __init__(self, process: Process, rules: CopyRules) -> None:
        self._process = process
        self._filesystem = process.filesystem
        self._rules = rules
        self._copied: dict[int, str] = {}  # new paths of inodes that were copied
        self._made: set[int] = set()  # directories that were made here: not copied into themselves
        self._written: set[int] = set()  # inodes of copies: a second one does not replace the first

    def copy(self, source: str, target: str, *, is_named: bool = True) -> bool:
        """Copy one path, with ``-r`` all below it; return whether all went well."""
        rules = self._rules
        follow = rules.follows == "all" or (rules.follows == "named" and is_named)
        try:
            about = self._stat(source, follow=follow)
        except FileError as error:
            self._complain(f"cannot stat {quote(source)}: {reason(error)}")
            return False
        if about.kind is Kind.DIR and not rules.is_recursive:
            self._complain(f"-r not specified; omitting directory {quote(source)}")
            return False
        there = self._process.stat(target, follow=False)
        try:
            return self._copy(source, about, target, there)
        except FileError as error:
            self._complain(f"cannot create {_what(about.kind)} {quote(target)}: {reason(error)}")
            return False

    def _copy(self, source: str, about: Stat, target: str, there: Stat | None) -> bool:
        if there is not None:
            refusal = self._refusal(source, about, target, there)
            if refusal is not None:
                if refusal:
                    self._complain(refusal)
                return not refusal
        if about.kind is Kind.DIR:
            return self._copy_directory(source, about, target, there)
        return self._copy_other(source, about, target, there)

    def _copy_other(self, source: str, about: Stat, target: str, there: Stat | None) -> bool:
        """Copy what is no directory, or link to it."""
        rules = self._rules
        if rules.is_verbose:
            verb = "copied " if rules.command == "mv" else ""
            self._process.say(f"{verb}{quote(source)} -> {quote(target)}")
        if (rules.keeps_links and about.nlink > 1) or rules.makes_links == "hard":
            known = self._copied.get(about.inode) if not rules.makes_links else source
            if known is not None:
                return self._link(known, target, there)
        if rules.makes_links == "symbolic":
            self._filesystem.symlink(source, self._at(target))
            return True
        if not self._copy_leaf(source, about, target, there):
            return False
        if rules.keeps_links and about.nlink > 1:
            self._copied[about.inode] = target
        made = self._process.stat(target, follow=False)
        if made is not None:
            self._written.add(made.inode)
        return True

    def _refusal(self, source: str, about: Stat, target: str, there: Stat) -> str | None:
        """Return why what is there stays, "" where it is to stay silently, None where it goes."""
        rules = self._rules
        led = self._process.stat(target) if there.kind is Kind.SYMLINK else there
        is_same = about.inode == there.inode or (
            led is not None and led.inode == about.inode and rules.follows == "all"
        )
        if is_same and about.kind is not Kind.DIR and not rules.makes_links:
            # copies of links to each other are one file already where links are kept
            return f"{quote(source)} and {quote(target)} are the same file"
        if about.kind is Kind.DIR:
            is_dir = there.kind is Kind.DIR or (
                led is not None and led.kind is Kind.DIR and not rules.keeps_links
            )
            names = f"{quote(target)} with directory {quote(source)}"
            return None if is_dir else f"cannot overwrite non-directory {names}"
        is_newer = (there.mtime or 0) >= (about.mtime or 0)
        if not rules.clobbers or (rules.only_newer and is_newer):
            return ""
        if there.kind is Kind.DIR:
            return f"cannot overwrite directory {quote(target)} with non-directory"
        if there.inode in self._written:
            return f"will not overwrite just-created {quote(target)} with {quote(source)}"
        return None

    def _copy_leaf(self, source: str, about: Stat, target: str, there: Stat | None) -> bool:
        rules, filesystem, place = self._rules, self._filesystem, self._at(target)
        replaces = rules.removes_first or about.kind is not Kind.FILE
        replaces = replaces or (there is not None and self._unlinks_first(there))
        if there is not None and replaces:
            filesystem.unlink(place)
            there = None
        if about.kind is Kind.SYMLINK:
            filesystem.symlink(about.link, place)
        elif about.kind is Kind.FILE:
            if there is not None and there.kind is Kind.SYMLINK and not self._process.stat(target):
                self._complain(f"not writing through dangling symlink {quote(target)}")
                return False
            content = filesystem.content(self._at(source))
            mode = about.mode & 0o777 & ~(0o077 if rules.keeps_owner else UMASK)
            filesystem.write(place, content, mode=mode)
        else:
            filesystem.mknod(place, about.kind, about.mode & ~UMASK, about.device)
        self._keep(about, target, is_new=there is None)
        return True

    def _unlinks_first(self, there: Stat) -> bool:
        """Whether what is there is removed instead of written to.

        Where links are kept a copy must not be written into a file that has other names.
        """
        rules = self._rules
        return (
            rules.follows != "all"
            and (there.kind is Kind.SYMLINK or (rules.keeps_links and there.nlink > 1))
        ) or there.kind not in {Kind.FILE, Kind.SYMLINK}

    def _link(self, known: str, target: str, there: Stat | None) -> bool:
        try:
            if there is not None:
                self._filesystem.unlink(self._at(target))
            self._filesystem.link(self._at(known), self._at(target))
        except FileError as error:
            self._complain(
                f"cannot create hard link {quote(target)} to {quote(known)}: {reason(error)}"
            )
            return False
        return True

    def _copy_directory(self, source: str, about: Stat, target: str, there: Stat | None) -> bool:
        rules, filesystem = self._rules, self._filesystem
        if about.inode in self._made:
            self._complain(
                f"cannot copy a directory, {quote(source)}, into itself, {quote(target)}"
            )
            return False
        if there is None:
            filesystem.mkdir(self._at(target), about.mode & 0o1777 & ~UMASK)
            made = self._process.stat(target)
            if made is not None:
                self._made.add(made.inode)
            if rules.is_verbose:
                if rules.command == "mv":
                    self._process.say(f"created directory {quote(target)}")
                else:
                    self._process.say(f"{quote(source)} -> {quote(target)}")
        is_fine = True
        for name in filesystem.names(self._at(source)):
            if not self.copy(joined(source, name), joined(target, name), is_named=False):
                is_fine = False
        self._keep(about, target, is_new=there is None)
        return is_fine

    def _keep(self, about: Stat, target: str, *, is_new: bool) -> None:
        """Give a copy the metadata that is to be kept."""
        rules, filesystem, place = self._rules, self._filesystem, self._at(target)
        is_link = about.kind is Kind.SYMLINK
        if rules.keeps_xattrs and about.xattrs:
            filesystem.setxattrs(place, about.xattrs, follow=not is_link)
        if rules.keeps_times and about.mtime is not None:
            filesystem.utime(place, about.mtime, follow=not is_link)
        if rules.keeps_owner:
            filesystem.chown(place, about.uid, about.gid, follow=not is_link)
        if is_link:
            return
        if rules.keeps_mode:
            filesystem.chmod(place, about.mode)
        elif (
            is_new
            and about.kind is Kind.DIR
            and about.mode & ~UMASK & 0o7777 != (about.mode & 0o1777 & ~UMASK)
        ):
            filesystem.chmod(place, about.mode & ~UMASK)

    def _stat(self, path: str, *, follow: bool) -> Stat:
        place = self._at(path)
        return self._filesystem.stat(place) if follow else self._filesystem.lstat(place)

    def _at(self, path: str) -> str:
        return self._process.at(path)

    def _complain(self, message: str) -> None:
        self._process.complain(f"{self._rules.command}: {message}")


def into(folder: str, source: str) -> str:
    """Return where a source lies in a folder that it is copied or moved to."""
    return joined(folder, base_name(source))


def _what(kind: Kind) -> str:
    return {
        Kind.DIR: "directory",
        Kind.SYMLINK: "symbolic link",
        Kind.FILE: "regular file",
        Kind.FIFO: "fifo",
    }.get(kind, "special file")
