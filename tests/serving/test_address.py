"""Where the server listens, and how that is told."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from inspector.errors import UsageError
from inspector.serving.address import LOOPBACK, USUAL_PORT, listen


def port_of(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port


def test_a_free_port() -> None:
    found = listen(LOOPBACK, 0)
    with closing(found.socket):
        assert found.url == f"http://127.0.0.1:{port_of(found.socket)}/"
        assert found.is_private
        assert found.names == {"localhost", LOOPBACK}


def test_the_usual_port_or_the_next() -> None:
    first = listen(LOOPBACK, None)
    with closing(first.socket):
        second = listen(LOOPBACK, None)
        with closing(second.socket):
            assert port_of(first.socket) >= USUAL_PORT
            assert port_of(second.socket) not in {0, port_of(first.socket)}


def test_a_port_that_was_named_and_is_taken() -> None:
    first = listen(LOOPBACK, 0)
    port = port_of(first.socket)
    with closing(first.socket), pytest.raises(UsageError) as error:
        listen(LOOPBACK, port)
    told = f"cannot listen on 127.0.0.1, port {port}: Address already in use"
    assert str(error.value) == f"{told}: --port 0 takes a free one"


@pytest.mark.parametrize("host", ["192.0.2.1", "a" * 64 + ".example", "a\x1b[31m..b"])
def test_a_host_that_is_not_here(host: str) -> None:
    with pytest.raises(UsageError) as error:
        listen(host, 0)
    assert str(error.value).startswith("cannot listen on ")
    assert "\x1b" not in str(error.value)


def test_every_network() -> None:
    found = listen("0.0.0.0", 0)  # noqa: S104  it is closed at once
    with closing(found.socket):
        name = socket.gethostname()
        assert not found.is_private
        assert found.url == f"http://{name}:{port_of(found.socket)}/"
        assert name.lower() in found.names
