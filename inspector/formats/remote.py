"""Blobs of a registry: fetched when they are asked for, verified, and kept for the next time."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager, suppress
from io import BytesIO
from threading import Lock, Semaphore
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from inspector.errors import FetchError, LimitError, RegistryError, reason
from inspector.formats.digests import is_intact
from inspector.io.cachefolder import CacheFolder, default_root
from inspector.io.window import OpenFile, Window, read_all
from inspector.language import Lazy
from inspector.registry import FetchedDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.formats.access import Access
    from inspector.io.progress import Progress
    from inspector.limits import Limits
    from inspector.registry import Repository

# What is kept of all registries: some hundred images of a distribution, or a few large ones.
MAX_BYTES = 5_000_000_000
KIND = "blobs"
# More connections fill no line, and a registry answers to too many with an error.
_AT_ONCE = 3
_POLL = 0.05


class RemoteBlobs:
    """The blobs of one repository, of which some were fetched before. For several threads."""

    def __init__(self, repository: Repository, access: Access, limits: Limits) -> None:
        self._cache: CacheFolder | None = None
        if access.keeps:
            self._cache = CacheFolder(default_root() / f"{KIND}-1", access.tell, MAX_BYTES)
        self._repository = repository
        self._limit = limits.json_bytes
        self._turns = Semaphore(_AT_ONCE)
        self._process = os.getpid()

    def manifest(self, wanted: str, progress: Progress) -> FetchedDocument:
        """Return a manifest or an index by its tag or digest. Raises RegistryError."""
        known = self._known(wanted) if ":" in wanted else None  # a tag has none
        if known is not None:
            return FetchedDocument(known, "", wanted)
        found = self._repository.manifest(wanted, progress)
        self._keep(found.digest, found.data)
        return found

    def document(self, digest: str, size: int | None, progress: Progress) -> bytes:
        """Return a blob that is a document. Raises RegistryError, LimitError where it is large."""
        known = self._known(digest)
        if known is not None:
            return known
        target = _Bounded(self._limit)
        target.check(size or 0)
        self._repository.blob(digest, size, target, progress)
        self._keep(digest, target.getvalue())
        return target.getvalue()

    def _known(self, digest: str) -> bytes | None:
        """Return a document of the cache."""
        window = self.find(digest, None)
        return read_all(window, self._limit) if window is not None else None

    def _keep(self, digest: str, data: bytes) -> None:
        if self._cache is not None:
            self._cache.write(_name(digest), data)
            self._cache.evict()

    def find(self, digest: str, size: int | None) -> Window | None:
        """Return a blob that was fetched before and is what it was, None where it is not here."""
        if self._cache is None or not self._cache.is_trusted():
            return None
        file = self._cache.open(_name(digest))
        if file is None:
            return None
        if size in {None, file.size} and is_intact(Window(file), digest):
            self._cache.touch(_name(digest))
            return Window(file)
        self._cache.remove(_name(digest))  # what a crash of the system or a disk made of it
        return None

    def fetch(self, digest: str, size: int | None, progress: Progress) -> Window:
        """Fetch a blob; waits while others are. Raises RegistryError, OSError, CancelledError."""
        self._leave_to_parent()
        with held(self._turns, progress):
            if self._cache is not None:
                # Where its disk is full, there may be room elsewhere.
                with suppress(OSError), self._cache.nameless() as file:
                    return self._fetched(file, digest, size, progress)
            with tempfile.TemporaryFile(prefix="layerscope-") as file:
                return self._fetched(file, digest, size, progress)

    def _fetched(
        self, file: IO[bytes], digest: str, size: int | None, progress: Progress
    ) -> Window:
        self._repository.blob(digest, size, cast("BinaryIO", file), progress)
        file.flush()
        if self._cache is not None:
            self._cache.keep(_name(digest), file)
        fd = os.dup(file.fileno())
        return Window(OpenFile(fd, os.fstat(fd).st_size))

    def _leave_to_parent(self) -> None:
        """Give up the connections of the process that this one was forked from."""
        if self._process != os.getpid():
            self._process = os.getpid()
            self._repository.close()

    def span(self, digest: str, start: int, size: int, progress: Progress) -> bytes:
        """Return a part of a blob, which nothing verifies. Raises RegistryError."""
        self._leave_to_parent()
        return self._repository.span(digest, start, size, progress)


class RemoteBlob:
    """A blob of a registry, by the digest that it has and the size that is claimed of it."""

    def __init__(self, blobs: RemoteBlobs, digest: str, size: int | None) -> None:
        self.digest = digest
        self._stated_size = size
        self._blobs = blobs
        self._lock = Lock()
        self._window: Window | None = None
        self._failure: FetchError | None = None
        self._is_looked_for = False

    def __reduce__(self) -> tuple[type[None], tuple[()]]:
        """Stay in this process: in another one there is none."""
        return type(None), ()

    @property
    def known(self) -> Window | None:
        """The blob, where it is known already that it is here: nothing is looked at."""
        return self._window

    @property
    def window(self) -> Window | None:
        """The blob, where it was fetched, now or before; None where it is not here.

        The first time, one that was fetched before is read whole: it may no longer be what it was.
        """
        if not self._is_looked_for:
            found = self._blobs.find(self.digest, self._stated_size)
            self._window = self._window or found  # another thread may have fetched it meanwhile
            self._is_looked_for = True
        return self._window

    def fetch(self, progress: Progress) -> Window:
        """Return the blob, fetched and verified where it is not here.

        Raises FetchError, again at once where it failed before; CancelledError.
        """
        with held(self._lock, progress):
            if self._failure is not None:
                raise self._failure
            if self.window is None:
                self._window = self._fetched(progress)
            return cast("Window", self._window)

    def _fetched(self, progress: Progress) -> Window:
        try:
            return self._blobs.fetch(self.digest, self._stated_size, progress)
        except RegistryError as error:
            self._failure = FetchError(error.message, hint=error.hint)
        except OSError as error:
            told = Lazy("cannot write the fetched data ({reason})", reason=reason(error))
            self._failure = FetchError(told)
        raise self._failure

    @property
    def size(self) -> int:
        """Bytes of it, 0 where no one states them."""
        return self._stated_size or 0

    def span(self, start: int, size: int, progress: Progress) -> bytes:
        """Return a part of it, which nothing verifies. Raises FetchError, CancelledError."""
        window = self.window
        if window is not None:
            return window.pread(size, start)
        try:
            return self._blobs.span(self.digest, start, size, progress)
        except RegistryError as error:
            raise FetchError(error.message, hint=error.hint) from error


@contextmanager
def held(lock: Lock | Semaphore, progress: Progress) -> Iterator[None]:
    """Wait for a lock as long as ``progress`` lets it, and hold it."""
    while not lock.acquire(timeout=_POLL):
        progress.advance(0)
    try:
        yield
    finally:
        lock.release()


class _Bounded(BytesIO):
    """A file in memory that takes no more than a document has."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def check(self, size: int) -> None:
        """Raise LimitError where a document is too large."""
        if size > self._limit:
            raise LimitError(
                Lazy(
                    "a JSON document of the image is larger than {limit:,} bytes", limit=self._limit
                )
            )

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        self.check(self.tell() + len(data))
        return super().write(data)


def _name(digest: str) -> str:
    return digest.replace(":", "-")
