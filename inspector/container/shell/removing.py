"""``rm``, ``rmdir`` and what ``mv`` needs of them."""

from __future__ import annotations

from errno import EISDIR, ENOENT, ENOTDIR, ENOTEMPTY
from functools import partial
from typing import TYPE_CHECKING

from inspector.container.shell.options import Options
from inspector.container.shell.process import ContainerCommand, base_name, path_in, reason
from inspector.container.shell.quoting import quote
from inspector.errors import FileError
from inspector.tarstream import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.container.shell.options import Given
    from inspector.container.shell.process import Process

_RM = Options(
    "rm", "-r -R --recursive", "-f --force", "-v --verbose", "-d --dir", "--no-preserve-root"
)
_RMDIR = Options("rmdir", "-p --parents", "-v --verbose", "--ignore-fail-on-non-empty")


def remove(process: Process, name: str, command: str, *, is_verbose: bool) -> bool:
    """Remove a path and all below it; return whether nothing was in the way.

    ``name`` is said in messages of ``command``.
    """
    filesystem = process.filesystem
    is_done = True
    # Directories are left when all below them is done: (name, whether it is left now).
    stack = [(name, False)]
    failed: set[str] = set()
    while stack:
        path, is_left = stack.pop()
        try:
            place = process.at(path)
            is_dir = filesystem.lstat(place).kind is Kind.DIR
            if is_dir and not is_left:
                stack.append((path, True))
                names = filesystem.names(place)
                stack += [(path_in(path, each), False) for each in reversed(names)]
                continue
            if path in failed:  # something is left below it
                failed.add(path.rpartition("/")[0])
                continue
            (filesystem.rmdir if is_dir else filesystem.unlink)(place)
        except FileError as error:
            process.complain(f"{command}: cannot remove {quote(path)}: {reason(error)}")
            failed.add(path.rpartition("/")[0])
            is_done = False
        else:
            if is_verbose:
                process.say(f"removed {'directory ' if is_dir else ''}{quote(path)}")
    return is_done


def _remove_each(given: Given, process: Process) -> int:
    if not given.operands:
        return 0 if given.has("f") else _missing_operand(process, "rm")
    results = [_remove_one(given, process, name) for name in given.operands]
    return 0 if all(results) else 1


def _remove_one(given: Given, process: Process, name: str) -> bool:
    is_recursive = given.has("r")
    if is_recursive and base_name(name) in {".", ".."}:
        process.complain(f"rm: refusing to remove '.' or '..' directory: skipping {quote(name)}")
        return False
    if is_recursive and not name.strip("/") and name and not given.has("no-preserve-root"):
        process.complain("rm: it is dangerous to operate recursively on '/'")
        process.complain("rm: use --no-preserve-root to override this failsafe")
        return False
    try:
        _check(given, process, process.at(name))
    except FileError as error:
        if given.has("f") and error.errno in {ENOENT, ENOTDIR}:
            return True
        process.complain(f"rm: cannot remove {quote(name)}: {reason(error)}")
        return False
    return remove(process, name, "rm", is_verbose=given.has("v"))


def _check(given: Given, process: Process, place: str) -> None:
    """Raise FileError where ``rm`` does not even try."""
    about = process.filesystem.lstat(place)
    if about.kind is Kind.DIR and not given.has("r"):
        if not given.has("d"):
            raise FileError(EISDIR, place)
        if process.filesystem.names(place):
            raise FileError(ENOTEMPTY, place)


def _remove_directories(given: Given, process: Process) -> int:
    if not given.operands:
        return _missing_operand(process, "rmdir")
    results = [_remove_directory(given, process, each) for each in given.operands]
    return 0 if all(results) else 1


def _remove_directory(given: Given, process: Process, name: str) -> bool:
    names = [name]
    if given.has("p"):
        above = name.rstrip("/")
        while "/" in above.strip("/"):
            above = above.rpartition("/")[0].rstrip("/")
            names.append(above)
    for each in names:
        if given.has("v"):
            process.say(f"rmdir: removing directory, {quote(each)}")
        try:
            process.filesystem.rmdir(process.at(each))
        except FileError as error:
            if error.errno == ENOTEMPTY and given.has("ignore-fail-on-non-empty"):
                return True
            what = "remove" if each == name else "remove directory"
            process.complain(f"rmdir: failed to {what} {quote(each)}: {reason(error)}")
            return False
    return True


def _missing_operand(process: Process, command: str) -> int:
    process.complain(f"{command}: missing operand")
    return 1


def _prepare_rm(words: Sequence[str]) -> Callable[[Process], int]:
    return partial(_remove_each, _RM.read(words))


def _prepare_rmdir(words: Sequence[str]) -> Callable[[Process], int]:
    return partial(_remove_directories, _RMDIR.read(words))


COMMANDS = (ContainerCommand("rm", _prepare_rm), ContainerCommand("rmdir", _prepare_rmdir))
