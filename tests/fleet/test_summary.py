"""What a fleet comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.build_image import ImageSpec, file, format_named
from tests.fleet.fleets import BASE, fleet, image
from tests.packages.databases import stanza, status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.build_image import Part

SHARED = bytes(range(256)) * 200
KEY = (
    b"-----BEGIN RSA PRIVATE KEY-----\n"
    + b"MIIEpAIBAAKCAQEA1234567890abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL\n" * 12
    + b"-----END RSA PRIVATE KEY-----\n"
)


def made(path: Path, *layers: Sequence[Part], created: str) -> None:
    spec = ImageSpec(
        layers=layers,
        history=[{"created": created, "created_by": f"RUN {n}"} for n in range(len(layers))],
        config={"created": created},
        tags=[f"example.com/{path.stem}:1"],
    )
    format_named("docker-25").write(path, spec)


def test_an_image_of_the_fleet_is_the_base_of_those_that_begin_with_it(tmp_path: Path) -> None:
    made(tmp_path / "base.tar", BASE, created="2023-01-01T00:00:00Z")
    for name in ("one", "two", "three"):
        own = [file(name, name.encode() * 100)]
        made(tmp_path / f"{name}.tar", BASE, own, created="2024-01-01T00:00:00Z")
    came = fleet(tmp_path / "out", tmp_path)
    (base,) = came.summary.bases
    assert (base.name, base.layers, base.images) == (str(tmp_path / "base.tar"), 1, 3)
    assert base.carried_bytes == 3 * base.bytes
    assert base.created == "2023-01-01T00:00:00Z"
    assert came.summary.old_bases == (base,)
    assert came.summary.shared_bytes == 3 * base.bytes
    assert came.summary.unshared_bytes - came.summary.shared_bytes == came.summary.stored_bytes


def test_a_base_made_shortly_before_is_not_old(tmp_path: Path) -> None:
    made(tmp_path / "base.tar", BASE, created="2023-12-01T00:00:00Z")
    made(tmp_path / "app.tar", BASE, [file("a", b"a")], created="2024-01-01T00:00:00Z")
    came = fleet(tmp_path / "out", tmp_path)
    assert len(came.summary.bases) == 1
    assert came.summary.old_bases == ()


def test_layers_that_differ_only_in_times_are_found(tmp_path: Path) -> None:
    for number in range(3):
        image(tmp_path / f"{number}.tar", [file("app", b"x" * 5000, mtime=number), file("b", b"b")])
    image(tmp_path / "other.tar", [file("app", b"x" * 5000, mode=0o755), file("b", b"b")])
    (found,) = fleet(tmp_path / "out", tmp_path).summary.same_but_times
    assert (found.bytes, found.count, found.saved_bytes) == (5001, 3, 10_002)
    assert len(set(found.diff_ids)) == 3


def test_a_content_in_several_layers_counts_once(tmp_path: Path) -> None:
    image(tmp_path / "a.tar", [file('opt/"a",b', SHARED), file("small", b"s" * 100)])
    image(tmp_path / "b.tar", [file("opt/b", SHARED), file("opt/c", SHARED)])
    image(tmp_path / "c.tar", [file("c", b"c" * 20_000), file("small", b"s" * 100)])
    came = fleet(tmp_path / "out", tmp_path).summary
    (found,) = came.same_contents
    assert (found.bytes, found.layers, found.saved_bytes) == (len(SHARED), 2, len(SHARED))
    assert found.path == '/opt/"a",b'
    assert came.same_content_bytes == len(SHARED)


def test_packages_are_counted_by_version_and_secrets_by_kind(tmp_path: Path) -> None:
    for number, version in enumerate(("1", "2", "2")):
        image(
            tmp_path / f"{number}.tar",
            [status(stanza("curl", version), stanza("zlib")), file("n", str(number).encode())],
            [file("root/.ssh/id_rsa", KEY)] if number else [file("x", b"x")],
        )
    came = fleet(tmp_path / "out", tmp_path).summary
    (curl,) = came.packages
    assert (curl.type, curl.name, curl.images, curl.count) == ("deb", "curl", 3, 2)
    assert [(each.version, each.images) for each in curl.versions] == [("2", 2), ("1", 1)]
    (secret,) = came.secrets
    assert (secret.finding, secret.images, secret.places) == ("secret-private-key", 2, 2)


def test_what_is_wasted_counts_where_every_image_hides_it(tmp_path: Path) -> None:
    image(tmp_path / "a.tar", BASE, [file("usr/bin/perl", b"new")])
    image(tmp_path / "b.tar", BASE, [file("b", b"b")])
    assert fleet(tmp_path / "one", tmp_path / "a.tar").summary.wasted_bytes == 36_000
    assert (
        fleet(tmp_path / "both", tmp_path / "a.tar", tmp_path / "b.tar").summary.wasted_bytes == 0
    )
