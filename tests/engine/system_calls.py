"""Random system calls on names: made on a real overlay mount, and in an imagined container.

The kernel's side runs in a child process that has the mount as its root, so that absolute symlinks
lead where a container's do.
"""

from __future__ import annotations

import contextlib
import errno
import os
import pickle
import random
import stat
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspector.container.content import Content
from inspector.errors import FileError
from inspector.tarstream import Kind
from tests.engine import tools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inspector.container.filesystem import Filesystem

NAMES = ("a", "b", "c", "d")
TARGETS = ("a", "/a", "b/c", "../a", ".", "nowhere", "/b/a", "c", "a/")
OLD = 1_000_000_000
# Of everything below an overlay.
LOWER = OLD + 20
# What the clock of an imagined container says, and every time since the test began.
NOW = -1
OVERLAY = "trusted.overlay."
TYPES = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "dir",
    stat.S_IFLNK: "symlink",
    stat.S_IFCHR: "char",
    stat.S_IFIFO: "fifo",
}

Call = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Seen:
    """What a path is, as far as both sides can say it; ``names`` are those of its inode."""

    type: str
    mode: int = 0
    uid: int = 0
    gid: int = 0
    size: int = 0
    mtime: int = 0
    nlink: int = 0
    link: str = ""
    xattrs: tuple[tuple[str, bytes], ...] = ()
    content: bytes = b""
    is_opaque: bool = False
    names: frozenset[str] = frozenset()


# calls -----------------------------------------------------------------------------------------


def random_path(chance: random.Random) -> str:
    """Return a path of few names, some of them odd."""
    names = [chance.choice(NAMES) for _ in range(chance.choice((1, 1, 2, 2, 3)))]
    if chance.random() < 0.04:
        names.insert(chance.randrange(len(names) + 1), chance.choice(("..", ".")))
    return "/" + "/".join(names) + ("/" if chance.random() < 0.05 else "")


def random_calls(chance: random.Random, number: int) -> list[Call]:
    """Return calls; most of them fail, as on any file system with few names."""
    return [_call(chance) for _ in range(number)]


def _call(chance: random.Random) -> Call:
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


CAPABILITY = b"\x01\x00\x00\x02\x00\x20" + bytes(14)


# the kernel's side -----------------------------------------------------------------------------


def _write(path: str, data: bytes, append: bool, mode: int) -> None:  # noqa: FBT001
    how = os.O_APPEND if append else os.O_TRUNC
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NONBLOCK | how, mode)
    try:
        if data:
            os.write(descriptor, data)
    finally:
        os.close(descriptor)


def _read(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
            raise OSError(errno.ENXIO, "what no one writes to is not waited for")
        return os.read(descriptor, 1 << 16)
    finally:
        os.close(descriptor)


def _truncate(path: str, size: int) -> None:
    """Refuse what truncate(2) refuses, and set the time as ftruncate(2) does for any size."""
    os.truncate(path, size)
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.ftruncate(descriptor, size)
    finally:
        os.close(descriptor)


def _clear(path: str) -> None:
    """Remove a path and all below it, as rm -rf does."""
    if not stat.S_ISDIR(os.lstat(path).st_mode):
        os.unlink(path)  # noqa: PTH108
        return
    for name in sorted(os.listdir(path)):  # noqa: PTH208
        _clear(f"{path}/{name}")
    os.rmdir(path)  # noqa: PTH106


def _set_xattrs(path: str, wanted: dict[str, bytes]) -> None:
    for name, value in wanted.items():
        os.setxattr(path, name, value)
    for name in os.listxattr(path):
        if name not in wanted and not name.startswith(OVERLAY):
            os.removexattr(path, name)
    os.chmod(path, stat.S_IMODE(os.stat(path).st_mode))  # noqa: PTH101, PTH116 - copied up anyway


KERNEL: dict[str, Callable[..., Any]] = {
    "write": _write,
    "read": _read,
    "clear": _clear,
    "truncate": _truncate,
    "mkdir": os.mkdir,
    "symlink": os.symlink,
    "mkfifo": os.mkfifo,
    "link": lambda old, new: os.link(old, new, follow_symlinks=False),
    "rename": os.rename,
    "unlink": os.unlink,
    "rmdir": os.rmdir,
    "chmod": os.chmod,
    "chown": lambda path, uid, gid, follow: os.chown(path, uid, gid, follow_symlinks=follow),
    "utime": lambda path, time, follow: os.utime(path, (time, time), follow_symlinks=follow),
    "setxattrs": _set_xattrs,
    "readlink": os.readlink,
    "names": lambda path: sorted(os.listdir(path)),  # noqa: PTH208
}


def result(call: Call, functions: dict[str, Callable[..., Any]]) -> object:
    """Return what a call returns, or the name of its error."""
    name, arguments = call
    try:
        return functions[name](*arguments)
    except (OSError, FileError) as error:
        return errno.errorcode[error.errno or 0]


@contextlib.contextmanager
def overlay(work: Path, lowers: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    """Mount directories, the lowest first, with a new one on top; give it and the merged view."""
    upper, workdir, merged = work / "upper", work / "work", work / "merged"
    for each in (upper, workdir, merged):
        each.mkdir(parents=True)
    about = lowers[-1].stat()
    upper.chmod(stat.S_IMODE(about.st_mode))
    os.chown(upper, about.st_uid, about.st_gid)
    for name in os.listxattr(lowers[-1]):
        if not name.startswith(OVERLAY):
            os.setxattr(upper, name, os.getxattr(lowers[-1], name))
    os.utime(upper, (LOWER, LOWER))
    lower = ":".join(str(each) for each in reversed(lowers))
    options = f"lowerdir={lower},upperdir={upper},workdir={workdir}"
    tools.run(["mount", "-t", "overlay", "overlay", "-o", options, merged])
    try:
        yield upper, merged
    finally:
        tools.run(["umount", merged])


def by_kernel(calls: Sequence[Call], root: Path) -> tuple[list[object], dict[str, Seen]]:
    """Make calls below a root; return their results and what is there afterwards."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reader)
            os.chroot(root)
            os.chdir("/")
            os.umask(0)
            answer = [result(call, KERNEL) for call in calls], seen_below(Path("/"))
            with os.fdopen(writer, "wb") as out:
                pickle.dump(answer, out)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        data = told.read()
    os.waitpid(child, 0)
    found: tuple[list[object], dict[str, Seen]] = pickle.loads(data)  # noqa: S301 - its own
    return found


def seen_below(top: Path) -> dict[str, Seen]:
    """Return everything below a directory, and itself, by the paths in it."""
    found: dict[str, Seen] = {}
    inodes: dict[int, set[str]] = {}
    for folder, folders, files in os.walk(top):
        for name in ("", *folders, *files) if folder == str(top) else (*folders, *files):
            real = Path(folder, name)
            about = real.lstat()
            path = "/" + str(real.relative_to(top)) if name else "/"
            found[path] = _seen(str(real), about)
            inodes.setdefault(about.st_ino, set()).add(path)
    for names in inodes.values():
        for path in names:
            one = found[path]
            if one.type != "whiteout":
                found[path] = Seen(**{**vars(one), "names": frozenset(names)})
    return found


def _seen(real: str, about: os.stat_result) -> Seen:
    kind = TYPES[stat.S_IFMT(about.st_mode)]
    if kind == "char":
        return Seen("whiteout")
    attributes = {
        name: os.getxattr(real, name, follow_symlinks=False)
        for name in os.listxattr(real, follow_symlinks=False)
    }
    return Seen(
        type=kind,
        mode=stat.S_IMODE(about.st_mode),
        uid=about.st_uid,
        gid=about.st_gid,
        size=about.st_size if kind in {"file", "symlink"} else 0,
        mtime=int(about.st_mtime) if about.st_mtime < 2 * OLD // 1.5 else NOW,
        nlink=about.st_nlink,
        link=os.readlink(real) if kind == "symlink" else "",  # noqa: PTH115
        xattrs=tuple(sorted(each for each in attributes.items() if OVERLAY not in each[0])),
        content=Path(real).read_bytes() if kind == "file" else b"",
        is_opaque=attributes.get("trusted.overlay.opaque") == b"y",
    )


# our side --------------------------------------------------------------------------------------


def ours(filesystem: Filesystem) -> dict[str, Callable[..., Any]]:
    """Return the same calls of an imagined container."""

    def write(path: str, data: bytes, append: bool, mode: int) -> None:  # noqa: FBT001
        filesystem.write(path, Content.of_bytes(data), append=append, mode=mode)

    def read(path: str) -> bytes:
        return b"".join(filesystem.content(path).chunks(filesystem.contents))

    def clear(path: str) -> None:
        if filesystem.lstat(path).kind is not Kind.DIR:
            filesystem.unlink(path)
            return
        for name in filesystem.names(path):
            clear(f"{path}/{name}")
        filesystem.rmdir(path)

    return {
        "write": write,
        "read": read,
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
        "readlink": filesystem.readlink,
        "names": filesystem.names,
    }


def by_us(calls: Sequence[Call], filesystem: Filesystem) -> tuple[list[object], dict[str, Seen]]:
    """Make calls in an imagined container; return their results and what is there afterwards."""
    functions = ours(filesystem)
    results = [result(call, functions) for call in calls]
    found: dict[str, Seen] = {}
    inodes: dict[int, set[str]] = {}
    pending = ["/"]
    while pending:
        path = pending.pop()
        about = filesystem.lstat(path)
        inodes.setdefault(about.inode, set()).add(path)
        if about.kind is Kind.DIR:
            pending += [f"{path.rstrip('/')}/{name}" for name in filesystem.names(path)]
        content = functions["read"](path) if about.kind is Kind.FILE else b""
        found[path] = _told(about, content)
    for names in inodes.values():
        for path in names:
            found[path] = Seen(**{**vars(found[path]), "names": frozenset(names)})
    return results, found


def upper_of(filesystem: Filesystem) -> dict[str, Seen]:
    """Return what the imagined layer holds, as ``seen_below`` an upper directory tells it."""
    found: dict[str, Seen] = {}
    inodes: dict[int, set[str]] = {}
    for row in filesystem.upper():
        if row.stat is None:
            found[row.path] = Seen("whiteout")
            continue
        inodes.setdefault(row.stat.inode, set()).add(row.path)
        content = b"".join(row.content.chunks(filesystem.contents)) if row.content else b""
        found[row.path] = Seen(**{**vars(_told(row.stat, content)), "is_opaque": row.is_opaque})
    for names in inodes.values():
        for path in names:
            found[path] = Seen(**{**vars(found[path]), "names": frozenset(names)})
    return found


def _told(about: Any, content: bytes) -> Seen:
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


# an image of directories -----------------------------------------------------------------------


def layer_of(directory: Path) -> bytes:
    """Return the tar of a lower directory that has no whiteouts."""
    import io

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        first: dict[int, str] = {}
        for path in [directory, *sorted(directory.rglob("*"))]:
            name = "./" + str(path.relative_to(directory))
            member = archive.gettarinfo(path, name)
            known = first.setdefault(path.lstat().st_ino, name)
            if known != name:
                member.type, member.linkname, member.size = tarfile.LNKTYPE, known, 0
            else:
                for name in os.listxattr(path, follow_symlinks=False):
                    value = os.getxattr(path, name, follow_symlinks=False)
                    key = f"SCHILY.xattr.{name}"
                    member.pax_headers[key] = value.decode("utf-8", "surrogateescape")
            if member.isreg():
                with path.open("rb") as content:
                    archive.addfile(member, content)
            else:
                archive.addfile(member)
    return buffer.getvalue()
