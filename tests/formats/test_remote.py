"""Blobs that are fetched when they are asked for: once, verified, kept, or not at all."""

from __future__ import annotations

import os
import pickle
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING

import pytest

from inspector.errors import FetchError
from inspector.formats import remote
from inspector.formats.access import Access
from inspector.formats.remote import RemoteBlob, RemoteBlobs
from inspector.io.progress import CancelledError, NoProgress
from inspector.limits import DEFAULT_LIMITS
from inspector.registry import RegistryReference, RegistrySettings, Repository
from tests.fake_registry import FakeRegistry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from inspector.io.progress import Progress

DATA = os.urandom(300_000)


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    with FakeRegistry() as registry:
        yield registry


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which blobs are kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "layerscope" / "blobs-1"


def blobs(registry: FakeRegistry, *, keeps: bool = True) -> RemoteBlobs:
    reference = RegistryReference.parse(f"{registry.host}/app:1")
    settings = RegistrySettings(attempts=1)
    repository = Repository(reference, settings=settings, limits=DEFAULT_LIMITS)
    return RemoteBlobs(repository, Access(keeps=keeps, tell=pytest.fail), DEFAULT_LIMITS)


def blob(registry: FakeRegistry, data: bytes = DATA, *, keeps: bool = True) -> RemoteBlob:
    return RemoteBlob(blobs(registry, keeps=keeps), registry.blob(data), len(data))


def content(found: RemoteBlob) -> bytes:
    window = found.fetch(NoProgress())
    return window.pread(window.size, 0)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


def test_a_blob_is_fetched_once_and_kept_for_this_user_alone(
    registry: FakeRegistry, kept: Path
) -> None:
    found = blob(registry)
    assert found.window is None
    assert content(found) == content(found) == DATA
    assert len(registry.requests) == 1
    (path,) = kept.iterdir()
    assert path.name == found.digest.replace(":", "-")
    assert path.stat().st_mode & 0o777 == 0o600
    again = blob(registry)
    assert again.window is not None
    assert content(again) == DATA
    assert len(registry.requests) == 1


def test_without_a_cache_nothing_is_left(registry: FakeRegistry, kept: Path) -> None:
    assert content(blob(registry, keeps=False)) == DATA
    assert not kept.exists()


def test_where_a_file_cannot_get_its_name_later_it_is_copied(
    registry: FakeRegistry, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    found = blob(registry)
    assert content(found) == DATA
    assert names(kept) == [found.digest.replace(":", "-")]
    assert content(blob(registry)) == DATA
    assert len(registry.requests) == 1


def test_the_least_recently_used_go_first(
    registry: FakeRegistry, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "MAX_BYTES", 2 * len(DATA))
    many = [blob(registry, bytes([number]) + DATA[1:]) for number in range(3)]
    for number, each in enumerate(many):
        content(each)
        os.utime(kept / each.digest.replace(":", "-"), (number, number))
    assert names(kept) == sorted(each.digest.replace(":", "-") for each in many[1:])
    assert content(many[0])[1:] == DATA[1:]  # it is open still
    large = blob(registry, DATA * 3)
    assert content(large) == DATA * 3
    assert len(names(kept)) == 2


def test_a_kept_file_of_another_size_is_replaced(registry: FakeRegistry, kept: Path) -> None:
    found = blob(registry)
    content(found)
    (path,) = kept.iterdir()
    os.truncate(path, 1000)
    assert content(blob(registry)) == DATA
    assert path.stat().st_size == len(DATA)


@pytest.mark.parametrize("other", [bytes(len(DATA)), DATA[:-1] + b"x"], ids=["zeros", "one"])
def test_a_kept_file_of_another_content_is_replaced(
    registry: FakeRegistry, kept: Path, other: bytes
) -> None:
    content(blob(registry))
    (path,) = kept.iterdir()
    path.write_bytes(other)
    assert blob(registry).span(1000, 50, NoProgress()) == DATA[1000:1050]
    path.write_bytes(other)
    assert content(blob(registry)) == DATA
    assert path.read_bytes() == DATA


def test_bytes_with_another_digest_are_not_taken(registry: FakeRegistry, kept: Path) -> None:
    found = blob(registry)
    registry.behaviour.bodies[found.digest] = DATA[:-1] + b"x"
    with pytest.raises(FetchError) as caught:
        found.fetch(NoProgress())
    assert caught.value.exit_code == 4
    assert "\n" not in str(caught.value)
    assert names(kept) == []


def test_what_failed_is_not_asked_for_again(registry: FakeRegistry, kept: Path) -> None:
    found = blob(registry)
    del registry.blobs[found.digest]
    for _ in range(3):
        with pytest.raises(FetchError, match="does not have"):
            found.fetch(NoProgress())
    assert len(registry.requests) == 1


class Impatient:
    """Progress that is cancelled once some bytes came."""

    def advance(self, size: int, /) -> None:
        if size:
            raise CancelledError


def test_a_fetch_that_is_cancelled_leaves_nothing(registry: FakeRegistry, kept: Path) -> None:
    found = blob(registry, DATA * 10)
    with pytest.raises(CancelledError):
        found.fetch(Impatient())
    assert names(kept) == []
    assert content(found) == DATA * 10


def test_a_disk_that_is_full_is_told(
    registry: FakeRegistry, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Repository, "blob", full)
    with pytest.raises(FetchError, match="cannot write the fetched data"):
        blob(registry).fetch(NoProgress())


def test_where_the_disk_of_the_cache_is_full_another_one_is_tried(
    registry: FakeRegistry, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Repository.blob

    def full(
        self: Repository, digest: str, size: int, target: BinaryIO, progress: Progress
    ) -> None:
        if os.path.realpath(f"/proc/self/fd/{target.fileno()}").startswith(str(kept)):
            raise OSError(28, "No space left on device")
        whole(self, digest, size, target, progress)

    monkeypatch.setattr(Repository, "blob", full)
    assert content(blob(registry)) == DATA


def test_three_are_fetched_at_once_and_one_that_is_wanted_twice_is_fetched_once(
    registry: FakeRegistry, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy, most, lock = 0, 0, Lock()

    def slowly(
        _: Repository, digest: str, size: int | None, target: BinaryIO, progress: Progress
    ) -> None:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        time.sleep(0.02)
        target.write(registry.blobs[digest])
        with lock:
            busy -= 1

    monkeypatch.setattr(Repository, "blob", slowly)
    source = blobs(registry)
    found = [RemoteBlob(source, registry.blob(bytes([n]) * 9), 9) for n in range(6)]
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(content, [*found, *found]))
    assert answers == [bytes([n]) * 9 for n in range(6)] * 2
    assert most == 3


def test_who_waits_for_others_may_be_cancelled() -> None:
    class Gone:
        def advance(self, size: int, /) -> None:  # noqa: ARG002
            raise CancelledError

    lock = Lock()
    with remote.held(lock, NoProgress()), pytest.raises(CancelledError):
        remote.held(lock, Gone()).__enter__()


def test_a_part_is_had_without_the_rest(registry: FakeRegistry, kept: Path) -> None:
    found = blob(registry)
    assert found.span(1000, 50, NoProgress()) == DATA[1000:1050]
    assert registry.sent == 50
    content(found)
    sent = registry.sent
    assert found.span(1000, 50, NoProgress()) == DATA[1000:1050]
    assert registry.sent == sent


def test_a_blob_stays_in_its_process(registry: FakeRegistry) -> None:
    assert pickle.loads(pickle.dumps(blob(registry))) is None  # noqa: S301
