"""``mkdir`` and ``touch``: what makes directories and files, and sets their time."""

from __future__ import annotations

from errno import EEXIST, ENOENT
from functools import partial
from os import strerror
from typing import TYPE_CHECKING

from inspector.container.content import Content
from inspector.container.shell.errors import CommandError
from inspector.container.shell.modes import read_mode
from inspector.container.shell.numbers import read_date, read_stamp
from inspector.container.shell.options import Options
from inspector.container.shell.process import CREATED, UMASK, ContainerCommand, reason, reference
from inspector.container.shell.quoting import quote
from inspector.errors import FileError
from inspector.language import Lazy
from inspector.tarstream import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.container.shell.modes import ModeChange
    from inspector.container.shell.options import Given
    from inspector.container.shell.process import Process

_MKDIR = Options("mkdir", "-p --parents", "-m= --mode=", "-v --verbose")
_TOUCH = Options(
    "touch", "-c --no-create", "-d= --date=", "-t=", "-r= --reference=", "-m", "-a",
    "-h --no-dereference",
)  # fmt: skip


# mkdir ---------------------------------------------------------------------------------------


def _make_directories(given: Given, process: Process) -> int:
    if not given.operands:
        process.complain("mkdir: missing operand")
        return 1
    asked = given.value("m")
    change = read_mode(asked) if asked is not None else None
    if asked is not None and change is None:
        process.complain(f"mkdir: invalid mode {quote(asked)}")
        return 1
    results = [_make(given, process, each, change) for each in given.operands]
    return int(not all(results))


def _make(given: Given, process: Process, name: str, change: ModeChange | None) -> bool:
    if given.has("p") and not _make_parents(given, process, name):
        return False
    try:
        _make_one(process, name, change)
    except FileError as error:
        about = process.stat(name)
        if given.has("p") and error.errno == EEXIST and about and about.kind is Kind.DIR:
            return True
        process.complain(f"mkdir: cannot create directory {quote(name)}: {reason(error)}")
        return False
    if given.has("v"):
        process.say(f"mkdir: created directory {quote(name)}")
    return True


def _make_one(process: Process, name: str, change: ModeChange | None) -> None:
    filesystem, place = process.filesystem, process.at(name)
    if change is None:
        filesystem.mkdir(place, 0o777 & ~UMASK)
        return
    # gnulib, mkdir-p.c: bits that no one spoke of are those that mkdir(2) gives
    mode, touched = change.of_new_directory()
    has_special = touched & 0o6000 or mode & 0o1000
    filesystem.mkdir(place, mode & ~(0o022 if has_special else 0))
    made = filesystem.stat(place).mode
    if (made ^ mode) & touched:
        filesystem.chmod(place, mode | made & ~touched)


def _make_parents(given: Given, process: Process, name: str) -> bool:
    """Make what is missing above a path."""
    parts = name.rstrip("/").split("/")
    for count in range(1, len(parts)):
        above = "/".join(parts[:count])
        if not parts[count - 1] or parts[count - 1] in {".", ".."}:
            continue
        found = _refusal(process, above)
        if not found:
            continue
        try:
            process.filesystem.mkdir(process.at(above), 0o777 & ~UMASK)
        except FileError as error:
            why = strerror(found if error.errno == EEXIST and found != ENOENT else error.errno)
            process.complain(f"mkdir: cannot create directory {quote(above)}: {why}")
            return False
        if given.has("v"):
            process.say(f"mkdir: created directory {quote(above)}")
    return True


def _refusal(process: Process, path: str) -> int:
    """Return the error that entering a directory ends with, 0 for none."""
    try:
        process.filesystem.names(process.at(path))
    except FileError as error:
        return error.errno
    return 0


def _prepare_mkdir(words: Sequence[str]) -> Callable[[Process], int]:
    return partial(_make_directories, _MKDIR.read(words))


# touch ---------------------------------------------------------------------------------------


def _touch(given: Given, time: int | None, process: Process) -> int:
    if not given.operands:
        process.complain("touch: missing file operand")
        return 1
    model_name = given.value("r")
    if model_name is not None:
        model = reference(process, model_name, "touch")
        if model is None:
            return 1
        time = model.mtime or 0
    results = [_touch_one(given, process, each, time) for each in given.operands]
    return int(not all(results))


def _touch_one(given: Given, process: Process, name: str, time: int | None) -> bool:
    filesystem = process.filesystem
    follow, makes = not given.has("h"), not given.has("c", "h")
    try:
        place = process.at(name)
        if makes and process.stat(name) is None:
            filesystem.write(place, Content(), append=True, mode=CREATED)
        about = filesystem.stat(place) if follow else filesystem.lstat(place)
        if given.has("a") and not given.has("m"):
            # access times are not kept, but to set one copies the file up
            time = about.mtime or 0
        filesystem.utime(place, filesystem.clock() if time is None else time, follow=follow)
    except FileError as error:
        if error.errno == ENOENT and given.has("c"):
            return True
        what = "cannot touch" if makes else "setting times of"
        process.complain(f"touch: {what} {quote(name)}: {reason(error)}")
        return False
    return True


def _prepare_touch(words: Sequence[str]) -> Callable[[Process], int]:
    given = _TOUCH.read(words)
    time = None
    if (date := given.value("d")) is not None:
        time = read_date(date, 0)
        if time is None:
            raise CommandError(
                Lazy(
                    "touch: the date {date} is not understood; understood: '2026-01-31',"
                    " '2026-01-31 12:00:00', '@1700000000'",
                    date=quote(date),
                )
            )
        if date.strip() in {"now", "today"}:
            time = None
    elif (stamp := given.value("t")) is not None:
        time = read_stamp(stamp, 0)
        if time is None:
            raise CommandError(
                Lazy(
                    "touch: the date {date} is not understood; understood: CCYYMMDDhhmm[.ss]",
                    date=quote(stamp),
                )
            )
    return partial(_touch, given, time)


COMMANDS = (
    ContainerCommand("mkdir", _prepare_mkdir),
    ContainerCommand("touch", _prepare_touch),
)
