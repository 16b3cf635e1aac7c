"""Manifests, blobs and parts of them, as a registry that means well gives them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from inspector.errors import RegistryError
from inspector.io.progress import NoProgress

if TYPE_CHECKING:
    from tests.fake_registry import FakeRegistry
    from tests.registry.conftest import Opener

LAYER = bytes(range(256)) * 1000


class Told:
    """Progress that is added up."""

    def __init__(self) -> None:
        self.bytes = 0

    def advance(self, size: int, /) -> None:
        self.bytes += size


def test_a_manifest_is_had_by_its_tag_and_by_its_digest(
    registry: FakeRegistry, opened: Opener
) -> None:
    image = registry.image("team/app", "1")
    repository = opened()
    by_tag = repository.manifest("1", NoProgress())
    assert by_tag == repository.manifest(image.manifest, NoProgress())
    assert by_tag.digest == image.manifest
    assert by_tag.media_type == "application/vnd.oci.image.manifest.v1+json"
    assert by_tag.data == registry.manifests["team/app", "1"][0]


def test_a_blob_is_written_whole_and_reported(registry: FakeRegistry, opened: Opener) -> None:
    image = registry.image("team/app", "1", [LAYER])
    told, target = Told(), io.BytesIO()
    opened().blob(image.layers[0], len(LAYER), target, told)
    assert target.getvalue() == LAYER
    assert told.bytes == len(LAYER)


def test_a_blob_of_unknown_size_has_the_one_that_the_registry_says(
    registry: FakeRegistry, opened: Opener
) -> None:
    digest, target = registry.blob(LAYER), io.BytesIO()
    opened().blob(digest, None, target, NoProgress())
    assert target.getvalue() == LAYER


def test_a_part_of_a_blob_costs_its_own_bytes(registry: FakeRegistry, opened: Opener) -> None:
    digest = registry.blob(LAYER)
    repository = opened()
    assert repository.span(digest, 100, 50, NoProgress()) == LAYER[100:150]
    assert repository.transferred.received == registry.sent == 50
    assert repository.transferred.requests == len(registry.requests)


def test_nothing_is_sent_before_something_is_asked_for(
    registry: FakeRegistry, opened: Opener
) -> None:
    assert opened().transferred.requests == 0
    assert registry.requests == []


def test_what_is_not_there_is_said(registry: FakeRegistry, opened: Opener) -> None:
    registry.image("team/app", "1")
    with pytest.raises(RegistryError) as caught:
        opened().manifest("2", NoProgress())
    assert str(caught.value) == f"{registry.host} does not have team/app:2 (unknown to the fake)"
    assert caught.value.status == 404
