"""What registries answer, and the files that say how to reach them."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from fuzz.bounds import hold
from inspector.errors import LayerscopeError
from inspector.io.progress import NoProgress
from inspector.registry.challenges import parse_challenges
from inspector.registry.credentials import find_credentials
from inspector.registry.place import Endpoint
from inspector.registry.reference import RegistryReference
from inspector.registry.registries_conf import read_registries
from inspector.registry.settings import RegistrySettings
from inspector.text import decode


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="fuzz-")


def run(data: bytes) -> None:
    """Read one text; the first byte says what it is."""
    if not data:
        return
    readers = (_challenges, _reference, _credentials, _registries)
    with suppress(LayerscopeError):
        readers[data[0] % len(readers)](data[1:])


def _challenges(data: bytes) -> None:
    found = parse_challenges(decode(data).split("\n"))
    hold(sum(1 + len(each.parameters) for each in found), len(data), "parameters")


def _reference(data: bytes) -> None:
    reference = RegistryReference.parse(decode(data))
    assert RegistryReference.parse(str(reference)) == reference, reference


def _credentials(data: bytes) -> None:
    if b"credHelpers" in data or b"credsStore" in data:
        return  # would start programs of this machine
    path = Path(_folder().name, "config.json")
    path.write_bytes(data)
    settings = RegistrySettings(auth_files=(path,))
    find_credentials(Endpoint("example.com", "app"), settings, NoProgress())


def _registries(data: bytes) -> None:
    path = Path(_folder().name, "registries.conf")
    path.write_bytes(data)
    reference = RegistryReference.parse("example.com/app:1")
    for each in read_registries([path]):
        if each.covers(reference.name):
            hold(len(list(each.places(reference))), len(data), "places")
