"""System calls made by the kernel on a real overlay mount, and what is there afterwards.

They run in a child process that has the mount as its root, so that absolute symlinks lead where a
container's do.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import pickle
import stat
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.container.calls import OLD, Call, Seen, result, with_names
from tests.engine import tools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

# Of everything below an overlay, and of what has changed since.
LOWER = OLD + 20
NOW = -1
SINCE = OLD + 1000
OVERLAY = "trusted.overlay."
TYPES = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "dir",
    stat.S_IFLNK: "symlink",
    stat.S_IFCHR: "char",
    stat.S_IFIFO: "fifo",
}

# the kernel's side -----------------------------------------------------------------------------


def _write(path: str, data: bytes, append: bool, mode: int) -> None:
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
    found: dict[str, tuple[Seen, int]] = {}
    for folder, folders, files in os.walk(top):
        for name in (*folders, *files, *([""] if folder == str(top) else [])):
            real = Path(folder, name)
            path = f"/{real.relative_to(top)}" if name else "/"
            about = real.lstat()
            seen = _seen(str(real), about)
            # The kernel gives all whiteouts one inode.
            found[path] = seen, -len(found) if seen.type == "whiteout" else about.st_ino
    return with_names(found)


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
        mtime=int(about.st_mtime) if about.st_mtime < SINCE else NOW,
        nlink=about.st_nlink,
        link=os.readlink(real) if kind == "symlink" else "",  # noqa: PTH115 - as it is written
        xattrs=tuple(sorted(each for each in attributes.items() if OVERLAY not in each[0])),
        content=Path(real).read_bytes() if kind == "file" else b"",
        is_opaque=attributes.get(f"{OVERLAY}opaque") == b"y",
    )


# an image of directories -----------------------------------------------------------------------


def layer_of(directory: Path) -> bytes:
    """Return the tar of a lower directory that has no whiteouts."""
    buffer = io.BytesIO()
    first: dict[int, str] = {}
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in [directory, *sorted(directory.rglob("*"))]:
            name = f"./{path.relative_to(directory)}"
            member = archive.gettarinfo(path, name)
            known = first.setdefault(path.lstat().st_ino, name)
            if known != name:
                member.type, member.linkname, member.size = tarfile.LNKTYPE, known, 0
            else:
                member.pax_headers = _records(str(path))
            archive.addfile(member, io.BytesIO(path.read_bytes()) if member.isreg() else None)
    return buffer.getvalue()


def _records(real: str) -> dict[str, str]:
    """Return the extended attributes of a path as a tar has them."""
    return {
        f"SCHILY.xattr.{name}": os.getxattr(real, name, follow_symlinks=False).decode(
            "utf-8", "surrogateescape"
        )
        for name in os.listxattr(real, follow_symlinks=False)
    }


def age(top: Path) -> None:
    """Give everything below a directory, and itself, one old time."""
    for path in [top, *top.rglob("*")]:
        os.utime(path, (LOWER, LOWER), follow_symlinks=False)
