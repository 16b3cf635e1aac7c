"""Errors of the network and of TLS, one clear line each."""

from __future__ import annotations

import ssl
from http.client import IncompleteRead, RemoteDisconnected

from urllib3.exceptions import (
    ConnectTimeoutError,
    InvalidHeader,
    ProtocolError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from inspector.errors import RegistryError, reason
from inspector.language import N_, Lazy
from inspector.text import printable


class PassingError(RegistryError):
    """A temporary error; ``pause``: seconds that the registry asks to wait."""

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        status: int | None = None,
        pause: float | None = None,
    ) -> None:
        super().__init__(message, hint=hint, status=status)
        self.pause = pause


class NoTlsError(RegistryError):
    """A server that does not speak TLS, as far as can be seen."""


class UnreachableError(RegistryError):
    """No connection can be made."""


def stalled(host: str, patience: float) -> RegistryError:
    """Return the error for an answer that does not come, or too slowly to count."""
    return RegistryError(
        Lazy("{host}: almost no data for {seconds:g} seconds", host=host, seconds=patience),
        hint=Lazy("try again later"),
    )


def endless(host: str, patience: float) -> RegistryError:
    """Return the error for a document that does not end."""
    return RegistryError(
        Lazy("{host}: a document took longer than {seconds:g} s", host=host, seconds=patience)
    )


def _broken(host: str, why: str) -> PassingError:
    return PassingError(Lazy("{host}: the connection broke ({reason})", host=host, reason=why))


def fault(error: Exception, host: str, patience: float) -> RegistryError:
    """Return what an error of urllib3 means."""
    cause = _cause(error)
    match error:
        case ProxyError():
            told = Lazy("{host} cannot be reached: the proxy cannot connect to it", host=host)
            return UnreachableError(told, hint=_said(cause))
        case ConnectTimeoutError():  # any that was not made
            told = Lazy("{host} cannot be reached: {reason}", host=host, reason=_said(cause))
            return UnreachableError(told)
        case ReadTimeoutError():
            return stalled(host, patience)
        case SSLError():
            return _untrusted(cause, host)
        case ProtocolError() if isinstance(cause, IncompleteRead):
            return _broken(host, Lazy("the response ended early"))
        case ProtocolError() if isinstance(cause, RemoteDisconnected):
            told = Lazy("{host} closed the connection without an answer", host=host)
            hint = N_("try again later; with TLS, it may also require a client certificate")
            return PassingError(told, hint=Lazy(hint))
        case ProtocolError() if isinstance(cause, OSError):
            return _broken(host, _said(cause))
        # Lines or headers without end, no status, two lengths: what is said of it quotes it.
        case ProtocolError() | InvalidHeader():
            return RegistryError(Lazy("{host}: the response is not HTTP", host=host))
    return RegistryError(Lazy("{host}: the request failed", host=host))


def _cause(error: BaseException) -> BaseException:
    """Return the system's or the standard library's error within one of urllib3."""
    inner = [each for each in error.args if isinstance(each, Exception)]
    cause = inner[-1] if inner else error.__cause__
    return error if cause is None else _cause(cause)


def _said(error: BaseException) -> str:
    if not isinstance(error, OSError):
        return type(error).__name__
    said = reason(error)
    return said if said.isprintable() else printable(said)


def _untrusted(cause: BaseException, host: str) -> RegistryError:
    if isinstance(cause, ssl.SSLCertVerificationError):
        why = printable(cause.verify_message)
        told = Lazy("{host}: its certificate is not trusted ({reason})", host=host, reason=why)
        hint = N_(
            "set SSL_CERT_FILE to the certificate of its authority, or use"
            " --insecure-registry {host}"
        )
        return RegistryError(told, hint=Lazy(hint, host=host))
    why = getattr(cause, "reason", None) or ""
    if "ALERT" in why:  # which is TLS itself
        told = Lazy(
            "{host}: TLS failed ({reason})", host=host, reason=why.replace("_", " ").lower()
        )
        return RegistryError(told)
    hint = N_("use --insecure-registry {host} if that is intended")
    return NoTlsError(Lazy("{host} does not speak TLS", host=host), hint=Lazy(hint, host=host))
