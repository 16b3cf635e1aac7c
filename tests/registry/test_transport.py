"""Answers that are no answers: each ends in one clear line, none after a long time."""

from __future__ import annotations

import io
import itertools
import threading
import time
from typing import TYPE_CHECKING

import pytest

from inspector.errors import RegistryError
from inspector.io.progress import CancelledError, NoProgress
from tests.fake_registry import FakeRegistry, certificates
from tests.registry.progress import Ending, Told

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    from tests.fake_registry.server import Handler
    from tests.registry.conftest import Opener

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
# Seconds that stand for the thirty of a user.
PATIENCE = 0.3


def slowly(parts: Iterable[bytes]) -> Iterable[bytes]:
    """Yield parts, each soon enough to be no silence."""
    for part in parts:
        time.sleep(PATIENCE / 10)
        yield part


def silence(handler: Handler) -> Iterable[bytes]:
    """Yield nothing for longer than anyone waits."""
    for _ in range(100):
        time.sleep(PATIENCE / 10)
        yield b""


ENDLESS = "a document took longer than 0.3 s"
# A document has as much time for all of it: which of the two ends first is a matter of chance.
STALLED = f"almost no data for 0.3 seconds: try again later|{ENDLESS}"
NO_HTTP = "the response is not HTTP"
BROKE = "the connection broke"


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([], "closed the connection without an answer"),
        ([b"\x15\x03\x01\x00\x02\x02\x16"], NO_HTTP),
        ([b"SSH-2.0-OpenSSH_9.2\r\n"], NO_HTTP),
        ([b"HTTP/1.1 abc\r\n\r\n"], NO_HTTP),
        ([b"HTTP/1.1 200 " + b"x" * 100_000], NO_HTTP),
        ([OK, b"X: " + b"x" * 100_000], NO_HTTP),
        ([OK, *(b"X-%d: y\r\n" % number for number in range(200)), b"\r\n"], NO_HTTP),
        ([OK, b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc"], NO_HTTP),
        ([OK, b"Content-Length: 30\r\n\r\nabc"], BROKE),
        ([OK, b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n"], BROKE),
        ([OK, b"Transfer-Encoding: chunked\r\n\r\n3\r\nab"], BROKE),
        ([OK, b"Transfer-Encoding: chunked\r\n\r\n", b"1" * 100_000], NO_HTTP),
        ([OK, b"Content-Length: 99999999999999999\r\n\r\n"], "sends a manifest of more than"),
    ],
)
def test_what_is_no_answer_is_said(
    registry: FakeRegistry, opened: Opener, parts: list[bytes], said: str
) -> None:
    registry.behaviour.raw = lambda _handler: parts
    with pytest.raises(RegistryError) as caught:
        opened().manifest("1", NoProgress())
    told = str(caught.value)
    assert told.startswith(registry.host)
    assert said in told
    assert told.isprintable()
    assert len(told) < 200


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (lambda: silence, STALLED),
        (lambda: slowly([OK, *[b"X: y\r\n"] * 90]), STALLED),
        (lambda: slowly(itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n")), STALLED),
        (lambda: slowly([OK, b"Content-Length: 90\r\n\r\n", *[b" "] * 90]), STALLED),
        (lambda: slowly([OK, b"\r\n", *[b" "] * 90]), STALLED),
        (
            lambda: slowly([OK, CHUNKED, *[b"1\r\n \r\n"] * 90]),
            STALLED,
        ),
    ],
)
def test_what_comes_too_slowly_is_ended(
    registry: FakeRegistry, opened: Opener, parts: object, said: str
) -> None:
    def raw(handler: Handler) -> Iterable[bytes]:
        made = parts()  # type: ignore[operator]
        return made(handler) if callable(made) else made  # type: ignore[no-any-return]

    registry.behaviour.raw = raw
    begun = time.monotonic()
    with pytest.raises(RegistryError, match=said):
        opened(patience=PATIENCE).manifest("1", NoProgress())
    assert time.monotonic() - begun < 10 * PATIENCE


def test_a_document_that_takes_long_is_ended(registry: FakeRegistry, opened: Opener) -> None:
    def raw(handler: Handler) -> Iterable[bytes]:
        del handler
        return slowly(itertools.chain([OK, CHUNKED], itertools.repeat(b"9\r\n123456789\r\n")))

    registry.behaviour.raw = raw
    with pytest.raises(RegistryError, match=ENDLESS):
        opened(patience=PATIENCE, floor=1).manifest("1", NoProgress())


def test_a_blob_that_drips_is_ended_and_one_that_comes_slowly_is_not(
    registry: FakeRegistry, opened: Opener
) -> None:
    digest, target = registry.blob(b"x" * 400), io.BytesIO()
    registry.behaviour.pause = 0.001
    opened(patience=2.0, floor=10).blob(digest, 400, target, NoProgress())
    assert len(target.getvalue()) == 400
    registry.behaviour.pause = 0.02
    with pytest.raises(RegistryError, match="almost no data"):
        opened(patience=0.2, floor=100).blob(digest, 400, target, NoProgress())
    assert target.getvalue() == b""


def test_who_writes_slowly_is_not_taken_for_a_slow_registry(
    registry: FakeRegistry, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(Told):
        """Takes a minute for each part."""

        def advance(self, size: int, /) -> None:
            self.bytes += 60 if size else 0

    slow = Slow()
    clock = "inspector.registry.exchange.monotonic"
    monkeypatch.setattr(clock, lambda: time.monotonic() + slow.bytes)
    digest, target = registry.blob(b"x" * 2_000_000), io.BytesIO()
    opened().blob(digest, 2_000_000, target, slow)
    assert len(target.getvalue()) == 2_000_000


def test_who_waits_is_told_twenty_times_a_second(registry: FakeRegistry, opened: Opener) -> None:
    registry.behaviour.raw = silence
    told = Told()
    with pytest.raises(RegistryError):
        opened(patience=0.5).manifest("1", told)
    assert 2 <= told.calls <= 30
    assert told.bytes == 0


@pytest.mark.parametrize("begins", [False, True])
@pytest.mark.parametrize("tls", [None, certificates().server("127.0.0.1")])
def test_who_waits_can_end_it_at_once(
    opened: Opener, begins: bool, tls: ssl.SSLContext | None
) -> None:
    def raw(handler: Handler) -> Iterable[bytes]:
        yield OK + b"Content-Length: 90\r\n\r\n" if begins else b""
        yield from silence(handler)

    with FakeRegistry(tls=tls) as registry:
        registry.behaviour.raw = raw
        begun = time.monotonic()
        with pytest.raises(CancelledError):
            opened(host=registry.host, insecure=frozenset({registry.host}), patience=60.0).manifest(
                "1", Ending(3)
            )
        while begins and any(each.name.startswith("registry ") for each in threading.enumerate()):
            time.sleep(0.01)  # until the connection is closed
        assert time.monotonic() - begun < 30  # a busy machine takes a while, and patience lasts


def test_connections_are_kept_for_the_next_request(registry: FakeRegistry, opened: Opener) -> None:
    ports = set()
    image = registry.image("team/app", "1", [b"x" * 100_000])

    def note(handler: Handler) -> None:
        ports.add(handler.client_address[1])

    registry.behaviour.noted = note
    repository = opened()
    for _ in range(3):
        repository.manifest("1", NoProgress())
        repository.span(image.layers[0], 5, 500, NoProgress())
        repository.blob(image.layers[0], 100_000, io.BytesIO(), NoProgress())
        with pytest.raises(RegistryError):
            repository.manifest("2", NoProgress())
    assert len(ports) == 1
