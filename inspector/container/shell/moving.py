"""``cp``, ``mv`` and ``ln``: commands with a target behind their sources."""

from __future__ import annotations

from dataclasses import replace
from errno import EEXIST, ENOENT, ENOTDIR
from functools import partial
from os import strerror
from posixpath import normpath, relpath
from typing import TYPE_CHECKING

from inspector.container.shell.copy_rules import MOVE, CopyRules
from inspector.container.shell.copying import Copier, into
from inspector.container.shell.errors import CommandError
from inspector.container.shell.options import Options
from inspector.container.shell.process import ContainerCommand, free_name, reason
from inspector.container.shell.quoting import quote, quote_if_needed
from inspector.container.shell.removing import remove
from inspector.container.shell.same_file import is_same_name
from inspector.errors import FileError
from inspector.language import Lazy
from inspector.tarstream import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.container.shell.options import Given
    from inspector.container.shell.process import Process

_TARGETS = ("-t= --target-directory=", "-T --no-target-directory", "-v --verbose")
_CP = Options(
    "cp", "-r -R --recursive", "-a --archive", "-p", "-f --force", "-n --no-clobber",
    "-d", "-P --no-dereference", "-L --dereference", "-H", "-l --link", "-s --symbolic-link",
    "-u --update", "-x --one-file-system", "--preserve=", "--remove-destination", *_TARGETS,
)  # fmt: skip
_MV = Options("mv", "-f --force", "-n --no-clobber", "-u --update", *_TARGETS)
_LN = Options(
    "ln", "-s --symbolic", "-f --force", "-n --no-dereference", "-r --relative", "-P --physical",
    "-L --logical", *_TARGETS,
)  # fmt: skip
_PRESERVED = frozenset({"mode", "ownership", "timestamps", "links", "xattr", "context", "all"})


class _TargetError(Exception):
    """A target that does not fit the sources: the message, without the command."""


def _targets(given: Given, process: Process, command: str) -> list[tuple[str, str]]:
    """Return where each source goes. Raises _TargetError."""
    operands, folder = list(given.operands), given.value("t")
    if not operands:
        raise _TargetError("missing file operand")
    if folder is not None:
        if errno := _not_a_directory(process, folder):
            raise _TargetError(f"target directory {quote(folder)}: {strerror(errno)}")
        return [(each, into(folder, each)) for each in operands]
    if len(operands) == 1:
        if command != "ln":
            raise _TargetError(f"missing destination file operand after {quote(operands[0])}")
        return [(operands[0], into(".", operands[0]))]
    *sources, target = operands
    if given.has("T"):
        if len(sources) > 1:
            raise _TargetError(f"extra operand {quote(operands[2])}")
        return [(sources[0], target)]
    errno = _not_a_directory(process, target, follow=command != "ln" or not given.has("n"))
    if not errno:
        return [(each, into(target, each)) for each in sources]
    if len(sources) > 1:
        raise _TargetError(f"target {quote(target)}: {strerror(errno)}")
    return [(sources[0], target)]


def _not_a_directory(process: Process, path: str, *, follow: bool = True) -> int:
    """Return the error that opening a path as a directory ends with, 0 for none."""
    try:
        place = process.at(path)
        about = process.filesystem.stat(place) if follow else process.filesystem.lstat(place)
    except FileError as error:
        return error.errno
    return 0 if about.kind is Kind.DIR else ENOTDIR


# cp ------------------------------------------------------------------------------------------


def _rules(given: Given) -> CopyRules:
    """Return what the options ask for. Raises CommandError."""
    is_archive = given.has("a")
    kept = set((given.value("preserve") or "").split(",")) - {""}
    if unknown := kept - _PRESERVED:
        raise CommandError(Lazy("cp: --preserve={value} is not understood", value=min(unknown)))
    is_recursive = is_archive or given.has("r")
    follows = {"a": "none", "d": "none", "P": "none", "L": "all", "H": "named"}.get(
        given.last("a", "d", "P", "L", "H"),
        "none" if is_recursive and not given.has("l") else "all",
    )
    is_plain_kept = given.has("p") or is_archive

    def keeps(name: str) -> bool:
        return is_plain_kept or name in kept or "all" in kept

    return CopyRules(
        is_recursive=is_recursive,
        follows=follows,
        keeps_mode=keeps("mode"),
        keeps_owner=keeps("ownership"),
        keeps_times=keeps("timestamps"),
        keeps_links=is_archive or given.has("d") or bool(kept & {"links", "all"}),
        keeps_xattrs=is_archive or bool(kept & {"xattr", "all"}),
        forces=given.has("f"),
        clobbers=not given.has("n"),
        only_newer=given.has("u"),
        removes_first=given.has("remove-destination"),
        makes_links="hard" if given.has("l") else "symbolic" if given.has("s") else "",
        is_verbose=given.has("v"),
    )


def _copy(given: Given, rules: CopyRules, process: Process) -> int:
    try:
        targets = _targets(given, process, "cp")
    except _TargetError as error:
        process.complain(f"cp: {error}")
        return 1
    copier = Copier(process, rules, several=len(targets) > 1)
    results = [copier.copy(*pair) for pair in targets]
    return int(not all(results))


def _prepare_cp(words: Sequence[str]) -> Callable[[Process], int]:
    given = _CP.read(words)
    return partial(_copy, given, _rules(given))


# mv ------------------------------------------------------------------------------------------


def _move(given: Given, process: Process) -> int:
    rules = replace(
        MOVE,
        is_verbose=given.has("v"),
        only_newer=given.has("u"),
        clobbers=given.last("f", "n") != "n",
    )
    errno = None
    operands = given.operands
    if len(operands) == 2 and not given.has("t", "T"):
        errno = Copier(process, rules).rename_to_nothing(*operands)
    try:
        targets = _targets(given, process, "mv") if errno != 0 else [(operands[0], operands[1])]
    except _TargetError as error:
        process.complain(f"mv: {error}")
        return 1
    copier = Copier(process, rules, several=len(targets) > 1)
    if targets[0][1] == operands[-1]:  # not into a directory: it was tried
        copier.rename_errno = errno
    results = [_move_one(process, copier, *pair) for pair in targets]
    return int(not all(results))


def _move_one(process: Process, copier: Copier, source: str, target: str) -> bool:
    """Move; where the kernel refuses, a copy has been made, and the source is removed."""
    is_there = process.stat(source, follow=False) is not None
    if not copier.copy(source, target):
        return False
    if copier.into_itself:
        return False
    if copier.is_renamed or not copier.is_copied or not is_there:
        return True
    return remove(process, source, "mv", is_verbose=copier.rules.is_verbose)


def _prepare_mv(words: Sequence[str]) -> Callable[[Process], int]:
    return partial(_move, _MV.read(words))


# ln ------------------------------------------------------------------------------------------


def _link(given: Given, process: Process) -> int:
    try:
        targets = _targets(given, process, "ln")
    except _TargetError as error:
        process.complain(f"ln: {error}")
        return 1
    made: set[tuple[str, int]] = set()
    results = [_link_one(given, process, *pair, made) for pair in targets]
    return int(not all(results))


def _link_one(
    given: Given, process: Process, source: str, target: str, made: set[tuple[str, int]]
) -> bool:
    is_symbolic = given.has("s")
    if is_symbolic:
        source = _relative(given, process, source, target)
    elif not _may_be_linked(given, process, source):
        return False
    if given.has("f") and not _may_replace(given, process, source, target, made):
        return False
    try:
        _make_link(given, process, source, target)
    except FileError as error:
        what = "symbolic" if is_symbolic else "hard"
        tail = "" if error.errno == EEXIST or is_symbolic else f" => {quote(source)}"
        process.complain(f"ln: failed to create {what} link {quote(target)}{tail}: {reason(error)}")
        return False
    new = process.stat(target, follow=False)
    made.add((target, new.inode if new is not None else 0))
    if given.has("v"):
        process.say(f"{quote(target)} {'->' if is_symbolic else '=>'} {quote(source)}")
    return True


def _may_be_linked(given: Given, process: Process, source: str) -> bool:
    """Whether a path may get a second name; complain where it may not."""
    filesystem = process.filesystem
    try:
        follow = given.last("L", "P") == "L"
        place = process.at(source)
        about = filesystem.stat(place) if follow else filesystem.lstat(place)
    except FileError as error:
        process.complain(f"ln: failed to access {quote(source)}: {reason(error)}")
        return False
    if about.kind is Kind.DIR:
        process.complain(f"ln: {quote_if_needed(source)}: hard link not allowed for directory")
        return False
    return True


def _make_link(given: Given, process: Process, source: str, target: str) -> None:
    """Make a link; one that takes the place of a path is made beside it and renamed."""
    filesystem, place = process.filesystem, process.at(target)
    is_there = given.has("f") and process.stat(target, follow=False) is not None
    new = place
    if is_there:
        new = free_name(process, place.rstrip("/").rpartition("/")[0] or "/")
    if given.has("s"):
        filesystem.symlink(source, new)
    else:
        follow = given.last("L", "P") == "L"
        filesystem.link(filesystem.resolve(process.at(source), follow=follow), new)
    if is_there:
        filesystem.rename(new, place)
        _drop(process, new)


def _drop(process: Process, path: str) -> None:
    """Remove a name that rename(2) has left: between names of one inode it does nothing."""
    if process.stat(path, follow=False) is not None:
        process.filesystem.unlink(path)


def _may_replace(
    given: Given, process: Process, source: str, target: str, made: set[tuple[str, int]]
) -> bool:
    """Whether a link may take the place of what is at the target; complain where it may not."""
    try:
        there = process.filesystem.lstat(process.at(target))
    except FileError as error:
        if error.errno == ENOENT:
            return True
        process.complain(f"ln: failed to access {quote(target)}: {reason(error)}")
        return False
    if there.kind is Kind.DIR:
        process.complain(f"ln: {quote_if_needed(target)}: cannot overwrite directory")
        return False
    if (target, there.inode) in made:
        names = f"{quote(target)} with {quote(source)}"
        process.complain(f"ln: will not overwrite just-created {names}")
        return False
    about = process.stat(source, follow=given.has("s", "L"))
    is_same = about is not None and about.inode == there.inode
    if is_same and (there.nlink == 1 or is_same_name(process, source, target)):
        process.complain(f"ln: {quote(source)} and {quote(target)} are the same file")
        return False
    return True


def _relative(given: Given, process: Process, source: str, target: str) -> str:
    if not given.has("r"):
        return source
    folder = process.at(target).rstrip("/").rpartition("/")[0] or "/"
    return relpath(_canonical(process, process.at(source)), _canonical(process, folder))


def _canonical(process: Process, path: str, hops: int = 40) -> str:
    """Return a path without symlinks, also where parts of it are missing."""
    try:
        return process.filesystem.resolve(path)
    except FileError:
        above, _, name = path.rstrip("/").rpartition("/")
        place = f"{_canonical(process, above or '/', hops)}/{name}"
    there = process.stat(place, follow=False)
    if there is None or there.kind is not Kind.SYMLINK or not hops:
        return normpath(place)
    folder = "" if there.link.startswith("/") else place.rpartition("/")[0]
    return _canonical(process, f"{folder}/{there.link}", hops - 1)


def _prepare_ln(words: Sequence[str]) -> Callable[[Process], int]:
    return partial(_link, _LN.read(words))


COMMANDS = (
    ContainerCommand("cp", _prepare_cp),
    ContainerCommand("mv", _prepare_mv),
    ContainerCommand("ln", _prepare_ln),
)
