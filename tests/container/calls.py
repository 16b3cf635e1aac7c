"""Random calls on names, made in an imagined container, and what is there afterwards."""

from __future__ import annotations

import errno
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from inspector.container.content import Content
from inspector.errors import FileError
from inspector.tarstream import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from inspector.container.filesystem import Filesystem
    from inspector.container.stat import Stat

NAMES = ("a", "b", "c", "d")
TARGETS = ("a", "/a", "b/c", "../a", ".", "nowhere", "/b/a", "c", "a/")
OLD = 1_000_000_000
CAPABILITY = b"\x01\x00\x00\x02\x00\x20" + bytes(14)

Call = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Seen:
    """What a path is, as far as both sides can say it; ``names`` are those of its inode."""

    type: str
    mode: int = 0
    uid: int = 0
    gid: int = 0
    size: int = 0
    mtime: int | None = 0
    nlink: int = 0
    link: str = ""
    xattrs: tuple[tuple[str, bytes], ...] = ()
    content: bytes = b""
    is_opaque: bool = False
    names: frozenset[str] = frozenset()


# calls -----------------------------------------------------------------------------------------


def random_path(chance: Random) -> str:
    """Return a path of few names, some of them odd."""
    names = [chance.choice(NAMES) for _ in range(chance.choice((1, 1, 2, 2, 3)))]
    if chance.random() < 0.04:
        names.insert(chance.randrange(len(names) + 1), chance.choice(("..", ".")))
    return "/" + "/".join(names) + ("/" if chance.random() < 0.05 else "")


def random_calls(chance: Random, number: int) -> list[Call]:
    """Return calls; most of them fail, as on any file system with few names."""
    return [_call(chance) for _ in range(number)]


def _call(chance: Random) -> Call:
    path, other = random_path(chance), random_path(chance)
    size, mode = chance.randrange(4), chance.choice((0o600, 0o755, 0o4711, 0o2775, 0o1777))
    owner, time = chance.choice((-1, 0, 7)), OLD + chance.randrange(9)
    follow = chance.random() < 0.5
    attributes = chance.choice(({}, {"user.x": b"1"}, {"security.capability": CAPABILITY}))
    return chance.choice(
        (
            ("write", (path, b"x" * size, False, mode)),
            ("write", (path, b"y" * size, True, mode)),
            ("truncate", (path, size - 1)),
            ("mkdir", (path, mode)),
            ("mkdir", (path, mode)),
            ("symlink", (chance.choice(TARGETS), path)),
            ("mkfifo", (path, mode)),
            ("link", (path, other)),
            ("rename", (path, other)),
            ("rename", (path, other)),
            ("rename", (path, other)),
            ("unlink", (path,)),
            ("unlink", (path,)),
            ("rmdir", (path,)),
            ("rmdir", (path,)),
            ("clear", (path,)),
            ("clear", (path,)),
            ("chmod", (path, mode)),
            ("chown", (path, owner, chance.choice((-1, 0, 7)), follow)),
            ("utime", (path, time, follow)),
            ("setxattrs", (path, attributes)),
            ("readlink", (path,)),
            ("names", (path,)),
            ("read", (path,)),
        )
    )


def result(call: Call, functions: dict[str, Callable[..., Any]]) -> object:
    """Return what a call returns, or the name of its error."""
    name, arguments = call
    try:
        return functions[name](*arguments)
    except (OSError, FileError) as error:
        return errno.errorcode[error.errno or 0]


# an imagined container --------------------------------------------------------------------------


def functions_of(filesystem: Filesystem) -> dict[str, Callable[..., Any]]:
    """Return what each call does in an imagined container."""

    def write(path: str, data: bytes, append: bool, mode: int) -> None:
        filesystem.write(path, Content.of_bytes(data), append=append, mode=mode)

    def clear(path: str) -> None:
        """Remove a path and all below it, as rm -rf does."""
        if filesystem.lstat(path).kind is not Kind.DIR:
            filesystem.unlink(path)
            return
        for name in filesystem.names(path):
            clear(f"{path}/{name}")
        filesystem.rmdir(path)

    def readlink(path: str) -> str:
        about = filesystem.lstat(path)
        if about.kind is not Kind.SYMLINK:
            raise FileError(errno.EINVAL, path)
        return about.link

    return {
        "write": write,
        "read": lambda path: read(filesystem, path),
        "clear": clear,
        "truncate": filesystem.truncate,
        "mkdir": filesystem.mkdir,
        "symlink": filesystem.symlink,
        "mkfifo": lambda path, mode: filesystem.mknod(path, Kind.FIFO, mode),
        "link": filesystem.link,
        "rename": filesystem.rename,
        "unlink": filesystem.unlink,
        "rmdir": filesystem.rmdir,
        "chmod": filesystem.chmod,
        "chown": lambda path, uid, gid, follow: filesystem.chown(path, uid, gid, follow=follow),
        "utime": lambda path, time, follow: filesystem.utime(path, time, follow=follow),
        "setxattrs": filesystem.setxattrs,
        "readlink": readlink,
        "names": filesystem.names,
    }


def read(filesystem: Filesystem, path: str) -> bytes:
    """Return the bytes of a file."""
    return b"".join(filesystem.content(path).chunks(filesystem.contents))


def make(calls: Sequence[Call], filesystem: Filesystem) -> list[object]:
    """Make calls; return their results."""
    functions = functions_of(filesystem)
    return [result(call, functions) for call in calls]


def merged_view(filesystem: Filesystem) -> dict[str, Seen]:
    """Return all that the container sees, by its path."""
    found: dict[str, tuple[Seen, int]] = {}
    pending = ["/"]
    while pending:
        path = pending.pop()
        about = filesystem.lstat(path)
        if about.kind is Kind.DIR:
            pending += [f"{path.rstrip('/')}/{name}" for name in filesystem.names(path)]
        content = read(filesystem, path) if about.kind is Kind.FILE else b""
        found[path] = _seen(about, content), about.inode
    return with_names(found)


def upper_layer(filesystem: Filesystem) -> dict[str, Seen]:
    """Return what the writable layer holds, by its path."""
    found: dict[str, tuple[Seen, int]] = {}
    for row in filesystem.upper():
        if row.stat is None:
            found[row.path] = Seen("whiteout"), -len(found)
            continue
        content = b"".join(row.content.chunks(filesystem.contents)) if row.content else b""
        seen = replace(_seen(row.stat, content), is_opaque=row.is_opaque)
        found[row.path] = seen, row.stat.inode
    return with_names(found)


def with_names(found: dict[str, tuple[Seen, int]]) -> dict[str, Seen]:
    """Return what was seen, with all names of each inode; they come by its number."""
    names: dict[int, set[str]] = {}
    for path, (_, number) in found.items():
        names.setdefault(number, set()).add(path)
    return {
        path: replace(seen, names=frozenset(names[number]))
        for path, (seen, number) in found.items()
    }


def _seen(about: Stat, content: bytes) -> Seen:
    return Seen(
        type=about.type,
        mode=about.mode,
        uid=about.uid,
        gid=about.gid,
        size=about.size,
        mtime=about.mtime,
        nlink=about.nlink,
        link=about.link,
        xattrs=tuple(sorted(about.xattrs.items())),
        content=content,
    )
