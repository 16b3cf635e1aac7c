"""What the kernel says an image holds: an overlay mount of its layers, walked with lstat.

This is the measure for every tree that Layerscope shows, so nothing of Layerscope is used.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.engine.rows import Row
from tests.engine.tools import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TYPES = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "dir",
    stat.S_IFLNK: "symlink",
    stat.S_IFCHR: "char",
    stat.S_IFBLK: "block",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
}
# What overlayfs itself writes, never a part of the image.
OVERLAY_XATTRS = "trusted.overlay."


@contextlib.contextmanager
def mounted(layers: Sequence[Path]) -> Iterator[Path]:
    """Mount `layers`, base first, as one read-only tree.

    Short relative names keep the option string within one page for any number of layers;
    the empty directory below them all is there because a mount needs two.
    """
    with tempfile.TemporaryDirectory(prefix="lsk") as home:
        work = Path(home)
        tree = work / "tree"
        for directory in (tree, work / "e"):
            directory.mkdir()
        for number, layer in enumerate(layers):
            (work / str(number)).symlink_to(layer)
        lower = ":".join([*(str(number) for number in reversed(range(len(layers)))), "e"])
        run(["mount", "-t", "overlay", "overlay", "-o", f"ro,lowerdir={lower}", tree], cwd=work)
        try:
            yield tree
        finally:
            run(["umount", tree])


def state(layers: Sequence[Path]) -> list[Row]:
    """Return the rows of the image that `layers`, base first, make, the root's among them."""
    with mounted(layers) as tree:
        return [replace(row, layer=writer(row.path, layers)) for row in walk(tree)]


def walk(tree: Path) -> list[Row]:
    """Return a row for everything below `tree` and for itself, sorted by the bytes of paths."""
    root = os.fsencode(tree)
    found = sorted(_paths(root, b""), key=lambda path: path or b"/")
    inodes: defaultdict[int, set[str]] = defaultdict(set)
    rows: list[tuple[int, Row]] = []
    for path in found:
        about = os.lstat(root + path)
        row = _row(path, root + path, about)
        if row.type != "dir":
            inodes[about.st_ino].add(row.path)
        rows.append((about.st_ino, row))
    shared = {number: frozenset(names) for number, names in inodes.items() if len(names) > 1}
    return [replace(row, names=shared.get(inode, frozenset())) for inode, row in rows]


def _paths(root: bytes, below: bytes) -> Iterator[bytes]:
    yield below
    with os.scandir(root + (below or b"/")) as entries:
        for entry in entries:
            path = below + b"/" + entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from _paths(root, path)
            else:
                yield path


def _row(path: bytes, real: bytes, about: os.stat_result) -> Row:
    kind = TYPES[stat.S_IFMT(about.st_mode)]
    device = kind in {"char", "block"}
    return Row(
        path=decoded(path or b"/"),
        type=kind,
        mode=f"{stat.S_IMODE(about.st_mode):04o}",
        uid=about.st_uid,
        gid=about.st_gid,
        size=about.st_size if kind == "file" else 0,
        mtime=about.st_mtime_ns // 10**9,
        layer=-1,
        link=decoded(os.readlink(real)) if kind == "symlink" else None,  # noqa: PTH115 - bytes
        dev=(os.major(about.st_rdev), os.minor(about.st_rdev)) if device else None,
        xattrs=_xattrs(real),
        sha256=_sha256(real) if kind == "file" else None,
    )


def decoded(name: bytes) -> str:
    """Return `name` as `ls --json` writes it: undecodable bytes are lone surrogates."""
    return name.decode("utf-8", "surrogateescape")


def encoded(name: str) -> bytes:
    """Return the bytes that `decoded` was given."""
    return name.encode("utf-8", "surrogateescape")


def _xattrs(real: bytes) -> tuple[tuple[str, str], ...]:
    names = os.listxattr(real, follow_symlinks=False)
    return tuple(
        (name, os.getxattr(real, name, follow_symlinks=False).hex())
        for name in sorted(names)
        if not name.startswith(OVERLAY_XATTRS)
    )


def _sha256(real: bytes) -> str:
    with open(real, "rb") as content:  # noqa: PTH123 - a path of bytes
        return hashlib.file_digest(content, "sha256").hexdigest()


def writer(path: str, layers: Sequence[Path]) -> int:
    """Return the number of the topmost of `layers` that holds a visible `path`."""
    for number in reversed(range(len(layers))):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            if not _is_whiteout(os.lstat(os.fsencode(layers[number]) + encoded(path))):
                return number
    raise AssertionError(f"no layer holds {path!r}")


def _is_whiteout(about: os.stat_result) -> bool:
    return stat.S_ISCHR(about.st_mode) and about.st_rdev == 0
