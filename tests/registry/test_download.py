"""Blobs over connections that break, from registries that lie of their sizes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from inspector.errors import RegistryError
from inspector.io.progress import CancelledError, NoProgress
from tests.registry.progress import Ending, Told

if TYPE_CHECKING:
    from tests.fake_registry import FakeRegistry
    from tests.registry.conftest import Opener

LAYER = bytes(range(251)) * 4000


@pytest.mark.parametrize("is_chunked", [False, True])
def test_what_breaks_is_resumed_where_it_broke(
    registry: FakeRegistry, opened: Opener, is_chunked: bool
) -> None:
    digest, target, told = registry.blob(LAYER), io.BytesIO(), Told()
    registry.behaviour.breaks = [100_000, 0, 300_000]
    registry.behaviour.chunked = is_chunked
    repository = opened()
    repository.blob(digest, len(LAYER), target, told)
    assert target.getvalue() == LAYER
    assert told.bytes == repository.transferred.received == len(LAYER)
    ranges = [each.headers.get("range") for each in registry.requests]
    assert ranges == [None, "bytes=100000-", "bytes=100000-", "bytes=400000-"]


def test_where_parts_are_not_served_it_begins_anew(registry: FakeRegistry, opened: Opener) -> None:
    digest, target = registry.blob(LAYER), io.BytesIO()
    registry.behaviour.breaks = [900_000, 900_000]
    registry.behaviour.ranges = False
    opened().blob(digest, len(LAYER), target, NoProgress())
    assert target.getvalue() == LAYER


def test_connections_that_always_break_are_given_up(registry: FakeRegistry, opened: Opener) -> None:
    digest, target = registry.blob(LAYER), io.BytesIO()
    registry.behaviour.breaks = [10] * 100
    with pytest.raises(RegistryError, match="the connection broke"):
        opened().blob(digest, len(LAYER), target, NoProgress())
    assert len(registry.requests) == 5
    assert target.getvalue() == b""


def test_each_time_that_much_comes_it_may_break_again(
    registry: FakeRegistry, opened: Opener
) -> None:
    digest, target = registry.blob(LAYER), io.BytesIO()
    registry.behaviour.breaks = [60_000] * 15
    opened().blob(digest, len(LAYER), target, NoProgress())
    assert target.getvalue() == LAYER


@pytest.mark.parametrize("is_chunked", [False, True])
@pytest.mark.parametrize(("stated", "said"), [(-1, "more than"), (1, "bytes for")])
def test_a_blob_has_the_size_of_its_descriptor(
    registry: FakeRegistry, opened: Opener, stated: int, said: str, is_chunked: bool
) -> None:
    digest, target = registry.blob(LAYER), io.BytesIO()
    registry.behaviour.chunked = is_chunked
    repository = opened()
    with pytest.raises(RegistryError, match=said if is_chunked else "bytes for"):
        repository.blob(digest, len(LAYER) + stated, target, NoProgress())
    assert target.getvalue() == b""
    assert repository.transferred.received == (len(LAYER) if is_chunked else 0)


def test_a_body_without_an_end_is_ended(registry: FakeRegistry, opened: Opener) -> None:
    digest, target = registry.blob(b"x" * 1000), io.BytesIO()
    registry.behaviour.endless = registry.behaviour.chunked = True
    repository = opened()
    with pytest.raises(RegistryError, match="sends more than the 1,000 bytes of sha256:"):
        repository.blob(digest, 1000, target, NoProgress())
    assert target.getvalue() == b""
    # No more than what is read ahead: six pieces of 256 KiB.
    assert repository.transferred.received <= 6 * (256 << 10)


def test_a_blob_whose_size_no_one_knows_is_refused(registry: FakeRegistry, opened: Opener) -> None:
    digest = registry.blob(LAYER)
    registry.behaviour.chunked = True
    with pytest.raises(RegistryError, match="does not say how large a blob is"):
        opened().blob(digest, None, io.BytesIO(), NoProgress())


def test_another_content_is_refused_and_not_kept(registry: FakeRegistry, opened: Opener) -> None:
    digest, target = registry.blob(LAYER), io.BytesIO()
    registry.blobs[digest] = LAYER[::-1]
    with pytest.raises(RegistryError, match="sends data that does not match sha256:"):
        opened().blob(digest, len(LAYER), target, NoProgress())
    assert target.getvalue() == b""


def test_a_blob_is_taken_as_it_is_stored(registry: FakeRegistry, opened: Opener) -> None:
    digest, target = registry.blob(LAYER), io.BytesIO()
    registry.behaviour.headers = {"Content-Encoding": "gzip"}
    opened().blob(digest, len(LAYER), target, NoProgress())
    assert target.getvalue() == LAYER


def test_a_part_that_goes_on_elsewhere_is_refused(registry: FakeRegistry, opened: Opener) -> None:
    digest, target = registry.blob(LAYER), io.BytesIO()
    registry.behaviour.breaks = [100_000]
    registry.behaviour.headers = {"Content-Range": f"bytes 100001-1003999/{len(LAYER)}"}
    with pytest.raises(RegistryError, match="sends a part other than the one requested"):
        opened().blob(digest, len(LAYER), target, NoProgress())
    assert target.getvalue() == b""


def test_who_waits_can_end_it(registry: FakeRegistry, opened: Opener) -> None:
    digest, target = registry.blob(LAYER), io.BytesIO()
    repository = opened()
    with pytest.raises(CancelledError):
        repository.blob(digest, len(LAYER), target, Ending())
    assert target.getvalue() == b""
    repository.blob(digest, len(LAYER), target, NoProgress())
    assert target.getvalue() == LAYER
