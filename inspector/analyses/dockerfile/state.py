"""What the configuration holds in the end, and what the steps so far have told of it."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspector.analyses.dockerfile.model import Note
from inspector.analyses.dockerfile.pairs import ConfigValues
from inspector.analyses.dockerfile.words import escaped
from inspector.analyses.history.build_arguments import BuildArguments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inspector.spec import Healthcheck, ImageConfig

_UNIX_SHELL = ("/bin/sh", "-c")
_WINDOWS_SHELL = ("cmd", "/S", "/C")
_PORTS = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/([A-Za-z]+))?")
# Ranges are written out up to here: there are 65,536 ports for each of three protocols.
_MOST_PORTS = 3 * 65_536


@dataclass(frozen=True, slots=True)
class Body:
    """What stands behind an instruction's word, and what is to be said of it."""

    text: str
    notes: tuple[Note, ...] = ()


def changed(text: str) -> tuple[Note, ...]:
    """Return what is to be said where characters of a text cannot stand in a Dockerfile."""
    return () if escaped(text) == text else (Note.TEXT_CHANGED,)


@dataclass(frozen=True, slots=True)
class Known:
    """The configuration's exact values; empty where it has none."""

    is_windows: bool = False
    is_there: bool = False
    env: ConfigValues = field(default_factory=ConfigValues)
    labels: ConfigValues = field(default_factory=ConfigValues)
    volumes: Mapping[str, object] = field(default_factory=dict)
    ports: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    shell: tuple[str, ...] = ()
    on_build: tuple[str, ...] = ()
    user: str = ""
    workdir: str = ""
    stop_signal: str = ""
    health: Healthcheck | None = None

    @classmethod
    def of(cls, config: ImageConfig) -> Known:
        """Return the values of an image's configuration."""
        is_windows = (config.os or "").lower() == "windows"
        found = config.config
        if found is None:
            return cls(is_windows)
        pairs = [each.partition("=") for each in found.env or []]
        return cls(
            is_windows=is_windows,
            is_there=True,
            env=ConfigValues.of({name: value for name, equals, value in pairs if equals}),
            labels=ConfigValues.of(found.labels or {}),
            volumes=found.volumes or {},
            ports=tuple(found.exposed_ports or ()),
            cmd=tuple(found.cmd or ()),
            entrypoint=tuple(found.entrypoint or ()),
            shell=tuple(found.shell or ()),
            on_build=tuple(found.on_build or ()),
            user=found.user or "",
            workdir=found.working_dir or "",
            stop_signal=found.stop_signal or "",
            health=found.healthcheck,
        )


@dataclass(slots=True)
class Told:
    """What the steps up to here set. None as a value: set, but variables decide to what."""

    shell: tuple[str, ...]
    spelled: tuple[str, ...]  # how rows print the shell in front of a RUN's text
    arguments: dict[str, str | None] = field(default_factory=dict)
    declared: BuildArguments = field(default_factory=BuildArguments)
    env: dict[str, str | None] = field(default_factory=dict)
    labels: dict[str, str | None] = field(default_factory=dict)
    volumes: set[str] = field(default_factory=set)
    ports: set[str] = field(default_factory=set)
    cmd: tuple[str, ...] | None = ()
    entrypoint: tuple[str, ...] | None = ()
    user: str | None = ""
    workdir: str | None = ""
    stop_signal: str | None = ""
    health: tuple[str, ...] | None = ()  # the test
    on_build: list[str] = field(default_factory=list)
    ports_left: int = _MOST_PORTS

    @classmethod
    def at_first(cls, known: Known) -> Told:
        """Return what holds before the first step."""
        shell = _WINDOWS_SHELL if known.is_windows else _UNIX_SHELL
        return cls(shell, (" ".join(shell),))

    def set_shell(self, words: list[str], *, is_written: bool) -> None:
        """Note a SHELL; buildah, which keeps its text as written, goes on to print the first."""
        self.shell = tuple(words)
        first = (" ".join(_UNIX_SHELL),) if is_written else ()
        self.spelled = (" ".join(words), *first)

    def set_workdir(self, path: str) -> None:
        """Note a WORKDIR, which may be relative to the one before."""
        if "$" in path or self.workdir is None:
            self.workdir = path if path.startswith("/") and "$" not in path else None
        elif "\\" in path or ":" in path:
            self.workdir = path
        else:
            self.workdir = posixpath.normpath(posixpath.join("/", self.workdir, path))

    def add_ports(self, words: list[str]) -> None:
        """Note the ports of an EXPOSE: ``80``, ``53/udp``, ``8000-8010``."""
        for word in words:
            match = _PORTS.fullmatch(word)
            if match is None:
                continue
            first, last = int(match[1]), int(match[2] or match[1])
            count = max(0, min(last - first + 1, self.ports_left))
            self.ports_left -= count
            protocol = (match[3] or "tcp").lower()
            self.ports.update(f"{port}/{protocol}" for port in range(first, first + count))


@dataclass(frozen=True, slots=True)
class Scene:
    """What a row is read by: the configuration, what was told so far, its placeholder."""

    known: Known
    told: Told
    placeholder: str  # for files that no one names
