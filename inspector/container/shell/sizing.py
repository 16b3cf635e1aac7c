"""``truncate`` and ``dd``: what sets the size of a file, and writes at a place in it."""

from __future__ import annotations

from dataclasses import dataclass
from errno import EISDIR, ENOENT
from functools import partial
from typing import TYPE_CHECKING

from inspector.container.content import Content
from inspector.container.shell.errors import CommandError
from inspector.container.shell.numbers import read_size
from inspector.container.shell.options import Options
from inspector.container.shell.process import CREATED, ContainerCommand, reason, reference
from inspector.container.shell.quoting import quote
from inspector.errors import FileError
from inspector.language import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.container.shell.options import Given
    from inspector.container.shell.process import Process

_TRUNCATE = Options("truncate", "-s= --size=", "-c --no-create", "-r= --reference=")
_ZERO = "/dev/zero"
# ext4's largest file: what no kernel lets anyone write.
_LARGEST = 1 << 44
_DD = ("if", "of", "bs", "count", "seek", "skip", "conv", "status")


# truncate ------------------------------------------------------------------------------------


def _truncate(given: Given, process: Process) -> int:
    asked, model_name = given.value("s"), given.value("r")
    if asked is None and model_name is None:
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
    if model_name is not None:
        model = reference(process, model_name, "truncate")
        if model is None:
            return 1
        number += model.size if sign == "+" else model.size - number
        sign = ""
    results = [_set_size(given, process, each, sign, number) for each in given.operands]
    return int(not all(results))


def _set_size(given: Given, process: Process, name: str, sign: str, number: int) -> bool:
    filesystem = process.filesystem
    try:
        place = process.at(name)
        if given.has("c"):
            filesystem.stat(place)
        filesystem.write(place, Content(), append=True, mode=CREATED)
        size = _size(sign, filesystem.stat(place).size, number)
        if size > _LARGEST:
            process.complain(
                f"truncate: failed to truncate {quote(name)} at {size} bytes: File too large"
            )
            return False
        filesystem.truncate(place, size)
    except FileError as error:
        if given.has("c") and error.errno == ENOENT:
            return True
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
    given = _operands(words)
    source = _source(given)
    size = _blocks(given.get("bs", "512")) or 0
    if not size:
        raise CommandError(
            Lazy("dd: bs={value} is not understood: it is not a number", value=given["bs"])
        )
    most = (_blocks(given["count"]) or 0) * size if "count" in given else None
    seek, skip = ((_blocks(given.get(key, "0")) or 0) * size for key in ("seek", "skip"))
    keeps, status = "notrunc" in given.get("conv", ""), given.get("status", "")
    return partial(_dd, _Blocks(source, given.get("of"), size, most, seek, skip, keeps, status))


def _operands(words: Sequence[str]) -> dict[str, str]:
    """Return what was given. Raises CommandError for what is not understood."""
    given: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or key not in _DD:
            raise CommandError(
                Lazy(
                    "dd: {word} is not understood; understood: {words}",
                    word=word,
                    words=" ".join(f"{each}=" for each in _DD),
                )
            )
        given[key] = value
    for key in ("bs", "count", "seek", "skip"):
        if key in given and _blocks(given[key]) is None:
            raise CommandError(
                Lazy(
                    "dd: {key}={value} is not understood: it is not a number",
                    key=key,
                    value=given[key],
                )
            )
    if given.get("conv", "notrunc") not in {"notrunc", "fsync", "fdatasync"}:
        raise CommandError(
            Lazy("dd: conv={value} is not understood; understood: notrunc", value=given["conv"])
        )
    return given


def _source(given: dict[str, str]) -> str:
    """Return what to read. Raises CommandError for a device that is none, or never ends."""
    source = given.get("if")
    if source is None or (source.startswith("/dev/") and source not in {_ZERO, "/dev/null"}):
        raise CommandError(
            Lazy(
                "dd: if={value} is not understood; understood: if={zero}, if=FILE",
                value=source or "",
                zero=_ZERO,
            )
        )
    if source == _ZERO and "count" not in given:
        raise CommandError(Lazy("dd: if={zero} never ends: count= is missing", zero=_ZERO))
    return source


def _blocks(text: str) -> int | None:
    """Return the number of ``1M`` or ``2x4k``."""
    product = 1
    for factor in text.split("x"):
        number = read_size(factor)
        if number is None or not factor[:1].isdecimal():
            return None
        product *= number
    return product


@dataclass(frozen=True)
class _Blocks:
    """What ``dd`` was asked for, in bytes; ``most``: all there is where it is None."""

    source: str
    target: str | None
    size: int
    most: int | None
    seek: int
    skip: int
    keeps: bool
    status: str

    def content(self, process: Process) -> Content:
        """Return what there is to read."""
        if self.source == _ZERO:
            return Content.of_zeros(min(self.most or 0, _LARGEST + 1))
        if self.source == "/dev/null":
            return Content()
        return process.filesystem.content(process.at(self.source))


def _dd(asked: _Blocks, process: Process) -> int:
    name, target = asked.source, asked.target or "standard output"
    is_readable = True
    try:
        asked.content(process)
    except FileError as error:
        if error.errno != EISDIR:  # which can be opened
            process.complain(f"dd: failed to open {quote(name)}: {reason(error)}")
            return 1
        is_readable = False
    try:
        _open_target(asked, process)
        whole = asked.content(process) if is_readable else Content()  # it may be the target
        skip = 0 if name == _ZERO else asked.skip
        content = whole[skip : None if asked.most is None else skip + asked.most]
        if asked.seek + content.size > _LARGEST:
            process.complain(f"dd: error writing {quote(target)}: File too large")
            return 1
        _write_blocks(asked, content, process)
    except FileError as error:
        process.complain(f"dd: failed to open {quote(target)}: {reason(error)}")
        return 1
    if not is_readable:
        process.complain(f"dd: error reading {quote(name)}: Is a directory")
        return 1
    if asked.status != "none":
        if skip > whole.size:
            process.complain(f"dd: {quote(name)}: cannot skip to specified offset")
        _tell_records(asked, content.size, process)
    return 0


def _tell_records(asked: _Blocks, size: int, process: Process) -> None:
    told = f"{size // asked.size}+{int(size % asked.size > 0)}"
    process.complain(f"{told} records in\n{told} records out")
    if asked.status != "noxfer":
        process.complain(f"{size} byte{'' if size == 1 else 's'} copied")


def _open_target(asked: _Blocks, process: Process) -> None:
    """Open the file that is written to, and cut it unless it is to be kept."""
    if asked.target in {None, "/dev/null"}:
        return
    filesystem, place = process.filesystem, process.at(asked.target or "")
    filesystem.write(place, Content(), append=bool(asked.seek or asked.keeps), mode=CREATED)
    if asked.seek and not asked.keeps:
        filesystem.truncate(place, asked.seek)


def _write_blocks(asked: _Blocks, content: Content, process: Process) -> None:
    if asked.target is None:
        process.write(content)
    elif asked.target != "/dev/null" and content.size:
        filesystem, place, seek = process.filesystem, process.at(asked.target), asked.seek
        whole = filesystem.content(place)
        before = whole[:seek] + Content.of_zeros(max(0, seek - whole.size))
        filesystem.write(place, before + content + whole[seek + content.size :])


COMMANDS = (
    ContainerCommand("truncate", _prepare_truncate),
    ContainerCommand("dd", _prepare_dd),
)
