"""All images of a registry, and all tags of a repository, as sources."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from inspector.fleet.registry_images import RegistryListing, listing_of
from inspector.fleet.source import FleetSource, Unlisted
from inspector.fleet.sources import sources
from tests.build_image import ImageSpec, build, file
from tests.fake_registry import FakeRegistry, push
from tests.fleet.fleets import BASE, content, fleet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRegistry]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    with FakeRegistry() as registry:
        yield registry


def found(name: str, tmp_path: Path) -> tuple[list[str], list[str]]:
    """Return the references, and what cannot be listed and why."""
    given = list(sources([name], (), io.BytesIO(), without=tmp_path))
    good = [each.reference for each in given if isinstance(each, FleetSource)]
    bad = [f"{each.reference}: {each.error}" for each in given if isinstance(each, Unlisted)]
    return good, bad


def test_what_names_a_registry_and_what_an_image() -> None:
    for name, expected in {
        "localhost": RegistryListing("localhost", ""),
        "localhost:80": RegistryListing("localhost:80", ""),
        "localhost:5000": RegistryListing("localhost:5000", ""),
        "registry:5000": RegistryListing("registry:5000", ""),
        "registry:443/": RegistryListing("registry:443", ""),
        "Registry.Example": RegistryListing("registry.example", ""),
        "registry.example/": RegistryListing("registry.example", ""),
        "registry.example:8": RegistryListing("registry.example:8", ""),
        "[::1]:5000": RegistryListing("[::1]:5000", ""),
        "registry.example/team/app:*": RegistryListing("registry.example", "team/app"),
        "docker.io/debian:*": RegistryListing("docker.io", "library/debian"),
        "redis:7": None,
        "debian": None,
        "registry.example/team/app": None,
        "registry.example/team/app:1": None,
        "registry.example/../app:*": None,
        "registry.example:99999": None,
        "team/app:*": None,
        "": None,
    }.items():
        assert listing_of(name) == expected, name


def test_a_registry_gives_all_tags_of_all_its_repositories(
    registry: FakeRegistry, tmp_path: Path
) -> None:
    for name, tag in (("team/app", "1"), ("team/app", "2"), ("base", "latest")):
        registry.image(name, tag)
    registry.behaviour.page = 1
    start = f"registry://{registry.host}"
    good, bad = found(start, tmp_path)
    assert good == [f"{start}/base:latest", f"{start}/team/app:1", f"{start}/team/app:2"]
    assert not bad
    assert found(f"{start}/team/app:*", tmp_path) == (good[1:], [])
    # What was listed stays, whatever becomes of the rest.
    registry.behaviour.page = 0
    registry.behaviour.bodies["_catalog"] = (
        b'{"repositories": ["gone", "base", "../x", "team/app"]}'
    )
    registry.behaviour.bodies["base/tags"] = b'{"tags": ["latest", "-"]}'
    good, bad = found(start, tmp_path)
    assert good == [f"{start}/base:latest", f"{start}/team/app:1", f"{start}/team/app:2"]
    assert bad == [
        f"{start}/base:*: {registry.host} lists invalid names: -",
        f"{start}: {registry.host} lists invalid names: ../x",
    ]


def test_a_registry_without_a_catalogue_is_a_line_that_says_what_to_do(
    registry: FakeRegistry, tmp_path: Path
) -> None:
    start = f"registry://{registry.host}"
    for status in (401, 403, 404, 405):
        registry.behaviour.failures = [(status, {})] * 2
        good, (bad,) = found(start, tmp_path)
        assert not good
        assert bad.startswith(f"{start}: {registry.host} does not list its repositories (")
        assert bad.endswith("): name its images in a list: --list FILE")
    registry.behaviour.failures = []
    told = "docker.io does not list its repositories: name its images in a list: --list FILE"
    assert found("registry://docker.io", tmp_path) == ([], [f"registry://docker.io: {told}"])
    _, (absent,) = found(f"{start}/team/app:*", tmp_path)
    assert absent.startswith(f"{start}/team/app:*: {registry.host} does not have the tags of team/")


def test_images_of_a_registry_are_known_by_their_manifests(
    registry: FakeRegistry, tmp_path: Path
) -> None:
    for tag in "12":
        own = [file("own", tag.encode() * 40_000)]
        push(registry, f"team/app:{tag}", build(ImageSpec(layers=[BASE, own], codec="gzip")))
    for tag, kind in {
        "chart": "application/vnd.cncf.helm.config.v1+json",
        "sha256-1.sig": "application/vnd.oci.image.config.v1+json",
    }.items():
        config = {"mediaType": kind, "digest": registry.blob(b"{}"), "size": 2}
        layer = {**config, "mediaType": "application/vnd.dev.cosign.simplesigning.v1+json"}
        manifest = {"schemaVersion": 2, "config": config, "layers": [layer]}
        registry.manifest("team/app", tag, json.dumps(manifest).encode())
    name = f"registry://{registry.host}"
    first = fleet(tmp_path / "out", name)
    assert (first.reached.images, first.reached.unread, first.reached.layers) == (2, 0, 3)
    registry.requests.clear()
    again = fleet(tmp_path / "out", name)
    assert (again.reached.images, again.reached.known, again.reached.layers) == (2, 2, 0)
    assert content(again.out) == content(first.out)
    assert not [path for path in registry.paths() if "/blobs/" in path]
    # A tag that was moved is another image.
    push(registry, "team/app:2", build(ImageSpec(layers=[BASE], codec="gzip")))
    moved = fleet(tmp_path / "out", name)
    assert (moved.reached.known, moved.reached.layers) == (1, 0)
    assert {row["layers"] for row in moved.rows("images")} == {1, 2}
