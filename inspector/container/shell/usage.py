"""``du`` and ``df``: how much there is. What is hidden still takes its room in the image."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from inspector.container.shell.listing import disk_bytes, shown_size
from inspector.container.shell.numbers import human
from inspector.container.shell.options import Options
from inspector.container.shell.process import ContainerCommand, path_in, reason
from inspector.container.shell.quoting import quote
from inspector.errors import FileError
from inspector.tarstream import Kind
from inspector.tarstream.sizes import layer_size

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.container.shell.options import Given
    from inspector.container.shell.process import Process
    from inspector.container.stat import Stat

_DU = Options(
    "du", "-s --summarize", "-h --human-readable", "-a --all", "-b --bytes", "-k", "-m",
    "-c --total", "-d= --max-depth=", "-x --one-file-system", "--apparent-size", "-0 --null",
)  # fmt: skip
_DF = Options("df", "-h --human-readable", "-k", "-m", "-T --print-type")
_DEEP = 1 << 30


class _DuTotals:
    def __init__(self, given: Given, depth: int, process: Process) -> None:
        self._given = given
        self._depth = depth
        self._process = process
        self._seen: set[int] = set()  # inodes: several names of one count once
        self.failed = False

    def measure(self, name: str) -> int | None:
        """Print what a path and all below it take, children first, and return the sum."""
        # (path, depth, what it is, sum so far) of each directory that is being walked
        about = self._look(name)
        if about is None:
            return None
        if about.kind is not Kind.DIR:
            return self._leaf(name, about, 0)
        walk: list[tuple[str, list[str], list[int]]] = [
            (name, self._names(name), [self._taken(about)])
        ]
        while True:
            path, names, total = walk[-1]
            if not names:
                walk.pop()
                if len(walk) <= self._depth:
                    self._tell(total[0], path)
                if not walk:
                    return total[0]
                walk[-1][2][0] += total[0]
                continue
            inner = path_in(path, names.pop(0))
            about = self._look(inner)
            if about is None:
                continue
            if about.kind is Kind.DIR:
                walk.append((inner, self._names(inner), [self._taken(about)]))
            else:
                total[0] += self._leaf(inner, about, len(walk))

    def _leaf(self, path: str, about: Stat, depth: int) -> int:
        if about.nlink > 1 and about.inode in self._seen:
            return 0
        self._seen.add(about.inode)
        taken = self._taken(about)
        if not depth or (self._given.has("a") and depth <= self._depth):
            self._tell(taken, path)
        return taken

    def _look(self, path: str) -> Stat | None:
        try:
            return self._process.filesystem.lstat(self._process.at(path))
        except FileError as error:
            self._process.complain(f"du: cannot access {quote(path)}: {reason(error)}")
            self.failed = True
            return None

    def _names(self, path: str) -> list[str]:
        return self._process.filesystem.names(self._process.at(path))

    def _taken(self, about: Stat) -> int:
        is_apparent = self._given.has("b", "apparent-size")
        return shown_size(about) if is_apparent else disk_bytes(about)

    def _tell(self, size: int, path: str) -> None:
        self._process.say(f"{self._shown(size)}\t{path}")

    def _shown(self, size: int) -> str:
        unit = self._given.last("h", "b", "k", "m")
        if unit == "h":
            return human(size)
        return str(-(-size // {"b": 1, "m": 1 << 20}.get(unit, 1024)))

    def total(self, size: int) -> None:
        """Print the last line of ``-c``."""
        self._tell(size, "total")


def _du(given: Given, process: Process) -> int:
    depth = 0 if given.has("s") else _DEEP
    asked = given.value("d")
    if asked is not None:
        if not asked.isdecimal() or len(asked) > 9:
            process.complain(f"du: invalid maximum depth {quote(asked)}")
            return 1
        depth = int(asked)
    usage = _DuTotals(given, depth, process)
    totals = [usage.measure(name) for name in given.operands or (".",)]
    if given.has("c"):
        usage.total(sum(each or 0 for each in totals))
    return int(usage.failed)


def _prepare_du(words: Sequence[str]) -> Callable[[Process], int]:
    return partial(_du, _DU.read(words))


def _df(given: Given, process: Process) -> int:
    """Print the container's file system: what its layers store, what is hidden in them, too.

    The disk's size belongs to a host, and there is none.
    """
    filesystem = process.filesystem
    for name in given.operands:
        if process.stat(name) is None:
            process.complain(f"df: {name}: No such file or directory")
            return 1
    layers = sum(layer_size(layer.entries) for layer in filesystem.image.layers)
    used = layers + filesystem.stored_bytes
    unit = given.last("h", "k", "m")
    shown = human(used) if unit == "h" else str(-(-used // {"m": 1 << 20}.get(unit, 1024)))
    title = {"h": "Size", "m": "1M-blocks"}.get(unit, "1K-blocks")
    kind = ("Type     ", "overlay  ") if given.has("T") else ("", "")
    width, size = max(len(shown), 5), "-".rjust(len(title))
    process.say(f"Filesystem     {kind[0]}{title} {'Used':>{width}} Available Use% Mounted on")
    process.say(f"overlay        {kind[1]}{size} {shown:>{width}}         -    - /")
    return 0


def _prepare_df(words: Sequence[str]) -> Callable[[Process], int]:
    return partial(_df, _DF.read(words))


COMMANDS = (ContainerCommand("du", _prepare_du), ContainerCommand("df", _prepare_df))
