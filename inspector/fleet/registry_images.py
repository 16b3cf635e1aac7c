"""All images of a registry, or all tags of a repository, as references."""

from __future__ import annotations

from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from inspector.errors import RegistryError
from inspector.fleet.source import FleetSource, Unlisted
from inspector.formats.model import REGISTRY
from inspector.io.progress import NoProgress
from inspector.language import N_, Lazy
from inspector.registry import Catalogue, RegistryReference
from inspector.registry.reference import (
    HUB,
    HUB_NAMES,
    is_host,
    is_host_name,
    is_repository,
    port_of,
    without_port,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.fleet.source import HowOpened

# Of one registry, which may list without end.
_MOST = 1_000_000
_ALL_TAGS = ":*"
# Answers of a registry that has no catalogue, or none for everyone.
_NO_CATALOGUE = frozenset({400, 401, 403, 404, 405, 501})
_NOT_FOUND = 404
_INSTEAD = Lazy("name its images in a list: --list FILE")
# ``NAME:8`` is an image and its tag; a port has more digits.
_LEAST_PORT = 1000


class RegistryListing(NamedTuple):
    """What is listed: the tags of a repository, or of all, "", of a registry."""

    host: str
    repository: str

    def __str__(self) -> str:
        return f"{REGISTRY}://{self.host}" + (
            f"/{self.repository}{_ALL_TAGS}" if self.repository else ""
        )


def listing_of(name: str) -> RegistryListing | None:
    """Return what ``HOST`` or ``HOST/NAME:*`` lists; None for what names one image."""
    host, slash, rest = name.partition("/")
    if not is_host(host) or not is_host_name(host.lower()):
        return None
    if rest.endswith(_ALL_TAGS) and is_repository(rest.removesuffix(_ALL_TAGS)):
        parsed = RegistryReference.parse(name.removesuffix(_ALL_TAGS))
        return RegistryListing(parsed.host, parsed.repository)
    if rest or (not slash and _is_image(host)):
        return None
    return RegistryListing(host.lower(), "")


def _is_image(text: str) -> bool:
    """Whether what may be a host and its port is rather an image of Docker Hub and its tag."""
    name, port = without_port(text), port_of(text)
    is_plain = name.isalnum() and name != "localhost"
    return is_plain and bool(port) and int(port) < _LEAST_PORT


def images(listing: RegistryListing, opening: HowOpened) -> Iterator[FleetSource | Unlisted]:
    """Yield the images, and what cannot be listed."""
    try:
        yield from islice(_found(listing, opening), _MOST)
    except RegistryError as error:
        yield Unlisted(str(listing), error)


def _found(listing: RegistryListing, opening: HowOpened) -> Iterator[FleetSource | Unlisted]:
    if listing.host in HUB_NAMES and not listing.repository:
        raise RegistryError(Lazy("{host} does not list its repositories", host=HUB), hint=_INSTEAD)
    access = opening.access
    settings = access.registry_settings()
    catalogue = Catalogue(listing.host, settings=settings, limits=access.limits)
    with closing(catalogue):
        if listing.repository:
            yield from _tags(catalogue, listing)
            return
        for repository in _repositories(catalogue, listing.host):
            each = RegistryListing(listing.host, repository)
            try:
                yield from _tags(catalogue, each)
            except RegistryError as error:
                # A repository whose tags were all removed is no error; a registry that is gone is.
                if error.status is None:
                    raise
                if error.status != _NOT_FOUND:
                    yield Unlisted(str(each), error)


def _tags(catalogue: Catalogue, listing: RegistryListing) -> Iterator[FleetSource]:
    for tag in catalogue.tags(listing.repository, NoProgress()):
        # What is no image, such as a chart or a signature, is passed over.
        name = f"{REGISTRY}://{listing.host}/{listing.repository}:{tag}"
        yield FleetSource(name, is_found=True)


def _repositories(catalogue: Catalogue, host: str) -> Iterator[str]:
    """Yield the repositories. Raises RegistryError that says what to do where none are listed."""
    try:
        yield from catalogue.repositories(NoProgress())
    except RegistryError as error:
        if error.status not in _NO_CATALOGUE:
            raise
        told = N_("{host} does not list its repositories ({reason})")
        raise RegistryError(Lazy(told, host=host, reason=error.fact), hint=_INSTEAD) from error
