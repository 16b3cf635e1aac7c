"""One blob on its way into a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from inspector.errors import RegistryError
from inspector.language import N_, Lazy
from inspector.registry.hashes import Hasher, another_part, not_the_same
from inspector.text import short_digest

if TYPE_CHECKING:
    from inspector.io.progress import Progress
    from inspector.registry.client import Client
    from inspector.registry.exchange import Response
    from inspector.registry.place import Endpoint
    from inspector.registry.settings import RegistrySettings


class Download:
    """A download that resumes where a connection broke."""

    def __init__(
        self,
        digest: str,
        size: int | None,
        target: BinaryIO,
        settings: RegistrySettings,
        progress: Progress,
    ) -> None:
        self._digest = digest
        self._hash = Hasher(digest)
        self._size = self._stated = size
        self._target = target
        self._settings = settings
        self._progress = progress
        self._position = self._before = 0

    def fetch(self, client: Client, place: Endpoint) -> None:
        """Write the blob. Raises RegistryError, OSError; the file is empty again then."""
        try:
            client.persistently(lambda: self._attempt(client, place), self._progress, self._gained)
            self._verify(place.host)
        except BaseException:
            self._restart()
            raise

    def _verify(self, host: str) -> None:
        if self._hash.digest != self._digest:
            raise not_the_same(self._digest, host)

    def _gained(self) -> bool:
        """Whether so much came since the last attempt that it was worth it."""
        gained, self._before = self._position - self._before, self._position
        return gained >= self._settings.floor

    def _restart(self) -> None:
        self._target.seek(0)
        self._target.truncate()
        self._hash = Hasher(self._digest)
        self._position = 0
        self._size = self._stated

    def _attempt(self, client: Client, place: Endpoint) -> None:
        headers = {"Range": f"bytes={self._position}-"} if self._position else {}
        what = Lazy("the blob {digest}", digest=short_digest(self._digest))
        path = place.path("blobs", self._digest)
        with client.get(place, path, what, self._progress, headers=headers) as answer:
            self._begin(answer, place.host)
            while data := answer.read():
                self._position += len(data)
                if self._position > (self._size or 0):
                    raise self._too_long(place.host)
                self._target.write(data)
                self._hash.update(data)
                self._progress.advance(len(data))
        if self._position != self._size:
            raise self._wrong_size(place.host, self._position)

    def _begin(self, answer: Response, host: str) -> None:
        """Go on where the answer does, and compare the size that it claims."""
        if self._position and answer.status != 206:
            self._restart()
        whole = answer.length
        if answer.status == 206:
            if answer.part is None or answer.part[0] != self._position:
                raise another_part(host)
            whole = answer.part[1]
        if self._size is None:
            self._size = whole
        if self._size is None:
            raise RegistryError(Lazy("{host} does not say how large a blob is", host=host))
        if whole is not None and whole != self._size:
            raise self._wrong_size(host, whole)

    def _too_long(self, host: str) -> RegistryError:
        told = N_("{host} sends more than the {stated:,} bytes of {digest}")
        digest = short_digest(self._digest)
        return RegistryError(Lazy(told, host=host, stated=self._size or 0, digest=digest))

    def _wrong_size(self, host: str, size: int) -> RegistryError:
        told = N_("{host} sends {size:,} bytes for {digest}, not {stated:,}")
        digest, stated = short_digest(self._digest), self._size or 0
        return RegistryError(Lazy(told, host=host, size=size, digest=digest, stated=stated))
