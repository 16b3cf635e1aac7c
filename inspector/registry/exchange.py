"""One request and its answer over urllib3, with a time limit and cancellation.

urllib3 waits for names, connections and bytes without a word, so it does in a thread of its own;
who asked looks there twenty times a second.
"""

from __future__ import annotations

import re
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, cast

from inspector.registry.faults import endless, fault, stalled

if TYPE_CHECKING:
    from collections.abc import Callable

    from urllib3 import BaseHTTPResponse, HTTPHeaderDict

    from inspector.io.progress import Progress
    from inspector.registry.settings import RegistrySettings
    from inspector.registry.transferred import Transferred

_POLL = 0.05
_CHUNK = 256 << 10
# Chunks that were received and not yet taken.
_AHEAD = 4
_RANGE = re.compile(r"bytes (?P<first>[0-9]{1,19})-[0-9]{1,19}/(?P<whole>[0-9]{1,19}|\*)")


class Response:
    """The beginning of an answer, and its body chunk by chunk."""

    def __init__(self, exchange: Exchange, response: BaseHTTPResponse) -> None:
        self._exchange = exchange
        self.status = response.status
        self.headers: HTTPHeaderDict = response.headers

    @property
    def length(self) -> int | None:
        """How long the body claims to be, None where it does not."""
        text = self.headers.get("Content-Length", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None

    @property
    def encoding(self) -> str:
        """How the body is encoded although nothing but itself was asked for; "" for not."""
        encoding = self.headers.get("Content-Encoding", "").strip().lower()
        return "" if encoding == "identity" else encoding

    @property
    def part(self) -> tuple[int, int | None] | None:
        """Where a part begins and how long the whole is (RFC 9110, 14.4); None for no part."""
        match = _RANGE.fullmatch(self.headers.get("Content-Range", ""))
        if match is None or self.status != 206:
            return None
        return int(match["first"]), int(match["whole"]) if match["whole"].isdigit() else None

    def read(self) -> bytes:
        """Return the next bytes of the body, none at its end. Raises RegistryError."""
        return self._exchange.next_bytes()

    def read_all(self, limit: int, progress: Progress | None = None) -> bytes | None:
        """Return the whole body, None where it is longer than ``limit`` or says so.

        Raises RegistryError, also where it takes long: in chunks of a byte it would cost hours.
        """
        if (self.length or 0) > limit:
            return None
        parts: list[bytes] = []
        until = self._exchange.end_of_patience()
        while data := self.read():
            self._exchange.check_end(until)
            limit -= len(data)
            if limit < 0:
                return None
            parts.append(data)
            if progress is not None:
                progress.advance(len(data))
        return b"".join(parts)


class Exchange:
    """A request that a thread sends, and whose answer it receives.

    ``send`` waits for the answer; ``transferred`` counts it, and its bytes as they come.
    """

    def __init__(
        self,
        send: Callable[[], BaseHTTPResponse],
        host: str,
        settings: RegistrySettings,
        transferred: Transferred,
        progress: Progress,
    ) -> None:
        self._send = send
        self._host = host
        self._settings = settings
        self._transferred = transferred
        self._progress = progress
        self._is_wanted = Event()
        self._is_over = Event()
        self._response: BaseHTTPResponse | None = None
        self._parts: Queue[BaseHTTPResponse | bytes | Exception] = Queue(_AHEAD)
        self._left_at = monotonic()
        self._deadline = self._left_at + settings.patience
        self._arrived = 0
        self._counted = 0
        self._is_read = False
        Thread(target=self._receive, name=f"registry {host}", daemon=True).start()

    def _receive(self) -> None:
        """Hand over the response, its bytes, an empty chunk; or what went wrong."""
        try:
            response = self._response = self._send()
            self._transferred.add(requests=1)
            try:
                self._put(response)
                self._is_wanted.wait()
                self._pass_on(response)
            finally:
                # A body that was read to its end has given its connection back before.
                response.close()
        except Exception as error:  # noqa: BLE001 - whatever an answer makes of urllib3
            self._put(error)

    def _pass_on(self, response: BaseHTTPResponse) -> None:
        """Hand over a body; TLS gives it in pieces of 16 kB, which are too small for a thread."""
        is_at_end = False
        while not is_at_end and not self._is_over.is_set():
            parts: list[bytes] = []
            room, until = _CHUNK, monotonic() + _POLL
            try:
                while room and not is_at_end and monotonic() < until:
                    data = response.read1(room)
                    is_at_end = not data
                    parts.append(data)
                    room -= len(data)
                    self._arrived += len(data)
                    self._transferred.add(received=len(data))
            finally:
                # What came before a connection broke is not lost.
                if room < _CHUNK:
                    self._put(b"".join(parts))
        self._put(b"")

    def _put(self, part: BaseHTTPResponse | bytes | Exception) -> None:
        while not self._is_over.is_set():
            with suppress(Full):
                self._parts.put(part, timeout=_POLL)
                return

    def answer(self) -> Response:
        """Return the beginning of the answer, once it is there."""
        response = cast("BaseHTTPResponse", self._take())
        self._deadline = monotonic() + self._settings.patience
        return Response(self, response)

    def next_bytes(self) -> bytes:
        """Return what came of the body, none at its end."""
        if self._is_read:
            return b""
        self._is_wanted.set()
        data = cast("bytes", self._take())
        self._is_read = not data
        if data:
            self._check_pace()
        return data

    def _take(self) -> BaseHTTPResponse | bytes:
        # Time in which the caller did something else is not the registry's.
        self._deadline += monotonic() - self._left_at
        while True:
            try:
                part = self._parts.get(timeout=_POLL)
                break
            except Empty:
                self._progress.advance(0)
                self._check_pace()
        self._left_at = monotonic()
        if isinstance(part, Exception):
            # urllib3's own errors quote addresses, which may be signed: they go no further.
            raise fault(part, self._host, self._settings.patience) from None
        return part

    def _check_pace(self) -> None:
        if self._arrived - self._counted >= self._settings.floor:
            self._counted = self._arrived
            self._deadline = monotonic() + self._settings.patience
        elif monotonic() > self._deadline:
            raise stalled(self._host, self._settings.patience) from None

    def end_of_patience(self) -> float:
        """Return when a document that begins now has to be there."""
        return monotonic() + self._settings.patience

    def check_end(self, until: float) -> None:
        """Raise RegistryError where it is later."""
        if monotonic() > until:
            raise endless(self._host, self._settings.patience)

    def close(self) -> None:
        """End it, in the middle where it is not at its end."""
        self._is_over.set()
        self._is_wanted.set()
        if self._response is not None and not self._is_read:
            # The thread may wait for bytes; where this is refused it does not.
            with suppress(OSError, ValueError, RuntimeError):
                self._response.shutdown()
