"""The intermediate results of a fleet as files: layers by digest, and the rows of each source.

Whatever is written is written aside and moved into its place. A layer lies under the SHA-256 of its
tar as it was read, never under what an image claims. What was read of a blob that is not what the
image claims, or not whole, is noted under the file that it lies in: no other image is told of it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from inspector import __version__
from inspector.errors import UsageError
from inspector.fleet.layer_file import LayerFile
from inspector.fleet.writing import writing_to
from inspector.io.atomic import UNFINISHED, write_whole
from inspector.language import Lazy
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.cache import VERSION as SCANS
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from inspector.limits import Limits

# Changes whenever what is kept of a layer, or the rows of a source, change.
LAYERS = 1
ROWS = 1
FOLDER = ".work"
# Folders of what is kept, of this version and of others.
_OF_VERSIONS = re.compile(r"(?:layers|own|rows)-")
_DIFF_ID = re.compile(r"sha256:([0-9a-f]{64})")
_NOTE = ".is"
# Seconds that processes of a run that was killed may still take until they notice.
_PATIENCE = 10.0


def name_of(*told: object) -> str:
    """Return a file's name derived from what identifies a thing."""
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()


def is_checkable(diff_id: str | None) -> bool:
    """Whether what was read can be compared with what an image claims."""
    return diff_id is not None and _DIFF_ID.fullmatch(diff_id) is not None


class WorkFolder:
    """The folder below that of the results. Its methods raise WorkFolderError.

    What is known of a whole layer holds under any limits; the rest is of those limits alone.
    """

    def __init__(self, out: Path, limits: Limits = DEFAULT_LIMITS) -> None:
        self.root = out / FOLDER
        most = "" if limits == DEFAULT_LIMITS else f"-{limits.unpacked_bytes}"
        self._layers = self.root / f"layers-{SCANS}.{LAYERS}"
        self._own = self.root / f"own-{SCANS}.{LAYERS}{most}"
        self._rows = self.root / f"rows-{ROWS}-{__version__}{most}"
        # What only this run knows: of sources that do not say when they change.
        self._now = self.root / "now"
        self._began = self._now / "began"
        self.tables = self.root / "tables"

    def prepare(self) -> None:
        """Make the folders; remove what is left of a run that was killed."""
        with writing_to(self.root):
            for each in (self._now, self.tables):
                shutil.rmtree(each, ignore_errors=True)
            for each in (self._layers, self._own, self._rows, self._now, self.tables):
                each.mkdir(parents=True, exist_ok=True)
                for left in each.glob(f"{UNFINISHED}*"):
                    left.unlink(missing_ok=True)
            self._began.touch()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep the folder for this run. Raises UsageError where another one has it."""
        with writing_to(self.root.parent, begun=False):
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            fd = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            deadline = time.monotonic() + _PATIENCE
            while not _lock(fd):
                if time.monotonic() > deadline:
                    told = Lazy(
                        "another fleet command is using {folder}",
                        folder=printable(str(self.root.parent)),
                    )
                    raise UsageError(told)
                time.sleep(0.1)
            yield
        finally:
            os.close(fd)

    # layers ------------------------------------------------------------------------------------

    def new_layer_folder(self) -> Path:
        """Return where a layer is written before it is known what it is."""
        return self._layers

    def layer(self, diff_id: str) -> Path:
        """Return where a layer lies, or will."""
        match = _DIFF_ID.fullmatch(diff_id)
        value = match[1] if match is not None else name_of(diff_id)
        return self._layers / value[:2] / value

    def has_layer(self, diff_id: str) -> bool:
        """Whether a layer of this digest was read."""
        return self.layer(diff_id).exists()

    def own_layer(self, key: str, *, lasts: bool) -> Path:
        """Return where what was read of one blob alone lies, or will."""
        return (self._own if lasts else self._now) / key

    def note(self, key: str, diff_id: str, *, lasts: bool) -> None:
        """Note what a blob is that was read and is not what its image claims."""
        with writing_to(self.root):
            write_whole(self._note(key, lasts=lasts), diff_id.encode())

    def noted(self, key: str, *, lasts: bool) -> str | None:
        """Return what a blob was noted to be."""
        return _read_note(self._note(key, lasts=lasts))

    def _note(self, key: str, *, lasts: bool) -> Path:
        return (self._own if lasts else self._now) / f"{key}{_NOTE}"

    def open_layer(self, path: Path) -> LayerFile | None:
        """Return what was read of a layer; None where it is not there, or damaged: then it goes."""
        try:
            _used(path)
            return LayerFile(path, path.relative_to(self.root).as_posix())
        except FileNotFoundError:
            return None
        except ValueError:
            with writing_to(self.root):
                path.unlink(missing_ok=True)
            return None

    def layer_named(self, name: str) -> LayerFile | None:
        """Return what was read of a layer by the name of its file."""
        return self.open_layer(self.root / name)

    def drop_damaged(self, files: Iterable[LayerFile | None]) -> bool:
        """Remove those of which the entries are damaged; return whether there were any."""
        found = [each for each in files if each is not None and not each.is_whole()]
        for each in found:
            with writing_to(self.root):
                (self.root / each.name).unlink(missing_ok=True)
        return bool(found)

    # rows --------------------------------------------------------------------------------------

    def rows(self, name: str, *, lasts: bool) -> Path:
        """Return where the rows of a source lie, or will."""
        return (self._rows if lasts else self._now) / name

    def known_rows(self, name: str) -> Path | None:
        """Return where the rows of a source lie, None where there are none."""
        path = self.rows(name, lasts=True)
        return path if _used(path) else None

    # pruning -----------------------------------------------------------------------------------

    def finish(self, layers: Iterable[str], *, prune: bool) -> None:
        """Remove what only this run needed, and with ``prune`` all that it has not used nor made.

        ``layers`` are in use, too. What cannot be removed stays.
        """
        if prune:
            self._prune_all(layers)
        shutil.rmtree(self._now, ignore_errors=True)

    def _prune_all(self, layers: Iterable[str]) -> None:
        began = self._began.stat().st_mtime_ns  # by the clock of the disk
        kept = {str(self.root / each) for each in layers}
        current = {self._layers, self._own, self._rows}
        with suppress(OSError):
            for folder in self.root.iterdir():
                if folder in current:
                    self._prune(folder, began, kept)
                elif _OF_VERSIONS.match(folder.name):
                    shutil.rmtree(folder, ignore_errors=True)

    def _prune(self, folder: Path, began: int, kept: set[str]) -> None:
        for above, _, names in os.walk(folder):
            for path in (Path(above, name) for name in names):
                target = path
                if path.suffix == _NOTE and (diff_id := _read_note(path)) is not None:
                    target = self.layer(diff_id)
                is_made = target.exists() and target.stat().st_mtime_ns >= began
                if not is_made and str(target) not in kept:
                    path.unlink()


def _used(path: Path) -> bool:
    """Note that a file is in use; return whether it is there."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    except OSError:  # another user's, who runs the workers of a cluster
        return True
    return True


def _read_note(path: Path) -> str | None:
    with suppress(OSError, UnicodeDecodeError):
        return path.read_bytes().decode("ascii")
    return None


def _lock(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
