"""What the user has set for registries: by options, in the environment, in the files of engines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

import msgspec

from inspector.errors import RegistryError, UsageError
from inspector.language import Lazy
from inspector.registry.place import Endpoint
from inspector.registry.proxies import Proxies
from inspector.registry.reference import HUB, is_host_name, without_port
from inspector.registry.registries_conf import (
    Registry,
    configuration_files,
    place_at,
    read_registries,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inspector.registry.reference import RegistryReference

_ROOT = Path("/")


class RegistrySettings(msgspec.Struct, frozen=True, kw_only=True):
    """How registries are reached, and how long one waits for them."""

    # Of docker.io alone, HOST or HOST/PATH; what registries.conf says; hosts that may do without
    # TLS, or with any certificate.
    mirrors: tuple[str, ...] = ()
    registries: tuple[Registry, ...] = ()
    insecure: frozenset[str] = frozenset()
    proxies: Proxies = Proxies()
    # Files with credentials, the first that has some for a registry counts; folders that have one
    # with certificates for each host; the authorities to trust in the place of the system's.
    auth_files: tuple[Path, ...] = ()
    certificates: tuple[Path, ...] = ()
    ca_file: str | None = None
    ca_folder: str | None = None
    # Seconds in which ``floor`` bytes at least have to come, or what is left; and until a name is
    # resolved, a connection made, an answer begun.
    patience: float = 30.0
    floor: int = 16 << 10
    # How often a request is sent before a temporary error counts as lasting; seconds to
    # wait before the second time, each further time twice as long; and what a registry may ask for.
    attempts: int = 5
    pause: float = 0.5
    longest_pause: float = 30.0

    @classmethod
    def from_environment(
        cls,
        environment: Mapping[str, str],
        *,
        mirrors: Sequence[str] = (),
        insecure: Sequence[str] = (),
        root: Path = _ROOT,
    ) -> Self:
        """Return the settings of a user: ``os.environ``, ``--mirror``, ``--insecure-registry``.

        Raises UsageError for a host that is none, and for a ``registries.conf`` that cannot be
        understood.
        """
        mirrors = [_without_scheme(each) for each in mirrors]
        check_hosts(mirrors=mirrors, insecure=insecure)
        folders = _Folders.of(environment, root)
        return cls(
            mirrors=tuple(mirrors),
            registries=read_registries(folders.configuration()),
            insecure=frozenset(host.lower() for host in insecure),
            proxies=Proxies.from_environment(environment),
            auth_files=folders.auth_files(),
            certificates=folders.certificates(),
            ca_file=environment.get("SSL_CERT_FILE") or None,
            ca_folder=environment.get("SSL_CERT_DIR") or None,
        )

    def places(self, reference: RegistryReference) -> tuple[Endpoint, ...]:
        """Return where to ask for an image, mirrors first. Raises RegistryError: blocked."""
        registry = self._registry(str(reference)) or Registry()
        _refuse_blocked(registry)
        places = list(registry.places(reference))
        if reference.host == HUB:
            rest = f"/{reference.repository}"
            places[:0] = (place_at(each, rest, insecure=False) for each in self.mirrors)
        return tuple(
            Endpoint(each.host, each.repository, each.insecure or self._may_be_insecure(each.host))
            for each in places
        )

    def place_of(self, host: str) -> Endpoint:
        """Return the registry itself, which knows what it has. Raises RegistryError: blocked."""
        registry = self._registry(host) or Registry()
        _refuse_blocked(registry)
        return Endpoint(host, "", registry.insecure or self._may_be_insecure(host))

    def is_insecure(self, host: str) -> bool:
        """Whether the user has said so of a host, which may have a port."""
        registry = self._registry(host)
        return self._may_be_insecure(host) or (registry is not None and registry.insecure)

    def _may_be_insecure(self, host: str) -> bool:
        return bool(self.insecure & {host, without_port(host)})

    def _registry(self, name: str) -> Registry | None:
        return next((each for each in self.registries if each.covers(name)), None)


def _refuse_blocked(registry: Registry) -> None:
    if registry.blocked:
        raise RegistryError(Lazy("registries.conf blocks {name}", name=registry.key))


def check_hosts(*, mirrors: Sequence[str] = (), insecure: Sequence[str] = ()) -> None:
    """Raise UsageError for a mirror, HOST or HOST/PATH, whose host is none, and for such a host."""
    for host in (*(_without_scheme(each).partition("/")[0] for each in mirrors), *insecure):
        _refuse_no_host(host)


def _without_scheme(place: str) -> str:
    return place.removeprefix("https://").rstrip("/")


def _refuse_no_host(text: str) -> None:
    if not is_host_name(text):
        raise UsageError(
            Lazy("{host!r} is not a valid registry host", host=text),
            hint=Lazy("write HOST or HOST:PORT"),
        )


class _Folders(NamedTuple):
    """Where the files of engines lie, those of the system below ``root``."""

    environment: Mapping[str, str]
    root: Path
    home: Path
    config: Path

    @classmethod
    def of(cls, environment: Mapping[str, str], root: Path) -> Self:
        # Unlike that of Path, this one never fails.
        home = Path(environment.get("HOME") or os.path.expanduser("~"))  # noqa: PTH111
        config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
        return cls(environment, root, home, config)

    def configuration(self) -> list[Path]:
        named = self.environment.get("CONTAINERS_REGISTRIES_CONF")
        system, user = self.root / "etc/containers", self.config / "containers"
        return configuration_files(system, user, named)

    def auth_files(self) -> tuple[Path, ...]:
        """Return the files of containers-auth.json(5), in its order; docker's as docker has it."""
        runtime = self.environment.get("XDG_RUNTIME_DIR")
        folder = Path(runtime) / "containers" if runtime else None
        folder = folder or self.root / f"run/containers/{os.getuid()}"
        docker = Path(self.environment.get("DOCKER_CONFIG") or self.home / ".docker")
        return (
            Path(self.environment.get("REGISTRY_AUTH_FILE") or folder / "auth.json"),
            self.config / "containers/auth.json",
            docker / "config.json",
        )

    def certificates(self) -> tuple[Path, ...]:
        """Return the folders of containers-certs.d(5), in its order."""
        return (
            self.config / "containers/certs.d",
            self.root / "etc/containers/certs.d",
            self.root / "etc/docker/certs.d",
        )
