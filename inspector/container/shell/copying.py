"""What ``cp`` copies, and ``mv`` where the kernel refuses to move (coreutils, copy.c)."""

from __future__ import annotations

from dataclasses import replace
from errno import EEXIST, EINVAL, ELOOP, ENOENT, EXDEV
from typing import TYPE_CHECKING

from inspector.container.shell.copy_rules import EMPTY, NULL, CopyError, CopyTask
from inspector.container.shell.copy_writing import CopyWriter
from inspector.container.shell.process import Process, base_name, path_in, reason
from inspector.container.shell.quoting import quote
from inspector.container.shell.same_file import Verdict, is_same_name, same_file_verdict
from inspector.errors import FileError
from inspector.tarstream import Kind

if TYPE_CHECKING:
    from inspector.container.shell.copy_rules import CopyRules
    from inspector.container.stat import Stat

_WHAT = {Kind.DIR: "directory", Kind.SYMLINK: "symbolic link", Kind.FILE: "regular file"}


class Copier:
    """Copies paths by the rules.

    It knows what it has made: names that share an inode, the directory that must not be copied
    into itself, and, where ``several`` were named, the targets that must not be replaced again.
    """

    def __init__(self, process: Process, rules: CopyRules, *, several: bool = False) -> None:
        self._process = process
        self._filesystem = process.filesystem
        self._writer = CopyWriter(process, rules)
        self.rules = rules
        self._several = several
        self._copied: dict[int, str] = {}  # targets by the inodes that were copied
        self._sources: set[tuple[str, int]] = set()
        self._targets: set[tuple[str, int]] = set()
        self._has_first = False  # whether a directory was made for the path that was named
        self.rename_errno: int | None = None
        self.into_itself = False
        self.is_renamed = False
        self.is_copied = False  # by a move that the kernel refused

    def copy(self, source: str, target: str) -> bool:
        """Copy or move a path that was named; return whether all went well."""
        self._has_first = self.into_itself = self.is_renamed = self.is_copied = False
        return self._copy(CopyTask(source, target, top=(source, target)))

    def _copy(self, job: CopyTask) -> bool:
        try:
            return self._try(job)
        except CopyError as error:
            if error.args[0]:
                self._process.complain(f"{self.rules.command}: {error}")
            return False

    def _try(self, job: CopyTask) -> bool:
        rules = self.rules
        errno = self._first_rename(job) if rules.moves else -1
        if errno == EEXIST and not rules.clobbers:
            return True
        if errno == 0:
            self._renamed(job)
            return True
        about = self._source(job)
        if self._is_repeated(job, about) or (not job.is_new and self._look_at_target(job, about)):
            return True
        self._refuse_own_link(job)
        if rules.is_verbose and not rules.moves and about.kind is not Kind.DIR:
            self._process.say(f"{quote(job.source)} -> {quote(job.target)}")
        if self._is_linked(job, about):
            return True
        if rules.moves and self._moved(job, about, errno):
            return not self.into_itself
        return self._make(job, about)

    def _make(self, job: CopyTask, about: Stat) -> bool:
        if about.kind is Kind.DIR:
            return self._copy_directory(job, about)
        self._writer.write(job, about)
        self._note_target(job)
        return True

    # what is there -----------------------------------------------------------------------------

    def _source(self, job: CopyTask) -> Stat:
        """Return what is to be copied."""
        rules = self.rules
        follow = rules.follows == "all" or (rules.follows == "named" and job.is_named)
        try:
            place = self._at(job.source)
            about = self._filesystem.stat(place) if follow else self._filesystem.lstat(place)
        except FileError as error:
            if job.source == NULL and not (rules.moves or rules.is_recursive):
                return EMPTY
            raise CopyError(f"cannot stat {quote(job.source)}: {reason(error)}") from error
        if about.kind is Kind.DIR and not rules.is_recursive:
            raise CopyError(f"-r not specified; omitting directory {quote(job.source)}")
        return about

    def _is_repeated(self, job: CopyTask, about: Stat) -> bool:
        """Whether the same file was named before."""
        if not job.is_named or not self._several or self.rules.moves:
            return False
        key = (job.source, about.inode)
        if about.kind is Kind.DIR or key not in self._sources:
            self._sources.add(key)
            return False
        name = quote(job.source)
        self._process.complain(f"cp: warning: source file {name} specified more than once")
        return True

    def _look_at_target(self, job: CopyTask, about: Stat) -> bool:
        """Find what is at the target and judge it; return whether there is nothing to do."""
        rules = self.rules
        there = self._there(job, about)
        job.there, job.is_new = there, there is None
        if there is None:
            return False
        found = Verdict.FINE
        if rules.clobbers:
            found = same_file_verdict(
                self._process, rules, (job.source, about), (job.target, there)
            )
        if found is Verdict.SAME:
            raise CopyError(f"{quote(job.source)} and {quote(job.target)} are the same file")
        is_newer = rules.only_newer and (there.mtime or 0) >= (about.mtime or 0)
        if found is Verdict.DONE or (
            about.kind is not Kind.DIR and (is_newer or not rules.clobbers)
        ):
            return True
        self._judge(job, about, there)
        return False

    def _there(self, job: CopyTask, about: Stat) -> Stat | None:
        """Return what is at the target: files are written through symlinks, others are not."""
        rules = self.rules
        replaces = rules.moves or rules.makes_links or rules.removes_first
        try:
            place = self._at(job.target)
            if about.kind is Kind.FILE and not replaces:
                return self._filesystem.stat(place)
            return self._filesystem.lstat(place)
        except FileError as error:
            if error.errno == ELOOP and rules.forces:
                self._unlink(job)
            elif error.errno != ENOENT:
                raise CopyError(f"cannot stat {quote(job.target)}: {reason(error)}") from error
            return None

    def _refuse_own_link(self, job: CopyTask) -> None:
        if not self._targets or not job.is_named or self.rules.moves:
            return
        there = self._process.stat(job.target, follow=False)
        if there is None or there.kind is not Kind.SYMLINK:
            return
        if (job.target, there.inode) in self._targets:
            names = f"{quote(job.source)} through just-created symlink {quote(job.target)}"
            raise CopyError(f"will not copy {names}")

    def _judge(self, job: CopyTask, about: Stat, there: Stat) -> None:
        """Refuse what does not fit, and remove what a copy must not be written into."""
        rules = self.rules
        if there.kind is not Kind.DIR:
            if about.kind is Kind.DIR:
                raise CopyError(
                    f"cannot overwrite non-directory {quote(job.target)}"
                    f" with directory {quote(job.source)}"
                )
            if job.is_named and (job.target, there.inode) in self._targets:
                raise CopyError(
                    f"will not overwrite just-created {quote(job.target)} with {quote(job.source)}"
                )
            is_shared = rules.keeps_links and there.nlink > 1
            replaces = rules.follows == "none" and about.kind is not Kind.FILE
            if not rules.moves and (rules.removes_first or is_shared or replaces):
                self._unlink(job)
        elif about.kind is not Kind.DIR:
            raise CopyError(f"cannot overwrite directory {quote(job.target)} with non-directory")

    def _unlink(self, job: CopyTask) -> None:
        try:
            self._filesystem.unlink(self._at(job.target))
        except FileError as error:
            if error.errno != ENOENT:
                raise CopyError(f"cannot remove {quote(job.target)}: {reason(error)}") from error
        job.is_new = True
        if self.rules.is_verbose:
            self._process.say(f"removed {quote(job.target)}")

    # moving ------------------------------------------------------------------------------------

    def _first_rename(self, job: CopyTask) -> int:
        """Try to move to where nothing is; return the error, 0 for none."""
        if self.rename_errno is not None:
            return self.rename_errno
        return self.rename_to_nothing(job.source, job.target)

    def rename_to_nothing(self, source: str, target: str) -> int:
        """Do what renameat2(2) does with RENAME_NOREPLACE; return the error, 0 for none."""
        try:
            old, new = self._at(source), self._at(target)
            self._filesystem.lstat(old)
            if self._process.stat(target, follow=False) is not None:
                return EEXIST
            self._filesystem.rename(old, new)
        except FileError as error:
            return error.errno
        return 0

    def _moved(self, job: CopyTask, about: Stat, errno: int) -> bool:
        """Move, and return True; False where the kernel refuses and a copy is due."""
        if errno == EEXIST:
            try:
                self._filesystem.rename(self._at(job.source), self._at(job.target))
                errno = 0
            except FileError as error:
                errno = error.errno
        if errno == 0:
            self._renamed(job)
            return True
        if errno == EINVAL:
            old, new = map(quote, job.top)
            self._process.complain(f"mv: cannot move {old} to a subdirectory of itself, {new}")
            self.into_itself = True
            return True
        if errno != EXDEV:
            why = reason(FileError(errno, job.source))
            raise CopyError(f"cannot move {quote(job.source)} to {quote(job.target)}: {why}")
        self._make_room(job, about)
        if self.rules.is_verbose and about.kind is not Kind.DIR:
            self._process.say(f"copied {quote(job.source)} -> {quote(job.target)}")
        job.is_new = self.is_copied = True
        return False

    def _make_room(self, job: CopyTask, about: Stat) -> None:
        """Remove what a move would have replaced."""
        filesystem = self._filesystem
        remove = filesystem.rmdir if about.kind is Kind.DIR else filesystem.unlink
        try:
            remove(self._at(job.target))
        except FileError as error:
            if error.errno != ENOENT:
                raise CopyError(
                    f"inter-device move failed: {quote(job.source)} to {quote(job.target)};"
                    f" unable to remove target: {reason(error)}"
                ) from error

    def _renamed(self, job: CopyTask) -> None:
        if self.rules.is_verbose:
            self._process.say(f"renamed {quote(job.source)} -> {quote(job.target)}")
        self.is_renamed = self.is_renamed or job.is_named
        self._note_target(job)

    def _note_target(self, job: CopyTask) -> None:
        if job.is_named and self._several:
            made = self._process.stat(job.target, follow=False)
            if made is not None:
                self._targets.add((job.target, made.inode))

    # links among what is copied ----------------------------------------------------------------

    def _earlier(self, job: CopyTask, about: Stat) -> str | None:
        """Return where this inode was copied to before; note where it goes now."""
        rules = self.rules
        notes = (
            rules.keeps_links
            and rules.makes_links != "hard"
            and (
                about.nlink > 1
                or rules.follows == "all"
                or (job.is_named and rules.follows == "named")
            )
        )
        if rules.is_recursive and about.kind is Kind.DIR:
            notes = job.is_named
        elif rules.moves and about.nlink == 1:
            notes = False
        elif not notes:
            return None
        known = self._copied.get(about.inode)
        if known is None and notes:
            self._copied[about.inode] = job.target
        return known

    def _is_linked(self, job: CopyTask, about: Stat) -> bool:
        """Link to an earlier copy of the same inode, where there is one."""
        earlier = self._earlier(job, about)
        if earlier is None:
            return False
        if about.kind is not Kind.DIR:
            self._writer.link(earlier, job.target, replaces=True)
            return True
        old, new = map(quote, job.top)
        if is_same_name(self._process, job.source, earlier):
            self._process.complain(
                f"{self.rules.command}: cannot copy a directory, {old}, into itself, {new}"
            )
            self.into_itself = True
            raise CopyError("")
        if is_same_name(self._process, job.target, earlier):
            self._process.complain(
                f"{self.rules.command}: warning: source directory {old} specified more than once"
            )
            return True
        if self.rules.follows == "all" or (job.is_named and self.rules.follows == "named"):
            return False
        raise CopyError(
            f"will not create hard link {quote(job.target)} to directory {quote(earlier)}"
        )

    # directories -------------------------------------------------------------------------------

    def _copy_directory(self, job: CopyTask, about: Stat) -> bool:
        if about.inode in job.above:
            raise CopyError(f"cannot copy cyclic symbolic link {quote(job.source)}")
        omitted = 0
        if job.is_new or job.there is None:
            omitted = about.mode & (0o077 if self.rules.keeps_owner else 0o022)
            made = self._writer.make_directory(job, about.mode & 0o7777 & ~omitted)
            if not self._has_first:
                self._has_first = True
                self._copied[made] = job.target
        above = (*job.above, about.inode)
        is_fine = True
        for name in self._filesystem.names(self._at(job.source)):
            inner = replace(
                job,
                source=path_in(job.source, name),
                target=path_in(job.target, name),
                is_named=False,
                there=None,
                above=above,
            )
            is_fine = self._copy(inner) and is_fine
            if self.into_itself:
                return False
        self._writer.keep(about, job.target, is_new=job.is_new, omitted=omitted)
        return is_fine

    def _at(self, path: str) -> str:
        return self._process.at(path)


def into(folder: str, source: str) -> str:
    """Return where a source lies in a folder that it is copied or moved to."""
    name = base_name(source)
    return folder if name == ".." else path_in(folder, name)
