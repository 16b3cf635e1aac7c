"""What a fake registry does beyond serving what it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.fake_registry.server import Handler


@dataclass
class Behaviour:
    """Each field is one habit; a field that is left alone is none."""

    # Credentials: "user:password" of a basic login; or of the token server, which gives tokens to
    # everyone where ``anonymous`` is set. ``identity``: the refresh token that it takes instead.
    basic: str = ""
    tokens: bool = False
    login: str = ""
    anonymous: bool = True
    identity: str = ""
    # The address of the token server, where it is not the registry's own.
    realm: str = ""
    # Answers to the requests of tokens are these bytes.
    token_body: bytes | None = None
    # Requests for blobs go there: an address to which the path is added.
    redirect_blobs: str = ""
    # All requests for manifests go to this address.
    redirect_manifests: str = ""
    # The next requests for anything but tokens are answered so: a status and headers.
    failures: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    failure_body: bytes = b'{"errors":[{"code":"X","message":"no"}]}'
    # Bodies break off after so many bytes, one after the other; then no longer.
    breaks: list[int] = field(default_factory=list)
    # Range requests are answered with the whole.
    ranges: bool = True
    # Names on a page of the catalogue or of a repository's tags, 0 for all.
    page: int = 0
    # Bodies: without a length, in chunks, each byte after a pause of seconds, for ever.
    chunked: bool = False
    pause: float = 0.0
    endless: bool = False
    # Headers that replace those of an answer with a body, and its bytes.
    headers: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    # What is written in the place of an answer, as it is.
    raw: Callable[[Handler], Iterable[bytes]] | None = None
    # Is told of each request.
    noted: Callable[[Handler], object] = bool
