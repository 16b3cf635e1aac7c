"""A registry on loopback, and the client that asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.limits import DEFAULT_LIMITS, Limits
from inspector.registry import RegistryReference, RegistrySettings, Repository
from tests.fake_registry import FakeRegistry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Opener = Callable[..., Repository]


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    with FakeRegistry() as registry:
        yield registry


@pytest.fixture
def opened(registry: FakeRegistry) -> Iterator[Opener]:
    """Give what opens a repository of the registry; keywords are fields of the settings.

    Nothing waits long before it is tried again.
    """
    made: list[Repository] = []

    def opened(
        name: str = "team/app:1",
        host: str = "",
        limits: Limits = DEFAULT_LIMITS,
        **settings: object,
    ) -> Repository:
        reference = RegistryReference.parse(f"{host or registry.host}/{name}")
        values = RegistrySettings(**{"pause": 0.001, **settings})  # type: ignore[arg-type]
        made.append(Repository(reference, settings=values, limits=limits))
        return made[-1]

    yield opened
    for each in made:
        each.close()
