"""Authentication: the user's credentials, if any, and the tokens that registries give for them.

Source: distribution's "Token Authentication Specification" and "OAuth2 Token Authentication".
Tokens are kept in memory alone, each for its repository.
"""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

import msgspec

from inspector.errors import RegistryError
from inspector.language import Lazy
from inspector.registry.address import Url
from inspector.registry.answers import refused
from inspector.registry.challenges import parse_challenges
from inspector.registry.credentials import Found, find_credentials
from inspector.registry.transport import HttpRequest
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from inspector.io.progress import Progress
    from inspector.registry.credentials import Credentials
    from inspector.registry.place import Endpoint
    from inspector.registry.settings import RegistrySettings
    from inspector.registry.transport import Transport

_CLIENT = "layerscope"
_POLL = 0.05
# Tokens that list many rights have some thousand characters.
_MOST_OF_TOKEN = 64 << 10


class _Token(msgspec.Struct, frozen=True):
    token: str | None = None
    access_token: str | None = None


class Demand(NamedTuple):
    """The authentication that ``address`` demands before it gives anything of ``place``.

    ``headers`` are those called WWW-Authenticate.
    """

    headers: Sequence[str]
    place: Endpoint
    address: Url


class Authentication:
    """The Authorization header for each repository. Thread-safe."""

    def __init__(self, settings: RegistrySettings, transport: Transport) -> None:
        self._settings = settings
        self._transport = transport
        self._lock = Lock()
        self._headers: dict[Endpoint, str] = {}
        self._found: dict[Endpoint, Found] = {}

    def known(self, place: Endpoint) -> str | None:
        """Return the header that was accepted last, None before the first."""
        return self._headers.get(place)

    def answer_to(self, demand: Demand, used: str | None, progress: Progress) -> str | None:
        """Return a header that meets a demand; ``used`` did not.

        None where the user has no credentials that it asks for. Raises RegistryError.
        """
        with self._alone(progress):
            known = self._headers.get(demand.place)
            if known is not None and known != used:
                return known  # another thread was here before
            header = self._header(demand, progress)
            if header is not None:
                self._headers[demand.place] = header
            return header

    def advice(self, place: Endpoint) -> str:
        """Return a hint for a denied access, depending on what was tried."""
        found = self._found.get(place, Found(None))
        if found.doubt:
            return found.doubt
        if found.credentials is not None:
            return Lazy("the credentials for {host} do not give access", host=place.host)
        return Lazy("if it exists, log in: docker login {host}", host=place.host)

    @contextmanager
    def _alone(self, progress: Progress) -> Iterator[None]:
        while not self._lock.acquire(timeout=_POLL):
            progress.advance(0)
        try:
            yield
        finally:
            self._lock.release()

    def _header(self, demand: Demand, progress: Progress) -> str | None:
        place = demand.place
        credentials = self._credentials(place, progress)
        challenges = {each.scheme: each.parameters for each in parse_challenges(demand.headers)}
        if "bearer" in challenges:
            token = credentials.registry_token if credentials else ""
            token = token or self._token(demand, challenges["bearer"], credentials, progress)
            return f"Bearer {token}"
        if "basic" in challenges or not challenges:
            return credentials.basic if credentials and credentials.username else None
        raise _unknown(place.host, next(iter(challenges)))

    def _credentials(self, place: Endpoint, progress: Progress) -> Credentials | None:
        if place not in self._found:
            self._found[place] = find_credentials(place, self._settings, progress)
        return self._found[place].credentials

    def _token(
        self,
        demand: Demand,
        parameters: Mapping[str, str],
        credentials: Credentials | None,
        progress: Progress,
    ) -> str:
        """Return a token from the server that the registry names."""
        place, realm = demand.place, self._realm(demand, parameters.get("realm", ""))
        host = realm.origin.authority
        query = {
            "service": parameters.get("service", ""),
            "scope": place.scope,
        }
        is_ours = realm.origin == demand.address.origin
        insecure = place.insecure if is_ours else self._settings.is_insecure(host)
        request = _token_request(realm, query, credentials, insecure=insecure)
        with self._transport.exchange(request, progress) as answer:
            if answer.status != 200:
                name = place.repository or Lazy("the catalogue")
                what = Lazy("a token for {name}", name=name)
                raise refused(answer, host, what, self.advice(place))
            return _token_in(answer.read_all(_MOST_OF_TOKEN), host)

    def _realm(self, demand: Demand, text: str) -> Url:
        """Return the token server's address. Raises RegistryError if it is not to be trusted."""
        host, realm = demand.place.host, Url.parse(text)
        if realm is None:
            told = Lazy(
                "{host} names an invalid token server: {realm!r}",
                host=host,
                realm=text[:200],
            )
            raise RegistryError(told)
        if not realm.may_follow(demand.address, self._settings):
            told = Lazy(
                "{host} names a token server without TLS: {other}",
                host=host,
                other=realm.origin.authority,
            )
            raise RegistryError(told)
        return realm


def _token_request(
    realm: Url, query: dict[str, str], credentials: Credentials | None, *, insecure: bool
) -> HttpRequest:
    if credentials is None or not credentials.identity_token:
        headers = {"Authorization": credentials.basic} if credentials is not None else {}
        return HttpRequest(realm.with_query(urlencode(query)), headers, insecure=insecure)
    form = query | {
        "grant_type": "refresh_token",
        "client_id": _CLIENT,
        "refresh_token": credentials.identity_token,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return HttpRequest(realm, headers, "POST", urlencode(form), insecure)


def _token_in(body: bytes | None, host: str) -> str:
    """Return the token in an answer; it must be fit for a header."""
    try:
        answer = msgspec.json.decode(body or b"", type=_Token)
    except (ValueError, RecursionError):
        answer = _Token()
    token = answer.token or answer.access_token or ""
    if not token or not token.isascii() or not token.isprintable():
        raise RegistryError(Lazy("{host} returns no usable token", host=host)) from None
    return token


def _unknown(host: str, scheme: str) -> RegistryError:
    kind = printable(scheme)
    return RegistryError(
        Lazy("{host} requires an unsupported kind of login ({kind})", host=host, kind=kind)
    )
