"""Requests to a repository: with authentication, and following redirects."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import TYPE_CHECKING, TypeVar

from inspector.errors import RegistryError
from inspector.language import N_, Lazy
from inspector.registry.address import Url
from inspector.registry.answers import MOST_OF_REFUSAL, refused
from inspector.registry.authentication import Authentication, Demand
from inspector.registry.faults import NoTlsError, PassingError, UnreachableError
from inspector.registry.reference import port_of
from inspector.registry.transport import HttpRequest, Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from inspector.io.progress import Progress
    from inspector.registry.exchange import Response
    from inspector.registry.place import Endpoint
    from inspector.registry.settings import RegistrySettings
    from inspector.registry.transferred import Transferred

T = TypeVar("T")

_SUCCESS = frozenset({200, 206})
_MOVED = frozenset({301, 302, 303, 307, 308})
# A registry redirects to a store, a store to a cache.
_REDIRECTS = 5
_POLL = 0.05


@dataclass(slots=True)
class _Asking:
    """A request, and its state so far."""

    place: Endpoint
    path: str
    headers: Mapping[str, str]
    stack: ExitStack
    progress: Progress
    authorization: str | None = field(default=None, repr=False)
    # Where a redirect led: no longer to the registry.
    is_away: bool = False


class Client:
    """State shared by requests to registries: connections, tokens, which hosts use TLS."""

    def __init__(self, settings: RegistrySettings, transferred: Transferred) -> None:
        self._settings = settings
        self._transport = Transport(settings, transferred)
        self._authentication = Authentication(settings, self._transport)
        self._schemes: dict[Endpoint, str] = {}
        self._stores: dict[tuple[Endpoint, str], Url] = {}

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def persistently(
        self,
        attempt: Callable[[], T],
        progress: Progress,
        gained: Callable[[], bool] = lambda: False,
    ) -> T:
        """Return the result of an attempt, retried while it fails for a temporary reason.

        ``gained``: whether the last attempt got further; then it does not count. Raises the last
        error.
        """
        settings, failures = self._settings, 0
        while True:
            try:
                return attempt()
            except PassingError as error:
                failures = 1 if gained() else failures + 1
                pause = settings.pause * 2 ** (failures - 1) if error.pause is None else error.pause
                if failures >= settings.attempts or pause > settings.longest_pause:
                    raise
                _wait(pause, progress)

    @contextmanager
    def get(
        self,
        place: Endpoint,
        path: str,
        what: str,
        progress: Progress,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[Response]:
        """Give the successful answer to the request for ``what`` at a path of a registry.

        Raises RegistryError; PassingError where another attempt may have more success.
        """
        with ExitStack() as stack:
            asking = _Asking(place, path, headers or {}, stack, progress)
            answer, address = self._in_store(asking) or self._at_the_end(asking)
            if answer.status in _SUCCESS:
                if asking.is_away:
                    self._stores[place, path] = address
                yield answer
            elif asking.is_away:
                raise refused(answer, address.origin.authority, what, Lazy("try again later"))
            else:
                raise refused(answer, place.host, what, self._authentication.advice(place))

    def _in_store(self, asking: _Asking) -> tuple[Response, Url] | None:
        """Return the answer from the last redirect's target; None once that no longer works."""
        key = (asking.place, asking.path)
        address = self._stores.pop(key, None)
        if address is None:
            return None
        asking.is_away = True
        with suppress(RegistryError):
            answer = self._open(asking, address)
            if answer.status in _SUCCESS:
                return answer, address
        asking.is_away = False
        return None

    def _at_the_end(self, asking: _Asking) -> tuple[Response, Url]:
        """Return the answer after all redirects."""
        answer, address = self._at_registry(asking)
        for _ in range(_REDIRECTS):
            if answer.status not in _MOVED:
                return answer, address
            answer, address = self._moved(asking, answer, address)
        told = N_("{host} redirects more than {most} times")
        raise RegistryError(Lazy(told, host=asking.place.host, most=_REDIRECTS))

    def _at_registry(self, asking: _Asking) -> tuple[Response, Url]:
        """Return the registry's answer, after authenticating if it demands that."""
        used = asking.authorization = self._authentication.known(asking.place)
        answer, address = self._first(asking)
        if answer.status == 401:
            headers = answer.headers.getlist("WWW-Authenticate")
            demand = Demand(headers, asking.place, address)
            header = self._authentication.answer_to(demand, used, asking.progress)
            if header is not None:
                answer.read_all(MOST_OF_REFUSAL)
                asking.authorization = header
                answer = self._open(asking, address)
        return answer, address

    def _first(self, asking: _Asking) -> tuple[Response, Url]:
        """Ask over TLS; without it if that is allowed and the server does not use TLS."""
        place = asking.place
        known = self._schemes.get(place)
        try:
            return self._spoken(asking, known or "https")
        except (NoTlsError, PassingError, UnreachableError) as error:
            # Where the port is given, one that is closed is so for both.
            is_closed = isinstance(error, UnreachableError) and port_of(place.server)
            if not place.may_be_plain or is_closed or known:
                raise
        return self._spoken(asking, "http")

    def _spoken(self, asking: _Asking, scheme: str) -> tuple[Response, Url]:
        address = Url.of(scheme, asking.place.server, asking.path)
        answer = self._open(asking, address)
        self._schemes[asking.place] = scheme
        return answer, address

    def _moved(self, asking: _Asking, answer: Response, address: Url) -> tuple[Response, Url]:
        """Follow a redirect; to another origin no credentials go along, nor come back."""
        host = asking.place.host
        answer.read_all(MOST_OF_REFUSAL)
        target = Url.parse(answer.headers.get("Location", ""), address)
        if target is None:
            raise RegistryError(Lazy("{host} redirects to an invalid address", host=host))
        if not target.may_follow(address, self._settings):
            told = N_("{host} redirects to {other}, which does not use TLS")
            raise RegistryError(Lazy(told, host=host, other=target.origin.authority))
        if target.origin != address.origin:
            asking.authorization = None
            asking.is_away = True
        return self._open(asking, target), target

    def _open(self, asking: _Asking, address: Url) -> Response:
        headers = dict(asking.headers)
        if asking.authorization is not None:
            headers["Authorization"] = asking.authorization
        insecure = asking.place.insecure
        if asking.is_away:
            insecure = self._settings.is_insecure(address.origin.authority)
        request = HttpRequest(address, headers, insecure=insecure)
        return asking.stack.enter_context(self._transport.exchange(request, asking.progress))


def _wait(seconds: float, progress: Progress) -> None:
    deadline = monotonic() + seconds
    while (left := deadline - monotonic()) > 0:
        progress.advance(0)
        sleep(min(left, _POLL))
