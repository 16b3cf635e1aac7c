"""What a registry lists: its repositories, and the tags of each.

Sources: distribution-spec, "Listing Tags"; distribution's HTTP API, "Listing Repositories".
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from inspector.errors import RegistryError
from inspector.language import Lazy
from inspector.registry.address import Url
from inspector.registry.place import Endpoint
from inspector.registry.reference import is_repository, is_tag
from inspector.registry.transferred import Transferred
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inspector.io.progress import Progress
    from inspector.limits import Limits
    from inspector.registry.exchange import Response
    from inspector.registry.settings import RegistrySettings

# Of one list; registries give a hundred names a page or more.
_MOST_PAGES = 20_000
_MOST_NAMES = 500_000
_SHOWN = 80
_OK = 200
# RFC 8288: an address and its parameters.
_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_NEXT = re.compile(r'\brel\s*=\s*(?:next\b|"\s*next\b)', re.IGNORECASE)


class _Names(msgspec.Struct, frozen=True):
    """An answer; distribution writes null for none."""

    repositories: list[str] | None = None
    tags: list[str] | None = None


class Catalogue:
    """The lists of one registry, page by page. All methods raise RegistryError.

    Names that no reference could hold are left out; once the others were given they are an error.
    """

    def __init__(self, host: str, *, settings: RegistrySettings, limits: Limits) -> None:
        from inspector.registry.client import Client  # imports urllib3

        self._registry = settings.place_of(host)
        self._limit = limits.json_bytes
        self._client: Client = Client(settings, Transferred())

    def repositories(self, progress: Progress) -> Iterator[str]:
        """Yield the names of all repositories."""
        path, what = "/v2/_catalog", Lazy("its catalogue")
        pages = self._pages(self._registry, path, what, progress)
        return self._good((each.repositories for each in pages), is_repository)

    def tags(self, repository: str, progress: Progress) -> Iterator[str]:
        """Yield the tags of a repository."""
        place = Endpoint(self._registry.host, repository, self._registry.insecure)
        what = Lazy("the tags of {name}", name=repository)
        pages = self._pages(place, place.path("tags", "list"), what, progress)
        return self._good((each.tags for each in pages), is_tag)

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def _good(
        self, pages: Iterator[list[str] | None], is_good: Callable[[str], bool]
    ) -> Iterator[str]:
        """Yield each name once."""
        seen: set[str] = set()
        bad = ""
        for page in pages:
            for name in page or ():
                if len(seen) == _MOST_NAMES:
                    raise self._endless()
                if not is_good(name):
                    bad = bad or printable(name[:_SHOWN]) or "''"
                elif name not in seen:
                    seen.add(name)
                    yield name
        if bad:
            told = Lazy("{host} lists invalid names: {name}", host=self._registry.host, name=bad)
            raise RegistryError(told, status=_OK)

    def _pages(self, place: Endpoint, path: str, what: str, progress: Progress) -> Iterator[_Names]:
        asked: set[int] = set()  # of long paths, a registry may make many
        while path:
            if hash(path) in asked or len(asked) == _MOST_PAGES:
                raise self._endless()
            asked.add(hash(path))
            names, path = self._client.persistently(
                partial(self._page, place, path, what, progress), progress
            )
            yield names

    def _page(
        self, place: Endpoint, path: str, what: str, progress: Progress
    ) -> tuple[_Names, str]:
        """Return a page and the path of the next one, "" behind the last."""
        with self._client.get(place, path, what, progress) as answer:
            data = answer.read_all(self._limit, progress)
            following = _next_path(answer, Url.of("https", place.server, path))
        try:
            names = msgspec.json.decode(data or b"", type=_Names)
        except (ValueError, RecursionError):
            told = Lazy("{host} sends something other than {what}", host=place.host, what=what)
            raise RegistryError(told, status=_OK) from None
        if following is None:
            told = Lazy("{host} names an invalid next page of {what}", host=place.host, what=what)
            raise RegistryError(told, status=_OK)
        return names, following

    def _endless(self) -> RegistryError:
        told = Lazy("{host} lists names without end", host=self._registry.host)
        return RegistryError(told, status=_OK)


def _next_path(answer: Response, here: Url) -> str | None:
    """Return the path of the next page, "" for none; None where it is not on this host."""
    for link in answer.headers.getlist("Link"):
        for target, parameters in _LINK.findall(link):
            if _NEXT.search(parameters):
                there = Url.parse(target, here)
                is_here = there is not None and there.origin.host == here.origin.host
                return there.path if there is not None and is_here else None
    return ""
