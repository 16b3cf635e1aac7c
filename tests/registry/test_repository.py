"""Manifests, blobs and parts of them, as a registry that means well gives them."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from inspector.errors import NoPartsError, RegistryError
from inspector.io.progress import NoProgress
from inspector.limits import Limits
from inspector.registry.registries_conf import Mirror, Registry
from tests.fake_registry import FakeRegistry
from tests.registry.progress import Told

if TYPE_CHECKING:
    from tests.registry.conftest import Opener

LAYER = bytes(range(256)) * 1000


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


@pytest.mark.parametrize(
    "digest", ["sha256:12", "sha256:../../x", "md5:" + "0" * 32, "x:y", "blake3:" + "0" * 64]
)
def test_a_digest_that_proves_nothing_is_not_asked_for(
    registry: FakeRegistry, opened: Opener, digest: str
) -> None:
    repository = opened()
    for ask in (
        lambda: repository.manifest(digest, NoProgress()),
        lambda: repository.blob(digest, 1, io.BytesIO(), NoProgress()),
        lambda: repository.span(digest, 0, 1, NoProgress()),
    ):
        with pytest.raises(RegistryError, match="cannot be verified"):
            ask()
    assert registry.requests == []


def test_a_manifest_that_is_not_what_was_asked_for_is_refused(
    registry: FakeRegistry, opened: Opener
) -> None:
    image = registry.image("team/app", "1")
    registry.behaviour.bodies = {image.manifest: b"{}", "1": b"{}"}
    for wanted in (image.manifest, "1"):
        with pytest.raises(RegistryError, match="sends data that does not match sha256:"):
            opened().manifest(wanted, NoProgress())
    registry.behaviour.headers = {"Docker-Content-Digest": "sha256:\x1b[31m"}
    with pytest.raises(RegistryError, match=r"cannot be verified") as caught:
        opened().manifest("1", NoProgress())
    assert str(caught.value).isprintable()


def test_a_registry_that_tells_no_digest_of_a_tag_is_believed(
    registry: FakeRegistry, opened: Opener
) -> None:
    image = registry.image("team/app", "1")
    registry.behaviour.headers = {"Docker-Content-Digest": ""}
    assert opened().manifest("1", NoProgress()).digest == image.manifest


def test_a_huge_manifest_is_not_read(registry: FakeRegistry, opened: Opener) -> None:
    registry.manifest("team/app", "1", b" " * 3_000_000)
    for is_chunked in (False, True):
        registry.behaviour.chunked = is_chunked
        repository = opened(limits=Limits(json_bytes=1_000_000))
        with pytest.raises(RegistryError, match="sends a manifest of more than 1,000,000 bytes"):
            repository.manifest("1", NoProgress())
        assert repository.transferred.received <= (2_900_000 if is_chunked else 0)


def test_a_manifest_in_gzip_was_not_asked_for(registry: FakeRegistry, opened: Opener) -> None:
    registry.image("team/app", "1")
    registry.behaviour.headers = {"Content-Encoding": "gzip"}
    with pytest.raises(RegistryError, match="encoded as gzip, which was not requested"):
        opened().manifest("1", NoProgress())


def test_a_manifest_of_schema_1_is_named(registry: FakeRegistry, opened: Opener) -> None:
    media_type = "application/vnd.docker.distribution.manifest.v1+prettyjws"
    registry.manifest("team/app", "1", b"{}", media_type)
    with pytest.raises(RegistryError, match="schema 1, which is obsolete: push the image again"):
        opened().manifest("1", NoProgress())


def test_parts_that_are_not_served(registry: FakeRegistry, opened: Opener) -> None:
    registry.behaviour.ranges = False
    small, large = registry.blob(LAYER), registry.blob(b"x" * 2_000_000)
    repository = opened()
    assert repository.span(small, 100, 50, NoProgress()) == LAYER[100:150]
    with pytest.raises(NoPartsError, match="does not serve parts of blobs"):
        repository.span(large, 100, 50, NoProgress())
    assert repository.transferred.received == len(LAYER)
    registry.behaviour.chunked = True
    with pytest.raises(NoPartsError):
        repository.span(small, 100, 50, NoProgress())


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Range": "bytes 99-148/256000"},
        {"Content-Range": "bytes 100-148/256000", "Content-Length": "49"},
        {"Content-Length": "51"},
    ],
)
def test_another_part_than_the_one_that_was_asked_for_is_refused(
    registry: FakeRegistry, opened: Opener, headers: dict[str, str]
) -> None:
    digest = registry.blob(LAYER)
    registry.behaviour.headers = headers
    with pytest.raises(RegistryError, match="sends a part other than the one requested"):
        opened().span(digest, 100, 50, NoProgress())


def test_several_parts_in_one_answer_are_no_part(registry: FakeRegistry, opened: Opener) -> None:
    digest = registry.blob(LAYER)
    registry.behaviour.headers = {"Content-Range": "", "Content-Type": "multipart/byteranges"}
    with pytest.raises(NoPartsError):
        opened().span(digest, 100, 50, NoProgress())


def test_a_mirror_is_asked_first_and_stays_the_one_that_is_asked(
    registry: FakeRegistry, opened: Opener
) -> None:
    with FakeRegistry() as mirror:
        image = mirror.image("of/app", "1", [LAYER])
        moved = Registry(location=f"{registry.host}/team", mirror=(Mirror(f"{mirror.host}/of"),))
        repository = opened(registries=(moved,))
        repository.manifest("1", NoProgress())
        repository.span(image.layers[0], 0, 9, NoProgress())
        assert (len(mirror.requests), registry.requests) == (2, [])
        # what it does not have is there
        registry.image("team/app", "2")
        repository.manifest("2", NoProgress())
        assert len(registry.requests) == 1
        repository.span(image.config, 0, 2, NoProgress())


def test_what_a_mirror_makes_up_is_had_from_the_registry(
    registry: FakeRegistry, opened: Opener
) -> None:
    with FakeRegistry() as mirror:
        digest, target = registry.blob(LAYER), io.BytesIO()
        mirror.blobs[digest] = b"x" * len(LAYER)
        settings = Registry(location=registry.host, mirror=(Mirror(mirror.host),))
        opened(registries=(settings,)).blob(digest, len(LAYER), target, NoProgress())
        assert target.getvalue() == LAYER


def test_the_registry_is_the_one_that_is_blamed(registry: FakeRegistry, opened: Opener) -> None:
    settings = Registry(location=registry.host, mirror=(Mirror("127.0.0.1:1"),))
    with pytest.raises(RegistryError, match=f"{registry.host} does not have team/app:1"):
        opened(registries=(settings,)).manifest("1", NoProgress())


def test_several_threads_ask_at_once(registry: FakeRegistry, opened: Opener) -> None:
    registry.behaviour.tokens = True
    layers = [bytes([number]) * 300_000 for number in range(6)]
    image = registry.image("team/app", "1", layers)
    repository = opened()

    def fetch(digest: str) -> bytes:
        target = io.BytesIO()
        repository.blob(digest, 300_000, target, NoProgress())
        return target.getvalue()

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(fetch, image.layers)) == layers
    assert sum(each.path.startswith("/token") for each in registry.requests) == 1
