"""What urllib3's errors become: none of its own words, which quote addresses."""

from __future__ import annotations

import socket
import ssl
from http.client import BadStatusLine, IncompleteRead, LineTooLong, RemoteDisconnected
from typing import Any, cast

import urllib3.exceptions as urllib3

from inspector.registry.faults import PassingError, UnreachableError, fault
from tests.cases import tried_with

NONE = cast("Any", None)
SIGNED = "https://store.example/blob?signature=hidden"


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@tried_with(
    ("error", "said"),
    [
        (
            caused(urllib3.ConnectTimeoutError(NONE, "x"), TimeoutError("timed out")),
            "a.example cannot be reached: timed out",
        ),
        (
            caused(urllib3.NewConnectionError(NONE, "x"), OSError(113, "No route to host")),
            "a.example cannot be reached: No route to host",
        ),
        (
            urllib3.NameResolutionError("a.example", NONE, socket.gaierror(-2, "unknown")),
            "a.example cannot be reached: ",
        ),
        (
            urllib3.ReadTimeoutError(NONE, SIGNED, "x"),
            "a.example: almost no data for 30 seconds: try again later",
        ),
        (
            urllib3.ProxyError("x", OSError("failed: 403 \x1b[31m")),
            r"a.example cannot be reached: the proxy cannot connect to it: failed: 403 \x1b[31m",
        ),
        (urllib3.SSLError(ssl.SSLError(1, "wrong version")), "a.example does not speak TLS: use"),
        (
            urllib3.ProtocolError("x", RemoteDisconnected("closed")),
            "a.example closed the connection without an answer: try again later; with TLS, ",
        ),
        (
            urllib3.ProtocolError("x", ConnectionResetError(104, "Connection reset by peer")),
            "a.example: the connection broke (Connection reset by peer)",
        ),
        (
            urllib3.ProtocolError("x", IncompleteRead(b"hidden")),
            "a.example: the connection broke (the response ended early)",
        ),
        (urllib3.ProtocolError("x", LineTooLong("header")), "a.example: the response is not HTTP"),
        (
            urllib3.ProtocolError("x", BadStatusLine("hidden")),
            "a.example: the response is not HTTP",
        ),
        (urllib3.InvalidHeader("hidden"), "a.example: the response is not HTTP"),
        (urllib3.LocationParseError(SIGNED), "a.example: the request failed"),
        (ValueError("Invalid header value b'hidden'"), "a.example: the request failed"),
        (RecursionError(), "a.example: the request failed"),
    ],
)
def test_each_error_is_one_line(error: Exception, said: str) -> None:
    told = str(fault(error, "a.example", 30.0))
    assert told.startswith(said)
    assert told.isprintable()
    assert "hidden" not in told


def test_what_broke_may_hold_the_next_time_and_what_is_not_there_does_not() -> None:
    assert isinstance(fault(urllib3.ProtocolError("x", OSError()), "a", 1), PassingError)
    closed = fault(urllib3.NewConnectionError(NONE, "x"), "a", 1)
    assert isinstance(closed, UnreachableError)
    assert not isinstance(closed, PassingError)
