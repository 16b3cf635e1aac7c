"""Writes what ``cp`` copies, and gives it the metadata that is kept (coreutils, copy.c)."""

from __future__ import annotations

from errno import EISDIR, ENOTDIR
from typing import TYPE_CHECKING

from inspector.container.content import Content
from inspector.container.shell.copy_rules import EMPTY, CopyError
from inspector.container.shell.process import UMASK, reason
from inspector.container.shell.quoting import quote, quote_if_needed
from inspector.errors import FileError
from inspector.tarstream import Kind

if TYPE_CHECKING:
    from inspector.container.shell.copy_rules import CopyRules, CopyTask
    from inspector.container.shell.process import Process
    from inspector.container.stat import Stat


class CopyWriter:
    """Makes one path at a time. Every method raises CopyError where the kernel refuses."""

    def __init__(self, process: Process, rules: CopyRules) -> None:
        self._process = process
        self._filesystem = process.filesystem
        self._rules = rules

    def write(self, job: CopyTask, about: Stat) -> None:
        """Make what is no directory."""
        rules = self._rules
        if rules.makes_links == "symbolic":
            self._symlink(job, job.source)
        elif rules.makes_links == "hard":
            self.link(job.source, job.target, replaces=rules.forces)
        elif about.kind is Kind.FILE:
            self._copy_file(job, about)
        elif about.kind is Kind.SYMLINK:
            self._symlink(job, about.link)
            self.keep(about, job.target, is_new=True)
        else:
            self._make_node(job, about)
            self.keep(about, job.target, is_new=True)

    def _make_node(self, job: CopyTask, about: Stat) -> None:
        try:
            mode = about.mode & ~UMASK
            self._filesystem.mknod(self._at(job.target), about.kind, mode, about.device)
        except FileError as error:
            raise CopyError(
                f"cannot create special file {quote(job.target)}: {reason(error)}"
            ) from error

    def _is_elsewhere(self, target: str) -> bool:
        """Whether a path lies in another directory than the current one."""
        above, slash, _ = target.rstrip("/").rpartition("/")
        folder = self._process.stat(above or slash or ".")
        here = self._process.stat(".")
        return folder is not None and here is not None and folder.inode != here.inode

    def _symlink(self, job: CopyTask, link: str) -> None:
        rules = self._rules
        if rules.makes_links and not link.startswith("/") and self._is_elsewhere(job.target):
            name = quote_if_needed(job.target)
            raise CopyError(f"{name}: can make relative symbolic links only in current directory")
        place = self._at(job.target)
        try:
            if rules.forces and self._process.stat(job.target, follow=False) is not None:
                self._filesystem.unlink(place)
            self._filesystem.symlink(link, place)
        except FileError as error:
            to = f" to {quote(link)}" if rules.makes_links else ""
            raise CopyError(
                f"cannot create symbolic link {quote(job.target)}{to}: {reason(error)}"
            ) from error

    def _copy_file(self, job: CopyTask, about: Stat) -> None:
        filesystem, place = self._filesystem, self._at(job.target)
        omitted = about.mode & 0o077 if self._rules.keeps_owner else 0
        try:
            content = Content() if about is EMPTY else filesystem.content(self._at(job.source))
            link = self._process.stat(job.target, follow=False)
            if job.is_new and link is not None and link.kind is Kind.SYMLINK:
                raise CopyError(f"not writing through dangling symlink {quote(job.target)}")
            filesystem.write(place, content, mode=about.mode & 0o777 & ~omitted & ~UMASK)
        except FileError as error:
            if error.errno == EISDIR and job.target.endswith("/"):
                error = FileError(ENOTDIR, error.path)
            raise CopyError(
                f"cannot create regular file {quote(job.target)}: {reason(error)}"
            ) from error
        self.keep(about, job.target, is_new=job.is_new, omitted=omitted)

    def keep(self, about: Stat, target: str, *, is_new: bool, omitted: int = 0) -> None:
        """Give a copy the metadata that is to be kept, and what was left out at first."""
        rules, filesystem, place = self._rules, self._filesystem, self._at(target)
        follow = about.kind is not Kind.SYMLINK
        if rules.keeps_times and about.mtime is not None:
            filesystem.utime(place, about.mtime, follow=follow)
        made = filesystem.stat(place) if follow else filesystem.lstat(place)
        is_other = (made.uid, made.gid) != (about.uid, about.gid)
        if rules.keeps_owner and (is_other or (is_new and about.kind is not Kind.FILE)):
            filesystem.chown(place, about.uid, about.gid, follow=follow)
        if rules.keeps_xattrs and about.xattrs:
            filesystem.setxattrs(place, about.xattrs, follow=follow)
        if not follow:
            return
        mode = filesystem.stat(place).mode
        if rules.keeps_mode:
            # an access control list sets permissions and leaves the other bits as they are
            special = about.mode & 0o7000
            filesystem.chmod(place, about.mode | (0 if special else mode & 0o7000))
        elif omitted & ~UMASK & ~mode:
            filesystem.chmod(place, mode | omitted & ~UMASK)

    def _at(self, path: str) -> str:
        return self._process.at(path)

    def link(self, old: str, new: str, *, replaces: bool) -> None:
        """Make a hard link."""
        filesystem = self._filesystem
        try:
            follow = self._rules.follows == "all"
            place = filesystem.resolve(self._at(old), follow=follow)
            if replaces and self._process.stat(new, follow=False) is not None:
                filesystem.unlink(self._at(new))
                if self._rules.is_verbose:
                    self._process.say(f"removed {quote(new)}")
            filesystem.link(place, self._at(new))
        except FileError as error:
            raise CopyError(
                f"cannot create hard link {quote(new)} to {quote(old)}: {reason(error)}"
            ) from error

    def make_directory(self, job: CopyTask, mode: int) -> int:
        """Make a directory and return its inode."""
        place = self._at(job.target)
        try:
            self._filesystem.mkdir(place, mode & ~UMASK)
        except FileError as error:
            raise CopyError(
                f"cannot create directory {quote(job.target)}: {reason(error)}"
            ) from error
        if self._rules.is_verbose:
            what = "created directory " if self._rules.moves else f"{quote(job.source)} -> "
            self._process.say(f"{what}{quote(job.target)}")
        return self._filesystem.lstat(place).inode
