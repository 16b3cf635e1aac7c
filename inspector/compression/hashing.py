"""A reader that hashes what passes, in a thread beside where that pays."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from queue import Queue

    from inspector.io.window import Readable

_CHUNK = 256 * 1024
# Pieces that wait to be hashed: few, as they are to be found in the processor's cache still.
_WAITING = 8


class _RunningHash(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


class HashingReader:
    """Passes a stream on and hashes it: ``digest`` is of the bytes read so far.

    ``beside`` hashes in a thread, which needs no interpreter meanwhile, so that another processor
    does it; leaving the context ends the thread. After ``digest`` nothing is to be read.
    """

    def __init__(
        self, source: Readable, algorithm: str = "sha256", *, beside: bool = False
    ) -> None:
        self._source = source
        self._algorithm = algorithm
        plain = hashlib.new(algorithm)
        self._hash: _RunningHash = _HashBeside(plain) if beside else plain
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if isinstance(self._hash, _HashBeside):
            self._hash.end()

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes."""
        data = self._source.read(size)
        self._hash.update(data)
        self.size += len(data)
        return data

    def drain(self) -> None:
        """Read to the end, so that the digest covers what no one asked for."""
        while self.read(_CHUNK):
            pass

    @property
    def digest(self) -> str:
        """``algorithm:hex``."""
        return f"{self._algorithm}:{self._hash.hexdigest()}"


class _HashBeside:
    """A hash that is updated in a thread of its own."""

    def __init__(self, plain: _RunningHash) -> None:
        from queue import Queue
        from threading import Thread

        self._plain = plain
        self._pieces: Queue[bytes | None] = Queue(_WAITING)
        self._thread = Thread(target=self._work, name="layerscope-hash", daemon=True)
        self._thread.start()

    def update(self, data: bytes, /) -> None:
        self._pieces.put(data)

    def hexdigest(self) -> str:
        self.end()
        return self._plain.hexdigest()

    def end(self) -> None:
        if self._thread.is_alive():
            self._pieces.put(None)
            self._thread.join()

    def _work(self) -> None:
        while (piece := self._pieces.get()) is not None:
            self._plain.update(piece)
