"""Names of images in registries."""

from __future__ import annotations

import re
from typing import Self

import msgspec

from inspector.errors import UsageError
from inspector.language import Lazy
from inspector.spec import parse_digest

HUB = "docker.io"
HUB_NAMES = (HUB, "index.docker.io", "registry-1.docker.io")
_OFFICIAL = "library/"
_LATEST = "latest"
_LONGEST = 512

# distribution/reference, "Grammar"
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_HOST = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]{{1,5}})?")
_REST = re.compile(
    rf"(?P<repository>{_COMPONENT}(?:/{_COMPONENT})*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
    r"(?:@(?P<digest>[^@]+))?"
)


class RegistryReference(msgspec.Struct, frozen=True):
    """An image: ``tag`` or ``digest`` is there, or both; then the digest counts.

    ``host`` may have a port, and is ``docker.io`` for Docker Hub, whose servers have other names.
    """

    host: str
    repository: str
    tag: str | None = None
    digest: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return what a text names, by docker's rules. Raises UsageError.

        ``alpine`` is ``docker.io/library/alpine:latest``; what comes before the first slash is a
        host where it has a dot or a port, or is ``localhost``.
        """
        head, slash, rest = text.partition("/")
        host, rest = (_lowered(head), rest) if slash and is_host(head) else (HUB, text)
        match = _REST.fullmatch(rest) if len(text) <= _LONGEST and is_host_name(host) else None
        if match is None or (match["digest"] and parse_digest(match["digest"]) is None):
            told = Lazy(
                "{text!r} is not the name of an image in a registry",
                text=text[:_LONGEST],
            )
            raise UsageError(told, hint=Lazy("write HOST/NAME:TAG or HOST/NAME@DIGEST"))
        repository, tag, digest = match["repository"], match["tag"], match["digest"]
        if host in HUB_NAMES:
            host = HUB
            repository = repository if "/" in repository else _OFFICIAL + repository
        return cls(host, repository, tag if tag or digest else _LATEST, digest)

    @property
    def name(self) -> str:
        """Host and repository: where all of its tags are."""
        return f"{self.host}/{self.repository}"

    @property
    def wanted(self) -> str:
        """What the registry is asked for: the digest, or else the tag."""
        return self.digest or self.tag or _LATEST

    def __str__(self) -> str:
        """Return the whole name, as ``parse`` reads it."""
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{self.name}{tag}{digest}"


def is_host(head: str) -> bool:
    """Whether docker takes what stands before a name's first slash for a registry's host."""
    return head == "localhost" or head != head.lower() or not set(head).isdisjoint(".:[")


def is_repository(text: str) -> bool:
    """Whether a text can be a repository's name in its registry, without a tag."""
    match = _REST.fullmatch(text) if len(text) <= _LONGEST else None
    return match is not None and match["repository"] == text


def is_tag(text: str) -> bool:
    """Whether a text can be a tag."""
    match = _REST.fullmatch(f"a:{text}") if len(text) <= _LONGEST else None
    return match is not None and match["tag"] == text


def _lowered(host: str) -> str:
    """Return a host in small letters, unless capitals alone tell that it is one."""
    small = host.lower()
    return small if small == "localhost" or set(host) & set(".:[") else host


def is_host_name(text: str) -> bool:
    """Whether a text can be a registry's host, with or without a port."""
    return _HOST.fullmatch(text) is not None and int(port_of(text) or 0) < 1 << 16


def port_of(host: str) -> str:
    """Return the port that a host is written with, "" for none."""
    port = host.rpartition(":")[2]
    return port if ":" in host and port.isdigit() and not host.endswith("]") else ""


def without_port(host: str) -> str:
    """Return a host's name or address alone; an IPv6 address keeps its brackets."""
    port = port_of(host)
    return host.removesuffix(f":{port}") if port else host
