"""Who one is: credentials where the user has some, and the tokens that registries give for them.

Source: distribution's "Token Authentication Specification" and "OAuth2 Token Authentication".
Tokens are kept in memory alone, each for its repository.
"""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import msgspec

from inspector.errors import RegistryError
from inspector.language import Lazy
from inspector.registry.address import Address
from inspector.registry.answers import refused
from inspector.registry.challenges import Challenge, parse_challenges
from inspector.registry.credentials import Credentials, Found, find_credentials
from inspector.registry.transport import Request
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.io.progress import Progress
    from inspector.registry.place import Place
    from inspector.registry.settings import RegistrySettings
    from inspector.registry.transport import Transport

_CLIENT = "layerscope"
_POLL = 0.05
# Tokens that list many rights have some thousand characters.
_MOST_OF_TOKEN = 64 << 10


class _Token(msgspec.Struct, frozen=True):
    token: str | None = None
    access_token: str | None = None


class Authentication:
    """The header Authorization for each repository; may be asked by several threads at once."""

    def __init__(self, settings: RegistrySettings, transport: Transport) -> None:
        self._settings = settings
        self._transport = transport
        self._lock = Lock()
        self._headers: dict[Place, str] = {}
        self._found: dict[Place, Found] = {}

    def known(self, place: Place) -> str | None:
        """Return the header that was right the last time, None before the first."""
        return self._headers.get(place)

    def answer_to(
        self,
        demands: Sequence[str],
        place: Place,
        address: Address,
        used: str | None,
        progress: Progress,
    ) -> str | None:
        """Return a header that meets the demands of ``address``; ``used`` was not right for it.

        None where the user has no credentials that it asks for. Raises RegistryError.
        """
        challenges = {each.scheme: each for each in parse_challenges(demands)}
        with self._alone(progress):
            known = self._headers.get(place)
            if known is not None and known != used:
                return known  # another thread was here before
            if place not in self._found:
                self._found[place] = find_credentials(place, self._settings, progress)
            credentials = self._found[place].credentials
            header: str | None
            if "bearer" in challenges:
                header = self._bearer(challenges["bearer"], credentials, place, address, progress)
            elif "basic" in challenges or not challenges:
                header = credentials.basic if credentials and credentials.username else None
            else:
                raise RegistryError(
                    Lazy(
                        "{host} asks for a login of an unknown kind ({kind})",
                        host=place.host,
                        kind=printable(next(iter(challenges))),
                    )
                )
            if header is not None:
                self._headers[place] = header
            return header

    def advice(self, place: Place) -> str:
        """Return what helps where access is denied, by what was tried."""
        found = self._found.get(place, Found(None))
        if found.doubt:
            return found.doubt
        if found.credentials is not None:
            return Lazy("the credentials for {host} do not suffice", host=place.host)
        return Lazy("if it is there, log in: docker login {host}", host=place.host)

    @contextmanager
    def _alone(self, progress: Progress) -> Iterator[None]:
        while not self._lock.acquire(timeout=_POLL):
            progress.advance(0)
        try:
            yield
        finally:
            self._lock.release()

    def _bearer(
        self,
        challenge: Challenge,
        credentials: Credentials | None,
        place: Place,
        address: Address,
        progress: Progress,
    ) -> str:
        if credentials is not None and credentials.registry_token:
            return f"Bearer {credentials.registry_token}"
        realm = self._realm(challenge, place, address)
        query = {
            "service": challenge.parameters.get("service", ""),
            "scope": f"repository:{place.repository}:pull",
        }
        request = _token_request(realm, query, credentials)
        is_ours = realm.origin == address.origin
        insecure = place.insecure if is_ours else self._settings.is_insecure(realm.origin.authority)
        request = msgspec.structs.replace(request, insecure=insecure)
        host = realm.origin.authority
        with self._transport.exchange(request, progress) as answer:
            if answer.status != 200:
                what = Lazy("a token for {name}", name=place.repository)
                raise refused(answer, host, what, self.advice(place))
            return f"Bearer {_token(answer.read_all(_MOST_OF_TOKEN), host)}"

    def _realm(self, challenge: Challenge, place: Place, address: Address) -> Address:
        """Return where tokens are given. Raises RegistryError for what is not to be trusted."""
        text = challenge.parameters.get("realm", "")
        realm = Address.parse(text)
        if realm is None:
            raise RegistryError(
                Lazy(
                    "{host} names no place that gives tokens: {realm!r}",
                    host=place.host,
                    realm=printable(text[:200]),
                )
            )
        if not realm.may_follow(address, self._settings):
            raise RegistryError(
                Lazy(
                    "{host} wants a token to be fetched without TLS, from {other}",
                    host=place.host,
                    other=realm.origin.authority,
                )
            )
        return realm


def _token_request(
    realm: Address, query: dict[str, str], credentials: Credentials | None
) -> Request:
    if credentials is not None and credentials.identity_token:
        form = {
            "grant_type": "refresh_token",
            **query,
            "client_id": _CLIENT,
            "refresh_token": credentials.identity_token,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return Request(realm, headers, "POST", urlencode(form))
    headers = {"Authorization": credentials.basic} if credentials is not None else {}
    return Request(realm.with_query(urlencode(query)), headers)


def _token(body: bytes | None, host: str) -> str:
    """Return the token in an answer, which is to be a word of a header."""
    try:
        answer = msgspec.json.decode(body or b"", type=_Token)
    except (ValueError, RecursionError):
        answer = _Token()
    token = answer.token or answer.access_token or ""
    if not token or not token.isascii() or not token.isprintable():
        raise RegistryError(Lazy("{host} gives no token that can be used", host=host)) from None
    return token
