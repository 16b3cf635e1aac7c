"""containers-registries.conf(5): other names, mirrors and insecure hosts, as podman knows them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from inspector import toml
from inspector.errors import UsageError, reason
from inspector.language import Lazy
from inspector.registry.place import Endpoint
from inspector.registry.reference import is_host_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.registry.reference import RegistryReference

# The largest that anyone has written is far below.
_MOST_BYTES = 1 << 20


class Mirror(msgspec.Struct, frozen=True, rename="kebab"):
    """``[[registry.mirror]]``; ``pull_from_mirror`` is ``all``, ``digest-only`` or ``tag-only``."""

    location: str
    insecure: bool = False
    pull_from_mirror: str = "all"


class Registry(msgspec.Struct, frozen=True, rename="kebab"):
    """``[[registry]]``: what holds for the names that begin with ``prefix``, or ``location``."""

    prefix: str = ""
    location: str = ""
    insecure: bool = False
    blocked: bool = False
    mirror_by_digest_only: bool = False
    mirror: tuple[Mirror, ...] = ()

    @property
    def key(self) -> str:
        """Which names it is for."""
        return self.prefix or self.location

    def covers(self, name: str) -> bool:
        """Whether a whole name begins with the prefix, and ends there or goes on in a new part."""
        if self.key.startswith("*."):
            host = name.partition("/")[0]
            return host.partition(":")[0].endswith(self.key[1:])
        return name.startswith(self.key) and name[len(self.key) :][:1] in {"", "/", ":", "@"}

    def places(self, reference: RegistryReference) -> Iterator[Endpoint]:
        """Return where to ask for an image, in this order."""
        for mirror in self.mirror:
            only = "digest-only" if self.mirror_by_digest_only else mirror.pull_from_mirror
            if only == "all" or (only == "digest-only") == (reference.digest is not None):
                yield self._moved(reference, mirror.location, insecure=mirror.insecure)
        yield self._moved(reference, self.location, insecure=self.insecure)

    def _moved(self, reference: RegistryReference, location: str, *, insecure: bool) -> Endpoint:
        if not location:
            return Endpoint(reference.host, reference.repository, insecure)
        beyond = reference.host if self.key.startswith("*.") else self.key
        return place_at(location, reference.name[len(beyond) :], insecure=insecure)


class _RegistriesFile(msgspec.Struct, frozen=True):
    registry: tuple[Registry, ...] = ()


def place_at(location: str, rest: str, *, insecure: bool) -> Endpoint:
    """Return a place below HOST or HOST/PATH; ``rest`` is empty or begins with a slash."""
    host, _, repository = f"{location}{rest}".partition("/")
    return Endpoint(host.lower(), repository, insecure)


def read_registries(files: Sequence[Path]) -> tuple[Registry, ...]:
    """Return the registries in files, longest prefix first; later files override earlier ones.

    A file that is not there says nothing. Raises UsageError for one that cannot be understood.
    """
    found: dict[str, Registry] = {}
    for path in files:
        found |= {each.key: each for each in _read(path)}
    return tuple(sorted(found.values(), key=lambda each: len(each.key), reverse=True))


def _read(path: Path) -> tuple[Registry, ...]:
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES).decode()
        registries = msgspec.convert(toml.loads(text), _RegistriesFile).registry
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, RecursionError) as error:
        # errors of TOML's syntax and of its values are ValueErrors
        raise UsageError(Lazy("{name}: {reason}", name=str(path), reason=reason(error))) from error
    for location in (each for registry in registries for each in _locations(registry)):
        if not is_host_name(location.partition("/")[0]):
            told = Lazy("{name}: {location!r} is not a registry", name=str(path), location=location)
            raise UsageError(told)
    return registries


def _locations(registry: Registry) -> Iterator[str]:
    yield registry.key.removeprefix("*.")
    if registry.location:
        yield registry.location
    yield from (mirror.location for mirror in registry.mirror)


def configuration_files(system: Path, user: Path, override: str | None) -> list[Path]:
    """Return the files to read: containers-registries.conf.d(5).

    ``system`` and ``user`` are the folders ``containers`` of both, ``override`` the file that
    CONTAINERS_REGISTRIES_CONF names. Raises UsageError for a folder that may not be entered.
    """
    main = user / "registries.conf"
    folders = [user / "registries.conf.d"]
    if override:
        main, folders = Path(override), []
    elif not os.path.isfile(main):  # noqa: PTH113 - is_file() fails where it may not look
        main = system / "registries.conf"
        folders.insert(0, system / "registries.conf.d")
    return [main, *(path for folder in folders for path in _drop_ins(folder))]


def _drop_ins(folder: Path) -> list[Path]:
    try:
        names = os.listdir(folder)  # noqa: PTH208  Path.glob() hides errors from Python 3.13 on
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        told = Lazy("{name}: {reason}", name=str(folder), reason=reason(error))
        raise UsageError(told) from error
    return [folder / name for name in sorted(names) if name.endswith(".conf")]
