"""A real overlay mount to run commands in, and what they leave there; nothing of Layerscope."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import stat
import subprocess
import tarfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.engine.kernel import TYPES, decoded, encoded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

OPAQUE = "trusted.overlay.opaque"
# In place of a time that the commands' own clock has set.
NOW = -1
# Ours has no help to point to.
HINT = re.compile("Try '.* --help' for more information")
# Programs and messages as GNU has them without a language.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": "/root"}


@dataclass(frozen=True)
class Look:
    """What lstat says of one path, and what it holds; ``names``: all that share its inode."""

    path: str
    type: str
    mode: int = 0
    uid: int = 0
    gid: int = 0
    size: int = 0
    mtime: int = 0
    nlink: int = 0
    link: str = ""
    device: tuple[int, int] | None = None
    sha256: str = ""
    is_opaque: bool = False
    names: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Ran:
    """How a line ended, and what it printed, its lines sorted: directories have no order."""

    exit: int
    output: tuple[str, ...]


@contextlib.contextmanager
def tmpfs(place: Path) -> Iterator[Path]:
    """Mount a file system that overlayfs can write to; the one below may be an overlay itself."""
    place.mkdir(parents=True)
    subprocess.run(["/bin/mount", "-t", "tmpfs", "tmpfs", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["/bin/umount", place], check=True)


class Overlay:
    """Lower directories, base first, with an empty upper one; lines are run at ``start``."""

    def __init__(self, home: Path, lowers: Sequence[Path], since: int, start: str) -> None:
        self._lowers = lowers
        self._since = since
        self._start = start.lstrip("/")
        self.upper, work, self.merged = (home / name for name in ("upper", "work", "merged"))
        for each in (self.upper, work, self.merged):
            each.mkdir(parents=True)
        os.utime(self.upper, (since - 1, since - 1))
        lower = ":".join(map(str, reversed(lowers)))
        options = f"lowerdir={lower},upperdir={self.upper},workdir={work}"
        options += ",redirect_dir=off,metacopy=off,index=off"
        subprocess.run(
            ["/bin/mount", "-t", "overlay", "overlay", "-o", options, self.merged], check=True
        )

    def close(self) -> None:
        """Unmount it."""
        subprocess.run(["/bin/umount", self.merged], check=True)

    def run(self, line: str) -> Ran:
        """Run a line in a shell."""
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=self.merged / self._start,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            umask=0o022,
        )
        lines = decoded(done.stdout).split("\n")
        return Ran(done.returncode, tuple(sorted(each for each in lines if not HINT.match(each))))

    def merged_looks(self) -> list[Look]:
        """Return all that a process sees, the top left out."""
        return self._looks(self.merged)

    def upper_looks(self) -> list[Look]:
        """Return what the upper directory holds; opaque is only what hides something."""
        return self._looks(self.upper, set(self._hiding()))

    def _looks(self, root: Path, opaque: set[str] | None = None) -> list[Look]:
        found = [(path, os.lstat(root / path[1:])) for path in _paths(root)]
        shared: dict[int, set[str]] = {}
        for path, about in found:
            if not stat.S_ISDIR(about.st_mode):
                shared.setdefault(about.st_ino, set()).add(path)
        looks: list[Look] = []
        for path, about in found:
            place = root / path[1:]
            kind = TYPES[stat.S_IFMT(about.st_mode)]
            if kind == "char" and about.st_rdev == 0 and opaque is not None:
                looks.append(Look(path, "whiteout"))
                continue
            is_file, is_link = kind == "file", kind == "symlink"
            is_device = kind in {"char", "block"}
            names = shared.get(about.st_ino, set())
            looks.append(
                Look(
                    path,
                    kind,
                    stat.S_IMODE(about.st_mode),
                    about.st_uid,
                    about.st_gid,
                    about.st_size if is_file or is_link else 0,
                    NOW if about.st_mtime >= self._since else int(about.st_mtime),
                    about.st_nlink if opaque is None or kind != "dir" else 0,
                    decoded(os.readlink(encoded(str(place)))) if is_link else "",  # noqa: PTH115
                    (os.major(about.st_rdev), os.minor(about.st_rdev)) if is_device else None,
                    hashlib.sha256(place.read_bytes()).hexdigest() if is_file else "",
                    opaque is not None and path in opaque,
                    frozenset(names) if len(names) > 1 else frozenset(),
                )
            )
        return looks

    def _hiding(self) -> Iterator[str]:
        """Yield the opaque directories of the upper one that hide something below it."""
        for path in _paths(self.upper):
            place = self.upper / path[1:]
            if place.is_symlink() or not place.is_dir():
                continue
            if _is_opaque(place) and self._is_below(path):
                yield path

    def _is_below(self, path: str) -> bool:
        """Whether the lower directories have something at a path that this layer does not hide."""
        parts = path[1:].split("/")
        above = [self.upper.joinpath(*parts[:count]) for count in range(1, len(parts))]
        if any(_is_opaque(each) for each in above):
            return False
        for lower in reversed(self._lowers):
            for count in range(1, len(parts) + 1):
                place = lower.joinpath(*parts[:count])
                try:
                    about = os.lstat(place)
                except (FileNotFoundError, NotADirectoryError):
                    break
                if count == len(parts):
                    return not (stat.S_ISCHR(about.st_mode) and about.st_rdev == 0)
                if not stat.S_ISDIR(about.st_mode):
                    return False
                if _is_opaque(place) and not (lower.joinpath(*parts[: count + 1])).exists():
                    return False
        return False


def as_layer(upper: Path) -> bytes:
    """Return an upper directory as the tar of a layer, with the markers of the specification."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path in _paths(upper):
            place = upper / path[1:]
            about = os.lstat(place)
            if stat.S_ISCHR(about.st_mode) and about.st_rdev == 0:
                folder, _, name = path[1:].rpartition("/")
                tar.addfile(tarfile.TarInfo(f"{folder}/.wh.{name}" if folder else f".wh.{name}"))
                continue
            info = tar.gettarinfo(place, path[1:])
            info.mtime = int(about.st_mtime)
            if info.isreg():
                with place.open("rb") as content:
                    tar.addfile(info, content)
            else:
                tar.addfile(info)
            if info.isdir() and _is_opaque(place):
                tar.addfile(tarfile.TarInfo(f"{path[1:]}/.wh..wh..opq"))
    return out.getvalue()


def _is_opaque(directory: Path) -> bool:
    try:
        return os.getxattr(directory, OPAQUE, follow_symlinks=False) == b"y"
    except OSError:
        return False


def _paths(root: Path) -> list[str]:
    found: list[str] = []
    pending = [""]
    while pending:
        above = pending.pop()
        with os.scandir(encoded(f"{root}{above}")) as entries:
            for entry in entries:
                path = f"{above}/{decoded(entry.name)}"
                found.append(path)
                if entry.is_dir(follow_symlinks=False):
                    pending.append(path)
    return sorted(found, key=encoded)
