"""``cp``, ``mv`` and ``ln``: commands with a target behind their sources."""

from __future__ import annotations

from errno import EEXIST, ENOENT, EXDEV
from functools import partial
from posixpath import relpath
from typing import TYPE_CHECKING

from inspector.container.shell.copying import Copier, CopyRules, into
from inspector.container.shell.errors import CommandError
from inspector.container.shell.options import Options
from inspector.container.shell.process import Command, reason
from inspector.container.shell.quoting import quote
from inspector.container.shell.removing import remove
from inspector.errors import FileError
from inspector.tarstream import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.container.shell.options import Given
    from inspector.container.shell.process import Process
    from inspector.container.stat import Stat

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


def _pairs(
    given: Given, process: Process, command: str, *, follow: bool = True
) -> list[tuple[str, str]]:
    """Return each source with where it goes. Raises _TargetError."""
    operands, folder = list(given.operands), given.value("t")
    if not operands:
        raise _TargetError("missing file operand")
    if folder is None and len(operands) == 1 and command != "ln":
        raise _TargetError(f"missing destination file operand after {quote(operands[0])}")
    if folder is not None:
        about = process.stat(folder)
        if about is None or about.kind is not Kind.DIR:
            raise _TargetError(f"target directory {quote(folder)}: {_no_directory(about)}")
        return [(each, into(folder, each)) for each in operands]
    if command == "ln" and len(operands) == 1:
        return [(operands[0], into(".", operands[0]))]
    *sources, target = operands
    if given.has("T"):
        if len(sources) > 1:
            raise _TargetError(f"extra operand {quote(operands[2])}")
        return [(sources[0], target)]
    about = process.stat(target, follow=follow)
    if about is not None and about.kind is Kind.DIR:
        return [(each, into(target, each)) for each in sources]
    if len(sources) > 1:
        raise _TargetError(f"target {quote(target)}: {_no_directory(about)}")
    return [(sources[0], target)]


def _no_directory(about: object) -> str:
    return "No such file or directory" if about is None else "Not a directory"


def _each(given: Given, process: Process, command: str, one: Callable[[str, str], bool]) -> int:
    follow = command != "ln" or not given.has("n")
    try:
        pairs = _pairs(given, process, command, follow=follow)
    except _TargetError as error:
        process.complain(f"{command}: {error}")
        return 1
    results = [one(source, target) for source, target in pairs]
    return int(not all(results))


# cp ------------------------------------------------------------------------------------------


def _rules(given: Given) -> CopyRules:
    """Return what the options ask for. Raises CommandError."""
    is_archive = given.has("a")
    kept = set((given.value("preserve") or "").split(",")) - {""}
    if unknown := kept - _PRESERVED:
        raise CommandError(f"cp: --preserve={min(unknown)} is not understood")
    is_recursive = is_archive or given.has("r")
    follows = {"a": "none", "d": "none", "P": "none", "L": "all", "H": "named"}.get(
        given.last("a", "d", "P", "L", "H"), "none" if is_recursive else "all"
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
    copier = Copier(process, rules)
    return _each(given, process, "cp", copier.copy)


def _prepare_cp(words: Sequence[str]) -> Callable[[Process], int]:
    given = _CP.read(words)
    return partial(_copy, given, _rules(given))


# mv ------------------------------------------------------------------------------------------


def _move(given: Given, process: Process) -> int:
    rules = CopyRules(
        "mv", is_recursive=True, follows="none", keeps_mode=True, keeps_owner=True,
        keeps_times=True, keeps_links=True, keeps_xattrs=True, is_verbose=given.has("v"),
        removes_first=True,
    )  # fmt: skip
    copier = Copier(process, rules)
    return _each(given, process, "mv", partial(_move_one, given, process, copier))


def _move_one(given: Given, process: Process, copier: Copier, source: str, target: str) -> bool:
    filesystem = process.filesystem
    try:
        about = filesystem.lstat(process.at(source))
    except FileError as error:
        process.complain(f"mv: cannot stat {quote(source)}: {reason(error)}")
        return False
    there = process.stat(target, follow=False)
    if there is not None:
        is_newer = (there.mtime or 0) >= (about.mtime or 0)
        if given.last("f", "n") == "n" or (given.has("u") and is_newer):
            return True
        refusal = _refusal(process, (source, about), (target, there))
        if refusal:
            process.complain(f"mv: {refusal}")
            return False
        if about.inode == there.inode and about.kind is not Kind.DIR:
            filesystem.unlink(process.at(source))  # rename(2) does nothing between names of one
            return True
    return _rename(given, process, copier, source, target)


def _rename(given: Given, process: Process, copier: Copier, source: str, target: str) -> bool:
    try:
        process.filesystem.rename(process.at(source), process.at(target))
    except FileError as error:
        if error.errno != EXDEV:
            process.complain(_move_error(error, process, source, target))
            return False
        return _move_by_copy(given, process, copier, source, target)
    if given.has("v"):
        process.say(f"renamed {quote(source)} -> {quote(target)}")
    return True


def _refusal(process: Process, source: tuple[str, Stat], target: tuple[str, Stat]) -> str:
    """Return why a path does not replace what is at the target, "" where it does."""
    (old, about), (new, there) = source, target
    if _is_same_name(process, old, new):
        return f"{quote(old)} and {quote(new)} are the same file"
    if about.kind is Kind.DIR and there.kind is not Kind.DIR:
        return f"cannot overwrite non-directory {quote(new)} with directory {quote(old)}"
    if about.kind is not Kind.DIR and there.kind is Kind.DIR:
        return f"cannot overwrite directory {quote(new)} with non-directory"
    return ""


def _is_same_name(process: Process, one: str, other: str) -> bool:
    resolve = process.filesystem.resolve
    try:
        return resolve(process.at(one), follow=False) == resolve(process.at(other), follow=False)
    except FileError:
        return False


def _move_error(error: FileError, process: Process, source: str, target: str) -> str:
    resolve = process.filesystem.resolve
    try:
        old = resolve(process.at(source), follow=False)
        new = resolve(process.at(target), follow=False)
    except FileError:
        old = new = ""
    if new.startswith(f"{old}/"):
        return f"mv: cannot move {quote(source)} to a subdirectory of itself, {quote(target)}"
    return f"mv: cannot move {quote(source)} to {quote(target)}: {reason(error)}"


def _move_by_copy(given: Given, process: Process, copier: Copier, source: str, target: str) -> bool:
    """Copy a directory of a lower layer and remove it: the kernel refuses to move it."""
    there = process.stat(target, follow=False)
    if _move_error(FileError(EXDEV, source), process, source, target).endswith(
        f"of itself, {quote(target)}"
    ):
        process.complain(_move_error(FileError(EXDEV, source), process, source, target))
        return False
    if there is not None:
        try:
            place = process.at(target)
            filesystem = process.filesystem
            (filesystem.rmdir if there.kind is Kind.DIR else filesystem.unlink)(place)
        except FileError as error:
            process.complain(
                f"mv: inter-device move failed: {quote(source)} to {quote(target)};"
                f" unable to remove target: {reason(error)}"
            )
            return False
    if not copier.copy(source, target):
        return False
    return remove(process, source, "mv", is_verbose=given.has("v"))


def _prepare_mv(words: Sequence[str]) -> Callable[[Process], int]:
    return partial(_move, _MV.read(words))


# ln ------------------------------------------------------------------------------------------


def _link(given: Given, process: Process) -> int:
    return _each(given, process, "ln", partial(_link_one, given, process))


def _link_one(given: Given, process: Process, source: str, target: str) -> bool:
    filesystem = process.filesystem
    is_symbolic = given.has("s")
    what = "symbolic" if is_symbolic else "hard"
    if not is_symbolic:
        try:
            follow = given.last("L", "P") == "L"
            place = process.at(source)
            about = filesystem.stat(place) if follow else filesystem.lstat(place)
        except FileError as error:
            process.complain(f"ln: failed to access {quote(source)}: {reason(error)}")
            return False
        if about.kind is Kind.DIR:
            process.complain(f"ln: {source}: hard link not allowed for directory")
            return False
    if given.has("f") and not _makes_room(given, process, source, target):
        return False
    try:
        if is_symbolic:
            filesystem.symlink(_relative(given, process, source, target), process.at(target))
        else:
            old = filesystem.resolve(process.at(source), follow=given.last("L", "P") == "L")
            filesystem.link(old, process.at(target))
    except FileError as error:
        tail = "" if error.errno == EEXIST or is_symbolic else f" => {quote(source)}"
        process.complain(f"ln: failed to create {what} link {quote(target)}{tail}: {reason(error)}")
        return False
    if given.has("v"):
        process.say(f"{quote(target)} {'->' if is_symbolic else '=>'} {quote(source)}")
    return True


def _makes_room(given: Given, process: Process, source: str, target: str) -> bool:
    """Remove what is at the target; complain where that cannot be."""
    there = process.stat(target, follow=False)
    if there is None:
        return True
    if there.kind is Kind.DIR:
        process.complain(f"ln: {target}: cannot overwrite directory")
        return False
    about = process.stat(source, follow=False)
    is_same = about is not None and about.inode == there.inode
    if is_same and (not given.has("s") or _is_same_name(process, source, target)):
        process.complain(f"ln: {quote(source)} and {quote(target)} are the same file")
        return False
    try:
        process.filesystem.unlink(process.at(target))
    except FileError as error:
        if error.errno != ENOENT:
            process.complain(f"ln: cannot remove {quote(target)}: {reason(error)}")
            return False
    return True


def _relative(given: Given, process: Process, source: str, target: str) -> str:
    if not given.has("r"):
        return source
    folder = process.at(target).rstrip("/").rpartition("/")[0] or "/"
    return relpath(
        process.filesystem.resolve(process.at(source)), process.filesystem.resolve(folder)
    )


def _prepare_ln(words: Sequence[str]) -> Callable[[Process], int]:
    return partial(_link, _LN.read(words))


COMMANDS = (Command("cp", _prepare_cp), Command("mv", _prepare_mv), Command("ln", _prepare_ln))
