from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.errors import RegistryError, UsageError
from inspector.registry.place import Endpoint
from inspector.registry.reference import RegistryReference
from inspector.registry.settings import RegistrySettings

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "@sha256:" + "0" * 64


class Machine:
    """A machine with files of its own, and the settings of its user."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def settings(self, **environment: str) -> RegistrySettings:
        values = {"HOME": str(self.root / "home"), **environment}
        return RegistrySettings.from_environment(values, root=self.root)

    def places(self, name: str, **environment: str) -> list[str]:
        """Return where an image is asked for; an insecure place has a mark."""
        found = self.settings(**environment).places(RegistryReference.parse(name))
        return [f"{each.host}/{each.repository}{'!' if each.insecure else ''}" for each in found]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


SYSTEM = "etc/containers/registries.conf"
USER = "home/.config/containers/registries.conf"


def test_without_files_a_registry_is_asked_itself(machine: Machine) -> None:
    assert machine.places("ghcr.io/a/b") == ["ghcr.io/a/b"]


def test_mirrors_come_before_the_location_that_stands_for_the_prefix(machine: Machine) -> None:
    machine.write(
        SYSTEM,
        """
        unqualified-search-registries = ["example.com"]
        [[registry]]
        prefix = "example.com/foo"
        location = "internal.example.net/bar"
        [[registry.mirror]]
        location = "mirror-0.local/mirror-for-foo"
        [[registry.mirror]]
        location = "mirror-1.local:5000"
        insecure = true
        """,
    )
    assert machine.places("example.com/foo/image:latest") == [
        "mirror-0.local/mirror-for-foo/image",
        "mirror-1.local:5000/image!",
        "internal.example.net/bar/image",
    ]
    assert machine.places("example.com/foobar") == ["example.com/foobar"]


def test_the_longest_prefix_counts_and_one_may_be_a_domain(machine: Machine) -> None:
    machine.write(
        SYSTEM,
        """
        [[registry]]
        location = "example.com"
        insecure = true
        [[registry]]
        prefix = "example.com/team"
        location = "other.example/team"
        [[registry]]
        prefix = "*.example.com"
        insecure = true
        [[registry]]
        prefix = "*.example.org"
        location = "all.example/of"
        """,
    )
    assert machine.places("example.com/a") == ["example.com/a!"]
    assert machine.places("example.com/team/a") == ["other.example/team/a"]
    assert machine.places("x.example.com:5000/a") == ["x.example.com:5000/a!"]
    assert machine.places("x.example.org/a") == ["all.example/of/a"]
    assert machine.settings().is_insecure("example.com")
    assert not machine.settings().is_insecure("example.net")


@pytest.mark.parametrize(
    ("rule", "by_tag", "by_digest"),
    [("all", True, True), ("digest-only", False, True), ("tag-only", True, False)],
)
def test_a_mirror_may_be_for_digests_or_tags_alone(
    machine: Machine, rule: str, by_tag: bool, by_digest: bool
) -> None:
    machine.write(
        SYSTEM,
        f"""
        [[registry]]
        location = "example.com"
        [[registry.mirror]]
        location = "mirror.example"
        pull-from-mirror = "{rule}"
        """,
    )
    assert ("mirror.example/a" in machine.places("example.com/a")) is by_tag
    assert ("mirror.example/a" in machine.places(f"example.com/a{DIGEST}")) is by_digest


def test_mirror_by_digest_only_is_for_all_mirrors(machine: Machine) -> None:
    machine.write(
        SYSTEM,
        """
        [[registry]]
        location = "example.com"
        mirror-by-digest-only = true
        [[registry.mirror]]
        location = "mirror.example"
        """,
    )
    assert machine.places("example.com/a") == ["example.com/a"]
    assert machine.places(f"example.com/a{DIGEST}") == ["mirror.example/a", "example.com/a"]


def test_what_is_blocked_is_not_asked(machine: Machine) -> None:
    machine.write(SYSTEM, '[[registry]]\nlocation = "example.com/a"\nblocked = true\n')
    with pytest.raises(RegistryError, match=r"registries\.conf blocks example\.com/a"):
        machine.places("example.com/a/b")
    assert machine.places("example.com/b") == ["example.com/b"]


def test_the_users_file_stands_in_for_the_systems_and_drop_ins_outdo_it(machine: Machine) -> None:
    def location(host: str) -> str:
        return f'[[registry]]\nprefix = "example.com"\nlocation = "{host}"\n'

    machine.write(SYSTEM, location("system.example"))
    assert machine.places("example.com/a") == ["system.example/a"]
    machine.write(f"{SYSTEM}.d/10.conf", location("ten.example"))
    machine.write(f"{SYSTEM}.d/20.conf", location("twenty.example"))
    machine.write(f"{SYSTEM}.d/30.txt", location("thirty.example"))
    assert machine.places("example.com/a") == ["twenty.example/a"]
    machine.write(USER, location("user.example"))
    assert machine.places("example.com/a") == ["user.example/a"]
    machine.write(f"{USER}.d/10.conf", location("own.example"))
    assert machine.places("example.com/a") == ["own.example/a"]
    named = str(machine.write("named.conf", location("named.example")))
    assert machine.places("example.com/a", CONTAINERS_REGISTRIES_CONF=named) == ["named.example/a"]


@pytest.mark.parametrize(
    "text",
    [
        "[[registry",
        "registry = 3",
        "[[registry]]\nlocation = 3",
        '[[registry]]\nlocation = "http://example.com"',
        "[[registry]]\ninsecure = true",
        '[[registry]]\nlocation = "a.b"\n[[registry.mirror]]\nlocation = ""',
        '[[registry]]\nlocation = "a.b"\n[[registry.mirror]]\ninsecure = true',
        "\0",
    ],
)
def test_a_file_that_cannot_be_understood_is_named(machine: Machine, text: str) -> None:
    path = machine.write(USER, text)
    with pytest.raises(UsageError) as caught:
        machine.settings()
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_options_come_before_files(machine: Machine) -> None:
    settings = RegistrySettings.from_environment(
        {"HOME": str(machine.root)},
        mirrors=["https://mirror.example/hub/", "plain.example:5000"],
        insecure=["plain.example:5000", "Bare.example"],
        root=machine.root,
    )
    assert settings.places(RegistryReference.parse("alpine")) == (
        Endpoint("mirror.example", "hub/library/alpine"),
        Endpoint("plain.example:5000", "library/alpine", insecure=True),
        Endpoint("docker.io", "library/alpine"),
    )
    assert settings.places(RegistryReference.parse("ghcr.io/a/b")) == (Endpoint("ghcr.io", "a/b"),)
    assert settings.places(RegistryReference.parse("bare.example:1/b"))[0].insecure


@pytest.mark.parametrize("host", ["", "http://a", "a b", "a:b", "user:word@host"])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(UsageError, match="is not a valid registry host"):
        RegistrySettings.from_environment({}, insecure=[host])
    with pytest.raises(UsageError, match="is not a valid registry host"):
        RegistrySettings.from_environment({}, mirrors=[host])
