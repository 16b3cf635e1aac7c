"""What a registry lists, page by page, and what is done about lists that are none."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from inspector.errors import RegistryError
from inspector.io.progress import NoProgress
from inspector.limits import DEFAULT_LIMITS
from inspector.registry import Catalogue, RegistrySettings

if TYPE_CHECKING:
    from tests.fake_registry import FakeRegistry


def asked(registry: FakeRegistry, repository: str | None = None) -> list[str]:
    """Return the registry's repositories, or the tags of one."""
    settings = RegistrySettings(pause=0.001)
    with closing(Catalogue(registry.host, settings=settings, limits=DEFAULT_LIMITS)) as catalogue:
        if repository is None:
            return list(catalogue.repositories(NoProgress()))
        return list(catalogue.tags(repository, NoProgress()))


def refused(registry: FakeRegistry) -> str:
    with pytest.raises(RegistryError) as caught:
        asked(registry)
    registry.behaviour.headers.clear()
    registry.behaviour.bodies.clear()
    return caught.value.text.removeprefix(registry.host).strip()


def test_lists_are_read_page_by_page(registry: FakeRegistry) -> None:
    for tag in "12345":
        registry.image("team/app", tag)
        registry.image(f"other/{tag}", "latest")
    registry.behaviour.page = 2
    assert asked(registry) == [*(f"other/{tag}" for tag in "12345"), "team/app"]
    assert asked(registry, "team/app") == list("12345")
    assert len(registry.paths()) == 3 + 3
    assert registry.paths()[-1] == "/v2/team/app/tags/list?last=4"


def test_a_token_is_asked_for_the_catalogue_and_for_each_repository(registry: FakeRegistry) -> None:
    registry.image("team/app", "1")
    registry.behaviour.tokens = True
    assert asked(registry) == ["team/app"]
    assert asked(registry, "team/app") == ["1"]
    tokens = [each for each in registry.paths() if each.startswith("/token")]
    assert "scope=registry%3Acatalog%3A%2A" in tokens[0]
    assert "scope=repository%3Ateam%2Fapp%3Apull" in tokens[1]


def test_a_hostile_list_ends(registry: FakeRegistry) -> None:
    registry.image("team/app", "1")
    does = registry.behaviour
    does.headers["Link"] = '</v2/_catalog?last=x>; rel="next"'
    assert refused(registry) == "lists names without end"
    does.headers["Link"] = '<http://elsewhere.example/v2/_catalog>; rel="next"'
    assert refused(registry) == "names an invalid next page of its catalogue"
    does.headers["Link"] = '</v2/_catalog?last=x>; rel="prev", <no address'
    assert asked(registry) == ["team/app"]
    for body in (b"", b"[]", b'{"repositories": [1]}', b"[" * 100_000, b"\xff"):
        does.bodies["_catalog"] = body
        assert refused(registry) == "sends something other than its catalogue"
    does.bodies["_catalog"] = b" " * (DEFAULT_LIMITS.json_bytes + 1)
    assert refused(registry) == "sends something other than its catalogue"
    does.bodies["_catalog"] = b'{"repositories": null}'
    assert asked(registry) == []


def test_names_that_are_none_are_left_out_and_told(registry: FakeRegistry) -> None:
    names = rb'["good", "../../etc", "a\u001b[31m", "A", "", "a:1", "a@b", "good"]'
    registry.behaviour.bodies["_catalog"] = b'{"repositories": ' + names + b"}"
    settings = RegistrySettings(pause=0.001)
    catalogue = Catalogue(registry.host, settings=settings, limits=DEFAULT_LIMITS)
    found: list[str] = []
    with pytest.raises(RegistryError, match=r"lists invalid names: \.\./\.\./etc"):
        found.extend(catalogue.repositories(NoProgress()))
    catalogue.close()
    assert found == ["good"]
