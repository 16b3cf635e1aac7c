"""``mkdir``, ``touch``, ``truncate`` and ``dd``: what makes files, and sets size and time."""

from __future__ import annotations

from errno import EEXIST
from functools import partial
from typing import TYPE_CHECKING

from inspector.container.content import Content
from inspector.container.shell.errors import CommandError
from inspector.container.shell.modes import read_mode
from inspector.container.shell.numbers import read_date, read_size, read_stamp
from inspector.container.shell.options import Options
from inspector.container.shell.process import UMASK, Command, reason
from inspector.container.shell.quoting import quote
from inspector.errors import FileError
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
_TRUNCATE = Options("truncate", "-s= --size=", "-c --no-create", "-r= --reference=")
_CREATED = 0o666 & ~UMASK
_ZERO = "/dev/zero"
# ext4's largest file: what no kernel lets anyone write.
_LARGEST = 1 << 44
_DD = ("if", "of", "bs", "count", "seek", "skip", "conv", "status")


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
    mode = 0o777 & ~UMASK
    filesystem.mkdir(place, mode)
    if change is not None and (wanted := change.of(0o777, is_dir=True)) != mode:
        filesystem.chmod(place, wanted)


def _make_parents(given: Given, process: Process, name: str) -> bool:
    """Make what is missing above a path."""
    parts = name.rstrip("/").split("/")
    for count in range(1, len(parts)):
        above = "/".join(parts[:count])
        if not parts[count - 1] or parts[count - 1] in {".", ".."}:
            continue
        about = process.stat(above)
        if about is not None and about.kind is Kind.DIR:
            continue
        try:
            process.filesystem.mkdir(process.at(above), 0o777 & ~UMASK)
        except FileError as error:
            why = "Not a directory" if error.errno == EEXIST else reason(error)
            process.complain(f"mkdir: cannot create directory {quote(above)}: {why}")
            return False
        if given.has("v"):
            process.say(f"mkdir: created directory {quote(above)}")
    return True


def _prepare_mkdir(words: Sequence[str]) -> Callable[[Process], int]:
    return partial(_make_directories, _MKDIR.read(words))


# touch ---------------------------------------------------------------------------------------


def _touch(given: Given, time: int | None, process: Process) -> int:
    if not given.operands:
        process.complain("touch: missing file operand")
        return 1
    reference = given.value("r")
    if reference is not None:
        model = process.stat(reference)
        if model is None:
            process.complain(
                f"touch: failed to get attributes of {quote(reference)}: No such file or directory"
            )
            return 1
        time = model.mtime or 0
    results = [_touch_one(given, process, each, time) for each in given.operands]
    return int(not all(results))


def _touch_one(given: Given, process: Process, name: str, time: int | None) -> bool:
    filesystem = process.filesystem
    follow = not given.has("h")
    try:
        place = process.at(name)
        about = process.stat(name, follow=follow)
        if about is None:
            if given.has("c", "h"):
                return True
            filesystem.write(place, Content(), append=True, mode=_CREATED)
        elif given.has("a") and not given.has("m"):
            # access times are not kept, but to set one copies the file up
            time = about.mtime or 0
        filesystem.utime(place, filesystem.clock() if time is None else time, follow=follow)
    except FileError as error:
        process.complain(f"touch: cannot touch {quote(name)}: {reason(error)}")
        return False
    return True


def _prepare_touch(words: Sequence[str]) -> Callable[[Process], int]:
    given = _TOUCH.read(words)
    time = None
    if (date := given.value("d")) is not None:
        time = read_date(date, 0)
        if time is None:
            raise CommandError(
                f"touch: the date {quote(date)} is not understood;"
                " understood: '2026-01-31', '2026-01-31 12:00:00', '@1700000000'"
            )
        if date.strip() in {"now", "today"}:
            time = None
    elif (stamp := given.value("t")) is not None:
        time = read_stamp(stamp, 0)
        if time is None:
            raise CommandError(
                f"touch: the date {quote(stamp)} is not understood; understood: CCYYMMDDhhmm[.ss]"
            )
    return partial(_touch, given, time)


# truncate ------------------------------------------------------------------------------------


def _truncate(given: Given, process: Process) -> int:
    asked, reference = given.value("s"), given.value("r")
    if asked is None and reference is None:
        process.complain("truncate: you must specify either '--size' or '--reference'")
        return 1
    if not given.operands:
        process.complain("truncate: missing file operand")
        return 1
    sign = asked[0] if asked and asked[0] in "+-<>/%" else ""
    number = read_size((asked or "0")[len(sign) :])
    if number is None or (sign in {"/", "%"} and not number):
        what = "Invalid number" if number is None else "division by zero"
        process.complain(
            f"truncate: {what}: {quote(asked or '')}" if number is None else f"truncate: {what}"
        )
        return 1
    if reference is not None:
        model = process.stat(reference)
        if model is None:
            process.complain(f"truncate: cannot stat {quote(reference)}: No such file or directory")
            return 1
        number += model.size if sign == "+" else model.size - number
        sign = ""
    results = [_set_size(given, process, each, sign, number) for each in given.operands]
    return int(not all(results))


def _set_size(given: Given, process: Process, name: str, sign: str, number: int) -> bool:
    filesystem = process.filesystem
    try:
        place = process.at(name)
        if given.has("c") and process.stat(name) is None:
            return True
        filesystem.write(place, Content(), append=True, mode=_CREATED)
        size = _size(sign, filesystem.stat(place).size, number)
        if size > _LARGEST:
            process.complain(
                f"truncate: failed to truncate {quote(name)} at {size} bytes: File too large"
            )
            return False
        filesystem.truncate(place, size)
    except FileError as error:
        process.complain(f"truncate: cannot open {quote(name)} for writing: {reason(error)}")
        return False
    return True


def _size(sign: str, now: int, number: int) -> int:
    return {
        "": number,
        "+": now + number,
        "-": max(0, now - number),
        "<": min(now, number),
        ">": max(now, number),
        "/": now // (number or 1) * number,
        "%": -(-now // (number or 1)) * number,
    }[sign]


def _prepare_truncate(words: Sequence[str]) -> Callable[[Process], int]:
    return partial(_truncate, _TRUNCATE.read(words))


# dd ------------------------------------------------------------------------------------------


def _prepare_dd(words: Sequence[str]) -> Callable[[Process], int]:
    given: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or key not in _DD:
            raise CommandError(
                f"dd: {word} is not understood; understood: {' '.join(f'{each}=' for each in _DD)}"
            )
        given[key] = value
    for key in ("bs", "count", "seek", "skip"):
        if key in given and _blocks(given[key]) is None:
            raise CommandError(f"dd: {key}={given[key]} is not understood: it is no number")
    if given.get("conv", "notrunc") not in {"notrunc", "fsync", "fdatasync"}:
        raise CommandError(f"dd: conv={given['conv']} is not understood; understood: notrunc")
    source = given.get("if")
    if source is None or (source.startswith("/dev/") and source not in {_ZERO, "/dev/null"}):
        raise CommandError(
            f"dd: if={source or ''} is not understood; understood: if={_ZERO}, if=FILE"
        )
    if source == _ZERO and "count" not in given:
        raise CommandError(f"dd: if={_ZERO} never ends: count= is missing")
    return partial(_dd, given)


def _blocks(text: str) -> int | None:
    """Return the number of ``1M`` or ``2x4k``."""
    product = 1
    for factor in text.split("x"):
        number = read_size(factor)
        if number is None or not factor[:1].isdecimal():
            return None
        product *= number
    return product


def _dd(given: dict[str, str], process: Process) -> int:
    filesystem = process.filesystem
    size = _blocks(given.get("bs", "512")) or 0
    if not size:
        process.complain(f"dd: invalid number: {quote(given['bs'])}")
        return 1
    count = _blocks(given["count"]) if "count" in given else None
    seek = (_blocks(given.get("seek", "0")) or 0) * size
    skip = (_blocks(given.get("skip", "0")) or 0) * size
    name = given["if"]
    target = given.get("of")
    try:
        if name == _ZERO:
            content = Content.of_zeros(min((count or 0) * size, _LARGEST + 1))
        else:
            whole = Content() if name == "/dev/null" else filesystem.content(process.at(name))
            content = whole[skip : whole.size if count is None else skip + count * size]
    except FileError as error:
        process.complain(f"dd: failed to open {quote(name)}: {reason(error)}")
        return 1
    if seek + content.size > _LARGEST:
        process.complain(f"dd: error writing {quote(target or 'standard output')}: File too large")
        return 1
    try:
        if target is None:
            process.write(content)
        elif target != "/dev/null":
            _write_blocks(process, target, content, seek, keeps="notrunc" in given.get("conv", ""))
    except FileError as error:
        process.complain(f"dd: failed to open {quote(target or '')}: {reason(error)}")
        return 1
    if given.get("status") != "none":
        told = f"{content.size // size}+{int(content.size % size > 0)}"
        process.complain(f"{told} records in\n{told} records out")
        if given.get("status") != "noxfer":
            process.complain(f"{content.size} byte{'' if content.size == 1 else 's'} copied")
    return 0


def _write_blocks(
    process: Process, target: str, content: Content, seek: int, *, keeps: bool
) -> None:
    filesystem, place = process.filesystem, process.at(target)
    before, after = Content(), Content()
    if seek or keeps:
        filesystem.write(place, Content(), append=True, mode=_CREATED)
        whole = filesystem.content(place)
        before = whole[:seek] + Content.of_zeros(max(0, seek - whole.size))
        after = whole[seek + content.size :] if keeps else Content()
    filesystem.write(place, before + content + after, mode=_CREATED)


COMMANDS = (
    Command("mkdir", _prepare_mkdir),
    Command("touch", _prepare_touch),
    Command("truncate", _prepare_truncate),
    Command("dd", _prepare_dd),
)
